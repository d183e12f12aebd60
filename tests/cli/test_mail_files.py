"""`console mail` for a contact: show, headers, attachments, preview, save; exit codes as documented."""

from __future__ import annotations

import asyncio

import pytest

from adapters.mail.decoding.zoo.case import file, multi, part
from adapters.mail.decoding.zoo.documents import ENCRYPTED, pdf
from console.bootstrap import Options, open_site
from console.bootstrap.links import build_intake
from console.services.ports import FolderState, RawMail

RAW = multi(
    "mixed", part("text/plain; charset=utf-8", "Buongiorno, perché?"), file("precetto.pdf", pdf()),
    file("fattura.pdf.exe", b"MZ\x90"), file("chiuso.pdf", ENCRYPTED),
    head="From: IncaMail <noreply@incamail.ch>\nReply-To: x@example.org\nSubject: Einschreiben \x1b[2Jda ritirare\n",
)  # fmt: skip


@pytest.fixture
def number(site, console) -> int:
    """A contact whose mail carries three files."""

    async def take_in() -> int:
        async with open_site(Options()) as services:
            state = FolderState(folder="INBOX", uid_validity=1, high_uid=1)
            item = RawMail(uid=1, raw=RAW, received_at=services.clock.now(), fingerprint="1")
            services.store.ledger.commit_batch(state, [item])
            intake = build_intake(services)
            await intake.mails.take_in()
            await intake.mails._reader.close()
            board = await services.store.board()
            return board.rows[0].id

    return asyncio.run(take_in())


def test_the_message_is_shown_with_what_is_doubtful(console, number):
    page = console("mail", "show", str(number))
    assert page.code == 0
    for words in ("da IncaMail <noreply@incamail.ch>", "chiede la risposta a x@example.org",
                  "raccomandata IncaMail: ritirare", "secondo il fornitore", "precetto.pdf",
                  "⚠ eseguibile ⚠ nome ingannevole", "perché?"):  # fmt: skip
        assert words in page.out, words
    assert "\x1b" not in page.out
    data = console.ok("mail", "show", str(number))
    assert data["registered"]["notice"] == "to_accept"
    assert data["contact"] == number and "registered" in data["flags"]
    row = console.ok("contacts", "list")[0]
    assert row["accept_by"].startswith("20")


def test_the_header_is_as_it_came_and_harmless(console, number):
    page = console("mail", "headers", str(number))
    assert page.out.startswith("From: IncaMail <noreply@incamail.ch>\n")
    assert "\x1b" not in page.out
    assert console.ok("mail", "headers", str(number))["header"] in page.out


def test_the_attachments_are_numbered(console, number):
    found = console.ok("mail", "attachments", str(number))
    assert [(one["number"], one["name"], one["flags"]) for one in found] == [
        (1, "precetto.pdf", []), (2, "fattura.pdf.exe", ["executable", "misleading"]), (3, "chiuso.pdf", []),
    ]  # fmt: skip
    assert "programma" in console("mail", "attachments", str(number)).out


def test_a_preview_shows_the_words_or_says_why_not(console, number):
    page = console("mail", "preview", str(number), "1")
    assert (page.code, "Precetto esecutivo" in page.out) == (0, True)
    assert console.ok("mail", "preview", str(number), "1")["pages"] == 1
    locked = console("mail", "preview", str(number), "3")
    assert (locked.code, "È cifrato" in locked.out) == (1, True)
    assert console("mail", "preview", str(number), "4").code == 3


def test_saving_never_overwrites_and_a_program_needs_its_word(console, number, site):
    folder = site.folder / "pratica"
    folder.mkdir()
    to = ("--to", str(folder))
    for _time in range(2):
        assert console("mail", "save", str(number), "1", *to).code == 0
    assert sorted(one.name for one in folder.iterdir()) == ["precetto (2).pdf", "precetto.pdf"]
    assert (folder / "precetto.pdf").read_bytes() == pdf()
    assert console("mail", "save", str(number), "2", *to).code == 4
    assert console.ok("mail", "save", str(number), "2", "--programs", *to)["saved"] == [str(folder / "fattura.pdf.exe")]
    kept = console.ok("mail", "save", str(number), "--original", *to)["saved"]
    assert (folder / kept[0]).read_bytes() == RAW
    assert len(console.ok("mail", "save", str(number), *to)["saved"]) == 2


def test_without_a_folder_it_is_the_one_of_the_settings(console, number, site):
    saved = console.ok("mail", "save", str(number), "1")["saved"]
    assert saved == [str(site.folder / "console-allegati" / "precetto.pdf")]
    file_ = site.config / "console.yaml"
    text = file_.read_text(encoding="utf-8")
    file_.write_text(text.replace("  # save_folder: ~/console-allegati", "  save_folder: ~/altrove"), encoding="utf-8")
    saved = console.ok("mail", "save", str(number), "1")["saved"]
    assert saved == [str(site.folder / "altrove" / "precetto.pdf")]


def test_what_cannot_be_is_said_with_its_code(console, number, site):
    assert console("mail", "save", str(number), "1", "--to", str(site.folder / "manca")).code == 1
    assert console("mail", "save", str(number), "1", "--original").code == 2
    assert console("mail", "save", str(number), "9").code == 3
    assert console("mail", "show", "99").code == 3
    letter = console.add()
    for command in ("show", "headers", "attachments"):
        assert console("mail", command, str(letter)).code == 3
