"""Words that only the command line needs: one for every state and every line of the journal."""

from __future__ import annotations

from collections.abc import Callable

from console.domain.contact import State
from console.domain.handoff import HandoffState, Way
from console.domain.journal import Entry, EntryKind
from console.domain.wish import Wish, WishKind, WishState
from console.i18n import _


def state(value: State) -> str:
    """Where a contact stands."""
    return {
        State.WAITING: _("in coda"),
        State.ACTIVE: _("in lavorazione"),
        State.PARKED: _("in attesa"),
        State.WRAP_UP: _("da chiudere"),
        State.TRANSFERRING: _("in trasferimento"),
        State.HANDED_OFF: _("dal funzionario"),
        State.ACCEPTED: _("accettato"),
        State.MISSED: _("chiamata persa"),
        State.CLOSED: _("chiuso"),
    }[value]


def way(value: Way) -> str:
    """The act that carries a handoff."""
    return {
        Way.BLIND: _("telefonata passata"),
        Way.FORWARD: _("messaggio inoltrato"),
        Way.NOTE: _("nota e richiamo"),
    }[value]


def handoff_state(value: HandoffState) -> str:
    """What became of a handoff."""
    return {
        HandoffState.SENDING: _("in partenza"),
        HandoffState.SENT: _("consegnato"),
        HandoffState.FAILED: _("non riuscito"),
        HandoffState.ACCEPTED: _("accettato"),
        HandoffState.SENT_BACK: _("rimandato"),
        HandoffState.DONE: _("concluso"),
    }[value]


def wish(one: Wish) -> str:
    """An order to the world and how it stands."""
    kinds = {
        WishKind.SEND_MAIL: _("invio della risposta"),
        WishKind.FORWARD_MAIL: _("inoltro al funzionario"),
        WishKind.TAKE_CALL: _("presa della telefonata"),
        WishKind.TRANSFER_CALL: _("trasferimento della telefonata"),
        WishKind.HOLD_CALL: _("messa in attesa"),
        WishKind.RESUME_CALL: _("ripresa dall'attesa"),
        WishKind.HANG_UP: _("fine della telefonata"),
        WishKind.CALL_OUT: _("richiamata"),
    }
    states = {
        WishState.QUEUED: _("da fare"),
        WishState.DOING: _("in corso"),
        WishState.DONE: _("fatto"),
        WishState.FAILED: _("non riuscito"),
        WishState.CANCELLED: _("annullato"),
    }
    return f"{kinds[one.kind]}: {states[one.state]}" + (f" ({one.error})" if one.error else "")


def entry(line: Entry, person: Callable[[str], str]) -> str:
    """A line of the journal without its time: what happened, who did it, the facts."""
    words = [_events()[line.kind]]
    if line.by:
        words.append(person(line.by))
    facts = ", ".join(f"{key}={value}" for key, value in line.facts)
    return " · ".join([*words, facts] if facts else words)


def _events() -> dict[EntryKind, str]:
    return {
        EntryKind.ARRIVED: _("arrivato"),
        EntryKind.LOGGED: _("registrato a mano"),
        EntryKind.CLAIMED: _("preso"),
        EntryKind.TAKEN_OVER: _("preso a un collega"),
        EntryKind.RELEASED: _("rimesso in coda"),
        EntryKind.PARKED: _("messo in attesa"),
        EntryKind.RESUMED: _("ripreso"),
        EntryKind.EDITED: _("completato"),
        EntryKind.ANSWERED: _("risposto con una scheda"),
        EntryKind.REPLIED: _("risposto per e-mail"),
        EntryKind.UNDONE: _("invio annullato"),
        EntryKind.HANDED_OFF: _("passato"),
        EntryKind.TRANSFER_FAILED: _("passaggio non riuscito"),
        EntryKind.DELIVERED: _("consegnato"),
        EntryKind.DELIVERY_FAILED: _("consegna non riuscita"),
        EntryKind.ACCEPTED: _("accettato dal funzionario"),
        EntryKind.SENT_BACK: _("rimandato dal funzionario"),
        EntryKind.CLERK_DONE: _("concluso dal funzionario"),
        EntryKind.CALL_CONNECTED: _("in linea"),
        EntryKind.CALL_HELD: _("telefonata in attesa"),
        EntryKind.CALL_ENDED: _("telefonata finita"),
        EntryKind.CALL_LOST: _("telefonata persa di vista"),
        EntryKind.ABANDONED: _("ha riagganciato prima della risposta"),
        EntryKind.CALLED_BACK: _("richiamato"),
        EntryKind.NOT_REACHED: _("non raggiunto"),
        EntryKind.CLOSED: _("chiuso"),
        EntryKind.REOPENED: _("riaperto"),
        EntryKind.RETURNED: _("tornato in coda da solo"),
    }
