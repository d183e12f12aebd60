"""A site opened inside the measuring process, with intake's hands but without its links."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from console import bootstrap
from console.bootstrap.services import Services
from console.domain import call as s
from console.services.intake_calls import CallIntake
from e2e.site import TestSite


@dataclass
class Opened:
    """The services and the intake of calls."""

    services: Services
    calls: CallIntake

    @property
    def store(self):
        return self.services.store

    async def ring(self, name: str, number: str) -> float:
        """Somebody calls; gives when (monotonic seconds) the call was committed."""
        at = self.services.clock.now()
        await self.calls.take_in(s.CallArrived(call=f"bench-{name}", number=number, name=name, at=at))
        return time.monotonic()


@asynccontextmanager
async def opened(site: TestSite) -> AsyncIterator[Opened]:
    """The site, as a process of its own would see it."""
    os.environ.update(site.environment)
    options = bootstrap.Options(config=site.config, data_dir=site.data, operator="anna")
    async with bootstrap.open_site(options) as services:
        calls = CallIntake(
            store=services.store, clock=services.clock, directory=services.directory, hours=services.hours,
            normalise=str,
        )  # fmt: skip
        yield Opened(services, calls)
