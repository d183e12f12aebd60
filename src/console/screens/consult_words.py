"""The consult in words: what the line above the keys says while it lasts, and once it is over. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.domain.contact import Contact, State
from console.domain.handoff import Handoff, HandoffState, TransferFailure
from console.domain.queues import QueueRow
from console.i18n import _


def consult_of(mine: Iterable[QueueRow]) -> QueueRow | None:
    """The consult that is under way among what I hold; there is at most one, as I have one phone."""
    return next((row for row in mine if row.state is State.CONSULTING), None)


def clerk_talks(row: QueueRow) -> bool:
    """Whether the clerk has answered, so that the citizen can be left to them."""
    return row.handoff_state == HandoffState.CONSULTING


def standing_line(row: QueueRow, clerk: str, key: Callable[[str], str]) -> str:
    """Where the consult stands and which keys end it; `clerk` is a name, or a seat's."""
    back = key("park")
    if clerk_talks(row):
        words = _("Parli con {clerk}: {on} passa la chiamata, {back} riprende il cittadino.")
        return words.format(clerk=clerk, on=key("handoff"), back=back)
    if row.handoff_state == HandoffState.RINGING:
        return _("Squilla da {clerk}, il cittadino aspetta. {back} lo riprende.").format(clerk=clerk, back=back)
    return _("Si chiama {clerk}, il cittadino aspetta. {back} lo riprende.").format(clerk=clerk, back=back)


def over(contact: Contact, handoff: Handoff, clerk: str, who: str) -> tuple[str, str]:
    """The consult has ended without a transfer: the sentence and its tone."""
    if handoff.failure is TransferFailure.CALLER_GONE:
        return _("{who} ha riagganciato durante la consultazione. Resta da chiudere.").format(who=who), "warn"
    if handoff.failure is None:
        return _("Di nuovo in linea con {who}.").format(who=who), "good"
    why = {
        TransferFailure.BUSY: _("{clerk} è al telefono."),
        TransferFailure.NO_ANSWER: _("{clerk} non risponde."),
        TransferFailure.REFUSED: _("{clerk} ha rifiutato o riagganciato."),
    }.get(handoff.failure, _("Della consultazione con {clerk} non si sa più niente.")).format(clerk=clerk)
    if not contact.is_live_call:
        return why, "warn"
    back = _("Di nuovo con {who}, F6 riprova.").format(who=who)
    return f"{why} {back}", "warn"
