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
from console.services.ports.store import Draft, FolderState, HistoryRow, MailLedger, RawMail, Store

__all__ = [
    "Articles",
    "CallOrderFailed",
    "Clock",
    "Directory",
    "Draft",
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
    "Store",
    "Telephony",
    "Wakeup",
]
