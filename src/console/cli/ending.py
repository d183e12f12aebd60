"""How a command ends: the one place where errors become an exit code and a sentence.

0 ok, 1 failure, 2 usage or invalid configuration, 3 not found, 4 conflict, 5 storage, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING

from console.i18n import _

if TYPE_CHECKING:
    from console.domain.errors import ConsoleError
    from console.domain.office import Clerk, Operator
    from console.services.ports import Directory

log = logging.getLogger(__name__)


class Code(IntEnum):
    """Exit codes."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4
    STORAGE = 5
    INTERRUPTED = 130


class Ended(Exception):
    """The command is over with this code; the sentence goes to standard error."""

    def __init__(self, code: Code, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def guarded(command: Callable[[], object]) -> int:
    """Run the command and give the exit code; whatever went wrong is said on standard error."""
    try:
        result = command()
        sys.stdout.flush()
    except BaseException as error:
        return _ended(error)
    return result if isinstance(result, int) else Code.OK


def named(error: ConsoleError, directory: Directory) -> Ended:
    """The ending for an error of a rule, with people by their names."""
    return Ended(code_of(error), sentence_of(error, person_of(directory)))


def code_of(error: ConsoleError) -> Code:
    """The exit code for an error of the program's own."""
    from console.domain.errors import NotFound, Reason, Refused, StoreUnavailable

    if isinstance(error, NotFound):
        return Code.NOT_FOUND
    if isinstance(error, StoreUnavailable):
        return Code.STORAGE
    incomplete = (
        Reason.PACKET_INCOMPLETE, Reason.NOT_WRITTEN, Reason.NO_RECIPIENT, Reason.EMPTY_VARIABLE, Reason.FILE_MISSING,
        Reason.FILE_UNREADABLE, Reason.FILE_NO_FILE, Reason.FILE_EXECUTABLE, Reason.MAIL_TOO_BIG, Reason.NO_SENDER,
    )  # fmt: skip
    if isinstance(error, Refused) and error.reason in incomplete:
        return Code.USAGE
    if isinstance(error, Refused) and error.reason in (Reason.NOT_SAVED, Reason.UNREADABLE):
        return Code.FAILURE
    if isinstance(error, Refused) and error.reason is Reason.NO_ATTACHMENTS:
        return Code.NOT_FOUND
    return Code.CONFLICT


def sentence_of(error: ConsoleError, person: Callable[[str], str] = str) -> str:
    """The sentence for an error of the program's own. The refusals have the words of the screens."""
    from console.domain.errors import NotFound, StoreUnavailable
    from console.screens.dialogs import words

    if isinstance(error, NotFound):
        return _("Non trovato: {kind} «{key}».").format(kind=_kind(error.kind), key=error.key)
    if isinstance(error, StoreUnavailable):
        return _("L'archivio non risponde: {why}").format(why=error)
    return words.failure(error, person)


def _kind(kind: str) -> str:
    words = {
        "contact": _("contatto"),
        "article": _("scheda"),
        "draft": _("bozza"),
        "term": _("termine"),
        "attachment": _("allegato"),
        "office": _("ufficio"),
        "clerk": _("funzionario"),
        "operator": _("operatore"),
        "handoff": _("passaggio"),
        "mail": _("messaggio"),
        "wish": _("ordine"),
    }
    return words.get(kind, kind)


def person_of(directory: Directory) -> Callable[[str], str]:
    """A function that gives the name for a person's id, and the id itself when nobody has it."""
    people: tuple[Operator | Clerk, ...] = (*directory.operators(), *directory.clerks())
    names = {str(one.id): one.name for one in people}
    return lambda person: names.get(person, person)


def _ended(error: BaseException) -> int:
    """The exit code for anything that was raised; the sentence is said here."""
    import click  # here: the usual start does without (entry.py)

    from console.cli.output import NobodyReads

    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, BrokenPipeError | NobodyReads):
        return _nobody_reads()
    if isinstance(error, KeyboardInterrupt | click.Abort):
        sys.stderr.write("\n")
        return Code.INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else Code.FAILURE
    return _said(error)


def _said(error: BaseException) -> int:
    from console.cli.output import talk
    from console.domain.errors import ConsoleError

    if isinstance(error, Ended):
        talk(error.sentence)
        return error.code
    if isinstance(error, ConsoleError):
        talk(sentence_of(error))
        return code_of(error)
    problems = getattr(error, "problems", None)
    if problems:
        talk("\n".join(str(problem) for problem in problems))
        return Code.USAGE
    if isinstance(error, OSError):
        talk(_("Il sistema ha rifiutato: {why}").format(why=error))
        return Code.FAILURE
    _open_log()
    log.error("unexpected error", exc_info=error)
    talk(_("Errore imprevisto: {kind}. I dettagli sono nel registro (console paths).").format(kind=_short(error)))
    return Code.FAILURE


def _open_log() -> None:
    """A command that opened no site has no log yet: use the usual one, so that the details are somewhere."""
    if logging.getLogger().handlers:
        return
    from console.bootstrap.logfile import open_log
    from console.settings.paths import find_paths

    paths = find_paths()
    with contextlib.suppress(OSError):
        paths.make()
    open_log(paths.log_file)


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _nobody_reads() -> int:
    """The reader of a pipe has what it wanted, as `head` does: end in silence; Python's last flush finds a hole."""
    hole = os.open(os.devnull, os.O_WRONLY)
    os.dup2(hole, sys.stdout.fileno())
    return Code.OK
