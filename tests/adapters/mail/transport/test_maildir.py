"""The Maildir as the embedded mailbox: everything once, nothing half written, nothing moved."""

import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mail.transport.support import NOW, MemoryLedger, StillClock, SystemTime, Watched, mail, numbers
from console.adapters.mail.maildir import MaildirMailbox
from console.adapters.mail.maildir_names import FILE_NAME, MaildirNames, unique_part
from console.adapters.mail.maildir_out import MaildirOutbox, deliver, make_maildir
from console.domain.errors import StoreUnavailable
from console.domain.wish import OutgoingMail


def box(folder, ledger):
    return MaildirMailbox(folder, ledger, SystemTime(), poll_seconds=0.02)


async def test_a_missing_folder_is_made_for_this_user_only(tmp_path):
    ledger = MemoryLedger()
    async with Watched(box(tmp_path / "posta", ledger)) as watched:
        await watched.until(lambda: watched.is_well and watched.changes)
    for name in ("new", "cur", "tmp"):
        assert stat.S_IMODE((tmp_path / "posta" / name).stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "posta" / FILE_NAME).stat().st_mode) == 0o600


async def test_what_is_there_and_what_arrives_is_kept_once(tmp_path):
    ledger = MemoryLedger()
    deliver(tmp_path, mail(1))
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 1)
        for number in range(2, 40):
            deliver(tmp_path, mail(number))
        await watched.until(lambda: len(ledger.kept) == 39)
        rounds = watched.changes
        deliver(tmp_path, mail(40))
        await watched.until(lambda: len(ledger.kept) == 40 and watched.changes > rounds)
    assert sorted(numbers(ledger.bodies())) == list(range(1, 41))
    assert len(list((tmp_path / "new").iterdir())) == 40


async def test_a_mail_is_there_within_half_a_second_s_poll(tmp_path):
    ledger = MemoryLedger()
    async with Watched(MaildirMailbox(tmp_path, ledger, SystemTime())) as watched:
        await watched.until(lambda: watched.is_well)
        deliver(tmp_path, mail(1))
        await watched.until(lambda: len(ledger.kept) == 1)


async def test_half_a_mail_is_not_read(tmp_path):
    ledger = MemoryLedger()
    make_maildir(tmp_path)
    (tmp_path / "tmp" / "half").write_bytes(mail(1)[:20])
    (tmp_path / "new" / ".hidden").write_bytes(mail(2))
    (tmp_path / "new" / "folder").mkdir()
    os.mkfifo(tmp_path / "new" / "pipe")
    (tmp_path / "new" / "link").symlink_to("/etc/passwd")
    deliver(tmp_path, mail(3))
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: watched.is_well and ledger.kept)
        (tmp_path / "tmp" / "half").write_bytes(mail(1))
        (tmp_path / "tmp" / "half").rename(tmp_path / "new" / "half")
        await watched.until(lambda: len(ledger.kept) == 2)
    assert numbers(ledger.bodies()) == [3, 1]


async def test_a_colleague_who_reads_and_flags_mails_hides_none_and_doubles_none(tmp_path):
    ledger = MemoryLedger()
    before = deliver(tmp_path, mail(1))
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 1)
        before.rename(tmp_path / "cur" / f"{before.name}:2,S")
        unseen = deliver(tmp_path, mail(2))
        unseen.rename(tmp_path / "cur" / f"{unseen.name}:2,FS")
        await watched.until(lambda: len(ledger.kept) == 2)
        (tmp_path / "cur" / f"{before.name}:2,S").unlink()
        deliver(tmp_path, mail(3))
        await watched.until(lambda: len(ledger.kept) == 3)
    assert numbers(ledger.bodies()) == [1, 2, 3]


async def test_a_second_watch_reads_nothing_twice(tmp_path):
    ledger = MemoryLedger()
    for number in (1, 2, 3):
        deliver(tmp_path, mail(number))
        async with Watched(box(tmp_path, ledger)) as watched:
            await watched.until(lambda want=number: len(ledger.kept) == want)
    assert sum(ledger.batches) == 3


async def test_the_same_bytes_twice_are_two_mails(tmp_path):
    ledger = MemoryLedger()
    deliver(tmp_path, mail(1))
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 1)
    deliver(tmp_path, mail(1))
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 2)


async def test_a_lost_list_of_numbers_doubles_nothing(tmp_path):
    ledger = MemoryLedger()
    for number in range(1, 60):
        deliver(tmp_path, mail(number))
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 59)
    (tmp_path / FILE_NAME).write_bytes(b"\xff\x00 not a list")
    deliver(tmp_path, mail(60))
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) >= 60 and watched.is_well)
    assert sorted(numbers(ledger.bodies())) == list(range(1, 61))


async def test_a_store_that_failed_once_gets_everything_later(tmp_path):
    ledger = MemoryLedger()

    def fail():
        ledger.before_commit = lambda: None
        raise StoreUnavailable("disk full")

    ledger.before_commit = fail
    deliver(tmp_path, mail(1))
    with pytest.raises(StoreUnavailable):
        async with Watched(box(tmp_path, ledger)) as watched:
            await watched.until(lambda: False)
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 1)


async def test_a_numbered_mail_that_cannot_be_read_for_a_while_is_not_passed_by(tmp_path, monkeypatch):
    ledger = MemoryLedger()
    first, second = deliver(tmp_path, mail(1)), deliver(tmp_path, mail(2))
    names = MaildirNames(tmp_path, NOW)
    names.add([first.name, second.name])  # a crash came between the numbers and the commit
    hidden = first.rename(tmp_path / "tmp" / first.name)
    async with Watched(box(tmp_path, ledger)) as watched:
        await watched.until(lambda: len(ledger.kept) == 1)
        hidden.rename(tmp_path / "cur" / f"{first.name}:2,")
        await watched.until(lambda: len(ledger.kept) == 2)
    assert numbers(ledger.bodies()) == [2, 1]


async def test_a_folder_that_is_none_is_told_and_awaited(tmp_path):
    ledger = MemoryLedger()
    place = tmp_path / "posta"
    place.write_bytes(b"a file")
    async with Watched(box(place, ledger)) as watched:
        await watched.until(lambda: watched.problems == ["maildir_unreadable"])
        place.unlink()
        await watched.until(lambda: watched.is_well)
        deliver(place, mail(1))
        await watched.until(lambda: len(ledger.kept) == 1)


async def test_the_outbox_keeps_the_mail_and_delivers_the_receipt(tmp_path):
    sent, inbox = tmp_path / "sent", tmp_path / "posta"
    letter = OutgoingMail(message_id="<1@x>", sender="a@b.ch", recipients=("c@d.ch",), raw=mail(1))
    ledger = MemoryLedger()
    async with Watched(box(inbox, ledger)) as watched:
        await watched.until(lambda: watched.is_well)
        result = await MaildirOutbox(sent=sent, inbox=inbox).send(letter)
        await watched.until(lambda: ledger.kept)
    assert (result.sent, result.permanent, result.unknown) == (True, False, False)
    [kept] = (sent / "new").iterdir()
    assert kept.read_bytes() == mail(1)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not list((sent / "tmp").iterdir())
    assert ledger.bodies() == [mail(1)]


async def test_an_outbox_without_a_place_says_so(tmp_path):
    (tmp_path / "sent").write_bytes(b"a file")
    letter = OutgoingMail(message_id="<1@x>", sender="a@b.ch", recipients=("c@d.ch",), raw=mail(1))
    result = await MaildirOutbox(sent=tmp_path / "sent").send(letter)
    assert (result.sent, result.permanent, result.unknown) == (False, False, False)
    assert result.error


FILE_NAMES = st.binary(min_size=1, max_size=60).filter(lambda name: b"/" not in name and b"\0" not in name)


@settings(max_examples=50, deadline=None)
@given(names=st.lists(FILE_NAMES, unique=True, max_size=20), torn=st.binary(max_size=30))
def test_numbers_survive_a_crash_whatever_the_names_are(tmp_path_factory, names, torn):
    folder = tmp_path_factory.mktemp("numbers")
    first = MaildirNames(folder, NOW)
    texts = list(dict.fromkeys(os.fsdecode(name) for name in names))
    first.add(texts)
    numbered = {name: first.number(name) for name in texts}
    with (folder / FILE_NAME).open("ab") as file:
        file.write(b"999" + torn.replace(b"\n", b""))  # the line that a crash cut off
    second = MaildirNames(folder, NOW + 5)
    assert {name: second.number(name) for name in texts} == numbered
    assert second.validity == first.validity
    second.add(["new one"])
    assert second.number("new one") > max(numbered.values(), default=0) or "new one" in numbered


def test_numbers_are_not_given_again(tmp_path):
    names = MaildirNames(tmp_path, NOW)
    names.add(["a", "b"])
    names.keep_only({"a"})
    again = MaildirNames(tmp_path, StillClock().now())
    again.add(["c"])
    assert (again.number("a"), again.number("b"), again.number("c")) == (1, 0, 3)


def test_the_unique_part_of_a_name():
    assert unique_part("1.2.host:2,S") == unique_part("1.2.host") == "1.2.host"
