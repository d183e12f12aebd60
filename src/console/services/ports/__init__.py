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
from console.services.ports.store import (
    BlockedSender,
    Draft,
    FolderState,
    HistoryRow,
    MailLedger,
    RawMail,
    Sorting,
    Store,
)

__all__ = [
    "Articles",
    "BlockedSender",
    "CallOrderFailed",
    "Clock",
    "Directory",
    "Draft",
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
    "Sorting",
    "Store",
    "Telephony",
    "Wakeup",
]
