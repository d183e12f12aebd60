"""A program to be killed: `writers.py FILE ROUNDS` takes in mails, adds and changes contacts as fast as it can.

Every acknowledged write is one line on standard output: the contact and its version.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from console.adapters.clock import SystemClock
from console.adapters.store.store import SqliteStore
from console.domain.contact import Channel, Contact, MailId, State
from console.domain.decision import Decision, entry
from console.domain.errors import Stale
from console.domain.journal import EntryKind
from console.domain.wish import OutgoingMail, Wish, WishKind
from console.services.ports import FolderState, RawMail

SAVES = 4
NOW = 1_795_510_800.0


def decision(contact: Contact, number: int) -> Decision:
    """A change with exactly one line of journal and one wish, so that a half one could be seen."""
    mail = OutgoingMail(message_id=f"<{contact.id}-{number}@x>", sender="a@b", recipients=("c@d",), raw=b"x" * 5000)
    wish = Wish(kind=WishKind.SEND_MAIL, mail=mail, due_at=NOW)
    line = entry(EntryKind.EDITED, NOW, note=str(number))
    return Decision(replace(contact, note=str(number), state=State.WAITING), (line,), (wish,))


async def write(file: Path, rounds: int) -> None:
    store = await SqliteStore.open(file, SystemClock())
    folder = str(file) + sys.argv[3]
    at = store.ledger.folder_state(folder)
    for uid in range(at.high_uid + 1 if at else 1, rounds):
        state = FolderState(folder=folder, uid_validity=1, high_uid=uid)
        store.ledger.commit_batch(state, [RawMail(uid=uid, raw=b"raw", received_at=NOW, fingerprint=f"{folder}{uid}")])
        for mail in await store.undecoded_mails():
            new = Contact(channel=Channel.EMAIL, arrived_at=NOW, state_since=NOW, mail=MailId(mail))
            contact = await store.add(decision(new, 1))
            print(contact.id, contact.version, flush=True)
            with suppress(Stale):  # the other writer has taken the same mail in
                for number in range(contact.version + 1, SAVES):
                    contact = await store.save(decision(contact, number), contact.version)
                    print(contact.id, contact.version, flush=True)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), int(sys.argv[2])))
