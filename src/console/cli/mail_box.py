"""`console mail` for the mailbox at the server: how it stands, marks, what is missing, large mails, another login."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site, operator_option
from console.cli.output import columns, moment, plain_data
from console.domain.contact import ContactId, MailId
from console.domain.mailbox import LargeState, MarkKind, MarkState
from console.domain.queues import GAP_LINK
from console.i18n import _
from console.screens import format as say

if TYPE_CHECKING:
    from console.domain.mailbox import Gap, Large, Mark
    from console.domain.queues import LinkState
    from console.services.ports import FolderState

_LINKS = ("mail", GAP_LINK, "outbox")


def join(group: click.Group) -> None:
    """Add these commands to the group."""
    for command in (status, marks, gaps, large, login):
        group.add_command(command)


@click.command(
    help=_(
        "Dice come sta la casella: collegamenti, cartelle lette, messaggi spariti prima di essere letti, segni sul "
        "server, messaggi grandi. 1: un collegamento manca o qualcosa è sparito."
    ),
    epilog=examples("console mail status", "console mail status --json"),
)
@common
@on_site
async def status(scene: Scene) -> int:
    """Everything at once, as intake has written it down."""
    desk = scene.site.store.mailbox
    links = [one for one in (await scene.site.store.board(first=1)).links if one.name in _LINKS]
    folders, missing = await desk.folders(), await desk.gaps()
    set_marks, large_mails = await desk.marks(), await desk.larges()
    contacts = await desk.contacts_of([*(one.mail for one in set_marks), *(one.mail for one in large_mails)])
    data = {
        "links": [{**plain_data(one), "since": moment(one.since, scene.zone)} for one in links],
        "folders": [{**plain_data(state), "mails": count} for state, count in folders],
        "gaps": [_gap_data(scene, one) for one in missing],
        "marks": [_mark_data(scene, one, contacts) for one in set_marks],
        "large": [_large_data(scene, one, contacts) for one in large_mails],
    }
    scene.say(
        data, *_links(links), "", *_folders(folders), *_gaps(scene, missing), *_waiting(set_marks),
        *_larges(large_mails, contacts),
    )  # fmt: skip
    return Code.FAILURE if missing or not all(one.ok for one in links) else Code.OK


@click.command(
    help=_(
        "Elenca i segni posti sul server per i colleghi (risposto, inoltrato, copia spostata) e quelli in attesa; "
        "--again ritenta subito ciò che attende o è stato rifiutato."
    ),
    epilog=examples("console mail marks", "console mail marks --again", "console mail marks --json"),
)
@common
@click.option("--again", is_flag=True, help=_("Ritenta ciò che attende o è stato rifiutato."))
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, help=_("Quanti al massimo."))
@on_site
async def marks(scene: Scene, again: bool, limit: int) -> None:
    """The latest marks."""
    desk = scene.site.store.mailbox
    if again:
        await desk.set_marks_again()
    found = await desk.marks(limit)
    contacts = await desk.contacts_of([one.mail for one in found])
    rows = [[_("contatto"), _("segno"), _("stato"), _("ufficio"), _("tentativi"), _("perché")]]
    for one in found:
        number = str(contacts.get(one.mail, "-"))
        rows.append([number, _kind(one.kind), _state(one.state), one.office or "-", str(one.attempts), one.error])
    table = columns(rows) if found else [_("Nessun segno.")]
    scene.say([_mark_data(scene, one, contacts) for one in found], *table)


@click.command(
    help=_(
        "Elenca i messaggi arrivati e spariti prima che la console li leggesse: qualcuno li ha spostati o cancellati. "
        "--noted ne prende nota: non si mostrano più."
    ),
    epilog=examples("console mail gaps", "console mail gaps --noted --operator anna"),
)
@common
@operator_option
@click.option("--noted", is_flag=True, help=_("Prende nota, con il nome dell'operatore."))
@on_site
async def gaps(scene: Scene, noted: bool) -> None:
    """What is missing."""
    desk = scene.site.store.mailbox
    found = await desk.gaps()
    if noted:
        await desk.note_gaps(scene.site.operator.id)
    scene.say([_gap_data(scene, one) for one in found], *(_gaps(scene, found) or [_("Non manca niente.")]))


@click.command(
    help=_(
        "Elenca i messaggi grandi e quanto ne è arrivato; con il numero di un contatto, --stop ferma lo scaricamento e "
        "--fetch lo riprende. 3: il contatto non ha un messaggio grande; 4: non c'è niente da fermare o riprendere."
    ),
    epilog=examples("console mail large", "console mail large 12 --stop", "console mail large 12 --fetch"),
)
@common
@click.argument("number", type=click.IntRange(min=1), required=False, metavar=_("CONTATTO"))
@click.option("--stop", is_flag=True, help=_("Ferma lo scaricamento; ciò che è arrivato resta."))
@click.option("--fetch", is_flag=True, help=_("Scarica, da dove si era fermato."))
@on_site
async def large(scene: Scene, number: int | None, stop: bool, fetch: bool) -> None:
    """Progress, stop, go on."""
    desk = scene.site.store.mailbox
    if (stop and fetch) or ((stop or fetch) and number is None):
        raise Ended(Code.USAGE, _("Un contatto, e o --stop o --fetch."))
    if number is not None and (stop or fetch):
        mail = (await scene.site.store.contact(ContactId(number))).mail
        if not await (desk.stop_large(mail) if stop else desk.fetch_large(mail)):
            raise Ended(Code.CONFLICT, _("Non c'è niente da fermare o riprendere."))
    found = await desk.larges()
    contacts = await desk.contacts_of([one.mail for one in found])
    found = tuple(one for one in found if number is None or contacts.get(one.mail) == number)
    if number is not None and not found:
        raise Ended(Code.NOT_FOUND, _("Il contatto {number} non ha un messaggio grande.").format(number=number))
    table = _larges(found, contacts) or [_("Nessun messaggio grande.")]
    scene.say([_large_data(scene, one, contacts) for one in found], *table)


@click.command(
    help=_(
        "Fa ritentare l'accesso alla casella e al server che spedisce, dopo che la password o il gettone sono stati "
        "rifiutati. Da sola la console non ritenta: un server chiude l'accesso a chi insiste."
    ),
    epilog=examples("console mail login"),
)
@common
@on_site
async def login(scene: Scene) -> None:
    """One more try."""
    await scene.site.store.mailbox.log_in_again()
    scene.say({"asked": True}, _("La presa in entrata ritenta una volta; console mail status dice com'è andata."))


# --- what it says --------------------------------------------------------------------------------


def _links(links: Iterable[LinkState]) -> list[str]:
    rows = []
    for one in links:
        if one.name != GAP_LINK:
            trouble = " ".join(part for part in (one.problem, one.detail) if part)
            rows.append([say.link(one.name), _("in piedi") if one.ok else _("caduto: {why}").format(why=trouble)])
    return columns(rows, widest=100) if rows else [_("La presa in entrata non ha ancora letto la casella.")]


def _folders(folders: Iterable[tuple[FolderState, int]]) -> list[str]:
    rows = [[state.folder, _("{count} messaggi, fino al n. {uid}").format(count=count, uid=state.high_uid)]
            for state, count in folders]  # fmt: skip
    return columns(rows)


def _gaps(scene: Scene, found: Iterable[Gap]) -> list[str]:
    words = _("▲ {folder}: {count} messaggi arrivati fra {since} e {until} e spariti prima di essere letti")
    return [
        words.format(
            folder=one.folder, count=one.missing, since=moment(one.since, scene.zone),
            until=moment(one.noticed_at, scene.zone),
        )
        for one in found
    ]  # fmt: skip


def _waiting(found: Iterable[Mark]) -> list[str]:
    states = [one.state for one in found]
    waiting, refused = states.count(MarkState.WAITING), states.count(MarkState.REFUSED)
    words = _("segni sul server: {waiting} in attesa, {refused} rifiutati")
    return [words.format(waiting=waiting, refused=refused)] if waiting or refused else []


def _larges(found: Iterable[Large], contacts: Mapping[MailId, ContactId]) -> list[str]:
    rows = []
    for one in found:
        part = f"{say.size(min(one.fetched, one.size))} / {say.size(one.size)}"
        rows.append([str(contacts.get(one.mail, "-")), _large_state(one.state), part, one.error])
    return columns(rows)


def _mark_data(scene: Scene, one: Mark, contacts: Mapping[MailId, ContactId]) -> dict[str, Any]:
    return {**plain_data(one), "due_at": moment(one.due_at, scene.zone), "contact": contacts.get(one.mail)}


def _large_data(scene: Scene, one: Large, contacts: Mapping[MailId, ContactId]) -> dict[str, Any]:
    return {**plain_data(one), "due_at": moment(one.due_at, scene.zone), "contact": contacts.get(one.mail)}


def _gap_data(scene: Scene, one: Gap) -> dict[str, Any]:
    times = {"since": moment(one.since, scene.zone), "noticed_at": moment(one.noticed_at, scene.zone)}
    return {**plain_data(one), **times}


def _kind(kind: MarkKind) -> str:
    return {
        MarkKind.ANSWERED: _("risposto"), MarkKind.FORWARDED: _("inoltrato"), MarkKind.RECEIPT: _("copia di un invio"),
    }[kind]  # fmt: skip


def _state(state: MarkState) -> str:
    return {
        MarkState.WAITING: _("in attesa"), MarkState.DONE: _("posto"), MarkState.GONE: _("messaggio sparito"),
        MarkState.UNWANTED: _("non richiesto"), MarkState.REFUSED: _("rifiutato"),
    }[state]  # fmt: skip


def _large_state(state: LargeState) -> str:
    return {
        LargeState.WANTED: _("in arrivo"), LargeState.HERE: _("arrivato"), LargeState.STOPPED: _("fermato"),
        LargeState.LOST: _("sparito dal server"), LargeState.UNNEEDED: _("copia di un invio"),
    }[state]  # fmt: skip
