"""kill -9 of intake, of an operator's console and of both at random moments under load: nothing lost or doubled."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from console.adapters.clock import SystemClock
from console.adapters.store.store import SqliteStore
from e2e.site import ROOT, TestSite
from rigs.mail_rig import CITIZEN, CLERK, MailRig

KILLS = 100
MAILS = 160
LONGEST_LIFE = 1.6
"""Seconds until the next kill, at most; a process needs half a second to start, so some die in starting."""
PATIENCE = 120.0
HARD = "lostack@example.org"
"""A citizen whose server keeps the mail and then cuts the line before it says so."""

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


class Chaos:
    """Intake and a robot that are killed and started again."""

    def __init__(self, site: TestSite, seed: int) -> None:
        self.site = site
        self.notes = site.folder / "notes.tsv"
        self.luck = random.Random(seed)
        self.killed: Counter[str] = Counter()
        self.intake = self.start_intake()
        self.robot = self.start_robot()

    def start_intake(self) -> subprocess.Popen[bytes]:
        return self.site.start("intake")

    def start_robot(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(ROOT / "tests/e2e/robot.py"), str(self.site.config), str(self.site.data)]
        with (self.site.folder / "robot.log").open("ab") as output:
            return subprocess.Popen(
                [*command, str(self.notes)], env={**os.environ, **self.site.environment}, stdout=output,
                stderr=output, start_new_session=True,
            )  # fmt: skip

    def strike(self) -> None:
        """Kill one or both, and start them again."""
        time.sleep(self.luck.uniform(0.05, LONGEST_LIFE))
        victim = self.luck.choices(("intake", "console", "both"), (5, 3, 2))[0]
        self.killed[victim] += 1
        if victim != "console":
            _kill(self.intake)
        if victim != "intake":
            _kill(self.robot)
        if victim != "console":
            self.intake = self.start_intake()
        if victim != "intake":
            self.robot = self.start_robot()

    def end(self) -> None:
        _kill(self.intake)
        _kill(self.robot)

    def lines(self) -> list[tuple[str, int, str]]:
        """What the robot wrote down, in order: act, contact, text."""
        if not self.notes.exists():
            return []
        lines = (line.split("\t") for line in self.notes.read_text().splitlines())
        return [(line[0], int(line[1]), line[2]) for line in lines]

    def noted(self, act: str) -> list[int]:
        """The contacts of this act."""
        return [contact for what, contact, _text in self.lines() if what == act]


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def mail(number: int) -> bytes:
    """A citizen's mail with its own mark; every tenth citizen's server loses its acknowledgement."""
    sender = HARD if number % 10 == 0 else CITIZEN
    return (
        f"From: Rossi <{sender}>\r\nTo: ufficio@ue.example\r\nSubject: domanda-{number:04d}\r\n"
        f"Message-ID: <domanda-{number}@example.org>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0100\r\n\r\n"
        f"Corpo {number}\r\n"
    ).encode()


def test_a_hundred_kills_lose_nothing_and_double_nothing(mail_site: TestSite, mail_rig: MailRig) -> None:
    chaos = Chaos(mail_site, seed=20261124)
    post = threading.Thread(target=_deliver_all, args=(mail_rig,), daemon=True)
    try:
        post.start()
        for _strike in range(KILLS):
            chaos.strike()
        post.join(60)
        contacts = _until_done(mail_site)
    finally:
        chaos.end()
    assert sum(chaos.killed.values()) == KILLS and len(chaos.killed) == 3
    subjects = Counter(one["subject"] for one in contacts)
    assert subjects == Counter(f"domanda-{number:04d}" for number in range(MAILS))
    _check_replies(mail_rig, contacts, chaos)
    _check_drafts(chaos)


def _deliver_all(rig: MailRig) -> None:
    for number in range(MAILS):
        rig.deliver(mail(number))
        time.sleep(LONGEST_LIFE * KILLS / 2 / MAILS * 0.9)


def _until_done(site: TestSite) -> list[dict]:
    """Every contact, once none is open any more but those at the clerk and no order is under way."""
    end = time.monotonic() + PATIENCE
    while True:
        contacts = site.json("contacts", "list", "--closed", "--limit", "1000")
        stuck = [one for one in contacts if one["state"] not in ("closed", "handed_off")]
        if len(contacts) == MAILS and not stuck and asyncio.run(_nothing_leaves(site)):
            return contacts
        assert time.monotonic() < end, f"{len(contacts)} contacts, stuck: {stuck[:3]}"
        time.sleep(0.5)


async def _nothing_leaves(site: TestSite) -> bool:
    """Whether no order waits or has an unknown outcome."""
    store = await SqliteStore.open(site.data / "console.db", SystemClock())
    try:
        return await store.next_due() is None and not await store.unsettled_wishes()
    finally:
        await store.close()


def _check_replies(rig: MailRig, contacts: list[dict], chaos: Chaos) -> None:
    """Each closed contact was answered exactly once, each handed-on one forwarded exactly once."""
    sent = [*rig.messages(CITIZEN), *rig.messages(HARD)]
    answers = Counter(int(found[1]) for raw in sent if (found := re.search(rb"risposta-(\d+)\.", raw)))
    assert answers == Counter(one["id"] for one in contacts if one["state"] == "closed")
    forwards = Counter(found[1].decode() for raw in rig.messages(CLERK) if (found := _forwarded(raw)))
    assert forwards == Counter(one["subject"] for one in contacts if one["state"] == "handed_off")
    assert set(chaos.noted("replied")) <= set(answers)


def _forwarded(raw: bytes) -> re.Match[bytes] | None:
    _outer, _gap, inner = raw.partition(b"message/rfc822")
    return re.search(rb"Subject: (domanda-\d+)", inner)


def _check_drafts(chaos: Chaos) -> None:
    """What a killed console had kept as a draft by then was there when it came back."""
    assert lost_drafts(chaos.lines()) == []


def lost_drafts(lines: list[tuple[str, int, str]]) -> list[int]:
    """The contacts that were resumed without the draft that had been noted before."""
    kept: dict[int, str] = {}
    lost = []
    for act, contact, text in lines:
        if act == "draft":
            kept[contact] = text
        elif act == "resumed" and text != kept.get(contact, text):
            lost.append(contact)
    return lost


def test_the_notes_of_the_robot_are_read_back(tmp_path: Path) -> None:
    chaos = Chaos.__new__(Chaos)
    chaos.notes = tmp_path / "notes.tsv"
    chaos.notes.write_text("draft\t7\ttesto\nreplied\t7\t\n")
    assert chaos.lines() == [("draft", 7, "testo"), ("replied", 7, "")]
    assert chaos.noted("draft") == [7]


def test_a_draft_that_is_gone_after_a_kill_is_found_out() -> None:
    draft, whole, gone = ("draft", 7, "testo"), ("resumed", 7, "testo"), ("resumed", 7, "")
    assert lost_drafts([draft, whole, draft]) == []
    assert lost_drafts([gone, draft]) == [], "nothing had been kept yet"
    assert lost_drafts([draft, gone]) == [7]
