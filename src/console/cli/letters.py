"""What every command that writes a mail shares: files to go along, the letter, what is said when it is on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from console.cli import contact_data
from console.cli.ending import Code, Ended
from console.cli.frame import Scene
from console.cli.output import moment, talk
from console.domain.errors import Reason, Refused
from console.domain.letter import FileRef, Letter, Sent
from console.domain.promised import promised_attachment
from console.i18n import _

if TYPE_CHECKING:
    from console.services.correspondence import Correspondence

Function = TypeVar("Function", bound=Callable[..., Any])


def letter_options(function: Function) -> Function:
    """`--cc`, `--attach`, `--programs`."""
    for add in (
        click.option("--programs", is_flag=True, help=_("Allega anche un programma: molti server lo rifiutano.")),
        click.option("--attach", multiple=True, metavar="FILE", help=_("Un file da unire; si può ripetere.")),
        click.option("--cc", default="", metavar=_("INDIRIZZI"), help=_("Chi riceve una copia, separati da virgole.")),
    ):
        function = add(function)
    return function


async def enclosed(letters: Correspondence, paths: Sequence[str], *, programs: bool) -> tuple[FileRef, ...]:
    """The files at these paths, each once. Raises Refused(FILE_…), FILE_EXECUTABLE unless `programs`."""
    found = {one.path: one for one in [await letters.look(path) for path in paths]}
    risky = next((one for one in found.values() if one.is_executable), None)
    if risky is not None and not programs:
        raise Refused(Reason.FILE_EXECUTABLE, detail=risky.name)
    return tuple(found.values())


def warn_of_promise(letter: Letter) -> None:
    """Say on standard error that the text promises what is not enclosed; the mail goes out all the same."""
    word = "" if letter.files else promised_attachment(letter.text)
    if word:
        talk(_("Attenzione: il testo dice «{word}», ma non c'è nessun allegato.").format(word=word))


def tell_sent(scene: Scene, sent: Sent) -> None:
    """Print the contact with the wish and when it leaves, or the sentence."""
    leaves = "" if sent.held else moment(sent.leaves_at, scene.zone)
    data = {
        **contact_data.timed(contact_data.of_contact(sent.contact), scene.zone), "wish": sent.wish,
        "leaves_at": leaves, "held": sent.held,
    }  # fmt: skip
    sentence = _("L'e-mail del contatto {number} parte alle {clock}.")
    if sent.held:
        sentence = _("L'e-mail del contatto {number} aspetta il via di un collega.")
    scene.say(data, sentence.format(number=sent.contact.id, clock=leaves[11:19]))


def text_of(file: TextIO) -> str:
    """The text of a file or of standard input. Raises Ended when it is no UTF-8."""
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise Ended(Code.USAGE, _("Il testo non è in UTF-8 ({why}).").format(why=error.reason)) from None
