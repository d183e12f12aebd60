"""What may be asked of a contact before anybody works on it: to sort it, to link it, what was heard of its mails."""

from __future__ import annotations

from console.domain.contact import ContactId, MailId, OperatorId, State
from console.domain.mail import RecipientReport
from console.domain.record import record
from console.domain.wish import WishId, WishKind


@record
class Quarantine:
    """Put a waiting written contact aside as suspect (also the undo of a release)."""

    by: OperatorId


@record
class LetIn:
    """Release a contact from the quarantine: it waits at the place of its arrival."""

    by: OperatorId


@record
class PutBack:
    """Undo a close out of the queue or the quarantine: the contact is there again, in nobody's hands."""

    by: OperatorId
    to: State


@record
class CloseDuplicate:
    """Close as a duplicate of another contact. `Reopen` undoes it; the link stays."""

    by: OperatorId
    of: ContactId


@record
class DeliveryReported:
    """A server reports on a mail of this contact. `report` is the mail in which it does."""

    report: MailId
    wish: WishId
    kind: WishKind
    message_id: str
    outcomes: tuple[RecipientReport, ...]


@record
class Fold:
    """So many further mails of an automatic sender in the same thread stand behind this contact now."""

    count: int


SortingCommand = Quarantine | LetIn | PutBack | CloseDuplicate | DeliveryReported | Fold
