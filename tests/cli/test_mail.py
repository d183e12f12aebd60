"""`console mail import`: files, mbox, Maildir and folders through the reader of the intake, one JSON line a message."""

from __future__ import annotations

import json
import os

import pytest

LETTER = (
    b"From: Anna <anna@example.ch>\nTo: ue@example.ch\nSubject: Lettera %d\nDate: Mon, 2 Mar 2026 09:00:00 +0100\n"
    b"\n%s\n"
)
FIELDS = [
    "source", "index", "subject", "from", "to", "date", "message_id", "text", "attachments", "class", "language",
    "references", "flags", "seconds", "error",
]  # fmt: skip


def letter(number: int, text: bytes = b"Buongiorno") -> bytes:
    return LETTER % (number, text)


def separated(*letters: bytes) -> bytes:
    return b"".join(b"From anna@example.ch Mon Mar  2 09:00:00 2026\n" + one + b"\n" for one in letters)


def read(console, *arguments, code: int = 0, given: bytes = b""):
    result = console("mail", "import", *arguments, "--json", given=given)
    assert result.code == code, result.err
    return [json.loads(line) for line in result.out.splitlines()]


def test_a_message_with_everything_that_is_known_of_it(console, tmp_path):
    file = tmp_path / "a.eml"
    file.write_bytes(
        b"From: Anna Rossi <anna@example.ch>\r\nTo: a@example.ch, b@example.ch\r\nMessage-ID: <1@example.ch>\r\n"
        b"Subject: Precetto n. 2026-0012345\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\n"
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nBuongiorno, vorrei sapere quanto devo pagare.\r\n"
        b"--B\r\nContent-Type: application/pdf; name=a.exe\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"YWJj\r\n--B--\r\n"
    )
    (found,) = read(console, str(file))

    assert list(found) == FIELDS
    assert found.pop("seconds") >= 0
    assert found == {
        "source": str(file), "index": 0, "subject": "Precetto n. 2026-0012345",
        "from": {"name": "Anna Rossi", "address": "anna@example.ch"}, "to": ["a@example.ch", "b@example.ch"],
        "date": "2026-03-02T08:00:00+00:00", "message_id": "<1@example.ch>",
        "text": "Buongiorno, vorrei sapere quanto devo pagare.",
        "attachments": [{"name": "a.exe", "type": "application/pdf", "size": 3, "flags": ["executable"]}],
        "class": "person", "language": "it", "references": [{"reference": "2026-0012345", "named": True}],
        "flags": ["executable"], "error": "",
    }  # fmt: skip


def test_an_mbox_in_its_order(console, tmp_path):
    file = tmp_path / "archivio"
    file.write_bytes(separated(
        letter(0), letter(1, b"uno\n\nFrom qui in avanti\n>From me, Mon Mar  2 09:00:00 2026"), letter(2),
    ).replace(b"\n", b"\r\n"))  # fmt: skip
    found = read(console, str(file))

    assert [(one["index"], one["subject"]) for one in found] == [(n, f"Lettera {n}") for n in range(3)]
    assert found[1]["text"] == "uno\n\nFrom qui in avanti\nFrom me, Mon Mar  2 09:00:00 2026"
    assert [one["index"] for one in read(console, str(file), "--limit", "2")] == [0, 1]


@pytest.mark.parametrize("size", [1 << 20, (1 << 20) - 7, (1 << 21) + 1])
def test_an_mbox_across_the_pieces_in_which_it_is_read(console, tmp_path, size):
    file = tmp_path / "grande.mbox"
    line = b"From anna@example.ch Mon Mar  2 09:00:00 2026\n"
    first = separated(letter(0))
    second = separated(letter(1, b"x" * 60 + b"\n"))
    filling = (b"riga\n" * (size // 5 + 1))[: size - len(first) - len(line) - 3]
    file.write_bytes(first + line + filling[: -len(second)] + b"\n\n" + second)

    assert [one["subject"] for one in read(console, str(file))] == ["Lettera 0", "", "Lettera 1"]


def test_a_maildir_and_folders_of_files(console, tmp_path):
    box = tmp_path / "posta"
    for name in ("cur", "new", "tmp", ".Inviate/cur", ".Inviate/new", ".nascosta"):
        (box / name).mkdir(parents=True)
    (box / "cur" / "1:2,S").write_bytes(letter(1))
    (box / "new" / "2").write_bytes(letter(2))
    (box / "tmp" / "3").write_bytes(letter(3))
    (box / "dovecot-uidlist").write_bytes(b"3 V1 N2\n")
    (box / ".Inviate" / "cur" / "4").write_bytes(letter(4))
    (box / ".nascosta" / "a.eml").write_bytes(letter(5))
    (tmp_path / "sotto" / "sotto").mkdir(parents=True)
    (tmp_path / "sotto" / "a.eml").write_bytes(b"niente campi")
    (tmp_path / "sotto" / "sotto" / "00001.abc").write_bytes(letter(6))
    (tmp_path / "sotto" / "b.mbox").write_bytes(separated(letter(7), letter(8)))
    (tmp_path / "sotto" / "note.txt").write_bytes(b"titolo: appunti\n\nniente posta")

    subjects = [one["subject"] for one in read(console, str(tmp_path))]
    assert subjects == ["Lettera 4", "Lettera 1", "Lettera 2", "", "Lettera 7", "Lettera 8", "Lettera 6"]
    assert [one["index"] for one in read(console, str(tmp_path / "sotto" / "b.mbox"))] == [0, 1]


def test_a_message_on_standard_input(console):
    (found,) = read(console, "-", given=letter(1))
    assert (found["source"], found["subject"]) == ("-", "Lettera 1")


def test_a_large_message_is_read_where_it_lies(console, tmp_path):
    file = tmp_path / "grande.mbox"
    file.write_bytes(separated(letter(0), letter(1, b"parola " * 300_000), letter(2)))
    found = read(console, str(file))

    assert [one["subject"] for one in found] == ["Lettera 0", "Lettera 1", "Lettera 2"]
    assert len(found[1]["text"]) > 900_000 and "truncated" in found[1]["flags"]


def test_a_broken_one_gives_a_line_and_the_run_goes_on(console, tmp_path, monkeypatch):
    monkeypatch.setattr("console.adapters.mail.files.Place.read", faulty_read)
    for number in range(3):
        (tmp_path / f"{number}.eml").write_bytes(letter(number))
    result = console("mail", "import", str(tmp_path), "--json")
    found = [json.loads(line) for line in result.out.splitlines()]

    assert result.code == 1 and "1 di 3" in result.err
    assert [(one["subject"], bool(one["error"])) for one in found] == [
        ("Lettera 0", False), ("", True), ("Lettera 2", False),
    ]  # fmt: skip
    assert all(list(one) == FIELDS for one in found)


def faulty_read(place):
    if place.path.name == "1.eml":
        raise OSError("disco guasto")
    return place.path.read_bytes()


def test_the_table_for_people(console, tmp_path):
    (tmp_path / "a.eml").write_bytes(letter(1))
    result = console("mail", "import", str(tmp_path))

    assert result.code == 0
    assert result.out.split() == ["2026-03-02", "person", "it", "-", "Anna", "Lettera", "1"]


def test_usage_and_nothing_found(console, tmp_path):
    assert console("mail", "import").code == 2
    assert console("mail", "import", "-", str(tmp_path)).code == 2
    assert console("mail", "import", str(tmp_path / "nulla")).code == 3
    assert console("mail", "import", str(tmp_path)).code == 3
    os.mkfifo(tmp_path / "tubo")
    assert console("mail", "import", str(tmp_path)).code == 3
