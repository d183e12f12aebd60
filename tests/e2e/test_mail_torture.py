"""The issue's numbers on the installed program and a real server: kills, a colleague, new numbers, a mail of 50 MB."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from e2e.conftest import mail_section
from e2e.site import TestSite, make_site
from rigs.mail_rig import DESK, MailRig

MAILS = 1500
KILLS = 100
LONGEST_LIFE = 1.2
MOST_MEMORY = 80_000_000
PATIENCE = 120.0
FOLDERS = ["INBOX", "Smistate"]

pytestmark = [pytest.mark.server, pytest.mark.timeout(400)]


def mail(number: int) -> bytes:
    """A citizen's mail; its subject is its own."""
    return (
        f"From: Rossi <rossi@example.org>\r\nSubject: domanda-{number:04d}\r\nMessage-ID: <d{number}@example.org>\r\n"
        f"Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n\r\nCorpo {number}\r\n"
    ).encode()


@pytest.fixture
def two_folders(tmp_path: Path, mail_rig: MailRig) -> TestSite:
    """A site that also reads the folder into which a colleague moves mail."""
    with mail_rig.client() as client:
        client.create_folder("Smistate")
    return make_site(tmp_path / "site", mail=mail_section(mail_rig, folders=FOLDERS))


class Post:
    """Mail that keeps coming, and a colleague who moves every fifth away, while one lives."""

    def __init__(self, rig: MailRig) -> None:
        self._rig = rig
        self._between = threading.Lock()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._deliver, self._move)]
        self.delivered = self.moved = 0
        self.over = threading.Event()

    def start(self) -> None:
        for one in self._threads:
            one.start()

    def end(self) -> None:
        self._threads[0].join(PATIENCE)
        self.over.set()
        self._threads[1].join(20)

    def new_numbers(self) -> None:
        """The folder gets another UIDVALIDITY."""
        with self._between:
            self._rig.dovecot.lose_index(DESK)

    def _deliver(self) -> None:
        for number in range(MAILS):
            with self._between:
                self._rig.deliver(mail(number))
            self.delivered += 1
            time.sleep(KILLS * LONGEST_LIFE / 2 / MAILS * 0.8)

    def _move(self) -> None:
        while not self.over.wait(0.3):
            with self._between, self._rig.client() as client:
                client.select_folder("INBOX")
                uids = [uid for uid in client.search("ALL") if uid % 5 == 0]
                if uids:
                    client.move(uids, "Smistate")
                    self.moved += len(uids)


def test_a_hundred_kills_a_colleague_and_new_numbers_lose_no_mail_and_double_none(
    two_folders: TestSite, mail_rig: MailRig
) -> None:
    site, luck, post = two_folders, random.Random(20261127), Post(mail_rig)
    intake = site.start("intake")
    try:
        post.start()
        for kill in range(KILLS):
            time.sleep(luck.uniform(0.05, LONGEST_LIFE))  # the moment of the kill is the matter of this test
            _kill(intake)
            if kill == KILLS // 2:
                post.new_numbers()
            intake = site.start("intake")
        post.end()
        subjects = _subjects_once_all_are_there(site)
    finally:
        post.over.set()
        _kill(intake)
    assert (post.delivered, post.moved > 50) == (MAILS, True)
    wanted = Counter(f"domanda-{number:04d}" for number in range(MAILS))
    assert (wanted - subjects, subjects - wanted) == (Counter(), Counter())


def _subjects_once_all_are_there(site: TestSite) -> Counter[str]:
    end = time.monotonic() + PATIENCE
    while True:
        found = Counter(one["subject"] for one in site.json("contacts", "list", "--limit", "5000"))
        if sum(found.values()) >= MAILS or time.monotonic() > end:
            return found
        time.sleep(0.5)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def test_a_mail_of_fifty_megabytes_is_on_the_desk_before_its_bytes_and_costs_no_memory(
    mail_site: TestSite, mail_rig: MailRig
) -> None:
    raw = _fifty_megabytes()
    intake = mail_site.start("intake")
    try:
        _until(lambda: _link_is_up(mail_site), "intake does not serve")
        with mail_rig.client() as client:
            client.append("INBOX", raw)
        memory = Memory(intake.pid)
        seen = _until(lambda: mail_site.json("contacts", "list"), "no contact")
        files = mail_site.data / "mails"
        whole = hashlib.sha256(raw).hexdigest()
        _until((files / whole[:2] / f"{whole}.eml").exists, "not whole")
        _until(lambda: _states(mail_site) == ["here"], "not told")
        memory.end()
        print(f"RSS {memory.most / 1e6:.1f} MB")
    finally:
        _kill(intake)
    assert [one["subject"] for one in seen] == ["cinquanta"]
    assert (files / whole[:2] / f"{whole}.eml").read_bytes() == raw
    assert 10_000_000 < memory.most < MOST_MEMORY, f"{memory.most / 1e6:.0f} MB"


class Memory:
    """The most that a process has held since, looked at all the time (resident bytes, the process alone)."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join(5)

    def _look(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            while not self._over.wait(0.005):
                self.most = max(self.most, self._process.memory_info().rss)


def _fifty_megabytes() -> bytes:
    noise = os.urandom(57 * 1000).hex().encode()
    lines = b"\r\n".join(noise[at : at + 76] for at in range(0, len(noise), 76)) + b"\r\n"
    return (
        b"From: rossi@example.org\r\nSubject: cinquanta\r\nMessage-ID: <50@example.org>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nIl testo.\r\n--a\r\n"
        b"Content-Type: application/pdf; name=grande.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + lines * (50_000_000 // len(lines) + 1)
        + b"--a--\r\n"
    )


def _link_is_up(site: TestSite) -> bool:
    return any(one["name"] == "mail" and one["ok"] for one in _status(site)["links"])


def _states(site: TestSite) -> list[str]:
    return [one["state"] for one in _status(site)["large"]]


def _status(site: TestSite) -> dict[str, Any]:
    """Whatever its exit code says of the links."""
    found: dict[str, Any] = json.loads(site.run("mail", "status", "--json", code=None).stdout)
    return found


def _until(condition: Callable[[], Any], words: str) -> Any:
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, words
        time.sleep(0.05)
    return found
