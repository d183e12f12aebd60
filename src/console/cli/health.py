"""What `console doctor` looks at: one function for each part, each giving findings and never raising."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import socket
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from console.domain.queues import GAP_LINK
from console.i18n import _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from console.domain.queues import LinkState
    from console.domain.seat import HoursMode
    from console.settings.paths import Paths
    from console.settings.site import MailSettings, PhoneSettings, Server, Site

REACH_SECONDS = 4.0
SMALLEST_TERMINAL = (80, 24)
LITTLE_SPACE = 1_000_000_000
"""Bytes: below this a mailbox of a bad day may not fit any more."""
NO_SPACE = 100_000_000
OLDEST_YEAR = 2026
OLDEST_SQLITE = (3, 35, 0)
"""`RETURNING` came with it (SQLite release history)."""


class Health(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `hint` says what to do."""

    part: str
    health: Health
    detail: str
    hint: str = ""


def python() -> Iterator[Finding]:
    """The interpreter and its SQLite."""
    fine = sys.version_info >= (3, 11)
    hint = "" if fine else _("Ci vuole Python 3.11 o più recente.")
    yield Finding("python", Health.OK if fine else Health.FAILURE, platform.python_version(), hint)
    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    hint = _("Ci vuole SQLite 3.35 o più recente.") if old else ""
    yield Finding("sqlite", Health.FAILURE if old else Health.OK, sqlite3.sqlite_version, hint)


def terminal() -> Iterator[Finding]:
    """Whether the desk can be shown here. In a pipe there is no terminal to judge."""
    kind = os.environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Finding("terminal", Health.WARNING, _("nessun terminale qui"), _("La scrivania vuole un terminale."))
        return
    width, height = shutil.get_terminal_size()
    detail = f"{kind or '-'} {width}x{height} {os.environ.get('COLORTERM', '')}".rstrip()
    if kind in ("", "dumb"):
        yield Finding("terminal", Health.FAILURE, detail, _("Questo terminale non sa mostrare la scrivania."))
    elif width < SMALLEST_TERMINAL[0] or height < SMALLEST_TERMINAL[1]:
        yield Finding("terminal", Health.WARNING, detail, _("Allargare la finestra ad almeno 80x24."))
    else:
        yield Finding("terminal", Health.OK, detail)
    encoding = (sys.stdout.encoding or locale.getpreferredencoding()).lower().replace("-", "")
    if encoding != "utf8":
        yield Finding("encoding", Health.WARNING, encoding, _("Usare UTF-8, per esempio LANG=it_CH.UTF-8."))


def folders(paths: Paths) -> Iterator[Finding]:
    """The folders that this program writes to: they exist or can be made, and are private."""
    for name in ("data", "state", "cache", "runtime", "log"):
        folder: Path = getattr(paths, name)
        nearest = next(one for one in (folder, *folder.parents) if one.exists())
        if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
            yield Finding(name, Health.FAILURE, str(folder), _("Qui non si può scrivere."))
        elif folder == nearest and os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
            yield Finding(name, Health.WARNING, str(folder), _("Altri la possono leggere: chmod 700."))
        else:
            yield Finding(name, Health.OK, str(folder))


def disk(paths: Paths) -> Iterator[Finding]:
    """Free space where the store grows."""
    nearest = next(one for one in (paths.data, *paths.data.parents) if one.exists())
    free = shutil.disk_usage(nearest).free
    detail = _("{space:.1f} GB liberi").format(space=free / 1e9)
    if free < NO_SPACE:
        yield Finding("disk", Health.FAILURE, detail, _("Liberare spazio: l'archivio non può più scrivere."))
    elif free < LITTLE_SPACE:
        yield Finding("disk", Health.WARNING, detail, _("Resta poco spazio per l'archivio."))
    else:
        yield Finding("disk", Health.OK, detail)


def store(file: Path) -> Iterator[Finding]:
    """The database file: sound, private, in write-ahead mode. Opened read-only."""
    if not file.exists():
        yield Finding("store", Health.OK, _("{file}: nasce al primo avvio").format(file=file))
        return
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=REACH_SECONDS)
        try:
            verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            mode = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as error:
        yield Finding("store", Health.FAILURE, f"{file}: {error}", _("Ripristinare una copia di riserva."))
        return
    size = _("{file}, {size:.1f} MB").format(file=file, size=file.stat().st_size / 1e6)
    if verdict != "ok":
        yield Finding("store", Health.FAILURE, f"{size}: {verdict}", _("Ripristinare una copia di riserva."))
    elif mode != "wal":
        yield Finding("store", Health.WARNING, f"{size}, {mode}", _("L'archivio non è in modo WAL."))
    elif os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("store", Health.WARNING, size, _("Altri la possono leggere: chmod 600."))
    else:
        yield Finding("store", Health.OK, size)


def clock(zone: ZoneInfo) -> Iterator[Finding]:
    """The time of this computer in the zone of the site. A wrong one would put new contacts before old ones."""
    now = datetime.now(zone)
    detail = f"{now:%d.%m.%Y %H:%M} {zone.key}"
    if now.year < OLDEST_YEAR:
        yield Finding("clock", Health.FAILURE, detail, _("L'ora di questo computer è sbagliata."))
    else:
        yield Finding("clock", Health.OK, detail)


def links(states: Iterable[LinkState], zone: ZoneInfo) -> Iterator[Finding]:
    """What intake last said about its links. A link that nobody has spoken of is not listed."""
    for state in states:
        since = f"{datetime.fromtimestamp(state.since, zone):%d.%m. %H:%M}" if state.since else ""
        trouble = " ".join(part for part in (state.problem, state.detail) if part)
        if state.name == GAP_LINK:
            yield from _gone(state, since)
        elif state.ok:
            yield Finding(f"link {state.name}", Health.OK, since)
        else:
            hint = _("Il collegamento manca dal {since}; il registro dice di più.").format(since=since or "?")
            yield Finding(f"link {state.name}", Health.FAILURE, trouble, hint)


def _gone(state: LinkState, since: str) -> Iterator[Finding]:
    """Mails that came and were gone before they were read."""
    if not state.ok:
        detail = _("{count} messaggi arrivati e spariti dal {since}").format(count=state.detail, since=since)
        yield Finding("arrivals", Health.WARNING, detail, _("console mail gaps li elenca; --noted ne prende nota."))


def hours(seen: HoursMode, watched: bool) -> Iterator[Finding]:
    """Whether the PBX was left open or closed by an intake that is gone."""
    from console.domain.seat import HoursMode

    if seen is not HoursMode.AUTO and not watched:
        detail = _("il centralino è rimasto aperto") if seen is HoursMode.OPEN else _("il centralino è rimasto chiuso")
        hint = _("Nessuna presa in entrata segue gli orari: avviare console intake, o la scrivania.")
        yield Finding("hours", Health.WARNING, detail, hint)


def mail(settings: MailSettings) -> Iterator[Finding]:
    """Where mail comes from and goes to: reachable, with the passwords at hand. Nobody logs in."""
    if settings.source == "none":
        yield Finding("mail", Health.WARNING, _("nessuna posta"), _("mail.source in console.yaml."))
    if settings.source == "maildir" and settings.maildir is not None:
        there = settings.maildir.is_dir()
        hint = "" if there else _("La cartella non esiste ancora.")
        yield Finding("mail", Health.OK if there else Health.WARNING, str(settings.maildir), hint)
    if settings.source == "imap" and settings.imap is not None:
        yield _server("imap", settings.imap)
    if settings.smtp is not None:
        yield _server("smtp", settings.smtp)


def _server(name: str, server: Server) -> Finding:
    from console.settings.servers import Secret, SecretMissing

    where = f"{server.host}:{server.port} ({server.security})"
    try:
        for secret in (server.secret, Secret(file=server.token.file), server.token.client_secret):
            secret.read()
    except SecretMissing as missing:
        return Finding(name, Health.FAILURE, where, str(missing))
    try:
        socket.create_connection((server.host, server.port), timeout=REACH_SECONDS).close()
    except OSError as error:
        return Finding(name, Health.FAILURE, where, _("Non risponde: {why}").format(why=error.strerror or error))
    return Finding(name, Health.OK, where)


def phone(settings: PhoneSettings) -> Iterator[Finding]:
    """Where calls come from."""
    if settings.source == "none":
        yield Finding("phone", Health.WARNING, _("nessun telefono"), _("phone.source in console.yaml."))
    elif settings.script is not None and not settings.script.is_file():
        yield Finding("phone", Health.FAILURE, str(settings.script), _("Il copione delle telefonate non c'è."))
    else:
        detail = _("centralino simulato") if settings.source == "simulated" else str(settings.source)
        yield Finding("phone", Health.OK, detail)


def knowledge(site: Site) -> Iterator[Finding]:
    """The cards: whether they can be used. What deserves a second look is said by `console kb check`."""
    from console.cli.checks import knowledge_problems

    problems = knowledge_problems(site)
    errors = sum(problem.is_error for problem in problems)
    folder = str(site.knowledge.folder)
    if errors:
        yield Finding("knowledge", Health.FAILURE, f"{folder}: {problems[0]}", _("console kb check li elenca tutti."))
    else:
        yield Finding("knowledge", Health.OK, folder)
