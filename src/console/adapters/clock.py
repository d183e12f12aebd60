"""The time of this computer."""

from __future__ import annotations

import time


class SystemClock:
    """Satisfies `services.ports.Clock`."""

    def now(self) -> float:
        """UTC seconds since the epoch."""
        return time.time()
