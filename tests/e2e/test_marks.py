"""The whole way of a mark: answered or handed on at the desk, seen at the server by a colleague's mail program."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from e2e.conftest import OFFICE_CLERKS, mail_section
from e2e.site import TestSite, make_site
from rigs.mail_rig import CITIZEN, CLERK, MailRig

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]
MARKS = {"move_handed_to": "Smistate/{office}", "move_receipts_to": "auto"}


@pytest.fixture
def site(tmp_path: Path, mail_rig: MailRig) -> Iterator[TestSite]:
    """Intake runs on a site that marks."""
    with mail_rig.client() as client:
        client.create_folder("Sent")
    made = make_site(
        tmp_path / "site", mail=mail_section(mail_rig, marks=MARKS), addresses=dict.fromkeys(OFFICE_CLERKS, CLERK)
    )
    intake = made.start("intake")
    try:
        yield made
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(intake.pid, signal.SIGKILL)
        intake.wait(10)


def seen(rig: MailRig, folder: str) -> dict[bytes, set[bytes]]:
    """Flags by subject; none of a folder that is not there."""
    with rig.client() as client:
        if not client.folder_exists(folder):
            return {}
        client.select_folder(folder, readonly=True)
        found = client.fetch(client.search("ALL"), ["FLAGS", "ENVELOPE"])
        return {one[b"ENVELOPE"].subject: set(one[b"FLAGS"]) - {b"\\Recent"} for one in found.values()}


def until(condition: Callable[[], object], words: str) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, words
        time.sleep(0.1)


def test_a_reply_a_forward_and_their_receipts(site: TestSite, mail_rig: MailRig) -> None:
    for name in ("rispondere", "passare"):
        raw = f"From: {CITIZEN}\r\nSubject: {name}\r\nMessage-ID: <{name}@example.org>\r\n\r\nBuongiorno\r\n"
        mail_rig.deliver(raw.encode())
    until(lambda: len(site.json("contacts", "list")) == 2, "no contacts")
    number = {one["subject"]: str(one["id"]) for one in site.json("contacts", "list")}
    who = ("--operator", "anna")
    answer = site.folder / "answer.txt"
    answer.write_text("Ecco.", encoding="utf-8")
    site.run("contacts", "claim", number["rispondere"], *who)
    site.run("contacts", "reply", number["rispondere"], "--file", str(answer), *who)
    site.run("contacts", "claim", number["passare"], *who)
    site.run("handoff", "send", number["passare"], "--question", "Quando?", "--office", "faido", "--clerk", "celio",
             "--way", "forward", "--reference", "123456", *who)  # fmt: skip
    until(lambda: len(seen(mail_rig, "Sent")) == 2, "the receipts are not with the sent mail")
    until(lambda: seen(mail_rig, "Smistate/faido"), "not moved")
    assert seen(mail_rig, "INBOX") == {b"rispondere": {b"\\Answered", b"\\Seen"}}
    assert seen(mail_rig, "Smistate/faido") == {b"passare": {b"$Forwarded", b"\\Seen"}}
    states = {(one["kind"], one["state"]) for one in site.json("mail", "marks")}
    assert states == {("answered", "done"), ("forwarded", "done"), ("receipt", "done")}
    assert site.json("mail", "gaps") == []
