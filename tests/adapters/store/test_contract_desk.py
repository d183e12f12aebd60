"""The contract of every store: mails, drafts, people, links, change marks, closing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from console.domain.errors import NotFound, StoreUnavailable
from console.domain.mail import Attachment, Mail, MailClass, Notice, Registered
from console.domain.office import PersonState, Presence
from console.domain.queues import LinkState
from console.services.ports import Draft, FolderState
from fakes.arrivals import NOW, a_mail, a_visit, received

MAIL = Mail(
    message_id="<a@b>", in_reply_to=("<x@y>", "<z@y>"), sender_name="Zoë", sender="zoe@example.ch",
    reply_to="r@example.ch", to=("ue@example.ch",), subject="Già \ud83d", date=NOW, text="riga\nriga 🦊",
    attachments=(Attachment(name="a.pdf", media_type="application/pdf", size=7, flags=("script",)),),
    kind=MailClass.AUTOMATIC, language="de", flags=("bidi",),
    registered=Registered(provider="IncaMail", notice=Notice.TO_ACCEPT, deadline=NOW + 604_800),
)  # fmt: skip
DRAFT = Draft(
    contact=1, operator="anna", kind="reply", text="Gentile …", cursor=3, saved_at=NOW, extra={"subject": "Re"}
)

# --- mails ---------------------------------------------------------------------------------------


async def test_a_mail_is_undecoded_until_it_is_a_contact(store):
    assert received(store, b"\x00raw\xff", b"two") == 2
    first, second = await store.undecoded_mails()
    assert await store.raw_mail(first) == b"\x00raw\xff"
    await store.set_mail(first, MAIL)
    assert await store.mail(first) == MAIL
    assert await store.undecoded_mails() == (first, second), "a crash before the contact must not lose the mail"
    await store.add(a_mail(first))
    assert await store.undecoded_mails() == (second,)


async def test_a_receipt_is_never_a_contact(store):
    received(store, b"receipt")
    [mail] = await store.undecoded_mails()
    await store.set_mail(mail, MAIL, is_receipt=True)
    assert await store.undecoded_mails() == ()


async def test_a_known_mail_that_is_added_again_is_out_of_the_way(store):
    received(store, b"mail")
    [mail] = await store.undecoded_mails()
    first = await store.add(a_mail(mail))
    assert await store.add(a_mail(mail)) == first
    assert await store.undecoded_mails() == ()


async def test_unknown_mails_are_not_found(store):
    received(store, b"mail")
    [mail] = await store.undecoded_mails()
    with pytest.raises(NotFound):
        await store.mail(mail)  # not decoded yet
    with pytest.raises(NotFound):
        await store.raw_mail(4711)
    with pytest.raises(NotFound):
        await store.set_mail(4711, MAIL)


# --- the mailbox's book --------------------------------------------------------------------------


async def test_a_folder_starts_unread_and_keeps_its_mark(store):
    assert store.ledger.folder_state("INBOX") is None
    received(store, b"one", b"two")
    assert store.ledger.folder_state("INBOX") == FolderState(folder="INBOX", uid_validity=1, high_uid=2)
    assert store.ledger.folder_state("Altro") is None


async def test_the_same_uid_is_kept_once_and_the_same_bytes_delivered_twice_are_two(store):
    assert received(store, b"same", b"same") == 2
    assert received(store, b"same", b"same", b"new") == 1
    assert len(await store.undecoded_mails()) == 3


async def test_a_new_uidvalidity_brings_back_only_what_is_new_even_over_several_batches(store):
    received(store, b"a", b"a", b"b", b"c")
    assert received(store, b"c", b"a", validity=2) == 0
    assert received(store, b"a", b"x", validity=2, first=3) == 1
    assert received(store, b"b", b"a", validity=2, first=5) == 1, "a third delivery of the same bytes is new"
    assert len(await store.undecoded_mails()) == 6
    assert store.ledger.folder_state("INBOX") == FolderState(folder="INBOX", uid_validity=2, high_uid=6)


async def test_folders_do_not_share_their_numbers(store):
    assert received(store, b"a") == 1
    assert received(store, b"b", folder="Reclami") == 1


async def test_an_empty_batch_moves_the_mark(store):
    store.ledger.commit_batch(FolderState(folder="INBOX", uid_validity=9, high_uid=0), [])
    assert store.ledger.folder_state("INBOX") == FolderState(folder="INBOX", uid_validity=9, high_uid=0)


async def test_the_ledger_serves_another_thread_while_the_store_works(store):
    async def many(first: int) -> int:
        return await asyncio.to_thread(received, store, *(b"%d" % n for n in range(first, first + 20)), first=first)

    kept, *_saved = await asyncio.gather(many(1), *(store.add(a_visit()) for _ in range(20)))
    assert kept == 20
    assert len(await store.find(limit=50)) == 20


# --- drafts --------------------------------------------------------------------------------------


async def test_a_draft_comes_back_exactly_and_is_replaced_not_doubled(store, another):
    await store.save_draft(DRAFT)
    assert await (await another()).draft(1, "anna", "reply") == DRAFT
    await store.save_draft(replace(DRAFT, text="altro", extra=None))
    assert await store.draft(1, "anna", "reply") == replace(DRAFT, text="altro", extra=None)


async def test_drafts_of_others_and_of_other_kinds_are_apart(store):
    await store.save_draft(DRAFT)
    await store.save_draft(replace(DRAFT, kind="note", text="nota"))
    await store.drop_draft(1, "anna", "reply")
    assert await store.draft(1, "anna", "reply") is None
    assert await store.draft(1, "luca", "note") is None
    assert (await store.draft(1, "anna", "note")).text == "nota"


# --- people and links ----------------------------------------------------------------------------


async def test_presence_and_heartbeat(store):
    anna = PersonState(person="anna", presence=Presence.PAUSED, reason="pranzo", since=NOW, seen_at=NOW)
    await store.set_person(anna)
    await store.heartbeat("anna", NOW + 9)
    await store.heartbeat("luca", NOW + 8)
    people = {one.person: one for one in await store.people()}
    assert people["anna"] == replace(anna, seen_at=NOW + 9)
    assert (people["luca"].presence, people["luca"].seen_at) == (Presence.READY, NOW + 8)


async def test_a_heartbeat_draws_nothing(store):
    await store.set_person(PersonState(person="anna", presence=Presence.READY, since=NOW, seen_at=NOW))
    before = await store.board()
    await store.heartbeat("anna", NOW + 30)
    assert await store.board() == before
    assert before.people[0].seen_at == 0


async def test_a_link_keeps_since_when_it_has_its_trouble(store, another):
    for since, detail in ((NOW, "uno"), (NOW + 5, "due")):
        await store.set_link(LinkState(name="mail", ok=False, problem="offline", detail=detail, since=since))
    [link] = (await (await another()).board()).links
    assert link == LinkState(name="mail", ok=False, problem="offline", detail="due", since=NOW)
    await store.set_link(LinkState(name="mail", ok=True, since=NOW + 9))
    assert (await store.board()).links == (LinkState(name="mail", ok=True, since=NOW + 9),)


async def test_a_link_that_says_the_same_again_is_not_written(store, another):
    colleague = await another()
    await store.set_link(LinkState(name="mail", ok=True, since=NOW))
    mark = await colleague.change_mark()
    await store.set_link(LinkState(name="mail", ok=True, since=NOW + 60))
    assert await colleague.change_mark() == mark


# --- changes, cancelling, closing ----------------------------------------------------------------


async def test_the_change_mark_moves_when_anybody_commits_and_only_then(store, another):
    colleague = await another()
    mark = await colleague.change_mark()
    assert await colleague.change_mark() == mark
    await store.add(a_visit())
    moved = await colleague.change_mark()
    assert moved != mark
    received(colleague, b"mail")
    assert await colleague.change_mark() != moved


async def test_a_cancelled_call_is_done_whole_or_not_at_all(store):
    tasks = [asyncio.create_task(store.add(a_visit())) for _ in range(40)]
    await tasks[3]
    for task in tasks[4:]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    kept = await store.find(limit=100)
    assert len(kept) >= 4
    for contact in kept:
        assert len(await store.journal(contact.id)) == 1


async def test_closing_twice_is_fine_and_a_closed_store_says_so(store):
    await asyncio.gather(store.add(a_visit()), store.close())
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.board()
