"""Reads what is new in one IMAP folder into the ledger: ascending batches, each in one transaction.

Changes nothing at the server: folders are selected read-only and bodies are peeked at (design/mail.md, section 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from imapclient import IMAPClient

from console.adapters.mail.batches import BATCH, BATCH_BYTES, fingerprint
from console.adapters.mail.connection import argument
from console.services.ports import Clock, FolderState, MailLedger, RawMail

WHOLE_BYTES = 5 << 20
"""A mail larger than this is fetched in pieces, so that no answer keeps the line busy for long."""
PIECE_BYTES = 1 << 20


def read_folder(client: IMAPClient, folder: str, ledger: MailLedger, clock: Clock) -> Iterator[int]:
    """Commit everything that is not in the ledger; gives after each batch how many mails were new.

    The folder is selected anew: a session that stays selected goes on serving the UIDs of a folder that was
    deleted and made again. Raises what the line and the ledger raise.
    """
    selected = client.select_folder(argument(folder), readonly=True)
    validity = int(selected.get(b"UIDVALIDITY", 0))
    state = ledger.folder_state(folder)
    high = state.high_uid if state is not None and state.uid_validity == validity else 0
    # n:* always gives the last mail, also when its UID is below n
    waiting = sorted(uid for uid in client.search(["UID", f"{high + 1}:*"]) if uid > high)
    while waiting:
        facts = client.fetch(waiting[:BATCH], ["RFC822.SIZE", "INTERNALDATE"])
        batch = _batch(waiting[:BATCH], facts)
        mails = [
            RawMail(uid=uid, raw=raw, received_at=_received(facts.get(uid, {}), clock), fingerprint=fingerprint(raw))
            for uid, raw in _bodies(client, batch, facts)
        ]
        yield ledger.commit_batch(FolderState(folder=folder, uid_validity=validity, high_uid=batch[-1]), mails)
        waiting = waiting[len(batch) :]


def _batch(uids: Sequence[int], facts: dict[int, dict[bytes, object]]) -> list[int]:
    """The first UIDs that together stay below the limit; always at least one."""
    taken: list[int] = []
    total = 0
    for uid in uids:
        total += _size(facts, uid)
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
        if uid in whole and b"BODY[]" in whole[uid]:
            yield uid, whole[uid][b"BODY[]"] or b""
        elif uid in facts and _size(facts, uid) > WHOLE_BYTES:
            raw = _in_pieces(client, uid)
            if raw is not None:
                yield uid, raw


def _in_pieces(client: IMAPClient, uid: int) -> bytes | None:
    """A big mail, piece by piece until a piece comes short; None when it is gone."""
    raw = bytearray()
    while True:
        found = client.fetch([uid], [f"BODY.PEEK[]<{len(raw)}.{PIECE_BYTES}>"]).get(uid, {})
        piece = next((value for key, value in found.items() if key.startswith(b"BODY[]")), None)
        if piece is None:  # gone, perhaps in the middle: half a mail is none
            return None
        raw += piece
        if len(piece) < PIECE_BYTES:
            return bytes(raw)


def _received(facts: dict[bytes, object], clock: Clock) -> float:
    """When the server took the mail, UTC seconds; now where it does not say."""
    date = facts.get(b"INTERNALDATE")
    try:
        return date.timestamp() if isinstance(date, datetime) else clock.now()
    except (OverflowError, ValueError, OSError):
        return clock.now()
