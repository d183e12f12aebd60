"""Many consoles on one file: one winner each time; a killed one leaves nothing half done."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from console.adapters.store import repository
from console.adapters.store.schema import open_store
from console.domain.contact import ContactId
from console.domain.journal import EntryKind
from fakes.arrivals import a_mail

HERE = Path(__file__).parent
PROCESSES, ROUNDS = 50, 200
KILLS = 12


def test_fifty_processes_claim_the_same_contact_two_hundred_times_and_one_wins_each_time(tmp_path):
    file = tmp_path / "console.db"
    conn = open_store(file)
    with conn.write():
        for _round in range(ROUNDS):
            repository.add(conn, a_mail())
    program = [sys.executable, HERE / "claimers.py", file, str(PROCESSES), str(ROUNDS)]
    said = json.loads(subprocess.run(program, check=True, capture_output=True, timeout=240).stdout)
    assert len(said) == PROCESSES
    with conn.read():
        for number in range(1, ROUNDS + 1):
            contact = repository.get(conn, ContactId(number))
            answers = {who: answer[number - 1][1:] for who, answer in said.items()}
            assert answers.pop(contact.operator) == ["mine", contact.operator]
            assert all(answer == ["taken", contact.operator] for answer in answers.values()), answers
            kinds = [line.kind for line in repository.journal(conn, contact.id)]
            assert kinds == [EntryKind.ARRIVED, EntryKind.CLAIMED]
            assert contact.version == 2
    conn.close()


def test_a_writer_killed_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path):
    file, dice = tmp_path / "console.db", random.Random(7)
    acknowledged: dict[int, int] = {}
    open_store(file).close()
    for _kill in range(KILLS):
        writers = [_writer(file, name) for name in ("a", "b")]
        for _line in range(dice.randrange(1, 60)):
            _note(acknowledged, writers[0].stdout.readline())
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            rest, _errors = writer.communicate()
            for line in rest.splitlines(keepends=True):
                _note(acknowledged, line)
        _require_whole(file, acknowledged)
    assert len(acknowledged) > KILLS


def _writer(file: Path, name: str) -> subprocess.Popen:
    program = [sys.executable, HERE / "writers.py", file, "100000", name]
    return subprocess.Popen(program, stdout=subprocess.PIPE, text=True)


def _note(acknowledged: dict[int, int], line: str) -> None:
    if line.endswith("\n"):
        contact, version = (int(word) for word in line.split())
        acknowledged[contact] = max(version, acknowledged.get(contact, 0))


def _require_whole(file: Path, acknowledged: dict[int, int]) -> None:
    """Every version has its line of journal, its wish and its note; every mail is a contact or still to be one."""
    conn = sqlite3.connect(file)
    assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    rows = conn.execute(
        "SELECT id, version, note, (SELECT count(*) FROM journal WHERE contact = contacts.id), "
        "(SELECT count(*) FROM wishes WHERE contact = contacts.id) FROM contacts"
    ).fetchall()
    for _contact, version, note, lines, wishes in rows:
        assert (note, lines, wishes) == (str(version), version, version)
    kept = {row[0]: row[1] for row in rows}
    lost = {contact: version for contact, version in acknowledged.items() if kept.get(contact, 0) < version}
    assert not lost
    orphans = "SELECT count(*) FROM mails WHERE pending = 0 AND id NOT IN (SELECT mail FROM contacts)"
    doubles = "SELECT count(*) FROM contacts WHERE mail NOT IN (SELECT id FROM mails WHERE pending = 0)"
    gaps = (
        "SELECT count(*) FROM folders WHERE high_uid <> (SELECT count(*) FROM seen WHERE seen.folder = folders.folder)"
    )
    assert [conn.execute(sql).fetchone()[0] for sql in (orphans, doubles, gaps)] == [0, 0, 0]
    conn.close()
