"""`console contacts`: list, show, journal, add. What is done with a contact is in `contact_acts.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from console.cli import contact_acts, contact_data, sorting
from console.cli.frame import Scene, common, examples, on_site, operator_option
from console.cli.output import columns
from console.domain.contact import Channel, ContactId, State
from console.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from console.domain.contact import Contact

NUMBER = click.IntRange(min=1)
MOST = 10_000
"""Contacts that one command lists at most."""


@click.group(
    help=_("I contatti: la coda, un contatto, le azioni su un contatto."),
    epilog=examples("console contacts list", "console contacts show 12", "console contacts claim 12 --operator anna"),
)
def contacts() -> None:
    """Everything about contacts."""


@contacts.command(
    "list",
    help=_("Elenca i contatti aperti nell'ordine della coda; con --text o --closed cerca anche altrove."),
    epilog=examples(
        "console contacts list",
        "console contacts list --state waiting --channel email",
        "console contacts list --text Rossi --closed --json",
    ),
)
@common
@click.option("--text", default="", metavar=_("TESTO"), help=_("Nome, numero, indirizzo, oggetto o esecuzione."))
@click.option("--state", type=click.Choice([str(one) for one in State]), help=_("Solo questo stato."))
@click.option("--channel", type=click.Choice([str(one) for one in Channel]), help=_("Solo questo canale."))
@click.option("--office", default="", metavar="ID", help=_("Solo questo ufficio."))
@click.option("--holder", default="", metavar="ID", help=_("Solo ciò che ha in mano questo operatore."))
@click.option("--closed", is_flag=True, help=_("Anche i contatti chiusi."))
@click.option("--limit", type=click.IntRange(1, MOST), default=100, show_default=True, help=_("Quanti al massimo."))
@on_site
async def list_contacts(scene: Scene, limit: int, **given: Any) -> None:
    """The queue, or what a search finds."""
    found = await _rows(scene, given["text"], given["closed"])
    wanted = {"state": given["state"], "channel": given["channel"], "office": given["office"],
              "operator": given["holder"]}  # fmt: skip
    rows = [row for row in found if all(not value or row[name] == value for name, value in wanted.items())][:limit]
    now, urgency = scene.site.clock.now(), scene.site.urgency
    table = [contact_data.table_head(), *(contact_data.table_row(row, urgency, now) for row in rows)]
    data = [{**contact_data.timed(row, scene.zone), **contact_data.nearness(row, urgency, now)} for row in rows]
    scene.say(data, *(columns(table) if rows else [_("Nessun contatto.")]))


async def _rows(scene: Scene, text: str, closed: bool) -> list[contact_data.Data]:
    if not text and not closed:
        board = await scene.site.store.board()
        return [contact_data.of_row(row) for row in board.rows]
    found = await scene.site.store.find(text=text, include_closed=closed, limit=MOST)
    return [contact_data.of_contact(contact) for contact in found]


@contacts.command(
    help=_("Mostra un contatto con la sua storia, gli ordini al mondo e, se c'è, il messaggio."),
    epilog=examples("console contacts show 12", "console contacts show 12 --json"),
)
@common
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def show(scene: Scene, number: int) -> None:
    """One contact with everything that belongs to it."""
    store = scene.site.store
    contact = await store.contact(ContactId(number))
    journal = await store.journal(contact.id)
    wishes = await store.wishes_of(contact.id)
    mail = await store.mail(contact.mail) if contact.mail else None
    data = contact_data.whole(contact, journal, wishes, mail, scene.zone)
    scene.say(data, *contact_data.page(contact, journal, wishes, mail, person=scene.person, zone=scene.zone))


@contacts.command(
    help=_("Mostra la storia di un contatto, dal principio: chi ha fatto che cosa, e quando."),
    epilog=examples("console contacts journal 12", "console contacts journal 12 --json"),
)
@common
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def journal(scene: Scene, number: int) -> None:
    """The history alone."""
    contact = await scene.site.store.contact(ContactId(number))
    lines = await scene.site.store.journal(contact.id)
    scene.say(contact_data.entries(lines, scene.zone), *contact_data.history(lines, scene.person, scene.zone))


@contacts.command(
    help=_("Registra un contatto a mano: va in coda, oppure con --take resta in mano all'operatore."),
    epilog=examples(
        'console contacts add --channel letter --name "Ida Guidi" --subject "chiede un estratto"',
        'console contacts add --channel counter --name "Leo Frei" --subject "ritira il precetto" --take',
    ),
)
@common
@operator_option
@click.option("--channel", type=click.Choice([str(one) for one in Channel]), required=True, help=_("Come è arrivato."))
@click.option("--subject", required=True, metavar=_("TESTO"), help=_("Di che cosa si tratta, in una riga."))
@click.option("--name", default="", metavar=_("NOME"), help=_("Il cittadino."))
@click.option("--phone", default="", metavar=_("NUMERO"), help=_("Il suo telefono."))
@click.option("--email", default="", metavar=_("INDIRIZZO"), help=_("Il suo indirizzo e-mail."))
@click.option("--speaks", type=click.Choice(LANGUAGES), default="it", help=_("La lingua del cittadino."))
@click.option("--place", default="", metavar=_("LUOGO"), help=_("Comune, località o codice postale di domicilio."))
@click.option("--reference", default="", metavar=_("NUMERO"), help=_("Il numero di esecuzione."))
@click.option("--note", default="", metavar=_("TESTO"), help=_("Una nota per i colleghi."))
@click.option("--take", is_flag=True, help=_("Resta in mano all'operatore invece di andare in coda."))
@on_site
async def add(scene: Scene, take: bool, **given: str) -> None:
    """Write down what came by hand."""
    contact = await _add(scene, given)
    if not take:
        contact = await scene.site.desk.release(contact.id)
    contact_acts.tell(scene, contact, _("Registrato come contatto {number}."))


async def _add(scene: Scene, given: dict[str, str]) -> Contact:
    """Log it in the operator's hands, then fill in what does not fit into the first line."""
    from console.adapters.phone.numbers import e164
    from console.domain.case_reference import judge
    from console.domain.commands import Edit
    from console.domain.contact import OfficeId, Party
    from console.domain.text import clean

    texts = {name: clean(value).text for name, value in given.items()}
    party = Party(name=texts["name"], phone=e164(texts["phone"]), phone_raw=texts["phone"], email=texts["email"])
    proposal = scene.site.directory.route(texts["place"]) if texts["place"] else None
    desk = scene.site.desk
    contact = await desk.log(Channel(given["channel"]), party=party, subject=texts["subject"], language=given["speaks"])
    known = Edit(
        by=desk.me.id,
        municipality=(proposal.municipality or texts["place"]) if proposal else None,
        office=OfficeId(proposal.office) if proposal else None,
        case_reference=judge(texts["reference"]).reference or None,
        note=texts["note"] or None,
    )
    return await desk.edit(contact.id, known)


contact_acts.join(contacts)
sorting.join_contacts(contacts)
