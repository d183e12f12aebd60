"""What a mail becomes: threads, forwards, duplicates, quarantine, faxes and forms; on the real store."""

from __future__ import annotations

import pytest

from console.domain import commands as c
from console.domain.channels import ChannelRules, FaxRule, WebRule
from console.domain.contact import Channel, ContactId, Outcome, State
from console.domain.errors import Reason, Refused
from console.domain.journal import EntryKind
from console.domain.mail import Mail, MailClass, Sender
from console.domain.quarantine import HeaderRule, QuarantineRules
from console.services.intake_contact import IntakeRules
from services.conftest import OWN

MAIL = Mail(message_id="<a@x>", sender_name="Rossi", sender="rossi@example.ch", subject="Rateazione", text="Buongiorno")
SPAM = (("x-spam-flag", "YES"),)
RULES = IntakeRules(
    own=OWN, token_prefix="UE", normalise=lambda raw: "+" + "".join(filter(str.isdecimal, raw)),
    quarantine=QuarantineRules(
        headers=(HeaderRule(name="x-spam-flag", equals="YES"),), senders=("@pubblicita.example",)
    ),
    channels=ChannelRules(
        fax=(FaxRule(sender="fax@gateway.example", subject=r"Fax da (?P<number>[+0-9 ]*)"),),
        web=(WebRule(sender="formulari@sito.example", labels=(
            ("name", ("Nome",)), ("email", ("E-mail",)), ("phone", ("Telefono",)), ("text", ("Messaggio",)),
            ("municipality", ("Comune",)), ("case_reference", ("Esecuzione",)),
        )),),
    ),
)  # fmt: skip


@pytest.fixture
def sorted_center(center):
    center.sort_by(RULES)
    return center


class TestThreads:
    async def test_an_answer_names_who_had_it_and_both_show_each_other(self, center):
        first = await center.post(MAIL)
        await center.desk.claim(first.id)
        await center.desk.close(first.id, Outcome.ANSWERED)
        again = await center.post(Mail(message_id="<b@x>", in_reply_to=("<a@x>",), sender="altro@example.ch"))
        assert (again.thread, again.meant_for) == (first.id, "anna")
        row = (await center.store.board()).row(again.id)
        assert (row.thread, row.meant_for) == (first.id, "anna")
        assert (await center.desk.claim(again.id)).operator == "anna"
        of_new = await center.desk.history(again)
        of_old = await center.desk.history(await center.store.contact(first.id))
        assert [(one.contact.id, one.thread) for one in of_new] == [(first.id, True)]
        assert [(one.contact.id, one.thread) for one in of_old] == [(again.id, True)]

    async def test_a_long_thread_is_one_thread_from_everywhere(self, center):
        ids = [(await center.post(MAIL)).id]
        for number in range(1, 5):
            mail = Mail(message_id=f"<{number}@x>", in_reply_to=(f"<{number - 1}@x>" if number > 1 else "<a@x>",),
                        sender=f"{number}@example.ch", text=str(number))  # fmt: skip
            ids.append((await center.post(mail)).id)
        for one in ids:
            contact = await center.store.contact(one)
            found = await center.store.sorting.thread(contact.id, contact.thread)
            assert {other.id for other in found} == set(ids) - {one}

    @pytest.mark.parametrize(("sender", "joins"), [("rossi@example.ch", True), ("ladro@example.ch", False)])
    async def test_the_token_counts_only_for_who_has_a_part_in_it(self, center, sender, joins):
        first = await center.post(MAIL)
        mail = Mail(message_id="<b@x>", sender=sender, subject=f"Re: Rateazione [UE-{first.id}]", text="altro")
        assert (await center.post(mail)).thread == (first.id if joins else 0)

    async def test_the_token_counts_for_whom_we_wrote_to(self, center):
        first = await center.post(MAIL)
        await center.desk.claim(first.id)
        await center.desk.reply(first.id, "Testo", to="avvocato@example.ch")
        mail = Mail(message_id="<b@x>", sender="avvocato@example.ch", subject=f"[UE-{first.id}]", text="altro")
        assert (await center.post(mail)).thread == first.id

    async def test_the_message_id_beats_the_token_and_a_token_of_nothing_is_nothing(self, center):
        first, other = await center.post(MAIL), await center.post(Mail(message_id="<o@x>", sender="rossi@example.ch"))
        mail = Mail(message_id="<b@x>", in_reply_to=("<a@x>",), sender="rossi@example.ch", subject=f"[UE-{other.id}]",
                    text="c")  # fmt: skip
        assert (await center.post(mail)).thread == first.id
        assert (await center.post(Mail(message_id="<d@x>", sender="rossi@example.ch", subject="[UE-999]"))).thread == 0

    async def test_a_machine_that_writes_on_and_on_is_one_row_with_a_count(self, center):
        first = await center.post(MAIL)
        answers = []
        for number in range(6):
            center.clock.move(60)
            mail = Mail(message_id=f"<r{number}@x>", in_reply_to=("<a@x>",), sender="robot@example.ch",
                        text=str(number), kind=MailClass.AUTOMATIC)  # fmt: skip
            answers.append(await center.post(mail))
        assert [one is not None for one in answers] == [True, True, True, False, False, False]
        board = await center.store.board()
        assert len(board.rows) == 4
        assert board.row(answers[2].id).folded == 3
        behind = await center.store.find(include_closed=True)
        folded = [one for one in behind if "folded" in one.flags]
        assert len(folded) == 3 and all(one.twin == answers[2].id and one.state is State.CLOSED for one in folded)
        assert [one.contact.id for one in await center.desk.history(first)] == [one.id for one in reversed(answers[:3])]

    async def test_a_crash_between_count_and_contact_counts_once(self, center, monkeypatch):
        await center.post(MAIL)
        for number in range(3):
            await center.post(Mail(message_id=f"<r{number}@x>", in_reply_to=("<a@x>",), sender="robot@example.ch",
                                   text=str(number), kind=MailClass.AUTOMATIC))  # fmt: skip
        add = center.store.add

        async def killed(decision):
            raise KeyboardInterrupt

        monkeypatch.setattr(center.store, "add", killed)
        last = Mail(message_id="<r9@x>", in_reply_to=("<a@x>",), sender="robot@example.ch", text="9",
                    kind=MailClass.AUTOMATIC)  # fmt: skip
        with pytest.raises(KeyboardInterrupt):
            await center.post(last)
        monkeypatch.setattr(center.store, "add", add)
        await center.mails.take_in()
        assert max(row.folded for row in (await center.store.board()).rows) == 1


class TestForwarded:
    MAIL = Mail(
        message_id="<f@x>", sender="segreteria@comune.example", sender_name="Comune", subject="I: Precetto",
        text="Da: Ida Guidi <ida@example.ch>\nInviato: lunedì\nA: Comune\nOggetto: Precetto\n\nBuongiorno",
    )  # fmt: skip

    async def test_the_sender_is_proposed_and_accepted_by_an_act(self, center):
        contact = await center.post(self.MAIL)
        assert contact.party.email == "segreteria@comune.example"
        assert await center.sorting.proposed_sender(contact) == Sender(name="Ida Guidi", address="ida@example.ch")
        changed = await center.sorting.accept_sender(contact.id)
        assert (changed.party.name, changed.party.email) == ("Ida Guidi", "ida@example.ch")
        assert await center.sorting.proposed_sender(changed) is None
        back = await center.sorting.undo_sender(contact)
        assert back.party == contact.party

    async def test_nothing_is_proposed_where_nothing_was_forwarded(self, center):
        contact = await center.post(MAIL)
        with pytest.raises(Refused) as refused:
            await center.sorting.accept_sender(contact.id)
        assert refused.value.reason is Reason.NO_SENDER

    async def test_a_contact_in_other_hands_is_not_changed(self, center):
        contact = await center.post(self.MAIL)
        await center.colleague.claim(contact.id)
        with pytest.raises(Refused) as refused:
            await center.sorting.accept_sender(contact.id)
        assert (refused.value.reason, refused.value.who) == (Reason.NOT_YOURS, "luca")


class TestDuplicates:
    async def test_a_twin_is_suggested_never_dropped(self, center):
        first, again = await center.post(MAIL), await center.post(MAIL)
        assert (again.state, again.twin) == (State.WAITING, first.id)
        assert (await center.store.board()).row(again.id).twin == first.id
        assert first.twin == 0

    async def test_the_same_words_of_the_same_sender_within_a_day(self, center):
        first = await center.post(MAIL)
        center.clock.move(80_000)
        assert (await center.post(Mail(**{**_plain(MAIL), "message_id": "<b@x>"}))).twin == first.id
        center.clock.move(90_000)
        assert (await center.post(Mail(**{**_plain(MAIL), "message_id": "<c@x>"}))).twin == 0

    async def test_one_act_closes_it_and_reopening_undoes_that(self, center):
        first, again = await center.post(MAIL), await center.post(MAIL)
        closed = await center.sorting.close_duplicate(again.id)
        assert (closed.state, closed.disposition.outcome, closed.twin) == (State.CLOSED, Outcome.DUPLICATE, first.id)
        line = (await center.store.journal(again.id))[-1]
        assert (line.kind, dict(line.facts)["of"]) == (EntryKind.CLOSED, str(first.id))
        assert (await center.sorting.reopen(again.id)).state is State.ACTIVE

    async def test_of_nothing_and_of_itself_it_is_none(self, center):
        contact = await center.post(MAIL)
        with pytest.raises(Refused) as none:
            await center.sorting.close_duplicate(contact.id)
        assert none.value.reason is Reason.NO_TWIN
        with pytest.raises(Refused):
            await center.sorting.close_duplicate(contact.id, contact.id)


class TestQuarantine:
    async def test_a_suspect_mail_is_counted_and_not_in_the_queue(self, sorted_center):
        await sorted_center.post(Mail(message_id="<s@x>", sender="x@y.example", spam_marks=SPAM))
        board = await sorted_center.store.board()
        assert (board.rows, board.quarantined) == ((), 1)
        (suspect,) = await sorted_center.sorting.quarantined()
        assert (suspect.state, suspect.flags) == (State.QUARANTINED, ("spam_header",))
        (line,) = await sorted_center.store.journal(suspect.id)
        assert dict(line.facts)["why"] == "spam_header"
        assert await sorted_center.desk.take_next() is None

    async def test_released_it_stands_at_the_place_of_its_arrival(self, sorted_center):
        await sorted_center.post(Mail(message_id="<s@x>", sender="x@y.example", spam_marks=SPAM))
        sorted_center.clock.move(60)
        later = await sorted_center.post(MAIL)
        (suspect,) = await sorted_center.sorting.quarantined()
        bulk = await sorted_center.sorting.release_all([suspect.id])
        assert [one.after.state for one in bulk.done] == [State.WAITING]
        board = await sorted_center.store.board()
        assert [row.id for row in board.rows] == [suspect.id, later.id]
        assert board.quarantined == 0
        undone = await sorted_center.sorting.undo(bulk)
        assert [one.after.state for one in undone.done] == [State.QUARANTINED]

    async def test_confirmed_it_is_closed_as_spam_and_the_undo_brings_it_back(self, sorted_center):
        for number in range(3):
            await sorted_center.post(Mail(message_id=f"<s{number}@x>", sender="x@y.example", spam_marks=SPAM))
        suspects = [one.id for one in await sorted_center.sorting.quarantined()]
        bulk = await sorted_center.sorting.close_all(suspects, Outcome.SPAM)
        assert {one.after.disposition.outcome for one in bulk.done} == {Outcome.SPAM}
        assert (await sorted_center.store.board()).quarantined == 0
        await sorted_center.sorting.undo(bulk)
        assert (await sorted_center.store.board()).quarantined == 3

    async def test_senders_of_the_settings_and_of_the_operators(self, sorted_center):
        await sorted_center.post(Mail(message_id="<1@x>", sender="a@pubblicita.example"))
        assert await sorted_center.sorting.block("Truffa@y.example")
        assert not await sorted_center.sorting.block("truffa@y.example")
        await sorted_center.post(Mail(message_id="<2@x>", sender="truffa@y.example"))
        assert {one.flags for one in await sorted_center.sorting.quarantined()} == {("spam_sender",)}
        assert len(await sorted_center.sorting.quarantined()) == 2
        assert await sorted_center.sorting.unblock("truffa@y.example")
        assert (
            await sorted_center.post(Mail(message_id="<3@x>", sender="truffa@y.example", text="3"))
        ).state is State.WAITING

    @pytest.mark.parametrize("sender", [OWN, "@ue.example", "nulla", "@", "a@b", "a b@x.example", ""])
    async def test_what_cannot_be_blocked(self, sorted_center, sender):
        with pytest.raises(Refused) as refused:
            await sorted_center.sorting.block(sender)
        assert refused.value.reason is Reason.NO_SENDER

    async def test_an_answer_to_us_and_registered_mail_are_not_suspect(self, sorted_center):
        first = await sorted_center.post(MAIL)
        answer = Mail(message_id="<b@x>", in_reply_to=("<a@x>",), sender="c@y.example", spam_marks=SPAM)
        assert (await sorted_center.post(answer)).thread == first.id
        registered = Mail(message_id="<r@x>", sender="n@incamail.ch", flags=("registered",), spam_marks=SPAM)
        assert (await sorted_center.post(registered)).state is State.WAITING


class TestChannels:
    async def test_a_fax_has_the_number_of_its_sender(self, sorted_center):
        fax = await sorted_center.post(Mail(message_id="<f@x>", sender="fax@gateway.example",
                                            subject="Fax da 41 91 123 45 67", kind=MailClass.AUTOMATIC))  # fmt: skip
        assert (fax.channel, fax.party.phone, fax.party.email) == (Channel.FAX, "+41911234567", "")
        assert "automatic" not in fax.flags

    async def test_a_form_is_the_citizens(self, sorted_center):
        text = ("Nome: Ida Guidi\nE-mail: ida@example.ch\nTelefono: 41 79 412 33 08\nComune: Airolo\n"
                "Esecuzione: 2026-0012345\nMessaggio: Buongiorno")  # fmt: skip
        form = await sorted_center.post(Mail(message_id="<w@x>", sender="formulari@sito.example", subject="Contatto",
                                             reply_to="ida@example.ch",
                                             text=text, kind=MailClass.AUTOMATIC, spam_marks=()))  # fmt: skip
        assert form.channel is Channel.WEB
        assert (form.party.name, form.party.email, form.party.phone) == ("Ida Guidi", "ida@example.ch", "+41794123308")
        assert (form.municipality, form.office, form.case_reference) == ("Airolo", "faido", "2026-0012345")
        assert form.flags == ()
        mail = await sorted_center.store.mail(form.mail)
        assert (mail.kind, mail.reply_to, mail.flags) == (MailClass.PERSON, "", ())

    async def test_the_form_itself_cannot_be_blocked_away(self, sorted_center):
        await sorted_center.sorting.block("formulari@sito.example")
        form = Mail(message_id="<w@x>", sender="formulari@sito.example", text="Nome: Ida\nE-mail: ida@example.ch")
        assert (await sorted_center.post(form)).state is State.WAITING


class TestPlaces:
    async def test_the_domicile_that_is_said_is_written_down(self, center):
        contact = await center.post(Mail(message_id="<p@x>", sender="r@example.ch", text="Sono domiciliato a Airolo."))
        assert (contact.municipality, contact.office) == ("Airolo", "faido")

    async def test_it_never_takes_the_place_of_what_is_known(self, center):
        first = await center.post(MAIL)
        await center.desk.edit(first.id, c.Edit(by="anna", municipality="Lugano"))
        answer = Mail(message_id="<b@x>", in_reply_to=("<a@x>",), sender="r@example.ch", text="abito a Airolo")
        assert (await center.post(answer)).municipality == "Lugano"


class TestBulk:
    async def test_many_are_closed_with_one_undo(self, center):
        ids = [
            (await center.post(Mail(message_id=f"<{n}@x>", sender=f"{n}@example.ch", text=str(n)))).id for n in range(3)
        ]
        await center.colleague.claim(ids[1])
        bulk = await center.sorting.close_all([*ids, ContactId(999)], Outcome.NO_ACTION)
        assert [one.after.id for one in bulk.done] == [ids[0], ids[2]]
        assert [number for number, _error in bulk.failed] == [ids[1], 999]
        undone = await center.sorting.undo(bulk)
        assert [one.after.state for one in undone.done] == [State.WAITING] * 2
        assert len((await center.store.board()).rows) == 3

    async def test_what_somebody_has_reopened_since_stays_with_them(self, center):
        contact = await center.post(MAIL)
        bulk = await center.sorting.close_all([contact.id], Outcome.SPAM)
        await center.colleague.reopen(contact.id)
        undone = await center.sorting.undo(bulk)
        assert undone.done == () and (await center.store.contact(contact.id)).operator == "luca"

    async def test_a_call_is_never_closed_in_bulk(self, center):
        call = await center.ring()
        bulk = await center.sorting.close_all([call.id], Outcome.SPAM)
        assert bulk.done == () and (await center.store.contact(call.id)).state is State.WAITING


def _plain(mail: Mail) -> dict:
    return {name: getattr(mail, name) for name in mail.__slots__}
