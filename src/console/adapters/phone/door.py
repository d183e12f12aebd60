"""The control door of the simulated exchange: a unix socket for tests and demonstrations, one JSON line per act.

    {"do": "arrive", "number": "+41...", "name": "...", "says": "...", "patience": 20, "talk": 60}
    {"do": "hang_up", "call": "..."} or {"do": "hang_up", "number": "..."}
    {"do": "transfer_outcome", "extension": "3801", "outcome": "busy", "after": 0.5}   also a list of outcomes
    {"do": "phone_hangs_up", "extension": "3801"}    the clerk there, in the middle of a consult
    {"do": "send_to_queue", "extension": "3801"}     the clerk there sends the citizen back into the queue
    {"do": "calls"}

The answer is a line as well: {"ok": true, ...} or {"ok": false, "error": "..."}. What phones were shown goes to
`shown.jsonl` in the same folder. Both hold personal data: the folder is its owner's alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from console.adapters.phone.exchange import Exchange
from console.adapters.phone.lines import Answer, Behaviour, Caller, Shown
from console.services.ports import CallOrderFailed

log = logging.getLogger(__name__)

SOCKET = "phone.sock"
SHOWN = "shown.jsonl"
LONGEST = 86_400.0
Act = Callable[[Exchange, float], object]


class Door:
    """Serves the folder while it is open; `let` carries an act out on the exchange."""

    def __init__(self, folder: Path, let: Callable[[Act], object]) -> None:
        self._folder = folder
        self._let = let
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen. A door that cannot be opened is logged; the telephone works without it."""
        await self.close()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _short_path(self._folder) as folder:
                with contextlib.suppress(FileNotFoundError):
                    (folder / SOCKET).unlink()
                self._server = await asyncio.start_unix_server(self._serve, folder / SOCKET)
                (folder / SOCKET).chmod(0o600)
        except OSError as error:
            log.error("the control door stays closed: %s", error)

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def write_down(self, shown: deque[Shown]) -> None:
        """Append what phones were shown since the last time; empties `shown`."""
        if not shown:
            return
        lines = [json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in shown]
        shown.clear()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            with os.fdopen(os.open(self._folder / SHOWN, flags, 0o600), "a", encoding="utf-8") as file:
                file.writelines(lines)
        except OSError as error:
            log.error("what phones were shown cannot be written: %s", error)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ValueError):
            while line := await reader.readline():
                writer.write(json.dumps(self._answer(line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        writer.close()

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            act = _act(json.loads(line))
            return {"ok": True, **(_given(self._let(act)))}
        except CallOrderFailed as failed:
            return {"ok": False, "error": str(failed)}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            return {"ok": False, "error": f"{type(error).__name__}: {error}"}


def _given(given: object) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _act(asked: dict[str, Any]) -> Act:
    """The act that a line asks for. Raises ValueError, KeyError, TypeError for anything else."""
    acts = {
        "arrive": _arrive,
        "hang_up": _hang_up,
        "phone_hangs_up": _phone_hangs_up,
        "send_to_queue": _send_to_queue,
        "transfer_outcome": _outcome,
        "calls": _calls,
    }
    return acts[asked["do"]](asked)


def _arrive(asked: dict[str, Any]) -> Act:
    caller = Caller(
        number=str(asked.get("number", "")),
        name=str(asked.get("name", "")),
        subject=str(asked.get("says", "")),
        patience=_seconds(asked.get("patience")),
        talk=_seconds(asked.get("talk")),
    )
    return lambda exchange, now: {"call": exchange.arrive(caller, now)}


def _hang_up(asked: dict[str, Any]) -> Act:
    def act(exchange: Exchange, now: float) -> object:
        lines = exchange.floor.lines.values()
        numbered = [line.call for line in lines if asked.get("number") and line.caller.number == asked["number"]]
        call = str(asked.get("call") or (numbered[0] if numbered else ""))
        exchange.hang_up_outside(call, now)
        return {"call": call}

    return act


def _phone_hangs_up(asked: dict[str, Any]) -> Act:
    extension = str(asked["extension"])
    return lambda exchange, now: exchange.hang_up_phone(extension, now)


def _send_to_queue(asked: dict[str, Any]) -> Act:
    extension = str(asked["extension"])
    return lambda exchange, now: exchange.send_to_queue(extension, now)


def _outcome(asked: dict[str, Any]) -> Act:
    words = asked["outcome"] if isinstance(asked["outcome"], list) else [asked["outcome"]]
    behaviours = tuple(Behaviour.of(Answer(word), _seconds(asked.get("after"))) for word in words)
    extension = str(asked["extension"])

    def act(exchange: Exchange, _now: float) -> object:
        exchange.floor.phones[extension] = behaviours
        return None

    return act


def _calls(_asked: dict[str, Any]) -> Act:
    def act(exchange: Exchange, _now: float) -> object:
        lines = exchange.floor.lines.values()
        return {
            "calls": [
                {"call": line.call, "number": line.caller.number, "phase": line.phase, "operator": line.operator,
                 "clerk": line.clerk}
                for line in lines
            ]
        }  # fmt: skip

    return act


def _seconds(given: object) -> float | None:
    """Raises ValueError for what is no length of time."""
    seconds = None if given is None else float(str(given))
    if seconds is not None and not 0.0 <= seconds < LONGEST:
        raise ValueError(f"{seconds} seconds")
    return seconds


@contextlib.contextmanager
def _short_path(folder: Path) -> Any:
    """The folder under a name that fits into a socket's address, which has room for some hundred characters."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        through = Path(f"/proc/self/fd/{descriptor}")
        yield through if through.is_dir() else folder
    finally:
        os.close(descriptor)
