"""The attachments of a mail with the keyboard: looked at, saved, hostile names harmless, nothing opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.errors import Reason, Refused
from console.domain.mail import Attachment, Mail
from console.domain.preview import PackedName, Preview, PreviewKind, PreviewProblem
from console.screens.dialogs.attachments import AttachmentsDialog
from console.screens.dialogs.fields import LineField
from console.screens.dialogs.frame import Line
from console.screens.dialogs.save_files import SaveDialog
from console.screens.widgets.line_view import LineView
from fakes import seat
from fakes.carried import MemoryKeeper, ScriptedFiles, SlowOriginals, carried
from fakes.memory import MemoryStore
from fakes.stage import Stage, shown, type_in, wait_for

SMALL, WIDE = (80, 24), (120, 40)
HOSTILE = (
    "a [/b] [@click=app.quit]x[/].pdf", "\x1b]52;c;aGk=\x07 \x9b2J.pdf", "\u202efdp.exe", "[/]", "A" * 5_000,
    "\x00\x08\x7f\x0b", "e" + "\u0301" * 60, "\u2066\u200b\u00ad",
)  # fmt: skip
DANGEROUS = set("\x00\x1b\x07\x9b\u202e\u2066\u200b\r\x7f")
PDF = Attachment(name="estratto.pdf", media_type="application/pdf", size=681)
PROGRAM = Attachment(name="fattura.pdf.exe", media_type="x/y", size=3, flags=("executable", "misleading"))
SEEN = Preview(kind=PreviewKind.PDF, text="Precetto esecutivo", pages=2, pages_read=2)


class Desk:
    """A dialog over a mail with these attachments."""

    def __init__(self, *attachments, **fakes) -> None:
        self.store = MemoryStore()
        self.mail = Mail(sender="a@example.ch", attachments=attachments)
        self.contact = seat.letter(mail=7)
        self.store.mails[7], self.store.raws[7] = self.mail, b"raw"
        contents = dict.fromkeys(range(1, len(attachments) + 1), b"inhalt")
        self.files = fakes.pop("files", None) or ScriptedFiles(contents=contents)
        self.keeper = MemoryKeeper()
        self.service = carried(self.store, files=self.files, keeper=self.keeper, **fakes)
        self.session = seat.session(self.store)

    def dialog(self) -> AttachmentsDialog:
        return AttachmentsDialog(self.session, self.service, self.contact, self.mail)


def preview_of(app) -> str:
    return app.screen.query_one("#preview", LineView).text


def said(app) -> str:
    return app.screen.query_one("#said", Line).words


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_every_attachment_is_listed_with_type_size_and_warnings(size):
    desk = Desk(PDF, PROGRAM, files=ScriptedFiles(previews={1: SEEN}))
    async with Stage().run_test(size=size) as pilot:
        await pilot.app.ask(desk.dialog())
        await wait_for(lambda: "Precetto esecutivo" in preview_of(pilot.app))
        screen = shown(pilot.app)
        for words in ("estratto.pdf", "PDF", "681 B", "fattura.pdf.exe", "programma", "eseguibile", "PDF di 2 pagine",
                      "messaggio originale", "Salva tutti"):  # fmt: skip
            assert words in screen, words


async def test_the_preview_follows_the_mark_and_each_is_read_once():
    desk = Desk(PDF, PROGRAM, PDF)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await wait_for(lambda: "testo 1" in preview_of(pilot.app))
        await pilot.press("down")
        await wait_for(lambda: "testo 2" in preview_of(pilot.app))
        assert "⚠ eseguibile · nome ingannevole" in preview_of(pilot.app)
        await pilot.press("up", "down", "down", "up")
        await wait_for(lambda: "testo 2" in preview_of(pilot.app))
        assert sorted(set(desk.files.asked)) == sorted(desk.files.asked)


async def test_the_header_of_the_original_is_one_key_away():
    desk = Desk(PDF)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("o")
        await wait_for(lambda: preview_of(pilot.app) == "Subject: Prova\nFrom: a@example.ch")
        await pilot.press("s", "enter")
        await wait_for(lambda: "Salvato:" in said(pilot.app))
    assert desk.keeper.saved == {Path(f"/casa/allegati/contatto-{desk.contact.id}.eml"): b"raw"}


async def test_two_keys_save_into_the_usual_folder():
    desk = Desk(PDF)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("s", "enter")
        await wait_for(lambda: said(pilot.app) == "Salvato: /casa/allegati/estratto.pdf")
    assert desk.keeper.saved == {Path("/casa/allegati/estratto.pdf"): b"inhalt"}


async def test_another_folder_is_typed():
    desk = Desk(PDF)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("s")
        await wait_for(lambda: isinstance(pilot.app.screen, SaveDialog))
        pilot.app.screen.query_one("#folder", LineField).value = ""
        await type_in(pilot, "pratica")
        await pilot.press("enter")
        await wait_for(lambda: isinstance(pilot.app.screen, AttachmentsDialog))
    assert list(desk.keeper.saved) == [Path("/casa/allegati/pratica/estratto.pdf")]


async def test_a_program_wants_its_own_key():
    desk = Desk(PROGRAM)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("s")
        await wait_for(lambda: isinstance(pilot.app.screen, SaveDialog))
        assert "Solo F7 lo salva" in shown(pilot.app)
        await pilot.press("enter")
        await wait_for(lambda: "due volte" in said(pilot.app))
        assert not desk.keeper.saved
        await pilot.press("f7")
        await wait_for(lambda: "Salvato:" in said(pilot.app))
    assert list(desk.keeper.saved) == [Path("/casa/allegati/fattura.pdf.exe")]


async def test_all_are_saved_programs_only_with_their_key():
    desk = Desk(PDF, PROGRAM, Attachment(name="b.txt", media_type="text/plain", size=1))
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("t", "enter")
        await wait_for(lambda: "Salvati 2 file" in said(pilot.app))
        await pilot.press("t")
        await wait_for(lambda: isinstance(pilot.app.screen, SaveDialog))
        await pilot.press("f7")
        await wait_for(lambda: "Salvati 3 file" in said(pilot.app))


async def test_f7_saves_nothing_where_there_is_no_program():
    desk = Desk(PDF)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("s")
        await wait_for(lambda: isinstance(pilot.app.screen, SaveDialog))
        assert "F7" not in shown(pilot.app)


async def test_a_full_disk_is_said_and_the_dialog_stays():
    desk = Desk(PDF)
    desk.keeper.refuses = "full"
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("s", "enter")
        await wait_for(lambda: "il disco è pieno" in said(pilot.app))
        desk.keeper.refuses = ""
        await pilot.press("enter")
        await wait_for(lambda: "Salvato:" in said(pilot.app))


async def test_enter_opens_nothing_and_says_so():
    desk = Desk(PDF)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await pilot.press("enter")
        await wait_for(lambda: "non apre i file" in said(pilot.app))
    assert not desk.keeper.saved


async def test_a_mail_that_is_still_at_the_server_comes_with_its_progress():
    originals = SlowOriginals()
    desk = Desk(PDF, originals=originals)
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await wait_for(lambda: "12 MB di 50 MB" in said(pilot.app))
        await pilot.press("down", "up")
        originals.go_on.set()
        await wait_for(lambda: "testo 1" in preview_of(pilot.app))
        assert originals.asked == 1


async def test_a_mail_without_attachments_shows_its_header():
    desk = Desk()
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await wait_for(lambda: "Subject: Prova" in preview_of(pilot.app))
        await pilot.press("t")
        await wait_for(lambda: "non ha allegati" in said(pilot.app))


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_hostile_names_and_texts_stay_harmless(size):
    carriers = [Attachment(name=one, media_type=one, size=1, flags=(one[:20],)) for one in HOSTILE]
    previews = {
        number: Preview(kind=PreviewKind.ARCHIVE, text=one, count=1, names=(PackedName(name=one, size=1),))
        for number, one in enumerate(HOSTILE, 1)
    }
    desk = Desk(*carriers, files=ScriptedFiles(previews=previews, head="\n".join(HOSTILE)))
    async with Stage().run_test(size=size) as pilot:
        await pilot.app.ask(desk.dialog())
        for number in range(1, len(HOSTILE) + 2):
            await wait_for(lambda: not desk.files.asked or "Si legge" not in preview_of(pilot.app))
            assert not DANGEROUS & set(shown(pilot.app)), number
            await pilot.press("s")
            await wait_for(lambda: isinstance(pilot.app.screen, SaveDialog))
            assert not DANGEROUS & set(shown(pilot.app)), number
            await pilot.press("escape")
            await wait_for(lambda: isinstance(pilot.app.screen, AttachmentsDialog))
            await pilot.press("down")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Preview(kind=PreviewKind.PDF, problem=PreviewProblem.SCANNED, pages=3, pages_read=3), "Non contiene testo"),
        (Preview(kind=PreviewKind.PDF, problem=PreviewProblem.SLOW), "troppo tempo"),
        (Preview(kind=PreviewKind.PDF, problem=PreviewProblem.ENCRYPTED), "È cifrato"),
        (Preview(kind=PreviewKind.OTHER, problem=PreviewProblem.LARGE), "troppa memoria"),
        (Preview(kind=PreviewKind.PDF, problem=PreviewProblem.BROKEN), "È guasto"),
        (Preview(kind=PreviewKind.PICTURE, format="PNG", width=12, height=9), "immagine PNG · 12 × 9 punti"),
        (Preview(kind=PreviewKind.ARCHIVE, count=2, unpacked=5_000_000_000,
                 names=(PackedName(name="a", size=1),)), "cresce in modo sospetto"),
        (Refused(Reason.UNREADABLE), "Non si riesce a leggere"),
    ],
)  # fmt: skip
async def test_what_cannot_be_seen_is_a_clear_sentence(found, words):
    desk = Desk(PDF, files=ScriptedFiles(previews={1: found}))
    async with Stage().run_test(size=SMALL) as pilot:
        await pilot.app.ask(desk.dialog())
        await wait_for(lambda: words in preview_of(pilot.app))
