"""kill -9 of the reading process at random moments under load, on the real store: no mail lost, none doubled."""

import contextlib
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from adapters.mail.transport.support import mail, numbers
from console.adapters.mail.maildir_out import deliver
from console.adapters.store.mailbox_book import SqliteMailboxBook
from rigs.mail_rig import DESK

KILLS = 12
READER = Path(__file__).with_name("reading_process.py")


def make_store(store):
    ledger = SqliteMailboxBook(store)
    assert ledger.folder_state("INBOX") is None
    ledger.close()


def kept(store):
    with contextlib.closing(sqlite3.connect(store)) as database:
        return numbers([row[0] for row in database.execute("SELECT raw FROM mails ORDER BY id")])


def killed_again_and_again(store, words, busy):
    """Start the reader, kill it soon after it has begun to keep mails; the last one lives until all is read."""
    chance = random.Random(20161003)
    for _ in range(KILLS):
        before = len(kept(store))
        reader = subprocess.Popen([sys.executable, str(READER), "--store", str(store), *words])
        while len(kept(store)) == before and busy.is_alive():
            assert reader.poll() is None, "the reader ended by itself"
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.1))  # the moment of the kill is the matter of this test
        reader.kill()
        reader.wait()
    busy.join(60)
    return subprocess.Popen([sys.executable, str(READER), "--store", str(store), *words])


def wait_for(store, count, reader):
    deadline = time.monotonic() + 60
    while len(kept(store)) < count:
        assert reader.poll() is None
        assert time.monotonic() < deadline, f"{len(kept(store))} of {count}"
        time.sleep(0.05)


@pytest.mark.server
def test_reading_imap_is_killed(mail_rig, tmp_path):
    store, count = tmp_path / "store.db", 400
    make_store(store)

    def load():
        for number in range(1, count + 1):
            mail_rig.deliver(mail(number))
            time.sleep(0.02)

    busy = threading.Thread(target=load)
    busy.start()
    words = ["--port", str(mail_rig.dovecot.imap), "--user", DESK, "--password-file", str(mail_rig.password_file)]
    reader = killed_again_and_again(store, words, busy)
    try:
        wait_for(store, count, reader)
    finally:
        reader.kill()
        reader.wait()
    assert Counter(kept(store)) == Counter(range(1, count + 1))


def test_reading_a_maildir_is_killed(tmp_path):
    store, folder, count = tmp_path / "store.db", tmp_path / "posta", 2000
    make_store(store)

    def load():
        for number in range(1, count + 1):
            deliver(folder, mail(number))
            time.sleep(0.003)

    busy = threading.Thread(target=load)
    busy.start()
    reader = killed_again_and_again(store, ["--maildir", str(folder)], busy)
    try:
        wait_for(store, count, reader)
    finally:
        reader.kill()
        reader.wait()
    assert Counter(kept(store)) == Counter(range(1, count + 1))
