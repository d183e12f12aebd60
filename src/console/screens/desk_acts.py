"""What the keys of the desk do to contacts. The screen shows, this acts; a refusal becomes a calm sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from console.domain.contact import (
    HELD_STATES,
    LIVE_CALL,
    MOVING_STATES,
    QUEUED_STATES,
    ArticleId,
    CallState,
    Channel,
    Contact,
    ContactId,
    Outcome,
    State,
)
from console.domain.record import record
from console.domain.wish import WishId
from console.i18n import _
from console.screens import format as say
from console.screens.actions import Place
from console.screens.attempting import attempt
from console.screens.calls import in_the_way
from console.screens.desk_consult import ConsultActs
from console.screens.desktop import Desktop
from console.services.ports import Draft

if TYPE_CHECKING:
    from console.domain.letter import Sent
    from console.screens.desk_letters import LetterActs
    from console.screens.desk_sorting import SortingActs

T = TypeVar("T")

LETTER_ACTS = ("fresh", "attach", "release_mail")
"""What `desk_letters.py` does."""


@record
class Undo:
    """How the last act is taken back."""

    words: str
    act: Callable[[], Awaitable[Contact]]
    place: Place = Place.CONTACT
    writes: str = ""
    """The kind of mail that opens again with its text (`domain.letter.Kind`)."""
    shows: bool = True
    """The contact is shown again."""


class DeskActs:
    """One operator's acts on this desk."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._desk = desktop.session.desk
        self.current: Contact | None = None
        """The contact that is shown, as it was read last."""
        self.to_insert: dict[ContactId, tuple[ArticleId, ...]] = {}
        """Cards given to a writer whose reply is not open yet."""
        self.undo_last: Undo | None = None
        self._consult = ConsultActs(desktop)

    @cached_property
    def sorting(self) -> SortingActs:
        """Proposals, many at once, the quarantine."""
        from console.screens.desk_sorting import SortingActs  # here: no first frame needs it

        return SortingActs(self._desktop, self)

    def remember(self, words: str, act: Callable[[], Awaitable[Contact]], place: Place = Place.CONTACT) -> None:
        """The act that `u` takes back."""
        self.undo_last = Undo(words=words, act=act, place=place)

    @cached_property
    def _letters(self) -> LetterActs:
        from console.screens.desk_letters import LetterActs  # here: no first frame needs it

        return LetterActs(self._desktop, self._offer_undo)

    def _offer_undo(self, words: str, act: Callable[[], Awaitable[Contact]]) -> None:
        self.undo_last = Undo(words=words, act=act, shows=False)

    async def _try(self, doing: Awaitable[T]) -> T | None:
        return await attempt(doing, self._desktop.refuse, self._desktop.names.failure)

    async def _read(self, contact: ContactId | None) -> Contact | None:
        if contact is None:
            self._desktop.refuse(_("Nessun contatto qui. F5 prende il prossimo."))
            return None
        return await self._try(self._desk.contact(contact))

    async def in_hand(self, contact: ContactId | None) -> Contact | None:
        """The contact, taken first when anybody may take it; None after saying why it cannot be."""
        found = await self._read(contact)
        if found is not None and found.state in QUEUED_STATES:
            found = await self._claimed(found)
            if found is not None:
                await self._desktop.show_contact(found)
        return found

    async def _claimed(self, found: Contact) -> Contact | None:
        """Taken, unless a call of mine keeps this one from my phone."""
        before = in_the_way(await self._active(), found)
        if before is None:
            return await self._try(self._desk.claim(found.id))
        self._busy(before)
        return None

    def _busy(self, live: Contact) -> None:
        if live.state is State.CONSULTING:
            return self._consult.refuse()
        return self._desktop.refuse(_("Una telefonata è in corso: F9 la chiude, F8 la mette in attesa."))

    # --- taking --------------------------------------------------------------------------------------

    async def take(self) -> None:
        """The next in order; what was in hand is set aside with its search and its text."""
        place, current = self._desktop.place, self.current
        self._desktop.go(Place.ANSWERS)
        active = await self._active()
        live = next((one for one in active if one.call_state in LIVE_CALL), None)
        elsewhere = place is Place.QUEUE or current is None or live is None or current.id != live.id
        if live is not None and elsewhere:
            return await self._turn_to(live, [one for one in active if one.id != live.id])
        if live is not None:
            self._desktop.go(place)
            return self._busy(live)
        found = await self._try(self._next())
        if not found:
            self._desktop.go(place)
            return self._desktop.say(_("Nessuno in attesa."), "muted") if found is not None else None
        return await self._turn_to(found[0], active)

    async def _turn_to(self, taken: Contact, active: list[Contact]) -> None:
        """To this one; the others that were in hand are set aside with their texts."""
        for before in active:
            await self._try(self._desk.park(before.id))
        await self._desktop.stop_writing()
        await self._desktop.show_contact(taken, self._start(taken))

    async def _next(self) -> tuple[Contact, ...]:
        taken = await self._desk.take_next()
        return (taken,) if taken is not None else ()

    async def _active(self) -> list[Contact]:
        """What is in my hands now, as the store knows it."""
        held = await self._try(self._desk.held()) or ()
        return [one for one in held if one.state in (State.ACTIVE, State.WRAP_UP, State.CONSULTING)]

    @staticmethod
    def _start(taken: Contact) -> Place:
        """Where the hands begin: at the search, but at the contact where the citizen must be rung first."""
        rings_back = taken.channel is Channel.PHONE and taken.call_state not in LIVE_CALL and not taken.mail
        return Place.CONTACT if rings_back else Place.ANSWERS

    async def claim(self) -> None:
        """Exactly this one."""
        found = await self._read(self._desktop.target())
        if found is None:
            return
        taken = await self._claimed(found)
        if taken is not None:
            await self._desktop.show_contact(taken, self._start(taken))

    async def take_over(self) -> None:
        """Out of a colleague's hands, after a question with the name."""
        from console.screens.dialogs.confirm import ConfirmDialog

        found = await self._read(self._desktop.target())
        if found is None:
            return None
        if found.state not in HELD_STATES or found.operator == self._desk.me.id:
            return self._desktop.refuse(_("Questo contatto non è nelle mani di un collega."))
        who = self._desktop.names.person(found.operator)
        question = _("Subentrare a {who}: {citizen}?").format(who=who, citizen=say.party(found))
        consequence = _("{who} lo vede subito, lo storico lo annota.").format(who=who)
        if found.call_state is CallState.ON_HOLD:
            consequence = _("Il cittadino in attesa arriva al tuo telefono.") + " " + consequence
        if await self._desktop.ask(ConfirmDialog(question, consequence=consequence)):
            taken = await self._try(self._desk.take_over(found.id))
            if taken is not None:
                await self._desktop.show_contact(taken, self._start(taken))
        return None

    async def release(self) -> None:
        """Back to the queue at its old place."""
        contact = self._desktop.target()
        if contact is None:
            return
        back = await self._try(self._desk.release(contact))
        if back is not None:
            self.undo_last = Undo(words=_("ritorno in coda"), act=lambda: self._desk.claim(contact))
            await self.left(back, _("Rimesso in coda: {who}. u lo riprende."))

    async def park(self) -> None:
        """Set aside what is in hand; with free hands, or during a consult, bring back who waits."""
        here = self.current if self.current and self.current.operator == self._desk.me.id else None
        place = self._desktop.place
        asking = await self._consult.under_way()
        if asking is not None:
            return await self._consult.hand_back(asking)
        if here is not None and here.state is State.PARKED and place is not Place.QUEUE:
            return await self._resume(here.id)
        active = await self._active()
        wanted = next((one for one in active if here is not None and one.id == here.id), None)
        wanted = wanted or (active[0] if active else None)
        if wanted is not None:
            await self._desktop.stop_writing()
            parked = await self._try(self._desk.park(wanted.id))
            if parked is not None:
                await self.left(parked, _("Da parte: {who}. F8 lo riporta."))
            return None
        held = await self._try(self._desk.held()) or ()
        parked_ones = [one for one in held if one.state is State.PARKED]
        if not parked_ones:
            return self._desktop.refuse(_("Niente in mano e niente da parte."))
        return await self._resume(parked_ones[0].id)

    async def _resume(self, contact: ContactId) -> None:
        back = await self._try(self._desk.resume(contact))
        if back is not None:
            await self._desktop.show_contact(back, Place.ANSWERS)
            draft = await self._try(self._desk.draft(contact, "reply"))
            if draft is not None and draft.text.strip():
                await self._desktop.write(back)

    # --- working -------------------------------------------------------------------------------------

    async def give(self, article: ArticleId, typed: str = "") -> None:
        """This card is the answer to what was `typed`: note it; where the citizen wrote, it goes into the reply."""
        found = await self.in_hand(self.current.id if self.current else None)
        if found is None:
            return None
        given = await self._try(self._desk.give_answer(found.id, article))
        if given is None:
            return None
        await self._try(self._desk.note_question(given, typed, article))
        writing = self._desktop.place is Place.WRITING or given.channel is not Channel.PHONE
        title = self._desktop.names.article(article)
        if not writing:
            self._desktop.say(_("Detto: {title}. F9 chiude.").format(title=title), "good")
            return await self._desktop.show_contact(given)
        cards = tuple(dict.fromkeys((*self.to_insert.get(given.id, ()), article)))
        self.to_insert[given.id] = cards
        await self._desktop.show_contact(given)
        self._desktop.say(_("Scheda pronta: {title}. F7 la mette nella risposta.").format(title=title), "good")
        return None

    async def reply(self) -> None:
        """The reply to who can be written to; on the telephone the note."""
        found = await self.in_hand(self._desktop.target())
        if found is None:
            return None
        if found.call_state in LIVE_CALL or not (found.mail or found.party.email):
            return await self._desktop.write_note(found)
        cards = self.to_insert.pop(found.id, ())
        await self._desktop.write(found, cards)
        if cards:  # the notice that F7 puts the card in would now be wrong: F7 sends
            self._desktop.say(_("La scheda è nella risposta. Rileggere: F7 invia."), "good")
        return None

    async def note(self) -> None:
        """The internal note, of any contact."""
        found = await self._read(self._desktop.target())
        if found is not None:
            await self._desktop.write_note(found)

    async def sent(self, sent: Sent, draft: Draft) -> None:
        """The reply is in the outbox: count down, offer the undo, go on."""
        self._letters.say_sent(sent, draft)
        undo = lambda: self._desk.undo_send(sent.contact.id, sent.wish, draft)  # noqa: E731
        self.undo_last = Undo(words=_("invio"), act=undo, writes=draft.kind)
        await self._desktop.stop_writing()
        if sent.contact.is_open:  # a mail beside what the contact is about
            return await self._desktop.show_contact(sent.contact, Place.CONTACT)
        return await self.left(sent.contact, "")

    async def handoff(self) -> None:
        """The packet to the clerk; during a consult the citizen."""
        from console.screens.dialogs.handoff import HandoffDialog

        contact = self._desktop.target()
        asking = await self._consult.under_way()
        if asking is not None:
            return await self._consult.complete(asking)
        found = await self.in_hand(contact)
        if found is None or found.state is State.TRANSFERRING:
            return self._desktop.refuse(_("Il passaggio è già in corso.")) if found is not None else None
        await self._desktop.stop_writing()
        done = await self._desktop.ask(HandoffDialog(self._desktop.session, found.id))
        if done is None:
            return await self._desktop.show_contact(found.id)
        if done.contact.state is State.TRANSFERRING:
            self._desktop.say(_("Passaggio in corso: aspettare che il funzionario risponda."), "accent")
        if done.contact.state in MOVING_STATES:
            return await self._desktop.show_contact(done.contact, Place.CONTACT)
        return await self._handed(done.contact, done.wish)

    async def _handed(self, contact: Contact, wish: WishId) -> None:
        if wish:
            leaving = await self._try(self._desktop.session.store.wish(wish))
            self.undo_last = Undo(words=_("passaggio"), act=lambda: self._desk.undo_send(contact.id, wish))
            words = _("Passaggio di {who} parte fra poco · u annulla").format(who=say.party(contact))
            self._desktop.say(words, until=leaving.due_at if leaving else 0.0)
        await self.left(contact, "" if wish else _("Passato: {who}."))

    async def close(self) -> None:
        """Three keys: F9, a digit if the guess is wrong, Enter."""
        from console.screens.dialogs.wrapup import WrapUpDialog

        contact = self._desktop.target()
        marked = self._desktop.queue.marked_here() if self._desktop.place is Place.QUEUE else ()
        if marked:
            return await self.sorting.close_marked(marked)
        current = self.current if self.current and self.current.id == contact else await self._read(contact)
        if current is None or contact is None:
            return None
        if current.state is State.CONSULTING:
            return self._consult.refuse()
        await self._desktop.stop_writing()
        code = await self._desktop.ask(WrapUpDialog(self._desktop.session, current))
        if code is None:
            return None
        closed = await self._try(self._desk.close(contact, code.outcome, code.topic))
        if closed is not None:
            self.remember(_("chiusura"), lambda: self._desk.reopen(contact))
            await self.left(closed, _("Chiuso: {who}. u riapre."))
            if code.outcome is Outcome.SPAM:
                said = _("Chiuso: {who}. u riapre.").format(who=say.party(closed))
                await self.sorting.offer_block((closed,), said, lambda: self._desk.reopen(contact))
        return None

    async def reopen(self) -> None:
        """A closed one in hand again."""
        contact = self._desktop.target()
        opened = await self._try(self._desk.reopen(contact)) if contact is not None else None
        if opened is not None:
            await self._desktop.show_contact(opened, self._start(opened))

    async def log(self) -> None:
        """A contact that no link brought."""
        from console.screens.dialogs.log import LogDialog

        contact = await self._desktop.ask(LogDialog(self._desktop.session))
        if contact is not None:
            await self._desktop.show_contact(contact, Place.ANSWERS)

    async def undo(self) -> None:
        """The last act."""
        last, self.undo_last = self.undo_last, None
        if last is None:
            return self._desktop.refuse(_("Niente da annullare."))
        back = await self._try(last.act())
        if back is None:
            return None
        self._desktop.say(_("Annullato: {what}.").format(what=last.words), "good")
        if not last.shows:
            return None
        await self._desktop.show_contact(back, last.place)
        if last.writes:
            await self._letters.reopen(back, last.writes)
        return None

    # --- small things --------------------------------------------------------------------------------

    async def left(self, contact: Contact, sentence: str) -> None:
        """A contact has left my hands: say so, show the queue, and the parked ones stay in the band."""
        self.current = None
        typed = self._desktop.leaves(contact.id)
        if typed and not contact.answered:
            await self._try(self._desk.note_question(contact, typed))
        self._desktop.go(Place.QUEUE)
        if sentence:
            self._desktop.say(sentence.format(who=say.party(contact)), "good")

    def of(self, action: str) -> Callable[[], Awaitable[Any]] | None:
        """The act of this action, or None when the screen itself performs it."""
        if action in LETTER_ACTS:
            return self._letters.of(action)
        acts: dict[str, Callable[[], Awaitable[Any]]] = {
            "take": self.take, "claim": self.claim, "take_over": self.take_over, "release": self.release,
            "park": self.park, "handoff": self.handoff, "reply": self.reply, "note": self.note, "close": self.close,
            "call_back": self._consult.call_back, "hang_up": self._consult.hang_up, "reopen": self.reopen,
            "log": self.log, "undo": self.undo,
        }  # fmt: skip
        return self.sorting.of(action) if action in ("accept", "quarantine", "attachments") else acts.get(action)
