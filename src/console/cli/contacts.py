"""`console contacts`: list, show, add, claim, release, close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli import contact_data
from console.cli.ending import Code
from console.cli.frame import Scene, common, examples, on_site, operator_option
from console.cli.output import columns
from console.domain.contact import ArticleId, Channel, Contact, ContactId, Outcome, State
from console.i18n import _

if TYPE_CHECKING:
    from console.domain.queues import QueueRow

NUMBER = click.IntRange(min=1)
HAND_CHANNELS = (Channel.PHONE, Channel.COUNTER, Channel.LETTER, Channel.FAX, Channel.WEB, Channel.EMAIL)


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
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help=_("Quanti al massimo."))
@on_site
async def list_contacts(
    scene: Scene, text: str, state: str | None, channel: str | None, office: str, holder: str, closed: bool, limit: int
) -> None:
    """The queue, or what a search finds."""
    found = await _rows(scene, text, closed)
    wanted = {"state": state, "channel": channel, "office": office, "operator": holder}
    rows = [row for row in found if all(not value or row[name] == value for name, value in wanted.items())][:limit]
    now = scene.site.clock.now()
    table = [contact_data.table_head(), *(contact_data.table_row(row, now) for row in rows)]
    data = [contact_data.timed(row, scene.site.site.general.zone) for row in rows]
    scene.say(data, *(columns(table) if rows else [_("Nessun contatto.")]))


async def _rows(scene: Scene, text: str, closed: bool) -> list[dict[str, object]]:
    if not text and not closed:
        board = await scene.site.store.board()
        return [contact_data.of_row(row) for row in board.rows]
    found = await scene.site.store.find(text=text, include_closed=closed, limit=10_000)
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
    store, zone = scene.site.store, scene.site.site.general.zone
    contact = await store.contact(ContactId(number))
    journal = await store.journal(contact.id)
    wishes = await store.wishes_of(contact.id)
    mail = await store.mail(contact.mail) if contact.mail else None
    data = contact_data.whole(contact, journal, wishes, mail, zone)
    scene.say(data, *contact_data.page(contact, journal, wishes, mail, scene.site.directory, zone))


@contacts.command(
    help=_("Registra un contatto a mano: va in coda, oppure con --take in mano all'operatore."),
    epilog=examples(
        'console contacts add --channel letter --name "Ida Guidi" --subject "chiede un estratto"',
        'console contacts add --channel counter --name "Leo Frei" --subject "ritira il precetto" --take --operator anna',
    ),
)
@common
@operator_option
@click.option(
    "--channel", type=click.Choice([str(one) for one in HAND_CHANNELS]), required=True, help=_("Come è arrivato.")
)
@click.option("--subject", required=True, metavar=_("TESTO"), help=_("Di che cosa si tratta, in una riga."))
@click.option("--name", default="", metavar=_("NOME"), help=_("Il cittadino."))
@click.option("--phone", default="", metavar=_("NUMERO"), help=_("Il suo telefono."))
@click.option("--email", default="", metavar=_("INDIRIZZO"), help=_("Il suo indirizzo e-mail."))
@click.option("--contact-language", "spoken", default="it", metavar="it|de|fr|en", help=_("La lingua del cittadino."))
@click.option("--place", default="", metavar=_("LUOGO"), help=_("Comune, località o codice postale di domicilio."))
@click.option("--reference", default="", metavar=_("NUMERO"), help=_("Il numero di esecuzione."))
@click.option("--take", is_flag=True, help=_("Resta in mano all'operatore invece di andare in coda."))
@on_site
async def add(scene: Scene, take: bool, **given: str) -> None:
    """Write down what came by hand."""
    from console.cli.hand import added

    contact = await added(scene, given, take=take)
    _said(scene, contact, _("Registrato come contatto {number}."))


def _act(name: str, text: str) -> click.decorators.FC:  # type: ignore[name-defined]
    raise NotImplementedError


@contacts.command(
    help=_("Prende un contatto della coda; --over lo toglie dalle mani di un collega."),
    epilog=examples("console contacts claim 12 --operator anna", "console contacts claim next --operator anna"),
)
@common
@operator_option
@click.argument("number", metavar=_("NUMERO|next"))
@click.option("--over", is_flag=True, help=_("Anche se l'ha un collega; resta scritto nella storia."))
@on_site
async def claim(scene: Scene, number: str, over: bool) -> int | None:
    """Take a contact, or the next one."""
    desk = scene.site.desk
    if number == "next":
        taken = await desk.take_next()
        if taken is None:
            scene.say(None, _("Nessuno aspetta."))
            return Code.NOT_FOUND
    else:
        wanted = ContactId(_number(number))
        taken = await (desk.take_over(wanted) if over else desk.claim(wanted))
    _said(scene, taken, _("Il contatto {number} è nelle mani di {who}."))
    return None


@contacts.command(
    help=_("Rimette in coda un contatto, al posto di prima."),
    epilog=examples("console contacts release 12 --operator anna"),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def release(scene: Scene, number: int) -> None:
    """Give it back to the queue."""
    _said(scene, await scene.site.desk.release(ContactId(number)), _("Il contatto {number} è di nuovo in coda."))


@contacts.command(
    help=_("Chiude un contatto con il suo esito."),
    epilog=examples("console contacts close 12 --outcome answered --topic opposizione-come --operator anna"),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@click.option(
    "--outcome", type=click.Choice([str(one) for one in Outcome]), required=True, help=_("Che cosa ne è stato.")
)
@click.option("--topic", default="", metavar=_("SCHEDA"), help=_("La scheda di cui si trattava."))
@on_site
async def close(scene: Scene, number: int, outcome: str, topic: str) -> None:
    """End it with a disposition."""
    if topic:
        scene.site.articles.article(ArticleId(topic))
    closed = await scene.site.desk.close(ContactId(number), Outcome(outcome), ArticleId(topic))
    _said(scene, closed, _("Il contatto {number} è chiuso."))
