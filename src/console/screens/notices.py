"""What the line above the keys says: the last notice, a countdown, else the next step of the demonstration. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from console.domain.contact import MOVING_STATES, QUEUED_STATES, CallState, Channel, Contact, ContactId, State
from console.domain.handoff import Handoff, HandoffState, Way
from console.domain.record import record
from console.i18n import _
from console.screens import consult_words
from console.screens import format as say
from console.screens.actions import Place
from console.screens.contact_rows import by_phone_keys, failure
from console.screens.dialogs import words
from console.screens.dialogs.names import Names
from console.screens.widgets.ink import Row

if TYPE_CHECKING:
    from console.domain.journal import Entry

SECONDS = 12.0
"""How long a notice stays unless another comes."""
KEPT = 30


@record
class Notice:
    """One sentence; `until` is UTC seconds, `counts` shows the seconds that are left."""

    sentence: str
    tone: str = "text"
    at: float = 0.0
    until: float = 0.0
    counts: bool = False
    contact: ContactId | None = None


class Notices:
    """The notices of this console, newest last."""

    def __init__(self) -> None:
        self.kept: deque[Notice] = deque(maxlen=KEPT)
        self._now_shown: Notice | None = None
        self._countdown: Notice | None = None

    def say(self, notice: Notice) -> None:
        """Show this one; a countdown that still runs comes back after it."""
        if notice.counts:
            self._countdown, self._now_shown = notice, None
            return
        self._now_shown = notice
        if notice.contact is not None:
            self.kept.append(notice)

    def clear_countdown(self) -> None:
        """What was counted down was undone or is done."""
        self._countdown = None

    def hush(self) -> None:
        """The sentence that is shown has become old: the standing line says more."""
        self._now_shown = None

    def row(self, now: float, otherwise: str = "", *, standing: str = "") -> Row:
        """The line as it reads at `now`; `standing` is what goes on until it ends, a countdown waits for that."""
        if self._now_shown and now < self._now_shown.until:
            return ((f" {self._now_shown.sentence}", self._now_shown.tone),)
        if standing:
            return ((f" {standing}", "accent"),)
        if self._countdown and now < self._countdown.until:
            left = max(1, round(self._countdown.until - now))
            return ((f" {self._countdown.sentence} ", "accent"), (_("{left} s").format(left=left), "title"))
        return ((f" {otherwise}", "accent"),) if otherwise else ()


def handoff_news(contact: Contact, names: Names, by_keys: str | None = None) -> tuple[str, str] | None:
    """What became of a contact that was handed on, as a sentence and its tone; None when there is no news.

    `by_keys`: the extension to which the keys of a desk phone took it.
    """
    handoff = contact.handoff
    if handoff is None:
        return None
    clerk = names.person(handoff.clerk) if handoff.clerk else names.office(handoff.office)
    who = say.party(contact)
    result = f" «{handoff.result}»" if handoff.result else ""
    if handoff.state is HandoffState.SENT_BACK:
        why = words.send_back_reason(handoff.reason) if handoff.reason else ""
        sentence = _("↩ {clerk} rimanda {who}: {why}{result}")
        return sentence.format(clerk=clerk, who=who, why=why, result=result), "warn"
    if handoff.state is HandoffState.FAILED:
        return _failed(contact, handoff, clerk, who)
    if handoff.state is HandoffState.SENT and by_keys is not None:
        return f"→ {who}: {by_phone_keys(by_keys, clerk)}", "accent"
    sentences = {
        HandoffState.SENT: _("→ {who} è da {clerk}"),
        HandoffState.ACCEPTED: _("✓ {clerk} ha accettato {who}"),
        HandoffState.DONE: _("✓ {clerk} ha concluso {who}:{result}"),
    }
    if handoff.state not in sentences:
        return None
    return sentences[handoff.state].format(clerk=clerk, who=who, result=result), "good"


def _failed(contact: Contact, handoff: Handoff, clerk: str, who: str) -> tuple[str, str]:
    if handoff.way is Way.CONSULT:
        return consult_words.over(contact, handoff, clerk, who)
    why = failure(handoff.failure) if handoff.failure else ""
    return _("✗ Passaggio di {who} a {clerk} non riuscito: {why}").format(clerk=clerk, who=who, why=why), "late"


def verdict_news(
    journal: Sequence[Entry], contact: Contact, person: Callable[[str], str], park_key: str
) -> tuple[str, str] | None:
    """The newest verdict about a mail of this contact, as a sentence and its tone; None when I took it back myself."""
    from console.domain.journal import EntryKind  # here: no first frame needs it

    verdicts = (EntryKind.MAIL_RELEASED, EntryKind.MAIL_GIVEN_BACK, EntryKind.UNDONE)
    line = next((one for one in reversed(journal) if one.kind in verdicts), None)
    if line is None or line.kind is EntryKind.UNDONE:
        return None
    who, citizen = person(line.by), say.party(contact)
    if line.kind is EntryKind.MAIL_RELEASED:
        return _("✓ {colleague} ha liberato l'e-mail a {who}").format(colleague=who, who=citizen), "good"
    reason = dict(line.facts).get("reason", "")
    words = _("↩ {colleague} rimanda l'e-mail a {who}: «{reason}» · {key} la riapre")
    return words.format(colleague=who, who=citizen, reason=reason, key=park_key), "warn"


def guide(place: Place, contact: Contact | None, me: str, *, note: bool = False) -> str:
    """The next step for somebody who sees the desk for the first time."""
    if contact is None or contact.operator != me or contact.state is State.CLOSED:
        waiting = contact is not None and contact.state in QUEUED_STATES and place is Place.CONTACT
        if waiting:
            return _("Prova: Invio prende questo contatto.")
        return _("Prova: F5 prende il prossimo contatto. F1 mostra i tasti.")
    if place is Place.WRITING and note:
        return _("Prova: la nota resta in casa e si salva da sé; Esc torna al contatto.")
    return _next_step(place, contact)


def _next_step(place: Place, contact: Contact) -> str:
    if contact.state in MOVING_STATES:
        return ""
    if contact.state is State.WRAP_UP:
        return _("Prova: F9 e Invio chiudono la telefonata finita.")
    if place in (Place.WRITING, Place.QUEUE):
        writing = _("Prova: F7 invia, e si può annullare per qualche secondo.")
        return writing if place is Place.WRITING else _("Prova: F4 riporta al contatto in mano.")
    return _next_answer(place, contact)


def _next_answer(place: Place, contact: Contact) -> str:
    if not contact.answered and place is Place.CONTACT:
        return _("Prova: F4 cerca una risposta. Se serve il funzionario: F6.")
    if not contact.answered:
        return _("Prova: scrivere due parole, Invio usa la scheda. Se serve il funzionario: F6.")
    if contact.channel is Channel.PHONE or contact.call_state is not CallState.NONE:
        return _("Prova: F9 e Invio chiudono. Se serve il funzionario: F6.")
    return _("Prova: F7 apre la risposta con la scheda, un altro F7 la invia.")
