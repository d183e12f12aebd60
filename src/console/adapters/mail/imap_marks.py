"""Sets marks at the server for colleagues with another mail program: flags, and moves into folders.

Marks are a courtesy. An attempt is counted before it is made, so that a mark on which the server chokes waits ever
longer and holds up no mail; setting one twice changes nothing. A mail that was moved is looked for where it was:
MOVE of a mail that is gone succeeds too (design/mail.md, section 1).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from imapclient import IMAPClient
from imapclient.imapclient import SENT

from console.adapters.mail.connection import argument
from console.adapters.mail.sending import said
from console.domain.mailbox import Mark, MarkKind, MarkState, Place
from console.services.ports import Clock
from console.services.ports.mailbox import MailboxBook
from console.settings.site import MarkSettings

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Marks between two looks at new mail."""
FIRST_RETRY = 30.0
LONGEST_RETRY = 3600.0
GIVE_UP_AFTER = 20
"""Attempts: most of a day."""
AUTOMATIC = "auto"
_FORWARDED = b"$Forwarded"
_FLAGS = {MarkKind.ANSWERED: (b"\\Answered", b"\\Seen"), MarkKind.FORWARDED: (_FORWARDED, b"\\Seen")}


class Marker:
    """Works on the connection of the mailbox; whatever folder was selected is not any more afterwards."""

    def __init__(self, book: MailboxBook, clock: Clock, wanted: MarkSettings) -> None:
        self._book = book
        self._clock = clock
        self._wanted = wanted

    def work(self, client: IMAPClient) -> bool:
        """Set what is due; whether there was anything. Raises what the line raises, and StoreUnavailable."""
        due = self._book.due_marks(self._clock.now(), AT_ONCE)
        for mark in due:
            self._try(client, mark)
        return bool(due)

    def _try(self, client: IMAPClient, mark: Mark) -> None:
        pause = min(FIRST_RETRY * 2 ** min(mark.attempts, 20), LONGEST_RETRY)
        self._book.begin_mark(mark, self._clock.now() + pause)
        try:
            done = self._set(client, mark)
        except IMAPClient.ReadOnlyError:  # the standard library calls this the end of the line; it is none
            done = replace(mark, state=MarkState.REFUSED, error="read-only")
        except IMAPClient.AbortError:
            raise
        except IMAPClient.Error as error:
            log.warning("mark %s of mail %d: %s", mark.kind, mark.mail, said(error))
            given_up = mark.attempts + 1 >= GIVE_UP_AFTER
            done = replace(mark, state=MarkState.REFUSED if given_up else MarkState.WAITING, error=said(error))
        self._book.finish_mark(done)

    def _set(self, client: IMAPClient, mark: Mark) -> Mark:
        target = self._target(client, mark)
        if not target and (mark.kind is MarkKind.RECEIPT or not self._wanted.flags):
            return replace(mark, state=MarkState.UNWANTED)
        for place in self._book.places(mark.mail):
            selected = client.select_folder(argument(place.folder))
            if int(selected.get(b"UIDVALIDITY", 0)) == place.uid_validity and _is_there(client, place.uid):
                return self._set_here(client, mark, place, selected, target)
        return replace(mark, state=MarkState.GONE)

    def _set_here(
        self, client: IMAPClient, mark: Mark, place: Place, selected: Mapping[bytes, Any], target: str
    ) -> Mark:
        wanted = _FLAGS.get(mark.kind, ()) if self._wanted.flags else ()
        allowed = [flag for flag in wanted if _is_allowed(flag, selected)]
        if allowed:
            client.add_flags([place.uid], allowed, silent=True)
        if target and target != place.folder:
            if not client.has_capability("MOVE"):
                return replace(mark, state=MarkState.REFUSED, error="no MOVE")
            client.move([place.uid], _made(client, target))
            if _is_there(client, place.uid):
                return replace(mark, error="not moved")
        elif wanted and not allowed:
            return replace(mark, state=MarkState.REFUSED, error="flags not permitted")
        return replace(mark, state=MarkState.DONE, error="")

    def _target(self, client: IMAPClient, mark: Mark) -> str:
        """The folder into which the mail goes, as this server writes it; empty: it stays."""
        if mark.kind is MarkKind.FORWARDED and mark.office:
            return _at_this_server(client, self._wanted.move_handed_to.replace("{office}", mark.office))
        if mark.kind is not MarkKind.RECEIPT:
            return ""
        if self._wanted.move_receipts_to == AUTOMATIC:
            return argument(str(client.find_special_folder(SENT) or ""))
        return _at_this_server(client, self._wanted.move_receipts_to)


def _is_there(client: IMAPClient, uid: int) -> bool:
    return uid in client.search(["UID", str(uid)])


def _is_allowed(flag: bytes, selected: Mapping[bytes, Any]) -> bool:
    """Whether the server keeps this flag; one that says nothing keeps all (RFC 3501, 7.1)."""
    permanent = selected.get(b"PERMANENTFLAGS")
    if permanent is None:
        return True
    known = {bytes(one).lower() for one in permanent}
    return flag.lower() in known or (not flag.startswith(b"\\") and b"\\*" in known)


def _at_this_server(client: IMAPClient, name: str) -> str:
    """The name with the server's own separator between the levels."""
    if "/" not in name:
        return argument(name)
    listed = client.list_folders("", "INBOX")
    separator = listed[0][1].decode("ascii", "replace") if listed and listed[0][1] else "/"
    return argument(name.replace("/", separator))


def _made(client: IMAPClient, folder: str) -> str:
    if not client.folder_exists(folder):
        client.create_folder(folder)
        client.subscribe_folder(folder)
    return folder
