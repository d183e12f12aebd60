"""Look at the real screen on the fake morning: look.py [THEME] [clerk:ID] [n:MANY], with PYTHONPATH=tests."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from console.domain.contact import Channel, Party
from console.screens.app import ConsoleApp
from console.services.session import Look
from fakes import floor, seat


class RunningClock(seat.HandClock):
    """Begins at the fake morning and runs."""

    def __init__(self) -> None:
        self._offset = seat.NOW - time.time()

    def now(self) -> float:
        return time.time() + self._offset


def main() -> None:
    store = floor.morning()
    options = dict(one.split(":", 1) for one in sys.argv[1:] if ":" in one)
    for number in range(100, 100 + int(options.get("n", 0))):
        store.contacts[number] = floor.contact(
            number, Channel.EMAIL, 100.0 * number, party=Party(name=f"Cittadino {number}"), subject=f"Domanda {number}"
        )
    theme = next((one for one in sys.argv[1:] if ":" not in one), "console-dark")
    session = floor.session(store, clock=RunningClock(), clerk=options.get("clerk", ""))
    look = Look(site="UE Faido", theme=theme, demo=True)
    ConsoleApp(replace(session, look=look)).run()


if __name__ == "__main__":
    main()
