"""`console mail` for a contact: the message, its header, its attachments, previews, saving. Nothing is ever opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site
from console.cli.output import columns, moment, plain_data
from console.domain.contact import ContactId, warns
from console.i18n import _

if TYPE_CHECKING:
    from console.domain.contact import Contact
    from console.domain.mail import Attachment, Mail

_CONTACT = click.argument("number", type=click.IntRange(min=1), metavar=_("CONTATTO"))


def join(group: click.Group) -> None:
    """Add these commands to the group."""
    for command in (show, headers, attachments, preview, save):
        group.add_command(command)


@click.command(
    help=_("Mostra il messaggio di un contatto: mittente, avvisi, allegati e testo. 3: non è arrivato per posta."),
    epilog=examples("console mail show 12", "console mail show 12 --json"),
)
@common
@_CONTACT
@on_site
async def show(scene: Scene, number: int) -> None:
    """The mail as people read it."""
    from console.screens import format as say

    contact, mail = await _mail(scene, number)
    data: dict[str, Any] = {"contact": contact.id, **plain_data(mail), "date": moment(mail.date or 0, scene.zone)}
    sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    head = [mail.subject or _("(senza oggetto)"), _("da {sender}").format(sender=sender)]
    if mail.reply_to and mail.reply_to.casefold() != mail.sender.casefold():
        head.append(_("⚠ chiede la risposta a {address}").format(address=mail.reply_to))
    head += [_("a {recipients}").format(recipients=", ".join(mail.to))] if mail.to else []
    head += [data["date"]] if mail.date else []
    if mail.registered is not None:
        head.append(say.registered(mail.registered, contact, scene.site.clock.now(), scene.zone))
    for name in say.shown_flags((*contact.flags, *mail.flags)):
        head.append(f"{'⚠ ' if warns((name,)) else ''}{say.flag(name)}")
    scene.say(data, *head, *_table(mail), "", *mail.text.splitlines())


@click.command(
    help=_("Mostra le intestazioni del messaggio così come sono arrivate. 3: il contatto non è arrivato per posta."),
    epilog=examples("console mail headers 12", "console mail headers 12 --json"),
)
@common
@_CONTACT
@on_site
async def headers(scene: Scene, number: int) -> None:
    """The header, untouched but harmless."""
    contact, _found = await _mail(scene, number)
    text = await scene.site.attachments.header(contact)
    scene.say({"contact": contact.id, "header": text}, *text.splitlines())


@click.command(
    help=_("Elenca gli allegati del messaggio: numero, nome, tipo, dimensione, avvisi. 3: non è arrivato per posta."),
    epilog=examples("console mail attachments 12", "console mail attachments 12 --json"),
)
@common
@_CONTACT
@on_site
async def attachments(scene: Scene, number: int) -> None:
    """The list."""
    _contact, mail = await _mail(scene, number)
    data = [{"number": at, **plain_data(one)} for at, one in enumerate(mail.attachments, 1)]
    scene.say(data, *(_table(mail) or [_("Nessun allegato.")]))


@click.command(
    help=_(
        "Mostra che cosa c'è in un allegato, senza aprirlo: il testo, le pagine di un PDF, i nomi in un archivio, le "
        "misure di un'immagine. Un file cifrato, guasto o troppo pesante lo dice. 1: niente da mostrare; 3: non c'è."
    ),
    epilog=examples("console mail preview 12 1", "console mail preview 12 1 --json"),
)
@common
@_CONTACT
@click.argument("attachment", type=click.IntRange(min=1), metavar=_("ALLEGATO"))
@on_site
async def preview(scene: Scene, number: int, attachment: int) -> int:
    """One attachment, read in a process of its own."""
    from console.domain.preview import PreviewProblem
    from console.screens import file_words

    contact, mail = await _mail(scene, number)
    found = await scene.site.attachments.preview(contact, attachment)
    size = mail.attachments[attachment - 1].size if attachment <= len(mail.attachments) else 0
    rows = file_words.preview_rows(found, size, scene.site.clock.now(), scene.zone)
    scene.say(plain_data(found), *("".join(text for text, _ink in row) for row in rows))
    shown = found.text or found.names or found.mail or found.format
    return Code.OK if shown or found.problem is PreviewProblem.NONE else Code.FAILURE


@click.command(
    help=_(
        "Salva gli allegati del messaggio in una cartella: uno con il suo numero, altrimenti tutti; con --original il "
        "messaggio intero, identico. Non sovrascrive mai: se il nome c'è già ne aggiunge uno. Un programma si salva "
        "solo con --programs. 1: non si può scrivere o leggere; 3: non c'è; 4: è un programma."
    ),
    epilog=examples(
        "console mail save 12 1 --to ~/pratica", "console mail save 12 --to ~/pratica",
        "console mail save 12 --original --to ~/pratica --json",
    ),
)  # fmt: skip
@common
@_CONTACT
@click.argument("attachment", type=click.IntRange(min=1), required=False, metavar=_("[ALLEGATO]"))
@click.option("--original", is_flag=True, help=_("Il messaggio intero, byte per byte, come file .eml."))
@click.option("--programs", is_flag=True, help=_("Anche i programmi."))
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), metavar=_("CARTELLA"),
    help=_("Dove; senza, la cartella delle impostazioni (mail.save_folder)."),
)  # fmt: skip
@on_site
async def save(
    scene: Scene, number: int, attachment: int | None, *, original: bool, programs: bool, folder: Path | None
) -> None:
    """Explicitly, into a folder, never over something."""
    if original and attachment is not None:
        raise Ended(Code.USAGE, _("O un allegato o --original, non tutti e due."))
    carried = scene.site.attachments
    contact, _found = await _mail(scene, number)
    where = _where(folder) if folder is not None else carried.folder
    if original:
        kept: tuple[Path, ...] = (await carried.save_original(contact, where),)
    elif attachment is not None:
        kept = (await carried.save(contact, attachment, where, programs=programs),)
    else:
        kept = await carried.save_all(contact, where, programs=programs)
    scene.say({"saved": [str(one) for one in kept]}, *(_("Salvato: {file}").format(file=one) for one in kept))


async def _mail(scene: Scene, number: int) -> tuple[Contact, Mail]:
    """The contact and its mail. Raises NotFound, Refused(NO_ATTACHMENTS)."""
    contact = await scene.site.store.contact(ContactId(number))
    return contact, await scene.site.attachments.mail(contact)


def _where(folder: Path) -> Path:
    try:
        return folder.expanduser().absolute()
    except RuntimeError:  # nobody of that name has a home
        return folder.absolute()


def _table(mail: Mail) -> list[str]:
    return columns([_line(number, one) for number, one in enumerate(mail.attachments, 1)], widest=60)


def _line(number: int, one: Attachment) -> list[str]:
    from console.screens import file_words
    from console.screens import format as say

    warned = "".join(f"⚠ {word} " for word in file_words.warnings(one)).rstrip()
    return [str(number), file_words.name(one, number), file_words.kind(one), say.size(one.size), warned]
