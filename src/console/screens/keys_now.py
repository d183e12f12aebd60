"""Which keys apply now: what the bottom line offers at this place for this contact. Pure."""

from __future__ import annotations

from collections.abc import Callable

from console.domain.contact import HELD_STATES, LIVE_CALL, QUEUED_STATES, Contact, State
from console.domain.queues import QueueRow
from console.domain.record import record
from console.i18n import _, ngettext
from console.screens.actions import Place
from console.screens.calls import rings_back
from console.screens.consult_words import clerk_talks


@record
class Sorting:
    """What can be sorted here and now."""

    marked: int = 0
    """Rows of the queue that the next act is about."""
    suspects: int = 0
    """Contacts in the quarantine."""
    proposes: bool = False
    """The contact shown proposes something."""


def keys_now(
    place: Place, contact: Contact | None, me: str, key: Callable[[str], str], waiting: int, *, note: bool = False,
    consult: QueueRow | None = None, sorting: Sorting | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """(key, words), the most useful first; as many are shown as fit. A note is written, not sent.

    `consult`: one is under way, and its two keys work wherever the cursor is.
    """
    pairs: list[tuple[str, str]]
    if consult is not None:
        return _in_consult(place, consult, key)
    if place is Place.WRITING:
        sending = [] if note else [(key("reply"), _("Invia")), (key("attach"), _("Allega"))]
        pairs = [*sending, (key("back"), _("Conserva")), (key("answers"), _("Scheda"))]
    elif place is Place.ANSWERS:
        pairs = [(_("Invio"), _("Usa"))]
        if contact is not None and contact.mail:
            pairs.append((key("contact"), _("Leggi")))
    elif place is Place.QUEUE:
        pairs = _in_queue(key, waiting)
    else:
        pairs = _at_contact(contact, me, key)
    if sorting is not None:
        pairs = _with_sorting(pairs, place, key, sorting)
    mine = contact is not None and contact.operator == me and contact.state in HELD_STATES
    if mine and contact is not None and place is not Place.QUEUE:
        pairs += _in_hand(place, contact, key)
    elif place is not Place.WRITING and place is not Place.QUEUE:
        pairs.append((key("take"), _("Prendi")))
    if place is Place.ANSWERS:
        pairs.append(("↑↓", _("Altra scheda")))
    if place is Place.CONTACT and contact is not None and contact.mail:
        pairs.append((key("attachments"), _("Allegati")))
    return list(dict.fromkeys(pairs))


def _in_consult(place: Place, row: QueueRow, key: Callable[[str], str]) -> list[tuple[str, str]]:
    pairs = [(key("handoff"), _("Passa la chiamata"))] if clerk_talks(row) else []
    pairs.append((key("park"), _("Riprende il cittadino")))
    if place is Place.WRITING:
        return [*pairs, (key("back"), _("Conserva"))]
    if place is Place.ANSWERS:
        return [*pairs, (_("Invio"), _("Usa"))]
    return [*pairs, (key("reply"), _("Nota"))] if place is Place.CONTACT else pairs


def _in_queue(key: Callable[[str], str], waiting: int) -> list[tuple[str, str]]:
    if not waiting:
        return [
            (key("log"), _("Annota a mano")), (key("fresh"), _("Nuova e-mail")), (key("find"), _("Trova")),
            (key("state"), _("Stato")),
        ]  # fmt: skip
    return [
        (key("take"), _("Prendi")), (_("Invio"), _("Apri")), (key("claim"), _("Questo")), (key("search"), _("Filtra")),
        (key("log"), _("Annota")), (key("find"), _("Trova")), (key("state"), _("Stato")),
    ]  # fmt: skip


def _with_sorting(
    pairs: list[tuple[str, str]], place: Place, key: Callable[[str], str], sorting: Sorting
) -> list[tuple[str, str]]:
    """With marked rows only what is done with them; else what can be accepted, and the way to the quarantine."""
    if place is Place.QUEUE and sorting.marked:
        closes = ngettext("Chiude {count}", "Chiude {count}", sorting.marked).format(count=sorting.marked)
        return [(key("mark"), _("Segna")), (key("close"), closes), (key("back"), _("Toglie i segni"))]
    if sorting.proposes and place in (Place.QUEUE, Place.CONTACT):
        pairs = [*pairs[:1], (key("accept"), _("Accetta la proposta")), *pairs[1:]]
    if sorting.suspects and place is Place.QUEUE:
        pairs = [*pairs[:3], (key("quarantine"), _("Quarantena")), *pairs[3:]]
    return pairs


def _at_contact(contact: Contact | None, me: str, key: Callable[[str], str]) -> list[tuple[str, str]]:
    if contact is None:
        return []
    if contact.state in QUEUED_STATES:
        return [(_("Invio"), _("Prendi questo"))]
    if contact.state is State.CLOSED:
        return [(key("reopen"), _("Riapri"))]
    if contact.operator != me:
        return [(key("take_over"), _("Subentra"))] if contact.state in HELD_STATES else []
    return _with_mine(contact)


def _with_mine(contact: Contact) -> list[tuple[str, str]]:
    """What Enter does with a contact in my hands."""
    if contact.state is not State.ACTIVE:
        return []
    return [(_("Invio"), _("Richiama") if rings_back(contact) else _("Risposte"))]


def _in_hand(place: Place, contact: Contact, key: Callable[[str], str]) -> list[tuple[str, str]]:
    if contact.state is State.TRANSFERRING:
        return [(key("note"), _("Nota"))] if place is Place.CONTACT else []
    pairs = [(key("close"), _("Chiudi")), (key("handoff"), _("Trasferisci"))]
    written = bool(contact.mail or contact.party.email) and contact.call_state not in LIVE_CALL
    if place is not Place.WRITING:
        pairs.insert(0 if written else 2, (key("reply"), _("Rispondi") if written else _("Nota")))
    pairs.append((key("park"), _("Riporta") if contact.state is State.PARKED else _("Parcheggia")))
    if contact.state in (State.ACTIVE, State.PARKED) and contact.call_state not in LIVE_CALL and place is Place.CONTACT:
        pairs.append((key("release"), _("Rimetti")))
    return pairs
