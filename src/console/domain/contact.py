"""The contact: one concern that arrived by one channel. The row of this type is the truth."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum
from typing import NewType

from console.domain.handoff import Handoff
from console.domain.record import record

ContactId = NewType("ContactId", int)
OperatorId = NewType("OperatorId", str)
ClerkId = NewType("ClerkId", str)
OfficeId = NewType("OfficeId", str)
CallId = NewType("CallId", str)
MailId = NewType("MailId", int)
ArticleId = NewType("ArticleId", str)

NO_OPERATOR = OperatorId("")
NO_TOPIC = ArticleId("")
UNSAVED = ContactId(0)
"""The id of a contact that the store has not numbered yet."""


class Channel(StrEnum):
    """The way by which a contact arrived."""

    PHONE = "phone"
    EMAIL = "email"
    FAX = "fax"
    WEB = "web"
    LETTER = "letter"
    COUNTER = "counter"


class State(StrEnum):
    """Where a contact stands. The table of what may follow what is `domain/lifecycle.py`."""

    WAITING = "waiting"
    """In the queue; nobody has it."""
    ACTIVE = "active"
    """In the hands of an operator."""
    PARKED = "parked"
    """Set aside by its operator (a call: on hold); comes back with one key."""
    WRAP_UP = "wrap_up"
    """The conversation is over, the disposition is missing."""
    CONSULTING = "consulting"
    """Its operator asks a clerk, who is called or talks already; the citizen is on hold."""
    TRANSFERRING = "transferring"
    """The world is performing the transfer."""
    HANDED_OFF = "handed_off"
    """The clerk has the packet and has not answered yet."""
    ACCEPTED = "accepted"
    """The clerk works on it."""
    MISSED = "missed"
    """The caller hung up before anybody answered; to be called back."""
    QUARANTINED = "quarantined"
    """Suspected of being spam: not in the queue, until somebody releases it or confirms the suspicion."""
    CLOSED = "closed"


OPEN_STATES = frozenset(State) - {State.CLOSED, State.QUARANTINED}
HELD_STATES = frozenset({State.ACTIVE, State.PARKED, State.WRAP_UP, State.CONSULTING, State.TRANSFERRING})
"""States in which the contact belongs to an operator."""
MOVING_STATES = frozenset({State.CONSULTING, State.TRANSFERRING})
"""States in which the citizen is between operator and clerk: allowed is what ends that, and writing things down."""
QUEUED_STATES = frozenset({State.WAITING, State.MISSED})
"""States in which anybody may take the contact."""
CLERK_STATES = frozenset({State.HANDED_OFF, State.ACCEPTED})


class CallState(StrEnum):
    """What the telephone says about the call of a contact; NONE for written contacts."""

    NONE = "none"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    ON_HOLD = "on_hold"
    ENDED = "ended"
    UNKNOWN = "unknown"


BOUNCE = "bounce"
"""Flag of a delivery report that concerns no mail of ours: it waits after everything else."""
FOLDED = "folded"
"""Flag of a mail that stands behind another of the same automatic sender and thread."""
RECALLS = "recalls"
"""Flag of a call whose number is to be called back already: no warning, a word beside the name."""

WRITTEN_OUT = "written_out"
"""Flag of a contact that began with a mail of ours: no warning."""
INFORMING = frozenset(
    {RECALLS, WRITTEN_OUT, FOLDED, "attached_mail", "calendar", "pec", "registered", "report", "signed", "tnef"}
)
"""Flags that say what something is; the others warn."""


def warns(flags: Iterable[str]) -> bool:
    """Whether something doubtful hangs on a contact."""
    return any(flag not in INFORMING for flag in flags)


OUTGOING = "out-"
"""Prefix of the ids of calls that we place ourselves."""
LIVE_CALL = frozenset({CallState.QUEUED, CallState.RINGING, CallState.TALKING, CallState.ON_HOLD})


class Outcome(StrEnum):
    """What became of a contact."""

    ANSWERED = "answered"
    HANDED_OFF = "handed_off"
    CALLED_BACK = "called_back"
    NOT_REACHED = "not_reached"
    NO_ACTION = "no_action"
    SPAM = "spam"
    DUPLICATE = "duplicate"


@record
class Disposition:
    """How a contact was closed: the outcome and the topic (an article id, or empty)."""

    outcome: Outcome
    topic: ArticleId = ArticleId("")


@record
class Party:
    """The citizen as this contact knows them. All texts have passed `domain.text.clean`."""

    name: str = ""
    phone: str = ""
    """E.164 where the number is one, else the digits as given, empty when withheld."""
    phone_raw: str = ""
    email: str = ""

    @property
    def label(self) -> str:
        """The best short name there is: name, else number, else address, else empty."""
        return self.name or self.phone or self.email


@record
class Contact:
    """One concern of one citizen by one channel. Times are UTC seconds since the epoch."""

    id: ContactId = UNSAVED
    channel: Channel
    state: State = State.WAITING
    party: Party = field(default_factory=Party)
    subject: str = ""
    language: str = "it"
    office: OfficeId = OfficeId("")
    municipality: str = ""
    case_reference: str = ""
    queue: str = "general"
    operator: OperatorId = OperatorId("")
    arrived_at: float
    state_since: float
    version: int = 0
    call: CallId = CallId("")
    call_state: CallState = CallState.NONE
    mail: MailId = MailId(0)
    thread: ContactId = UNSAVED
    """The earlier contact that this mail answers, by Message-ID."""
    topic: ArticleId = ArticleId("")
    answered: tuple[ArticleId, ...] = ()
    """Articles that the citizen has already been given."""
    note: str = ""
    """For colleagues and the clerk; never sent to the citizen."""
    disposition: Disposition | None = None
    handoff: Handoff | None = None
    out_of_hours: bool = False
    attempts: int = 0
    """Calls back tried so far, those of earlier missed calls of this number included."""
    missed_calls: int = 0
    """How often this number called and was not answered since it was last reached; 0 for anything else."""
    meant_for: OperatorId = NO_OPERATOR
    """Who had the contact that this one answers, or wrote the mail that came back."""
    twin: ContactId = UNSAVED
    """The contact of which this is perhaps, or once closed so, surely a duplicate."""
    folded: int = 0
    """Further mails of the same automatic sender that stand behind this one."""
    flags: tuple[str, ...] = ()
    """Warnings of `domain.text.clean` and of the links, in words of the catalogue."""
    accept_by: float = 0.0
    """Until when a registered mail is to be accepted at its service; 0: it is none."""
    first_answer_at: float = 0.0
    """When the citizen first got something from us; 0: nothing yet. Set by `answer_clock`, as the next three."""
    owed_since: float = 0.0
    """Since when a call back is owed, where not since the arrival: the first of the calls that are counted here, or
    the last attempt in vain; 0: since the arrival."""
    stopped_since: float = 0.0
    """Since when the clock of its targets stands: with a clerk, closed, or the citizen's turn; 0: it runs."""
    stops: tuple[tuple[float, float], ...] = ()
    """When it stood before, from and until."""
    due_first_answer: float = math.inf
    """When the first answer is due; infinity: given, not asked for, or the clock stands. Set by `targets`."""
    due_resolution: float = math.inf
    """The same of the end."""
    due_mark: int = 0
    """Of which targets and hours the two were made; 0: of none."""

    @property
    def is_open(self) -> bool:
        """Whether anybody still has something to do with it."""
        return self.state in OPEN_STATES

    @property
    def is_citizens_turn(self) -> bool:
        """Whether we have written and wait for the citizen."""
        return self.stopped_since > 0 and self.is_open and self.state not in CLERK_STATES

    @property
    def is_ordered_out(self) -> bool:
        """Whether we ordered a call of which the telephone has not spoken yet: the own phone rings, or will."""
        return self.call.startswith(OUTGOING) and self.call_state is CallState.NONE

    @property
    def is_live_call(self) -> bool:
        """Whether the citizen is on the line right now, waiting or talking."""
        return self.call_state in LIVE_CALL
