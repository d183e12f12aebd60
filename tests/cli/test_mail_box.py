"""`console mail` for the mailbox at the server: what intake has written down, and what people may say to it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from console import bootstrap
from console.adapters.store import gap_book, mark_book
from console.bootstrap.options import Options
from console.domain.contact import Channel, Contact
from console.domain.lifecycle import arrive
from console.domain.mail import Mail
from console.domain.mailbox import LargeState, MarkKind, Place
from console.domain.queues import GAP_LINK, LinkState
from console.services.ports import FolderState, RawMail


@asynccontextmanager
async def behind(site):
    """The site as intake sees it."""
    async with bootstrap.open_site(Options(config=site.config, data_dir=site.data)) as services:
        yield services


@pytest.fixture
def read(site):
    """Intake has read two mails, a large one among them; two more came and went; the first was answered."""

    async def work():
        async with behind(site) as services:
            store, ledger = services.store, services.store.ledger
            mails = [
                RawMail(uid=1, raw=b"Subject: x\r\n\r\n", received_at=10.0, fingerprint="a"),
                RawMail(uid=2, raw=b"Subject: y\r\n\r\n", received_at=11.0, fingerprint="b", large_size=50_000_000),
            ]
            ledger.commit_batch(FolderState(folder="INBOX", uid_validity=7, high_uid=2), mails)
            for number, subject in ((1, "x"), (2, "y")):
                await store.set_mail(number, Mail(subject=subject))
                contact = Contact(channel=Channel.EMAIL, subject=subject, mail=number, arrived_at=1.0, state_since=1.0)
                await store.add(arrive(contact, 1.0))
            with ledger._own.write() as conn:
                mark_book.want(conn, 1, MarkKind.ANSWERED)
                gap_book.count(conn, Place(folder="INBOX", uid_validity=7, uid=4), 2, 1_795_000_000.0)
            for link in (
                LinkState(name="mail", ok=True, since=1.0),
                LinkState(name=GAP_LINK, ok=False, problem="mails_gone", detail="2", since=1_795_000_000.0),
            ):
                await store.set_link(link)

    asyncio.run(work())


def test_the_state_of_the_mailbox(console, read):
    result = console("mail", "status", "--json")
    assert result.code == 1, "something is missing"
    data = result.json
    assert data["folders"] == [{"folder": "INBOX", "uid_validity": 7, "high_uid": 2, "mails": 2}]
    assert [(one["folder"], one["missing"]) for one in data["gaps"]] == [("INBOX", 2)]
    assert [(one["contact"], one["kind"], one["state"]) for one in data["marks"]] == [(1, "answered", "waiting")]
    assert [(one["contact"], one["size"], one["state"]) for one in data["large"]] == [(2, 50_000_000, "wanted")]
    assert {one["name"]: one["ok"] for one in data["links"]} == {"mail": True, GAP_LINK: False}


def test_the_state_in_words(console, read):
    said = console("mail", "status").out
    for words in ("in piedi", "2 messaggi, fino al n. 2", "▲ INBOX: 2 messaggi arrivati", "1 in attesa", "in arrivo"):
        assert words in said


def test_a_site_that_never_read(console, site):
    assert console.ok("mail", "status") == {"links": [], "folders": [], "gaps": [], "marks": [], "large": []}
    assert "non ha ancora letto" in console("mail", "status").out


def test_what_is_missing_is_noted_under_a_name(console, read):
    assert console.ok("mail", "gaps")[0]["missing"] == 2
    assert console.ok("mail", "gaps", "--noted")[0]["missing"] == 2
    assert console.ok("mail", "gaps") == []
    assert "Non manca niente." in console("mail", "gaps").out
    assert console("mail", "status", "--json").code == 0


def test_doctor_tells_what_is_missing(console, read):
    found = {one["part"]: one for one in console("doctor", "--json").json}
    assert found["arrivals"]["health"] == "warning"
    assert found["arrivals"]["detail"].startswith("2 messaggi arrivati e spariti dal ")
    console("mail", "gaps", "--noted")
    assert "arrivals" not in {one["part"] for one in console("doctor", "--json").json}


def test_marks_and_another_try(console, read, site):
    async def refuse():
        async with behind(site) as services:
            with services.store.ledger._own.write() as conn:
                conn.execute("UPDATE marks SET state = 'refused', attempts = 20, due_at = 9e9, error = 'read-only'")

    asyncio.run(refuse())
    assert "rifiutato" in console("mail", "marks").out
    [mark] = console.ok("mail", "marks", "--again")
    assert (mark["state"], mark["attempts"], mark["error"]) == ("waiting", 0, "")


def test_a_large_mail_is_stopped_and_goes_on(console, read):
    assert [one["contact"] for one in console.ok("mail", "large")] == [2]
    assert console.ok("mail", "large", 2, "--stop")[0]["state"] == LargeState.STOPPED
    assert console("mail", "large", 2, "--stop").code == 4
    assert console.ok("mail", "large", 2, "--fetch")[0]["state"] == LargeState.WANTED
    assert console("mail", "large", 1).code == 3
    assert console("mail", "large", 1, "--stop").code == 3
    assert console("mail", "large", "--stop").code == 2
    assert console("mail", "large", 2, "--stop", "--fetch").code == 2


def test_a_large_mail_that_is_not_here_is_not_saved_as_the_original(console, read, monkeypatch):
    monkeypatch.setattr("console.services.attachments.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("console.services.attachments.LOOK_SECONDS", 0.0)
    result = console("mail", "save", 2, "--original", "--to", str(console.data))
    assert result.code == 4
    assert "non è ancora arrivato per intero" in result.err


def test_another_login_is_asked_for(console, read, site):
    async def asked():
        async with behind(site) as services:
            return services.store.ledger.nudges()

    before = asyncio.run(asked())
    assert console.ok("mail", "login") == {"asked": True}
    assert asyncio.run(asked()) == before + 1
