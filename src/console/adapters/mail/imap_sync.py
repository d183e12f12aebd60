"""Reads what is new in one IMAP folder into the ledger: ascending batches, each in one transaction.

Changes nothing at the server: folders are selected read-only and bodies are peeked at (design/mail.md, section 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from imapclient import IMAPClient

from console.adapters.mail.batches import BATCH, BATCH_BYTES, fingerprint
from console.adapters.mail.connection import argument
from console.adapters.mail.imap_stub import TEXT_BYTES, stub
from console.domain.mailbox import Place
from console.services.ports import Clock, FolderState, RawMail
from console.services.ports.mailbox import MailboxBook

WHOLE_BYTES = 5 << 20
"""Of a mail larger than this only header and texts are read here; all of it comes later (`imap_large`)."""


def read_folder(
    client: IMAPClient, folder: str, ledger: MailboxBook, clock: Clock, *, counts: bool = False
) -> Iterator[int]:
    """Commit everything that is not in the ledger; gives after each batch how many mails were new.

    The folder is selected anew: a session that stays selected goes on serving the UIDs of a folder that was
    deleted and made again. With `counts` mails that came and are gone are counted. Raises what the line and the
    ledger raise.
    """
    selected = client.select_folder(argument(folder), readonly=True)
    validity = int(selected.get(b"UIDVALIDITY", 0))
    state = ledger.folder_state(folder)
    high = state.high_uid if state is not None and state.uid_validity == validity else 0
    # n:* always gives the last mail, also when its UID is below n
    waiting = sorted(uid for uid in client.search(["UID", f"{high + 1}:*"]) if uid > high)
    if counts and b"UIDNEXT" in selected:
        _count(ledger, Place(folder=folder, uid_validity=validity, uid=int(selected[b"UIDNEXT"]) - 1), waiting, clock)
    while waiting:
        facts = client.fetch(waiting[:BATCH], ["RFC822.SIZE", "INTERNALDATE"])
        batch = _batch(waiting[:BATCH], facts)
        mails = [_mail(uid, raw, facts[uid], clock) for uid, raw in _bodies(client, batch, facts)]
        absent = sorted(set(batch) - {mail.uid for mail in mails})
        if absent:
            mails += _asked_again(client, Place(folder=folder, uid_validity=validity, uid=0), absent, clock)
            mails.sort(key=lambda mail: mail.uid)
        if counts and len(mails) < len(batch):
            last = ledger.counted(folder)
            if last is not None and last.uid_validity == validity:
                ledger.count(last, len(batch) - len(mails), clock.now())
        yield ledger.commit_batch(FolderState(folder=folder, uid_validity=validity, high_uid=batch[-1]), mails)
        waiting = waiting[len(batch) :]


def _count(ledger: MailboxBook, upto: Place, waiting: Sequence[int], clock: Clock) -> None:
    """Numbers that the server gave away since the last look, and that nobody has any more.

    The first look at a folder, and the first after it was renumbered, counts nothing: what was before is not known.
    """
    state, last = ledger.folder_state(upto.folder), ledger.counted(upto.folder)
    missing = 0
    if state is not None and state.uid_validity == upto.uid_validity:
        same = last is not None and last.uid_validity == upto.uid_validity
        base = max(state.high_uid, last.uid if last is not None and same else 0)
        missing = upto.uid - base - sum(base < uid <= upto.uid for uid in waiting)
    ledger.count(upto, max(missing, 0), clock.now())


def _mail(uid: int, raw: bytes, facts: dict[bytes, object], clock: Clock) -> RawMail:
    size = _size({uid: facts}, uid)
    is_large = size > WHOLE_BYTES
    known_by = fingerprint(f"{size}:".encode() + raw) if is_large else fingerprint(raw)
    return RawMail(
        uid=uid, raw=raw, received_at=_received(facts, clock), fingerprint=known_by, large_size=size if is_large else 0
    )


def _batch(uids: Sequence[int], facts: dict[int, dict[bytes, object]]) -> list[int]:
    """The first UIDs that together stay below the limit; always at least one."""
    taken: list[int] = []
    total = 0
    for uid in uids:
        size = _size(facts, uid)
        total += size if size <= WHOLE_BYTES else TEXT_BYTES
        if taken and total > BATCH_BYTES:
            break
        taken.append(uid)
    return taken


def _size(facts: dict[int, dict[bytes, object]], uid: int) -> int:
    size = facts.get(uid, {}).get(b"RFC822.SIZE", 0)
    return size if isinstance(size, int) else 0


def _bodies(
    client: IMAPClient, uids: Sequence[int], facts: dict[int, dict[bytes, object]]
) -> Iterator[tuple[int, bytes]]:
    """The mails in ascending order; those that somebody moved or deleted meanwhile are left out."""
    small = [uid for uid in uids if uid in facts and _size(facts, uid) <= WHOLE_BYTES]
    whole = client.fetch(small, ["BODY.PEEK[]"]) if small else {}
    for uid in uids:
        if uid in whole and whole[uid].get(b"BODY[]"):
            yield uid, whole[uid][b"BODY[]"]
        elif uid in facts and _size(facts, uid) > WHOLE_BYTES:
            raw = stub(client, uid)
            if raw is not None:
                yield uid, raw


def _asked_again(client: IMAPClient, folder: Place, uids: Sequence[int], clock: Clock) -> list[RawMail]:
    """Those of which the server gave nothing, and which are there all the same once the folder is selected anew.

    A session whose folder changes under it gives mails without a byte (seen with Dovecot: a colleague moves, the index
    is lost): such a one is neither a mail nor gone. Only a mail that is there and stays without a byte is kept so.
    Raises IMAPClient.AbortError when the folder was renumbered: everything begins again.
    """
    selected = client.select_folder(argument(folder.folder), readonly=True)
    if int(selected.get(b"UIDVALIDITY", 0)) != folder.uid_validity:
        raise IMAPClient.AbortError("the folder was renumbered")
    there = set(client.search(["UID", ",".join(map(str, uids))]))
    left = [uid for uid in uids if uid in there]
    facts = client.fetch(left, ["RFC822.SIZE", "INTERNALDATE"]) if left else {}
    bodies = dict(_bodies(client, left, facts))
    return [_mail(uid, bodies.get(uid, b""), facts[uid], clock) for uid in left if uid in facts]


def _received(facts: dict[bytes, object], clock: Clock) -> float:
    """When the server took the mail, UTC seconds; now where it does not say."""
    date = facts.get(b"INTERNALDATE")
    try:
        return date.timestamp() if isinstance(date, datetime) else clock.now()
    except (OverflowError, ValueError, OSError):
        return clock.now()
