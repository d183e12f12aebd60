"""Printing: data as JSON, text as lines and columns. Nothing that a terminal would obey gets out."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

GAP = "  "


class NobodyReads(Exception):
    """The reader of a pipe has gone. Not an OSError, which click would turn into a failure."""


def tolerate_any_sign() -> None:
    """A terminal that cannot show a character gets its number instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def document(data: Any) -> None:
    """One JSON document on standard output."""
    _write(_escaped(json.dumps(plain_data(data), ensure_ascii=False, indent=2)))


def json_line(data: Any) -> None:
    """One JSON value on a line of its own, out at once: somebody at the other end of a pipe waits for it."""
    _write(_escaped(json.dumps(plain_data(data), ensure_ascii=False)))
    flush()


def flush() -> None:
    """Hand over what was printed so far. Raises NobodyReads."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise NobodyReads from None


def lines(texts: Iterable[str]) -> None:
    """Lines for people on standard output."""
    for text in texts:
        _write(harmless(text))


def talk(text: str) -> None:
    """A sentence for people on standard error."""
    sys.stderr.write(harmless(text) + "\n")


def _escaped(text: str) -> str:
    """JSON in which a terminal finds nothing to obey, with the same meaning."""
    return "".join(sign if sign == "\n" or unicodedata.category(sign) not in _REMOVED else _code(sign) for sign in text)


def _code(sign: str) -> str:
    pair = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pair[start : start + 4]}" for start in range(0, len(pair), 4))


def harmless(text: str) -> str:
    """The text without control and invisible formatting characters; line breaks stay."""
    return "".join(sign if sign == "\n" or unicodedata.category(sign) not in _REMOVED else "�" for sign in text)


_REMOVED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def columns(rows: Sequence[Sequence[str]], *, widest: int = 40) -> list[str]:
    """The rows with their columns aligned; a cell is cut at `widest` characters, the last one is not."""
    if not rows:
        return []
    cut = [[*(_cut(cell, widest) for cell in row[:-1]), row[-1].replace("\n", " ")] for row in rows]
    widths = [max(len(row[column]) for row in cut) for column in range(len(cut[0]) - 1)]
    return [GAP.join((*map(str.ljust, row, widths), row[-1])).rstrip() for row in cut]


def named(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """`name  value` lines, aligned, without the pairs that have no value."""
    return columns([(name, value) for name, value in pairs if value], widest=60)


def moment(at: float, zone: tzinfo) -> str:
    """A UTC time in seconds as ISO 8601 in this zone; empty for 0."""
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds") if at else ""


def waited(seconds: float) -> str:
    """A duration for people: `45 s`, `12 min`, `3 h 05`, `2 g 04 h`."""
    whole = max(0, int(seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if whole < 60:
        return f"{whole} s"
    if minutes < 60:
        return f"{minutes} min"
    return f"{hours} h {minutes % 60:02}" if days < 1 else f"{days} g {hours % 24:02} h"


def plain_data(value: Any) -> Any:
    """The value as JSON can hold it: dataclasses by field, tuples as lists, paths as text, bytes by their number."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_data(item) for item in value]
    if isinstance(value, bytes):
        return len(value)
    return str(value) if isinstance(value, Path) else value


def _cut(text: str, widest: int) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= widest else flat[: widest - 1] + "…"


def _write(text: str) -> None:
    try:
        sys.stdout.write(text + "\n")
    except BrokenPipeError:
        raise NobodyReads from None
