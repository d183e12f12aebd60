"""What the use cases need from the world, as Protocols. Adapters satisfy them; tests bring fakes.

Times are UTC seconds.
"""

from console.services.ports.links import (
    CallOrderFailed,
    Mailbox,
    MailComposer,
    MailReader,
    Outbox,
    SendResult,
    Telephony,
)
from console.services.ports.site import Articles, Clock, Directory, Hours, Wakeup
from console.services.ports.store import Draft, DueRule, FolderState, HistoryRow, MailLedger, RawMail, Store

__all__ = [
    "Articles",
    "CallOrderFailed",
    "Clock",
    "Directory",
    "Draft",
    "DueRule",
    "FolderState",
    "HistoryRow",
    "Hours",
    "MailComposer",
    "MailLedger",
    "MailReader",
    "Mailbox",
    "Outbox",
    "RawMail",
    "SendResult",
    "Store",
    "Telephony",
    "Wakeup",
]
