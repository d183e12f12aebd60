"""What the desk says of a mail: attachments by one key, who poses, how long a registered one waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.domain.contact import Channel, Party, State
from console.domain.mail import Mail, Notice, Registered
from console.screens import format as say
from console.screens.app import ConsoleApp
from console.screens.dialogs.attachments import AttachmentsDialog
from fakes import floor, seat
from fakes.stage import shown, wait_for

SMALL, WIDE = (80, 24), (120, 40)
DEADLINE = seat.NOW + 6 * 86_400 + 22 * 3_600 + 15 * 60
TO_ACCEPT = Registered(provider="IncaMail", notice=Notice.TO_ACCEPT, deadline=DEADLINE)
SENTENCE = "raccomandata IncaMail: ritirare entro 01.12. 08:15, mancano 6 g 22 h (secondo il fornitore)"


class Console:
    """The fake morning, with one more mail."""

    def __init__(self, mail: Mail, **changes) -> None:
        self.store, self.clock = floor.morning(), seat.HandClock()
        party = Party(name=mail.sender_name, email=mail.sender)
        contact = floor.contact(
            50, Channel.EMAIL, 60, party=party, subject=mail.subject, mail=50, flags=mail.flags, **changes
        )
        self.store.contacts = {50: contact}
        self.store.mails[50], self.store.raws[50] = mail, b"raw"
        self.app = ConsoleApp(floor.session(self.store, clock=self.clock))

    @property
    def desk(self):
        return self.app.screen_stack[0]

    async def open(self, pilot) -> None:
        await wait_for(lambda: self.desk.queue.rows and self.desk.queue.has_focus)
        await pilot.press("enter")
        await wait_for(lambda: self.desk.shown_contact() is not None and str(self.desk.place) == "contact")

    def card(self) -> str:
        return self.desk.card.text


def registered_mail(notice: Registered = TO_ACCEPT) -> Mail:
    return Mail(sender="noreply@incamail.ch", sender_name="IncaMail", subject="Einschreiben", text="x",
                flags=("registered",), registered=notice)  # fmt: skip


async def test_a_registered_mail_counts_down_at_the_contact_and_in_the_queue():
    console = Console(registered_mail(), accept_by=DEADLINE)
    async with console.app.run_test(size=SMALL) as pilot:
        await wait_for(lambda: "raccomandata 6g22h" in shown(console.app))
        assert "⚠" not in shown(console.app)
        await console.open(pilot)
        assert SENTENCE in console.card()
        console.clock.move(3_600)
        console.desk.tick()
        assert "mancano 6 g 21 h" in console.card()
        console.clock.move(7 * 86_400)
        console.desk.tick()
        assert "il termine per ritirarla è passato il 01.12. 08:15" in console.card()


async def test_it_counts_down_in_other_hands_too():
    console = Console(registered_mail(), accept_by=DEADLINE, state=State.ACTIVE, operator="luca")
    async with console.app.run_test(size=SMALL):
        await wait_for(lambda: "raccomandata 6g22h" in shown(console.app))


@pytest.mark.parametrize(
    ("notice", "words"),
    [(Notice.DISPATCHED, "ricevuta d'invio"), (Notice.ACCEPTED, "ricevuta di ritiro"), (Notice.EXPIRED, "scaduta"),
     (Notice.REFUSED, "ritiro rifiutato"), (Notice.FAILED, "non consegnata"), (Notice.MESSAGE, "messaggio")],
)  # fmt: skip
async def test_a_receipt_is_named_and_has_no_countdown(notice, words):
    console = Console(registered_mail(Registered(provider="PEC", notice=notice)))
    async with console.app.run_test(size=SMALL) as pilot:
        await console.open(pilot)
        assert f"raccomandata PEC: {words}" in console.card()
        assert "mancano" not in console.card()


def test_the_last_two_days_are_late_and_a_closed_one_is_not():
    contact = floor.contact(1, Channel.EMAIL, 0, accept_by=seat.NOW + 3 * 86_400)
    assert not say.acceptance_late(contact, seat.NOW)
    assert say.acceptance_late(contact, seat.NOW + 86_401)
    assert not say.acceptance_late(replace(contact, state=State.CLOSED), seat.NOW + 86_401)
    assert not say.acceptance_late(floor.contact(2, Channel.EMAIL, 0), seat.NOW)


async def test_who_poses_is_named_once_with_the_address_and_its_spelling():
    flags = ("mixed_letters", "near_domain", "signed", "suspicious")
    mail = Mail(sender="anna@pоst.ch", sender_name="Anna [/]", reply_to="x@gmail.com", subject="Pacco", flags=flags)
    console = Console(mail)
    async with console.app.run_test(size=WIDE) as pilot:
        await wait_for(lambda: "⚠ Pacco" in shown(console.app))
        await console.open(pilot)
        for words in ("Anna [/] <anna@pоst.ch>", "per le macchine: xn--pst-sed.ch", "mescola alfabeti",
                      "somiglia a uno conosciuto", "chiede la risposta a x@gmail.com"):  # fmt: skip
            assert words in console.card(), words
        assert "mittente dubbio" not in console.card()
        assert "⚠ firmato" not in console.card() and "firmato, firma non verificata" in console.card()


async def test_what_only_informs_is_no_warning_in_the_queue():
    console = Console(Mail(sender="a@example.ch", subject="Invito", flags=("calendar", "signed", "attached_mail")))
    async with console.app.run_test(size=SMALL):
        await wait_for(lambda: "Invito" in shown(console.app))
        assert "⚠" not in shown(console.app)


@pytest.mark.parametrize("place", ["queue", "contact"])
async def test_b_shows_the_attachments_and_escape_leaves_everything_as_it_was(place):
    console = Console(registered_mail(), accept_by=DEADLINE)
    async with console.app.run_test(size=SMALL) as pilot:
        await wait_for(lambda: console.desk.queue.rows and console.desk.queue.has_focus)
        if place == "contact":
            await console.open(pilot)
        await pilot.press("b")
        await wait_for(lambda: isinstance(console.app.screen, AttachmentsDialog))
        await pilot.press("escape")
        await wait_for(lambda: console.app.screen is console.desk)
        assert str(console.desk.place) == place
        assert console.store.contacts[50].version == 1 or not console.store.contacts[50].operator


async def test_a_contact_without_mail_says_so():
    console = Console(registered_mail())
    console.store.contacts = {1: floor.contact(1, Channel.LETTER, 60, subject="lettera")}
    async with console.app.run_test(size=SMALL) as pilot:
        await wait_for(lambda: console.desk.queue.rows and console.desk.queue.has_focus)
        await pilot.press("b")
        await wait_for(lambda: "non è arrivato per posta elettronica" in console.desk.bars.notice.text)
