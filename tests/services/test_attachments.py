"""What a mail carries: looked at, saved by an explicit act, programs only when wanted twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.errors import NotFound, Reason, Refused
from console.domain.mail import Attachment, Mail
from fakes import seat
from fakes.carried import MemoryKeeper, ScriptedFiles, SlowOriginals, carried
from fakes.memory import MemoryStore

PDF = Attachment(name="estratto.pdf", media_type="application/pdf", size=3)
PROGRAM = Attachment(name="fattura.exe", media_type="application/pdf", size=3, flags=("executable",))
NAMELESS = Attachment(name="", media_type="image/png", size=3)
FOLDER = Path("/pratica")


def desk(*attachments, **fakes):
    """The service, and a contact with a mail that carries these."""
    store = MemoryStore()
    store.mails[7] = Mail(sender="a@example.ch", attachments=attachments)
    store.raws[7] = b"Subject: s\r\n\r\n\xffcorpo"
    contents = {number: b"%d" % number for number in range(1, len(attachments) + 1)}
    fakes = {"files": ScriptedFiles(contents=contents), "keeper": MemoryKeeper(), **fakes}
    return carried(store, **fakes), seat.letter(mail=7), fakes


async def test_one_is_saved_where_it_is_wanted():
    service, contact, fakes = desk(PDF, NAMELESS)
    assert await service.save(contact, 1, FOLDER) == FOLDER / "estratto.pdf"
    await service.save(contact, 2, FOLDER)
    assert fakes["keeper"].saved == {FOLDER / "estratto.pdf": b"1", FOLDER / f"{contact.id}-2": b"2"}
    assert fakes["keeper"].made == []


async def test_the_usual_folder_is_made_another_is_not():
    service, contact, fakes = desk(PDF)
    await service.save(contact, 1, service.folder)
    assert fakes["keeper"].made == [service.folder]


async def test_a_program_is_saved_only_when_that_is_said():
    service, contact, _fakes = desk(PDF, PROGRAM)
    with pytest.raises(Refused) as refused:
        await service.save(contact, 2, FOLDER)
    assert refused.value.reason is Reason.EXECUTABLE
    assert await service.save_all(contact, FOLDER) == (FOLDER / "estratto.pdf",)
    assert len(await service.save_all(contact, FOLDER, programs=True)) == 2
    only, contact, _fakes = desk(PROGRAM)
    with pytest.raises(Refused):
        await only.save_all(contact, FOLDER)


async def test_the_original_is_saved_byte_for_byte():
    service, contact, fakes = desk(PDF)
    kept = await service.save_original(contact, FOLDER)
    assert kept.name == f"contatto-{contact.id}.eml"
    assert fakes["keeper"].saved[kept] == b"Subject: s\r\n\r\n\xffcorpo"


async def test_a_number_that_is_not_there_and_a_contact_without_mail_are_refused():
    service, contact, _fakes = desk(PDF)
    for number in (0, 2, -1):
        with pytest.raises(NotFound):
            await service.save(contact, number, FOLDER)
    for looking in (service.mail, service.header, service.original):
        with pytest.raises(Refused) as refused:
            await looking(seat.letter(mail=0))
        assert refused.value.reason is Reason.NO_ATTACHMENTS
    empty, contact, _fakes = desk()
    with pytest.raises(Refused):
        await empty.save_all(contact, FOLDER)


async def test_a_mail_that_is_fetched_is_fetched_once_and_forgotten_afterwards():
    originals = SlowOriginals()
    originals.go_on.set()
    service, contact, _fakes = desk(PDF, originals=originals)
    told = []
    await service.preview(contact, 1, lambda done, whole: told.append((done, whole)))
    await service.header(contact)
    assert (originals.asked, told[0]) == (1, (12_000_000, 50_000_000))
    service.forget()
    await service.header(contact)
    assert originals.asked == 2


async def test_closing_ends_the_reader():
    service, _contact, fakes = desk(PDF)
    await service.close()
    assert fakes["files"].closed
