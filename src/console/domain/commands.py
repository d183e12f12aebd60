"""Everything that may be asked of a contact. What each does is decided in `lifecycle`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from console.domain.contact import (
    ArticleId,
    ClerkId,
    Contact,
    ContactId,
    Disposition,
    MailId,
    OfficeId,
    OperatorId,
    Party,
)
from console.domain.handoff import Packet, SendBackReason, TransferFailure, Way
from console.domain.record import record
from console.domain.wish import CallOrder, OutgoingMail, WishId, WishKind

if TYPE_CHECKING:
    from console.domain.mail_commands import MailCommand
    from console.domain.sorting_commands import SortingCommand

NOBODY = ClerkId("")
"""No clerk is named: whoever of the office takes it first."""

# --- the operator's ------------------------------------------------------------------------------


@record
class Claim:
    """Take a contact from the queue. A waiting call is brought to the operator's phone."""

    by: OperatorId
    extension: str = ""


@record
class TakeOver:
    """Take a contact out of a colleague's hands; the colleague's name stays in the journal.

    A citizen on hold is brought to the phone at `extension`.
    """

    by: OperatorId
    extension: str = ""


@record
class Release:
    """Give a contact back to the queue at its old place."""

    by: OperatorId


@record
class Park:
    """Set aside; a call goes on hold."""

    by: OperatorId


@record
class Resume:
    """Bring back what was parked; a call comes off hold, at the phone that held it unless another is named."""

    by: OperatorId
    extension: str = ""


@record
class Edit:
    """Write down what is known. None leaves a field as it is."""

    by: OperatorId
    party: Party | None = None
    subject: str | None = None
    language: str | None = None
    office: OfficeId | None = None
    municipality: str | None = None
    case_reference: str | None = None
    note: str | None = None


@record
class GiveAnswer:
    """The citizen was given this article (read aloud or written)."""

    by: OperatorId
    article: ArticleId


@record
class Reply:
    """Write by mail. The mail goes out after the countdown; `disposition` closes the contact with it.

    `held`: it waits for a colleague's release first.
    """

    by: OperatorId
    mail: OutgoingMail
    send_at: float
    disposition: Disposition | None = None
    held: bool = False


@record
class UndoSend:
    """Take back a mail that has not left yet; the contact is in the operator's hands again."""

    by: OperatorId
    wish: WishId


@record
class HandOff:
    """Give the contact to a clerk, or to an office when `clerk` is empty.

    BLIND and CONSULT need `order`, FORWARD needs `mail`; NOTE may have a mail for the clerk's mailbox.
    """

    by: OperatorId
    packet: Packet
    way: Way
    office: OfficeId
    clerk: ClerkId = NOBODY
    order: CallOrder | None = None
    mail: OutgoingMail | None = None
    send_at: float = 0.0
    """When the mail may leave (undo countdown), UTC seconds; 0 means at once."""


@record
class CompleteConsult:
    """The clerk has answered: leave citizen and clerk to each other."""

    by: OperatorId


@record
class HandBack:
    """End the consult and talk with the citizen again; the state changes when the telephone says so."""

    by: OperatorId


@record
class HangUp:
    """End the call and keep the contact, for its disposition."""

    by: OperatorId


@record
class Close:
    """End the contact with a disposition; a live call is hung up."""

    by: OperatorId
    disposition: Disposition


@record
class Reopen:
    """Take a closed contact in hand again (undo of a close, or a citizen who comes back)."""

    by: OperatorId


@record
class CallBack:
    """Call the citizen of a missed call or of a note back from the operator's phone."""

    by: OperatorId
    extension: str


# --- the clerk's ---------------------------------------------------------------------------------


@record
class Accept:
    """The clerk takes the case."""

    by: ClerkId


@record
class SendBack:
    """The clerk gives it back to the queue, with a reason."""

    by: ClerkId
    reason: SendBackReason
    text: str = ""


@record
class Finish:
    """The clerk closes the case; the result returns to the operator."""

    by: ClerkId
    result: str


# --- the world's ---------------------------------------------------------------------------------


@record
class CallIsRinging:
    """The call rings at the phone of this operator."""

    operator: OperatorId


@record
class CallIsQueued:
    """The call waits again."""


@record
class CallIsConnected:
    """The citizen talks with this operator."""

    operator: OperatorId


@record
class CallIsHeld:
    """The call is on hold, or is not any more."""

    held: bool


@record
class CallHasEnded:
    """The call is over; `known` false when it vanished while nobody looked."""

    known: bool = True


@record
class ClerkRings:
    """The clerk's phone rings."""


@record
class ConsultBegan:
    """The citizen is on hold and a clerk is being called; who, as far as the directory knows the extension."""

    extension: str = ""
    clerk: ClerkId = NOBODY
    office: OfficeId = OfficeId("")


@record
class ConsultAnswered:
    """Operator and clerk talk."""


@record
class ConsultOver:
    """Citizen and operator talk again. `failure` None: on purpose."""

    failure: TransferFailure | None = None


@record
class TransferArrived:
    """The citizen talks with this extension; who sits there, as far as the directory knows.

    Nothing given: the one for whom the handoff was.
    """

    extension: str = ""
    clerk: ClerkId = NOBODY
    office: OfficeId = OfficeId("")


@record
class TransferDidFail:
    """The clerk was not reached; the citizen is back with the operator, or gone."""

    failure: TransferFailure


@record
class MailLeft:
    """A mail of this contact was taken by the server, or its receipt was found."""

    wish: WishId
    message_id: str = ""
    to_citizen: bool = False
    """It went to the citizen, not to a clerk."""


@record
class CitizenWrote:
    """A mail of the citizen that answers one of this contact has become a contact of its own."""

    mail: MailId


@record
class MailDidFail:
    """A mail of this contact could not be sent for good; the contact comes back to the operator."""

    wish: WishId
    error: str


@record
class WishExpired:
    """An order to the telephone was not carried out in time, or its outcome is unknown."""

    wish: WishId
    kind: WishKind | None = None
    """None: whatever the contact was waiting for."""
    error: str = ""


@record
class Absorb:
    """Count earlier missed calls of the same number here, and keep what was written down at them."""

    calls: int
    attempts: int
    of: tuple[ContactId, ...]
    known: tuple[Contact, ...] = ()
    """Those calls, newest first."""


@record
class Supersede:
    """A later missed call of the same number stands for this one."""

    by: ContactId


@record
class Recalled:
    """The citizen called again, and this operator answered: nothing is left to call back for."""

    operator: OperatorId
    contact: ContactId


@record
class EndAfterCall:
    """The time for the disposition has run out: close with the usual one, flagged."""


@record
class Return:
    """The operator's console has been gone beyond its lease: back to the queue."""


OperatorCommand = (
    Claim | TakeOver | Release | Park | Resume | Edit | GiveAnswer | Reply | UndoSend
    | HandOff | CompleteConsult | HandBack | HangUp | Close | Reopen | CallBack
)  # fmt: skip
ClerkCommand = Accept | SendBack | Finish
WorldCommand = (
    CallIsRinging | CallIsQueued | CallIsConnected | CallIsHeld | CallHasEnded
    | ClerkRings | ConsultBegan | ConsultAnswered | ConsultOver | TransferArrived | TransferDidFail
    | MailLeft | CitizenWrote | MailDidFail | WishExpired | Absorb | Supersede | Recalled | EndAfterCall | Return
)  # fmt: skip
Command: TypeAlias = "OperatorCommand | ClerkCommand | WorldCommand | MailCommand | SortingCommand"
