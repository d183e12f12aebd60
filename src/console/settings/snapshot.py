"""The settings of a site as they were read last, so that a start need not read YAML again.

Reading costs 50 ms of CPU (yaml, the grammar, the readers; 13 ms of them for the files), where bare Textual starts in
175; this costs 3. A snapshot counts only for the very files it was made of (inode, size, both times), the same program,
the same folders and the same actions, and only when it is the user's own and nobody else can write it. It is JSON, and
only the kinds of values named below come out of it. Whatever is odd about it: the YAML is read, and nothing is said.
`console check` and `console doctor` never look here.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from console.domain import contact, hours, mail, office, queues
from console.settings import site as s
from console.settings.paths import shipped

FILES = (
    "console.yaml", "offices.yaml", "clerks.yaml", "operators.yaml", "channels.yaml", "keymap.yaml", "addresses.yaml",
)  # fmt: skip
NEWEST_SECONDS = 2.0
"""A file changed less than this ago could change once more within one tick of the file system's clock."""
LARGEST_BYTES = 4_000_000
_RECORDS: Mapping[str, Any] = {
    kind.__name__: kind
    for kind in (
        s.Site, s.General, s.OpenHours, s.Targets, s.MailSettings, s.Server, s.Secret, s.PhoneSettings,
        s.KnowledgeSettings, s.CaseReference, s.WrapUp, s.Privacy, s.OfficeEntry, s.People, office.Office,
        office.Clerk, office.Operator, hours.Segment, queues.Limits, mail.RegisteredRule, office.Address,
        s.Quarantine, s.SpamHeader, s.Channels, s.FaxGateway, s.WebForm, s.LetterFolder,
    )
}  # fmt: skip
_ENUMS: Mapping[str, type[Enum]] = {
    kind.__name__: kind
    for kind in (
        s.Theme,
        s.Security,
        s.MailSource,
        s.PhoneSource,
        s.IntakePlace,
        s.OfficeKind,
        s.FourEyes,
        contact.Outcome,
        contact.Channel,
        office.Listed,
    )
}

Key = list[Any]


def key_of(config: Path, data: Path, actions: Collection[str]) -> Key | None:
    """Of what the settings depend on; None when that changed so lately that it may be changing still."""
    here = Path(__file__)
    program = [
        *sorted(here.parent.glob("*.py")),
        *(Path(str(one.__file__)) for one in (contact, hours, mail, office, queues)),
    ]
    marks = [*(_mark(config / name) for name in FILES), *map(_mark, program)]
    newest = max((mark[2] for mark in marks if mark), default=0)
    if newest / 1e9 > time.time() - NEWEST_SECONDS:
        return None
    marks.append(_mark(_holidays()))
    knowledge = (data / "knowledge").is_dir()
    return [
        sys.version,
        time.gmtime().tm_year,
        str(here),
        str(config),
        str(data),
        str(shipped()[1]),
        knowledge,
        sorted(actions),
        marks,
    ]


def _holidays() -> Path:
    """The package that knows the official holidays, of which those of some years are kept."""
    found = find_spec("holidays")
    return Path(found.origin) if found is not None and found.origin else Path("holidays")


def _mark(path: Path) -> list[int] | None:
    """What changes whenever a file does; None when it is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_ino, status.st_size, max(status.st_mtime_ns, status.st_ctime_ns), status.st_mtime_ns]


def load(file: Path, key: Key) -> s.Site | None:
    """The settings kept for this key, or None."""
    try:
        found = json.loads(_own(file))
        site = _value(found["site"]) if found["key"] == key else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return site if isinstance(site, s.Site) else None


def keep(file: Path, key: Key, site: s.Site) -> None:
    """Keep the settings for the next start. A disk that refuses costs time then, nothing else."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            fresh.unlink()  # of a process that had this number and died
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as output:
            json.dump({"key": key, "site": _plain(site)}, output)
        fresh.replace(file)


def _own(file: Path) -> bytes:
    """The content of a file that only this user can have written. Raises OSError."""
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as opened:
        status = os.fstat(handle)
        safe = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
        if not safe or status.st_size > LARGEST_BYTES:
            raise PermissionError(file)
        return opened.read()


def _plain(value: Any) -> Any:
    """The value as JSON: text, numbers, yes, no and nothing stay; all else is a list that begins with its kind."""
    kind = type(value).__name__
    plain: Any = value
    match value:
        case Enum():
            plain = ["enum", kind, value.value]
        case Path():
            plain = ["path", str(value)]
        case date():
            plain = ["date", value.isoformat()]
        case tuple():
            plain = ["tuple", *map(_plain, value)]
        case Mapping():
            plain = ["map", *([_plain(name), _plain(one)] for name, one in value.items())]
        case _ if kind in _RECORDS:
            plain = ["record", kind, {name: _plain(getattr(value, name)) for name in value.__slots__}]
        case None | str() | int() | float():
            pass
        case _:
            raise TypeError(f"a {kind} in the settings")
    return plain


def _value(plain: Any) -> Any:
    """The value again. Raises ValueError, TypeError or KeyError for what `_plain` has not written."""
    value: Any = plain
    match plain:
        case ["record", kind, values]:
            value = _RECORDS[kind](**{name: _value(one) for name, one in values.items()})
        case ["enum", kind, one]:
            value = _ENUMS[kind](one)
        case ["tuple", *values]:
            value = tuple(map(_value, values))
        case ["map", *pairs]:
            value = {_value(name): _value(one) for name, one in pairs}
        case ["path", text]:
            value = Path(text)
        case ["date", text]:
            value = date.fromisoformat(text)
        case list() | dict():
            raise ValueError(f"no kind of value: {str(plain)[:80]}")
    return value
