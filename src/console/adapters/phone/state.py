"""The live calls of a simulated exchange on disk, so that they outlive the process as calls in a real PBX do.

One JSON file, readable by its owner only (it holds numbers and names), replaced as a whole.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from console.adapters.phone.exchange import Exchange
from console.adapters.phone.lines import Answer, Behaviour, Caller, Line, Phase, Timer
from console.domain.seat import HoursMode, Seat
from console.domain.wish import CallOrder

log = logging.getLogger(__name__)

FILE = "exchange.json"
LONGEST_GAP = 600.0
"""Seconds after which nobody is on the line any more: an exchange that was off for longer begins anew."""


def save(exchange: Exchange, folder: Path, now: float) -> None:
    """Keep everything that lives. Raises OSError."""
    floor = exchange.floor
    pending = [(at, timer, _subject(subject)) for at, timer, subject in floor.timers.pending()]
    kept = {
        "saved_at": now,
        "prefix": exchange.prefix,
        "count": exchange.count,
        "lines": [_line(line) for line in floor.lines.values()],
        "phones": {number: [asdict(one) for one in known] for number, known in floor.phones.items()},
        "timers": pending,
        "seats": [asdict(seat) for seat in floor.seats.values()],
        "hours": floor.hours,
    }
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder / f"{FILE}.{os.getpid()}"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False)
    beside.replace(folder / FILE)


def restore(folder: Path, now: float, own_number: str = "") -> Exchange | None:
    """The exchange as it was kept; None when there is none, when it is too old, or when it cannot be read."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if not 0 <= now - kept["saved_at"] <= LONGEST_GAP:
            return None
        return _exchange(kept, own_number)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("the kept calls cannot be read, the exchange begins anew: %s", type(error).__name__)
        return None


def _line(line: Line) -> dict[str, Any]:
    kept = asdict(line)
    del kept["timers"]
    return kept


def _subject(subject: Line | Caller) -> str | dict[str, Any]:
    return subject.call if isinstance(subject, Line) else asdict(subject)


def _exchange(kept: dict[str, Any], own_number: str) -> Exchange:
    exchange = Exchange(str(kept["prefix"]), own_number=own_number, count=int(kept["count"]))
    floor = exchange.floor
    floor.lines = {line.call: line for line in map(_read_line, kept["lines"])}
    floor.phones = {number: tuple(map(_read_behaviour, known)) for number, known in kept["phones"].items()}
    floor.seats = {seat.extension: seat for seat in (Seat(**one) for one in kept.get("seats", []))}
    floor.hours = HoursMode(kept.get("hours", HoursMode.AUTO))
    for at, timer, subject in kept["timers"]:
        known = floor.lines[subject] if isinstance(subject, str) else Caller(**subject)
        floor.timers.set(float(at), Timer(timer), known)
    return exchange


def _read_line(kept: dict[str, Any]) -> Line:
    order = kept.pop("order")
    return Line(
        call=kept["call"],
        caller=Caller(**kept["caller"]),
        arrived_at=float(kept["arrived_at"]),
        phase=Phase(kept["phase"]),
        operator=kept["operator"],
        clerk=kept["clerk"],
        order=CallOrder(**order) if order else None,
        behaviour=_read_behaviour(kept["behaviour"]),
    )


def _read_behaviour(kept: dict[str, Any]) -> Behaviour:
    return Behaviour(Answer(kept["answer"]), float(kept["after"]))
