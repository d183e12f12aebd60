"""`console handoff`: send, list, show, and the clerk's accept, send-back, finish; offices and clerks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from console.cli import contact_data, words
from console.cli.contact_acts import tell
from console.cli.contacts import NUMBER
from console.cli.ending import Code, Ended
from console.cli.frame import Scene, clerk_option, common, examples, on_site, operator_option
from console.cli.output import columns, moment, plain_data, waited
from console.domain.commands import NOBODY
from console.domain.contact import ClerkId, ContactId, OfficeId
from console.domain.errors import NotFound
from console.domain.handoff import SendBackReason, Way
from console.domain.text import clean
from console.i18n import LANGUAGES, _
from console.screens.dialogs import words as spoken

if TYPE_CHECKING:
    from console.domain.contact import Contact
    from console.domain.handoff import Packet
    from console.services.handoff import HandoffForm

PACKET = ("question", "reference", "callback", "deadline", "note", "citizen", "speaks")
"""Options of `send` that fill the packet; what is not given stays as the contact says."""


@click.group(
    help=_("I passaggi: dare un contatto al funzionario con tutto quello che serve, e la sua risposta."),
    epilog=examples(
        'console handoff send 12 --question "contesta il minimo" --place Airolo --operator anna',
        "console handoff list --office faido",
        "console handoff accept 12 --clerk celio",
    ),
)
def handoff() -> None:
    """Everything about handoffs."""


@handoff.command(
    help=_(
        "Passa un contatto. L'ufficio viene dal contatto, da --place o da --office; senza --way si usa il modo "
        "abituale: per una telefonata in corso si sente prima il funzionario, un messaggio è inoltrato, il resto è una "
        "nota."
    ),
    epilog=examples(
        'console handoff send 12 --question "contesta il calcolo del minimo" --clerk celio --operator anna',
        'console handoff send 12 --question "chiede un termine" --place 6780 --way note --operator anna --json',
    ),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@click.option("--question", metavar=_("TESTO"), help=_("La domanda in una riga."))
@click.option("--reference", metavar=_("NUMERO"), help=_("Il numero di esecuzione."))
@click.option("--place", default="", metavar=_("LUOGO"), help=_("Comune, località o codice postale di domicilio."))
@click.option("--office", default="", metavar="ID", help=_("L'ufficio (console handoff offices)."))
@click.option("--clerk", "receiver", default="", metavar="ID", help=_("Il funzionario (console handoff clerks)."))
@click.option("--way", type=click.Choice([str(one) for one in Way]), help=_("Come passarlo."))
@click.option("--callback", metavar=_("NUMERO"), help=_("Dove richiamare."))
@click.option("--deadline", metavar=_("DATA"), help=_("Il termine che sta per scadere."))
@click.option("--note", metavar=_("TESTO"), help=_("Una nota per il funzionario."))
@click.option("--citizen", metavar=_("NOME"), help=_("Il nome del cittadino."))
@click.option("--speaks", type=click.Choice(LANGUAGES), help=_("La lingua del cittadino."))
@on_site
async def send(scene: Scene, number: int, **given: str | None) -> None:
    """Hand a contact on."""
    form = await scene.site.handoff.form(ContactId(number))
    office, clerk = _receiver(scene, form, given)
    packet = _packet(scene, form, given)
    way = Way(given["way"]) if given["way"] else form.ways[0]
    contact, wish = await scene.site.handoff.send(ContactId(number), packet, way, office=office, clerk=clerk)
    data = {**contact_data.timed(contact_data.of_contact(contact), scene.zone), "wish": wish, "way": way}
    whom = scene.person(clerk) if clerk else scene.site.directory.office(office).name
    asks = way is Way.CONSULT
    sentence = _("Per il contatto {number} si sente: {whom}.") if asks else _("Il contatto {number} passa a: {whom}.")
    scene.say(data, sentence.format(number=number, whom=whom))


def _receiver(scene: Scene, form: HandoffForm, given: dict[str, str | None]) -> tuple[OfficeId, ClerkId]:
    """The office and the clerk, checked. A clerk alone names the office; a place beats what the contact says."""
    directory = scene.site.directory
    clerk = directory.clerk(ClerkId(given["receiver"])) if given["receiver"] else None
    wanted = given["office"] or (clerk.office if clerk else "") or _by_place(scene, given["place"] or "") or form.office
    if not wanted:
        raise Ended(Code.USAGE, _("Non si sa a quale ufficio: indicare --office o --place."))
    office = directory.office(OfficeId(wanted)).id
    if clerk is not None and clerk.office != office:
        message = _("{who} non lavora all'ufficio «{office}».").format(who=clerk.name, office=office)
        raise Ended(Code.USAGE, message)
    return office, clerk.id if clerk else NOBODY


def _by_place(scene: Scene, place: str) -> str:
    if not place:
        return ""
    proposal = scene.site.directory.route(place)
    if not proposal.office:
        reason = _(proposal.reason).format(**dict(proposal.facts))
        raise Ended(Code.USAGE, _("Da «{place}» non risulta un ufficio: {reason}.").format(place=place, reason=reason))
    return proposal.office


def _packet(scene: Scene, form: HandoffForm, given: dict[str, str | None]) -> Packet:
    """The packet with what was given written over what the contact knows."""
    names = {"reference": "case_reference", "speaks": "language"}
    changes: dict[str, Any] = {names.get(name, name): clean(given[name]).text for name in PACKET if given[name]}
    if given["place"]:
        changes["municipality"] = scene.site.directory.route(given["place"]).municipality or clean(given["place"]).text
    return replace(form.packet, **changes)


@handoff.command(
    help=_("Lascia il cittadino al funzionario che ha risposto; l'operatore è libero."),
    epilog=examples("console handoff complete 12 --operator anna"),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def complete(scene: Scene, number: int) -> None:
    """End a consult with a transfer."""
    leaving = await scene.site.handoff.complete(ContactId(number))
    tell(scene, leaving, _("Il contatto {number} va al funzionario."))


@handoff.command(
    help=_("Riprende il cittadino mentre si sente il funzionario, che abbia risposto o no."),
    epilog=examples("console handoff back 12 --operator anna"),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def back(scene: Scene, number: int) -> None:
    """End a consult without a transfer."""
    coming = await scene.site.handoff.hand_back(ContactId(number))
    tell(scene, coming, _("Il cittadino del contatto {number} torna in linea con l'operatore."))


@handoff.command(
    "list",
    help=_("Elenca i passaggi aperti, anche quelli non riusciti o rimandati; con --office o --clerk una parte."),
    epilog=examples("console handoff list", "console handoff list --office faido --json"),
)
@common
@click.option("--office", default="", metavar="ID", help=_("Solo questo ufficio."))
@click.option("--clerk", "receiver", default="", metavar="ID", help=_("Solo questo funzionario."))
@on_site
async def list_handoffs(scene: Scene, office: str, receiver: str) -> None:
    """Open handoffs in queue order."""
    rows = [row for row in (await scene.site.store.board()).rows if row.handoff_state]
    found = [await scene.site.store.contact(row.id) for row in rows if receiver in ("", row.clerk)]
    chosen = [one for one in found if one.handoff and office in ("", one.handoff.office)]
    table = [[_("n."), _("da"), _("ufficio"), _("funzionario"), _("come va"), _("cittadino"), _("domanda")]]
    now = scene.site.clock.now()
    for one in chosen:
        if one.handoff is not None:
            table.append([
                str(one.id), waited(now - one.handoff.at), one.handoff.office, one.handoff.clerk or "-",
                words.handoff_state(one.handoff.state), one.party.label or "-", one.handoff.packet.question or "-",
            ])  # fmt: skip
    scene.say([_data(one, scene) for one in chosen], *(columns(table) if chosen else [_("Nessun passaggio aperto.")]))


def _data(contact: Contact, scene: Scene) -> dict[str, Any]:
    """A contact with its packet."""
    data = contact_data.timed(contact_data.of_contact(contact), scene.zone)
    data["handoff"] = plain_data(contact.handoff)
    if contact.handoff:
        data["handoff"]["at"] = moment(contact.handoff.at, scene.zone)
    return data


@handoff.command(
    help=_("Mostra il passaggio di un contatto e che cosa ne è stato."),
    epilog=examples("console handoff show 12", "console handoff show 12 --json"),
)
@common
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def show(scene: Scene, number: int) -> None:
    """The packet."""
    contact = await scene.site.store.contact(ContactId(number))
    if contact.handoff is None:
        raise NotFound("handoff", str(number))
    scene.say(_data(contact, scene), *contact_data.handoff_lines(contact, scene.person)[1:])


# --- the clerk's answer --------------------------------------------------------------------------


@handoff.command(
    help=_("Il funzionario accetta un passaggio del suo ufficio."),
    epilog=examples("console handoff accept 12 --clerk celio"),
)
@common
@clerk_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def accept(scene: Scene, number: int) -> None:
    """Take the case."""
    tell(scene, await scene.site.clerk_desk.accept(ContactId(number)), _("Il passaggio {number} è accettato."))


@handoff.command(
    "send-back",
    help=_("Il funzionario rimanda un passaggio al contact center, con il motivo."),
    epilog=examples('console handoff send-back 12 --reason data_missing --text "manca il numero" --clerk celio'),
)
@common
@clerk_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@click.option(
    "--reason", type=click.Choice([str(one) for one in SendBackReason]), required=True, help=_("Perché torna.")
)
@click.option("--text", default="", metavar=_("TESTO"), help=_("Una spiegazione per l'operatore."))
@on_site
async def send_back(scene: Scene, number: int, reason: str, text: str) -> None:
    """Give it back."""
    back = await scene.site.clerk_desk.send_back(ContactId(number), SendBackReason(reason), clean(text).text)
    tell(scene, back, _("Il passaggio {number} è tornato al contact center."))


@handoff.command(
    help=_("Il funzionario conclude un passaggio; l'operatore legge il risultato."),
    epilog=examples('console handoff finish 12 --result "nuovo calcolo inviato" --clerk celio'),
)
@common
@clerk_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@click.option("--result", required=True, metavar=_("TESTO"), help=_("Che cosa è stato fatto."))
@on_site
async def finish(scene: Scene, number: int, result: str) -> None:
    """Close the case."""
    done = await scene.site.clerk_desk.finish(ContactId(number), clean(result).text)
    tell(scene, done, _("Il passaggio {number} è concluso."))


# --- who can receive -----------------------------------------------------------------------------


@handoff.command(
    help=_("Elenca gli uffici che ricevono passaggi."),
    epilog=examples("console handoff offices", "console handoff offices --json"),
)
@common
@on_site
async def offices(scene: Scene) -> None:
    """All offices in the order of the file."""
    found = tuple(scene.site.directory.offices())
    head = [_("id"), _("interno"), _("e-mail"), _("nome")]
    table = [head, *([one.id, one.extension or "-", one.email or "-", one.name] for one in found)]
    scene.say(found, *columns(table))


@handoff.command(
    help=_("Elenca i funzionari con la loro presenza, prima i disponibili di ogni ufficio."),
    epilog=examples("console handoff clerks", "console handoff clerks --office lugano --json"),
)
@common
@click.option("--office", default="", metavar="ID", help=_("Solo questo ufficio."))
@on_site
async def clerks(scene: Scene, office: str) -> None:
    """The clerks of an office, or of all."""
    from console.services.handoff import candidates_of

    directory = scene.site.directory
    wanted = [directory.office(OfficeId(office))] if office else directory.offices()
    people = await scene.site.store.people()
    found = [one for place in wanted for one in candidates_of(directory.clerks(place.id), people)]
    head = [_("id"), _("ufficio"), _("presenza"), _("interno"), _("lingue"), _("materie"), _("nome")]
    table = [head]
    for one in found:
        clerk = one.clerk
        table.append([
            clerk.id, clerk.office, spoken.candidate(one), clerk.extension or "-", " ".join(clerk.languages),
            " ".join(clerk.skills) or "-", clerk.name,
        ])  # fmt: skip
    data = [{**plain_data(one.clerk), "presence": one.presence, "reason": one.reason} for one in found]
    scene.say(data, *columns(table))
