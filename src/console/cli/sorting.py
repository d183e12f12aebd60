"""`console mail quarantine`, `console mail blocked`, and many or doubtful contacts: proposals, duplicates, bulk."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import click

from console.cli import contact_data
from console.cli.ending import Code, Ended, code_of, person_of, sentence_of
from console.cli.frame import Scene, common, examples, on_site, operator_option
from console.cli.output import columns, moment, talk
from console.domain.contact import ContactId, Outcome, State
from console.i18n import _
from console.screens import format as say

if TYPE_CHECKING:
    from console.services.sorting import Bulk

NUMBER = click.IntRange(min=1)
WHY = ("spam_header", "spam_sender")
BULK_CODES = _("Codici di uscita: 0 tutti fatti, 3 nessuno esiste, 4 almeno uno è rifiutato (gli altri sono fatti).")


async def _bulk(scene: Scene, doing: Awaitable[Bulk], done: str) -> int:
    """Print what became of each. The others are done even when one is refused."""
    bulk = await doing
    person = person_of(scene.site.directory)
    failed = [{"id": number, "why": sentence_of(error, person)} for number, error in bulk.failed]
    after = [contact_data.timed(contact_data.of_contact(one.after), scene.zone) for one in bulk.done]
    scene.say({"done": after, "failed": failed}, *(done.format(number=one.after.id) for one in bulk.done))
    if not scene.call.json:
        for one in failed:
            talk(_("{number}: {why}").format(number=one["id"], why=one["why"]))
    if not bulk.failed:
        return Code.OK
    missing = not bulk.done and all(code_of(error) is Code.NOT_FOUND for _number, error in bulk.failed)
    return Code.NOT_FOUND if missing else Code.CONFLICT


def _ids(numbers: tuple[int, ...]) -> list[ContactId]:
    return [ContactId(number) for number in numbers]


# --- the quarantine ------------------------------------------------------------------------------


@click.group(
    help=_("I messaggi sospetti, che aspettano fuori dalla coda. Niente si cancella."),
    epilog=examples("console mail quarantine list", "console mail quarantine release 12 --operator anna"),
)
def quarantine() -> None:
    """Suspect mails."""


@quarantine.command(
    "list", help=_("Elenca i messaggi in quarantena, i più nuovi prima."),
    epilog=examples("console mail quarantine list", "console mail quarantine list --json"),
)  # fmt: skip
@common
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help=_("Quanti al massimo."))
@on_site
async def list_quarantine(scene: Scene, limit: int) -> None:
    """What is there and why."""
    found = await scene.site.store.sorting.quarantined(limit)
    data = [
        {**contact_data.timed(contact_data.of_contact(one), scene.zone),
         "why": next((flag for flag in one.flags if flag in WHY), "")}
        for one in found
    ]  # fmt: skip
    table = [[_("n."), _("arrivato"), _("da"), _("perché"), _("oggetto")]]
    table += [
        [str(one.id), moment(one.arrived_at, scene.zone)[:16].replace("T", " "), say.party(one),
         next((say.flag(flag) for flag in one.flags if flag in WHY), "-"), one.subject or "-"]
        for one in found
    ]  # fmt: skip
    scene.say(data, *(columns(table) if found else [_("La quarantena è vuota.")]))


@quarantine.command(
    "release", help=_("Rimette in coda uno o più messaggi, al posto del loro arrivo.") + " " + BULK_CODES,
    epilog=examples("console mail quarantine release 12 --operator anna",
                    "console mail quarantine release 12 13 14 --operator anna --json"),
)  # fmt: skip
@common
@operator_option
@click.argument("numbers", nargs=-1, required=True, type=NUMBER, metavar=_("NUMERO…"))
@on_site
async def release(scene: Scene, numbers: tuple[int, ...]) -> int:
    """Into the queue."""
    return await _bulk(scene, scene.site.sorting.release_all(_ids(numbers)), _("Il contatto {number} è in coda."))


@quarantine.command(
    "spam", help=_("Conferma che uno o più messaggi sono indesiderati: si chiudono e restano.") + " " + BULK_CODES,
    epilog=examples("console mail quarantine spam 12 13 --operator anna"),
)  # fmt: skip
@common
@operator_option
@click.argument("numbers", nargs=-1, required=True, type=NUMBER, metavar=_("NUMERO…"))
@on_site
async def spam(scene: Scene, numbers: tuple[int, ...]) -> int:
    """Closed as spam."""
    doing = scene.site.sorting.close_all(_ids(numbers), Outcome.SPAM)
    return await _bulk(scene, doing, _("Il contatto {number} è chiuso come indesiderato."))


@quarantine.command(
    "add", help=_("Mette in quarantena uno o più contatti scritti che aspettano in coda.") + " " + BULK_CODES,
    epilog=examples("console mail quarantine add 12 --operator anna"),
)  # fmt: skip
@common
@operator_option
@click.argument("numbers", nargs=-1, required=True, type=NUMBER, metavar=_("NUMERO…"))
@on_site
async def add(scene: Scene, numbers: tuple[int, ...]) -> int:
    """Out of the queue."""
    doing = scene.site.sorting.quarantine_all(_ids(numbers))
    return await _bulk(scene, doing, _("Il contatto {number} è in quarantena."))


# --- blocked senders -----------------------------------------------------------------------------


@click.group(
    help=_("I mittenti bloccati: i loro messaggi vanno in quarantena."),
    epilog=examples("console mail blocked list", "console mail blocked add @pubblicita.example --operator anna"),
)
def blocked() -> None:
    """Blocked senders."""


@blocked.command("list", help=_("Elenca i mittenti bloccati dagli operatori."),
                 epilog=examples("console mail blocked list --json"))  # fmt: skip
@common
@on_site
async def list_blocked(scene: Scene) -> None:
    """Who, by whom, since when."""
    found = await scene.site.store.sorting.blocked()
    data = [{"sender": one.sender, "by": one.by, "at": moment(one.at, scene.zone)} for one in found]
    rows = [[one["sender"], scene.person(one["by"]), one["at"][:10]] for one in data]
    scene.say(data, *(columns(rows) if rows else [_("Nessun mittente bloccato.")]))


@blocked.command("add", help=_("Blocca un indirizzo, o un dominio come @example.com."),
                 epilog=examples("console mail blocked add offerte@pubblicita.example --operator anna"))  # fmt: skip
@common
@operator_option
@click.argument("sender", metavar=_("MITTENTE"))
@on_site
async def block(scene: Scene, sender: str) -> None:
    """Block it; one that is blocked stays so."""
    new = await scene.site.sorting.block(sender)
    said = _("Bloccato: {sender}.") if new else _("Era già bloccato: {sender}.")
    scene.say({"sender": sender, "new": new}, said.format(sender=sender))


@blocked.command("remove", help=_("Toglie un mittente dai bloccati."),
                 epilog=examples("console mail blocked remove @pubblicita.example --operator anna"))  # fmt: skip
@common
@operator_option
@click.argument("sender", metavar=_("MITTENTE"))
@on_site
async def unblock(scene: Scene, sender: str) -> None:
    """Let it write again."""
    if not await scene.site.sorting.unblock(sender):
        raise Ended(Code.NOT_FOUND, _("Non era bloccato: {sender}.").format(sender=sender))
    scene.say({"sender": sender}, _("Non più bloccato: {sender}.").format(sender=sender))


# --- contacts ------------------------------------------------------------------------------------


@click.command(
    "accept-sender", help=_("Accetta il mittente originale di un messaggio inoltrato: diventa lui il cittadino."),
    epilog=examples("console contacts accept-sender 12 --operator anna"),
)  # fmt: skip
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@on_site
async def accept_sender(scene: Scene, number: int) -> None:
    """The proposal, as a fact."""
    changed = await scene.site.sorting.accept_sender(ContactId(number))
    who = f"{changed.party.name} <{changed.party.email}>" if changed.party.name else changed.party.email
    data = contact_data.timed(contact_data.of_contact(changed), scene.zone)
    scene.say(data, _("Il cittadino del contatto {number} è {citizen}.").format(number=number, citizen=who))


@click.command(
    "duplicate", help=_("Chiude un contatto come doppione di quello proposto, o di --of. reopen lo riapre."),
    epilog=examples("console contacts duplicate 13 --operator anna", "console contacts duplicate 13 --of 12"),
)  # fmt: skip
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@click.option("--of", "other", type=NUMBER, metavar=_("NUMERO"), help=_("L'altro contatto."))
@on_site
async def duplicate(scene: Scene, number: int, other: int | None) -> None:
    """Closed, with a link to the other one."""
    closed = await scene.site.sorting.close_duplicate(ContactId(number), ContactId(other) if other else None)
    data = contact_data.timed(contact_data.of_contact(closed), scene.zone)
    said = _("Il contatto {number} è chiuso come doppione del n. {other}.")
    scene.say(data, said.format(number=number, other=closed.twin))


@click.command(
    "close-all",
    help=_("Chiude con lo stesso esito più contatti scritti che nessuno ha in mano; put-back lo annulla.")
    + " " + BULK_CODES,
    epilog=examples("console contacts close-all 12 13 14 --outcome no_action --operator anna"),
)  # fmt: skip
@common
@operator_option
@click.argument("numbers", nargs=-1, required=True, type=NUMBER, metavar=_("NUMERO…"))
@click.option(
    "--outcome", type=click.Choice([str(one) for one in Outcome]), required=True, help=_("Che cosa ne è stato.")
)
@on_site
async def close_all(scene: Scene, numbers: tuple[int, ...], outcome: str) -> int:
    """Many at once."""
    doing = scene.site.sorting.close_all(_ids(numbers), Outcome(outcome))
    return await _bulk(scene, doing, _("Il contatto {number} è chiuso."))


@click.command(
    "put-back",
    help=_("Annulla chiusure fatte dalla coda o dalla quarantena: i contatti tornano lì, in mano a nessuno.")
    + " " + BULK_CODES,
    epilog=examples("console contacts put-back 12 13 --operator anna",
                    "console contacts put-back 12 --to quarantined --operator anna"),
)  # fmt: skip
@common
@operator_option
@click.argument("numbers", nargs=-1, required=True, type=NUMBER, metavar=_("NUMERO…"))
@click.option("--to", type=click.Choice([str(State.WAITING), str(State.QUARANTINED)]), default=str(State.WAITING),
              show_default=True, help=_("Dove tornano."))  # fmt: skip
@on_site
async def put_back(scene: Scene, numbers: tuple[int, ...], **given: Any) -> int:
    """The undo of what was closed."""
    doing = scene.site.sorting.put_back_all(_ids(numbers), State(given["to"]))
    return await _bulk(scene, doing, _("Il contatto {number} è di nuovo dov'era."))


def join_mail(group: click.Group) -> None:
    """Add these commands to `console mail`."""
    group.add_command(quarantine)
    group.add_command(blocked)


def join_contacts(group: click.Group) -> None:
    """Add these commands to `console contacts`."""
    for command in (accept_sender, duplicate, close_all, put_back):
        group.add_command(command)
