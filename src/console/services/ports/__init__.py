"""What the use cases need from the world, as Protocols. Adapters satisfy them; tests bring fakes.

Times are UTC seconds.
"""

from console.services.ports.links import (
    CallOrderFailed,
    FileKeeper,
    Mailbox,
    MailComposer,
    MailFiles,
    MailReader,
    OnProgress,
    Originals,
    Outbox,
    OutgoingFiles,
    SendResult,
    Telephony,
)
from console.services.ports.site import Articles, Clock, Directory, Hours, Reckoning, Wakeup
from console.services.ports.store import (
    BlockedSender,
    Draft,
    DueRule,
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
    "DueRule",
    "FileKeeper",
    "FolderState",
    "HistoryRow",
    "Hours",
    "MailComposer",
    "MailFiles",
    "MailLedger",
    "MailReader",
    "Mailbox",
    "OnProgress",
    "Originals",
    "Outbox",
    "OutgoingFiles",
    "RawMail",
    "Reckoning",
    "SendResult",
    "Sorting",
    "Store",
    "Telephony",
    "Wakeup",
]
