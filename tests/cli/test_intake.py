"""`console intake`: takes mail in, says that it serves, stops orderly, and is one of its kind."""

from __future__ import annotations

import json
import mailbox
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

MAIL = b"""From: Ida Guidi <ida.guidi@example.ch>
To: ufficio@ue.example
Subject: Chiedo un estratto
Message-ID: <1@example.ch>
Date: Tue, 24 Nov 2026 10:00:00 +0100
Content-Type: text/plain; charset=utf-8

Buongiorno, chiedo un estratto. Ida Guidi
"""
PATIENCE_SECONDS = 60.0


def until(condition: Callable[[], object]) -> object:
    """The first true value of the condition; fails when it never comes."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < end, "never became true"
        time.sleep(0.05)
    return value


@pytest.fixture
def box(site) -> mailbox.Maildir:
    """The site's mailbox, as a Maildir."""
    text = (site.config / "console.yaml").read_text(encoding="utf-8")
    changed = text.replace("  source: none\n  # La casella", "  source: maildir\n  maildir: maildir\n  # La casella", 1)
    assert changed != text
    (site.config / "console.yaml").write_text(changed, encoding="utf-8")
    site.data.mkdir(mode=0o700)
    return mailbox.Maildir(site.data / "maildir")


@pytest.fixture
def start() -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts a `console intake`; whatever still runs at the end is ended."""
    running = []

    def begin() -> subprocess.Popen:
        command = [sys.executable, "-m", "console", "intake", "--json"]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ.copy()))
        return running[-1]

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def said(process: subprocess.Popen) -> dict:
    """The first news of an intake: one JSON document over some lines."""
    text = b""
    while not text.rstrip().endswith(b"}"):
        line = process.stdout.readline()
        assert line, process.stderr.read()
        text += line
    return json.loads(text)


def test_mail_comes_into_the_queue_and_a_signal_ends_it_orderly(console, box, start):
    service = start()
    assert said(service) == {"serving": True}
    box.add(MAIL)
    rows = until(lambda: console.ok("contacts", "list"))
    assert [(row["channel"], row["name"], row["subject"]) for row in rows] == [
        ("email", "Ida Guidi", "Chiedo un estratto")
    ]
    shown = console("contacts", "show", rows[0]["id"]).out
    assert "Buongiorno, chiedo un estratto." in shown and "ida.guidi@example.ch" in shown
    service.send_signal(signal.SIGTERM)
    assert service.wait(PATIENCE_SECONDS) == 0


def test_a_second_one_waits_and_takes_over(console, box, start):
    first = start()
    assert said(first) == {"serving": True}
    second = start()
    assert said(second) == {"serving": False}
    first.send_signal(signal.SIGINT)
    assert first.wait(PATIENCE_SECONDS) == 0
    assert said(second) == {"serving": True}
