"""What the use cases need from the world, as Protocols. Adapters satisfy them; tests bring fakes.

Times are UTC seconds.
"""

from console.services.ports.links import (
    CallOrderFailed,
    Mailbox,
    MailComposer,
    MailReader,
    Outbox,
    OutgoingFiles,
    SendResult,
    Telephony,
)
from console.services.ports.site import Articles, Clock, Directory, Hours, Wakeup
from console.services.ports.store import Draft, FolderState, HistoryRow, MailLedger, RawMail, Store

__all__ = [
    "Articles",
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
    "OutgoingFiles",
    "RawMail",
    "SendResult",
    "Store",
    "Telephony",
    "Wakeup",
]
