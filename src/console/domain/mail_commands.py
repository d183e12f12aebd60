"""Commands about a mail that is on its way out: released or given back by a colleague, taken for some only.

Beside `commands.py`, which is loaded before the first frame.
"""

from __future__ import annotations

from console.domain.contact import OperatorId
from console.domain.record import record
from console.domain.wish import OutgoingMail, RecipientAnswer, WishId, WishKind


@record
class ReleaseMail:
    """A colleague has read the mail: it leaves at `send_at` (UTC seconds). `author` is who wrote it."""

    by: OperatorId
    wish: WishId
    author: str
    send_at: float


@record
class GiveBackMail:
    """A colleague gives the mail back: it does not leave, and its contact waits for its author, set aside."""

    by: OperatorId
    wish: WishId
    author: str
    reason: str


@record
class HoldMail:
    """Take a release back before the mail has left."""

    by: OperatorId
    wish: WishId


@record
class MailPartly:
    """The server would take the mail for some of its recipients only; so far it was given to none.

    `retry_at`: when those who were put off are tried again, UTC seconds.
    """

    wish: WishId
    kind: WishKind
    mail: OutgoingMail
    author: str
    answers: tuple[RecipientAnswer, ...]
    retry_at: float


MailCommand = ReleaseMail | GiveBackMail | HoldMail | MailPartly
