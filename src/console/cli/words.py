"""Words that only the command line needs: one for every state and every line of the journal."""

from __future__ import annotations

from collections.abc import Callable

from console.domain.contact import LIVE_CALL, CallState, State
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
        State.CONSULTING: _("in consultazione"),
        State.TRANSFERRING: _("in trasferimento"),
        State.HANDED_OFF: _("dal funzionario"),
        State.ACCEPTED: _("accettato"),
        State.MISSED: _("chiamata persa"),
        State.QUARANTINED: _("in quarantena"),
        State.CLOSED: _("chiuso"),
    }[value]


LIVE = tuple(state for state in CallState if state in LIVE_CALL)
"""States of a call whose citizen is on the line, in their order."""


def call_state(value: CallState) -> str:
    """What the telephone says about a call."""
    return {
        CallState.NONE: "-",
        CallState.QUEUED: _("aspetta"),
        CallState.RINGING: _("suona"),
        CallState.TALKING: _("in linea"),
        CallState.ON_HOLD: _("in attesa"),
        CallState.ENDED: _("finita"),
        CallState.UNKNOWN: _("persa di vista"),
    }[value]


def way(value: Way) -> str:
    """The act that carries a handoff."""
    return {
        Way.BLIND: _("telefonata passata"),
        Way.CONSULT: _("telefonata passata dopo una consultazione"),
        Way.FORWARD: _("messaggio inoltrato"),
        Way.NOTE: _("nota e richiamo"),
    }[value]


def handoff_state(value: HandoffState) -> str:
    """What became of a handoff."""
    return {
        HandoffState.SENDING: _("in partenza"),
        HandoffState.RINGING: _("il telefono suona"),
        HandoffState.CONSULTING: _("in consultazione"),
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
        WishKind.CONSULT_CALL: _("chiamata al funzionario"),
        WishKind.COMPLETE_TRANSFER: _("passaggio dopo la consultazione"),
        WishKind.HAND_BACK: _("ripresa del cittadino"),
        WishKind.HOLD_CALL: _("messa in attesa"),
        WishKind.RESUME_CALL: _("ripresa dall'attesa"),
        WishKind.HANG_UP: _("fine della telefonata"),
        WishKind.CALL_OUT: _("richiamata"),
    }
    states = {
        WishState.HELD: _("aspetta il via di un collega"),
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
    facts = ", ".join(f"{key}={_fact(key, value)}" for key, value in line.facts)
    return " · ".join([*words, facts] if facts else words)


def _fact(key: str, value: str) -> str:
    """A fact as it is kept, but the reason of a server in words."""
    from console.screens.delivery_words import reason

    return reason(value) if key == "reason" else value


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
        EntryKind.MAIL_RELEASED: _("e-mail liberata"),
        EntryKind.MAIL_GIVEN_BACK: _("e-mail rimandata a chi l'ha scritta"),
        EntryKind.MAIL_HELD: _("e-mail di nuovo trattenuta"),
        EntryKind.HANDED_OFF: _("passato"),
        EntryKind.TRANSFER_FAILED: _("passaggio non riuscito"),
        EntryKind.CONSULT_STARTED: _("sente il funzionario"),
        EntryKind.CONSULT_ANSWERED: _("il funzionario ha risposto"),
        EntryKind.CONSULT_ENDED: _("di nuovo con il cittadino"),
        EntryKind.COMPLETED: _("lascia il cittadino al funzionario"),
        EntryKind.HUNG_UP: _("ha chiuso la telefonata"),
        EntryKind.OUT_OF_HOURS: _("ha chiamato fuori orario"),
        EntryKind.MERGED: _("riunisce le chiamate perse di questo numero"),
        EntryKind.DUPLICATE: _("riunito in un altro contatto"),
        EntryKind.RECALLED: _("ha richiamato e ha avuto risposta"),
        EntryKind.DELIVERY_DELAYED: _("consegna in ritardo, il server riprova"),
        EntryKind.DELIVERY_CONFIRMED: _("il server di destinazione ha consegnato"),
        EntryKind.QUARANTINED: _("messo in quarantena"),
        EntryKind.LET_IN: _("tolto dalla quarantena"),
        EntryKind.PUT_BACK: _("rimesso dov'era, chiusura annullata"),
        EntryKind.FOLDED: _("altri messaggi dello stesso sistema stanno dietro questo"),
        EntryKind.AFTER_CALL_OVER: _("chiuso da solo, scaduto il tempo per l'esito"),
        EntryKind.DELIVERED: _("consegnato"),
        EntryKind.CITIZEN_WROTE: _("il cittadino ha scritto di nuovo"),
        EntryKind.DELIVERY_DELAYED: _("consegna rinviata dal server"),
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
