"""`console mail import`: reads messages from files and says what they are. It changes nothing and keeps nothing.

What is done with the message of a contact is in `mail_files.py`, the commands that send are in `mail_out.py`, the
quarantine is in `sorting.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli import mail_files, mail_out, sorting
from console.cli.ending import Code, Ended
from console.cli.frame import Invocation, common, examples
from console.cli.output import columns, harmless, json_line, lines, moment, plain_data, talk
from console.i18n import _

if TYPE_CHECKING:
    from console.adapters.mail.files import Place
    from console.adapters.mail.reader import ProcessMailReader
    from console.domain.mail import Mail

_CARRIED_BYTES = 1_000_000
"""A larger message is not carried to the worker: it is told where it lies."""
_PROGRESS_SECONDS = 0.2
_CLEAR_LINE = "\r\x1b[K"


@click.group(
    help=_("La posta: messaggi e allegati, scrivere per primi, quarantena, messaggi in file."),
    epilog=examples(
        "console mail show 12",
        "console mail new --to faido@ue.example --subject Domanda --text Buongiorno",
        "console mail quarantine list",
        "console mail import archivio.mbox",
    ),
)  # fmt: skip
def mail() -> None:
    """Mails: of contacts, suspect ones, and in files."""


@mail.command(
    "import",
    help=_(
        "Legge messaggi .eml, archivi mbox, cartelle Maildir o cartelle di tutto questo, con lo stesso lettore della "
        "presa in entrata, e dice che cosa sono; - legge un messaggio dall'entrata. Legge soltanto: nella console "
        "non entra nulla. Con --json scrive una riga JSON per messaggio, nell'ordine: source, index, subject, from, "
        "to, date, message_id, text, attachments, class, language, references, flags, seconds, error. Un messaggio "
        "che non si legge dà una riga con error; alla fine il codice di uscita è 1."
    ),
    epilog=examples(
        "console mail import messaggio.eml",
        "console mail import archivio.mbox --json --limit 100",
        "console mail import ~/Maildir --json > messaggi.jsonl",
        "console mail import - --json < messaggio.eml",
    ),
)
@common
@click.argument("paths", nargs=-1, required=True, metavar=_("FILE|CARTELLA…"))
@click.option("--limit", type=click.IntRange(1), help=_("Quanti messaggi al massimo."))
@click.pass_obj
def import_(call: Invocation, paths: tuple[str, ...], limit: int | None) -> None:
    """Read mails. 1: at least one could not be read; 2: usage; 3: no such file, or no message in it."""
    if "-" in paths and len(paths) > 1:
        raise Ended(Code.USAGE, _("L'entrata (-) si legge da sola, senza altri file."))
    for path in paths:
        if path != "-" and not Path(path).exists():
            raise Ended(Code.NOT_FOUND, _("Non trovato: {path}").format(path=path))
    with _places(paths) as found:
        read = asyncio.run(_read_all(call, islice(found, limit)))
    if not read.count:
        raise Ended(Code.NOT_FOUND, _("Nessun messaggio."))
    if read.failed:
        talk(_("{failed} di {count} messaggi non si leggono.").format(failed=read.failed, count=read.count))
        raise click.exceptions.Exit(Code.FAILURE)


@contextlib.contextmanager
def _places(paths: tuple[str, ...]) -> Iterator[Iterator[tuple[str, Place | OSError]]]:
    """What is to be read, each with what it is called; a message on standard input stands in a file meanwhile."""
    from console.adapters.mail.files import Place, places

    if paths != ("-",):
        yield ((str(getattr(one, "path", "") or getattr(one, "filename", "")), one)
               for path in paths for one in places(Path(path)))  # fmt: skip
        return
    with tempfile.NamedTemporaryFile(prefix="console-mail-") as spool:
        while piece := sys.stdin.buffer.read(_CARRIED_BYTES):
            spool.write(piece)
        spool.flush()
        yield iter([("-", Place(Path(spool.name), 0, 0, spool.tell()))])


@dataclass(slots=True)
class _Read:
    count: int = 0
    failed: int = 0


async def _read_all(call: Invocation, found: Iterator[tuple[str, Place | OSError]]) -> _Read:
    from console.adapters.mail.reader import ProcessMailReader

    read, progress, reader = _Read(), _Progress(), ProcessMailReader()
    try:
        for source, place in found:
            data = await _one(reader, source, place)
            read.count += 1
            read.failed += bool(data["error"])
            progress.clear()
            if call.json:
                json_line(data)
            else:
                lines([_row(data)])
            progress.say(read.count)
    finally:
        progress.clear()
        await reader.close()
    return read


async def _one(reader: ProcessMailReader, source: str, place: Place | OSError) -> dict[str, Any]:
    from console.domain.mail import Mail

    began = time.perf_counter()
    if isinstance(place, OSError):
        return _said(source, 0, Mail(), 0.0, str(place))
    try:
        if place.end - place.begin <= _CARRIED_BYTES:
            found = await reader.read(place.read())
        else:
            found = await reader.read_file(place.path, place.begin, place.end)
    except OSError as error:
        return _said(source, place.number, Mail(), time.perf_counter() - began, str(error))
    seconds = time.perf_counter() - began
    broken = _("Non si legge: troppo lento, troppo grande o guasto.") if "unreadable" in found.flags else ""
    return _said(source, place.number, found, seconds, broken)


def _said(source: str, index: int, mail: Mail, seconds: float, error: str) -> dict[str, Any]:
    """The message as data, under the names that the help lists."""
    from console.domain.case_reference import find_references

    names = [one.name for one in mail.attachments]
    return {
        "source": source,
        "index": index,
        "subject": mail.subject,
        "from": {"name": mail.sender_name, "address": mail.sender},
        "to": mail.to,
        "date": moment(mail.date or 0, UTC),
        "message_id": mail.message_id,
        "text": mail.text,
        "attachments": [
            {"name": one.name, "type": one.media_type, "size": one.size, "flags": one.flags}
            for one in mail.attachments
        ],
        "class": str(mail.kind),
        "language": mail.language,
        "references": plain_data(find_references(mail.subject, mail.text, *names)),
        "flags": mail.flags,
        "seconds": round(seconds, 4),
        "error": error,
    }  # fmt: skip


def _row(data: dict[str, Any]) -> str:
    """One line for people: date, class, language, attachments, sender, subject."""
    files = len(data["attachments"])
    sender = data["from"]["name"] or data["from"]["address"]
    shown = data["error"] or data["subject"] or data["source"]
    marks = f" [{' '.join(data['flags'])}]" if data["flags"] else ""
    cells = [f"{data['date'][:10]:10}", f"{data['class']:9}", f"{data['language'] or '-':2}",
             f"{files or '-':>3}", f"{sender[:28]:28}", f"{shown}{marks}"]  # fmt: skip
    return columns([cells])[0]


class _Progress:
    """How many so far, on a terminal that does not show the results anyway."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty() and not sys.stdout.isatty()
        self._last = 0.0
        self._there = False

    def say(self, count: int) -> None:
        now = time.monotonic()
        if not self._shows or now - self._last < _PROGRESS_SECONDS:
            return
        self._last, self._there = now, True
        sys.stderr.write(_CLEAR_LINE + harmless(_("{count} messaggi").format(count=count)))
        sys.stderr.flush()

    def clear(self) -> None:
        """The terminal without the line."""
        if self._there:
            sys.stderr.write(_CLEAR_LINE)
            sys.stderr.flush()
            self._there = False


mail_files.join(mail)
mail_out.join(mail)
sorting.join_mail(mail)
