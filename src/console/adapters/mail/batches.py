"""How much is taken into the ledger at once, and how a mail is known again."""

from __future__ import annotations

import hashlib

BATCH = 50
"""Mails in one transaction (design/mail.md: larger batches gain little, smaller ones cost round trips)."""
BATCH_BYTES = 8 << 20


def fingerprint(raw: bytes) -> str:
    """What finds a mail again when its folder has been renumbered: SHA-256 of its bytes."""
    return hashlib.sha256(raw).hexdigest()
