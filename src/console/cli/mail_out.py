"""`console mail new`, `addresses` and `release`: first mails of ours, the address book, and the four eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import click

from console.cli import letters
from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site, operator_option
from console.cli.output import columns, moment, waited
from console.domain.contact import ContactId, Outcome
from console.domain.letter import Kind, Letter
from console.domain.wish import WishId
from console.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from console.services.releases import Held

NUMBER = click.IntRange(min=1)


@click.command(
    help=_(
        "Scrive per primi, dalla casella condivisa. Senza --contact nasce un contatto suo, che si chiude con l'invio; "
        "con --contact il messaggio sta accanto a quel contatto, che resta aperto. Parte dopo il tempo per annullare."
    ),
    epilog=examples(
        'console mail new --to faido@ue.example --subject "Domanda" --text "Buongiorno" --operator anna',
        "console mail new --to rossi@example.ch --subject Estratto --file testo.txt --attach estratto.pdf --json",
    ),
)
@common
@operator_option
@click.option("--to", required=True, metavar=_("INDIRIZZI"), help=_("A chi, separati da virgole."))
@click.option("--subject", required=True, metavar=_("TESTO"), help=_("L'oggetto."))
@click.option("--text", default="", metavar=_("TESTO"), help=_("Il testo."))
@click.option("--file", type=click.File(encoding="utf-8"), help=_("Il testo da un file; - legge l'entrata."))
@click.option("--contact", type=NUMBER, metavar=_("NUMERO"), help=_("Il contatto in mano di cui si tratta."))
@click.option("--speaks", type=click.Choice(list(LANGUAGES)), default="it", help=_("La lingua di chi riceve."))
@click.option("--keep-open", is_flag=True, help=_("Il contatto resta in mano all'operatore."))
@letters.letter_options
@on_site
async def new(scene: Scene, text: str, file: TextIO | None, contact: int | None, **given: Any) -> None:
    """Write first. 2: no valid address, no text, a file that cannot go; 3: no such contact; 4: not in my hands."""
    if bool(text.strip()) == bool(file):
        raise Ended(Code.USAGE, _("Ci vuole il testo: --text oppure --file."))
    desk = scene.site.desk.letters
    letter = Letter(
        to=given["to"], cc=given["cc"], subject=given["subject"], text=letters.text_of(file) if file else text,
        files=await letters.enclosed(desk, given["attach"], programs=given["programs"]),
    )  # fmt: skip
    letters.warn_of_promise(letter)
    if contact is not None:
        sent = await desk.send(ContactId(contact), letter, Kind.FRESH, outcome=None)
    else:
        outcome = None if given["keep_open"] else Outcome.ANSWERED
        sent = await desk.write_first(letter, language=given["speaks"], outcome=outcome)
    letters.tell_sent(scene, sent)


@click.command(
    help=_("Riprende un invio che non è ancora partito: il contatto torna in mano, la bozza com'era."),
    epilog=examples("console mail undo 31 --operator anna"),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("INVIO"))
@on_site
async def undo(scene: Scene, number: int) -> None:
    """Take a mail back. 3: no such mail; 4: it has left, or is in another's hands."""
    from console.cli import contact_data

    wish = await scene.site.store.wish(WishId(number))
    back = await scene.site.desk.undo_send(ContactId(wish.contact), wish.id)
    data = contact_data.timed(contact_data.of_contact(back), scene.zone)
    scene.say(data, _("L'invio {number} non parte; il contatto {contact} è in mano.").format(
        number=number, contact=back.id
    ))  # fmt: skip


@click.command(
    help=_(
        "Cerca nella rubrica: uffici, funzionari e la lista del sito (addresses.yaml), per nome, luogo o materia. Un "
        "luogo mette per primo l'ufficio competente."
    ),
    epilog=examples("console mail addresses airolo --json", "console mail addresses pignoramenti"),
)
@common
@click.argument("query", nargs=-1, required=True, metavar=_("PAROLE…"))
@click.option("--limit", type=click.IntRange(1, 200), default=20, help=_("Quante voci al massimo."))
@on_site
async def addresses(scene: Scene, query: tuple[str, ...], limit: int) -> int:
    """Look somebody up. 3: nobody found."""
    from console.domain.address_book import search
    from console.domain.routing import ProposalKind

    typed = " ".join(query)
    directory = scene.site.directory
    proposal = directory.route(typed)
    competent = proposal.office if proposal.kind is ProposalKind.OFFICE else ""
    found = search(directory.addresses(), typed, competent=competent, limit=limit)
    data = [
        {"name": one.name, "email": one.email, "role": one.role, "place": one.place, "kind": one.kind,
         "office": one.office}
        for one in found
    ]  # fmt: skip
    rows = columns([[one.name, one.email, one.place, one.role or "-"] for one in found], widest=60)
    scene.say(data, *(rows or [_("Nessuno trovato.")]))
    return Code.OK if found else Code.NOT_FOUND


@click.group(
    help=_("Gli invii che aspettano un secondo sguardo prima di partire."),
    epilog=examples("console mail release list", "console mail release ok 31 --operator bruno"),
)
def release() -> None:
    """Four eyes."""


@release.command(
    "list",
    help=_("Gli invii che aspettano, dal più vecchio, con il testo che partirebbe."),
    epilog=examples("console mail release list --json"),
)
@common
@operator_option
@on_site
async def list_(scene: Scene) -> None:
    """What waits."""
    waiting = await scene.site.desk.releases.waiting()
    now = scene.site.clock.now()
    scene.say([_data(scene, one) for one in waiting], *_lines(scene, waiting, now))


@release.command(
    help=_("Lascia partire un invio di un collega, dopo il tempo per annullare."),
    epilog=examples("console mail release ok 31 --operator bruno"),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("INVIO"))
@on_site
async def ok(scene: Scene, number: int) -> None:
    """Release it. 3: no such mail; 4: my own, or it waits no more."""
    leaves = moment(await scene.site.desk.releases.release(WishId(number)), scene.zone)
    sentence = _("L'invio {number} parte alle {clock}.").format(number=number, clock=leaves[11:19])
    scene.say({"wish": number, "leaves_at": leaves}, sentence)


@release.command(
    help=_("Rimanda un invio a chi l'ha scritto, con un motivo: la bozza gli torna com'era."),
    epilog=examples('console mail release back 31 --reason "manca il termine" --operator bruno'),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("INVIO"))
@click.option("--reason", required=True, metavar=_("TESTO"), help=_("Perché non parte."))
@on_site
async def back(scene: Scene, number: int, reason: str) -> None:
    """Give it back. 2: no reason; 3: no such mail; 4: my own, or it waits no more."""
    from console.cli import contact_data
    from console.domain.text import clean

    given = await scene.site.desk.releases.give_back(WishId(number), clean(reason).text)
    who = scene.person(given.operator)
    data = contact_data.timed(contact_data.of_contact(given), scene.zone)
    scene.say(data, _("L'invio {number} torna a {who}.").format(number=number, who=who))


def _data(scene: Scene, held: Held) -> dict[str, Any]:
    mail = held.mail
    return {
        "wish": held.wish.id, "contact": held.contact.id, "author": held.author, "to": mail.to,
        "subject": mail.subject, "text": mail.text, "since": moment(held.contact.state_since, scene.zone),
        "attachments": [{"name": one.name, "type": one.media_type, "size": one.size} for one in mail.attachments],
    }  # fmt: skip


def _lines(scene: Scene, waiting: tuple[Held, ...], now: float) -> list[str]:
    if not waiting:
        return [_("Niente da liberare.")]
    head = [_("invio"), _("da"), _("scritto da"), _("a"), _("oggetto")]
    rows = [
        [str(one.wish.id), waited(now - one.contact.state_since), scene.person(one.author), ", ".join(one.mail.to),
         one.mail.subject]
        for one in waiting
    ]  # fmt: skip
    return columns([head, *rows])


def join(group: click.Group) -> None:
    """Add these commands to `console mail`."""
    for command in (new, undo, addresses, release):
        group.add_command(command)
