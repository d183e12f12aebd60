"""What the keys of the desk do before and beside the work: proposals, many contacts at once, the quarantine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from console.domain.contact import Contact, ContactId, Outcome
from console.domain.forwarded import proposal
from console.domain.record import record
from console.i18n import _, ngettext
from console.screens import format as say
from console.screens.actions import OPERATOR, Place, key_words, keys_of
from console.screens.attempting import attempt
from console.screens.notices import SECONDS
from console.services.sorting import Bulk, SortingDesk

if TYPE_CHECKING:
    from console.domain.mail import Sender
    from console.screens.desk_acts import DeskActs
    from console.screens.desktop import Desktop

T = TypeVar("T")
BULK_OUTCOMES = (Outcome.NO_ACTION, Outcome.SPAM, Outcome.DUPLICATE, Outcome.ANSWERED)
"""What many contacts can have in common."""


@record
class Offer:
    """Senders that one key blocks for a moment, and how the close before is taken back."""

    senders: tuple[str, ...]
    until: float
    undo: Callable[[], Awaitable[Contact]]


class SortingActs:
    """One operator's sorting at this desk."""

    def __init__(self, desktop: Desktop, acts: DeskActs) -> None:
        session = desktop.session
        self._desktop = desktop
        self._acts = acts
        self._desk = session.desk
        self.sorting = SortingDesk(session.store, session.clock, session.desk.me, own=session.address)
        self._offer: Offer | None = None

    async def _try(self, doing: Awaitable[T]) -> T | None:
        return await attempt(doing, self._desktop.refuse, self._desktop.names.failure)

    # --- proposals -----------------------------------------------------------------------------------

    def of(self, action: str) -> Callable[[], Awaitable[None]]:
        """The act of this action."""
        acts = {"accept": self.accept, "quarantine": self.quarantine, "attachments": self.attachments}
        return acts[action]

    async def attachments(self) -> None:
        """What the mail carries, and the mail as it came."""
        from console.screens.mail_acts import attachments

        contact = self._desktop.target()
        if contact is None:
            return self._desktop.refuse(_("Nessun contatto qui. F5 prende il prossimo."))
        return await attachments(self._desktop.session, contact, self._desktop.refuse, self._desktop.ask)

    async def accept(self) -> None:
        """What was offered just now, else what the contact proposes; of two, the one that is chosen."""
        offer, self._offer = self._offer, None
        if offer is not None and self._now() < offer.until:
            return await self._block(offer)
        target = self._desktop.target()
        found = await self._try(self._desk.contact(target)) if target is not None else None
        if found is None:
            return None
        mail = await self._try(self.sorting.mail_of(found))
        sender = proposal(found, mail) if found.is_open else None
        twin = found.twin if found.is_open else ContactId(0)
        if sender is not None and twin and not (sender := await self._choose(sender, twin)):
            return None
        if sender is not None and sender.address:
            return await self._accept_sender(found)
        if twin:
            return await self._close_duplicate(found)
        return self._desktop.refuse(_("Qui non c'è niente da accettare."))

    async def _choose(self, sender: Sender, twin: ContactId) -> Sender | None:
        """The sender, an empty one for the duplicate, or None."""
        from console.domain.mail import Sender as NoSender
        from console.screens.dialogs.choose import ChooseDialog
        from console.screens.dialogs.fields import Pick

        picks = [
            Pick(key="sender", words=_("Il mittente originale"), remark=sender.address),
            Pick(key="twin", words=_("È un doppione"), remark=_("del n. {number}").format(number=twin)),
        ]
        chosen = await self._desktop.ask(ChooseDialog(_("Che cosa accettare?"), picks))
        return {"sender": sender, "twin": NoSender()}.get(chosen or "")

    async def _accept_sender(self, found: Contact) -> None:
        changed = await self._try(self.sorting.accept_sender(found.id))
        if changed is None:
            return
        place = self._desktop.place
        self._acts.remember(_("mittente"), lambda: self.sorting.undo_sender(found), place)
        self._desktop.say(_("Il cittadino è {who}: la risposta va a lui. u annulla.").format(who=say.party(changed)),
                          "good")  # fmt: skip
        await self._desktop.show_contact(changed, None if place is Place.QUEUE else place)

    async def _close_duplicate(self, found: Contact) -> None:
        closed = await self._try(self.sorting.close_duplicate(found.id))
        if closed is None:
            return
        self._acts.remember(_("chiusura"), lambda: self.sorting.reopen(found.id))
        sentence = _("Chiuso come doppione del n. {number}. u riapre.").format(number=closed.twin)
        await self._acts.left(closed, sentence)

    # --- many at once --------------------------------------------------------------------------------

    async def close_marked(self, marked: Sequence[ContactId]) -> None:
        """One outcome for all that are marked; one undo brings all back."""
        from console.screens.dialogs.choose import ChooseDialog
        from console.screens.dialogs.fields import Pick
        from console.screens.dialogs.words import outcome

        title = ngettext("Chiudi {count} contatto", "Chiudi {count} contatti", len(marked)).format(count=len(marked))
        picks = [Pick(key=str(one), words=outcome(one)) for one in BULK_OUTCOMES]
        chosen = await self._desktop.ask(ChooseDialog(title, picks))
        if chosen is None:
            return None
        bulk = await self._try(self.sorting.close_all(marked, Outcome(chosen)))
        if bulk is None:
            return None
        self._desktop.queue.unmark()
        said = self._closed(bulk)
        if not bulk.done:
            return self._desktop.refuse(said)
        words = ngettext("chiusura di {count}", "chiusura di {count}", len(bulk.done)).format(count=len(bulk.done))
        self._acts.remember(words, self._back(bulk), Place.QUEUE)
        if chosen == Outcome.SPAM:
            return await self.offer_block([one.before for one in bulk.done], said, self._back(bulk))
        return self._desktop.say(said, "warn" if bulk.failed else "good")

    def _back(self, bulk: Bulk) -> Callable[[], Awaitable[Contact]]:
        async def back() -> Contact:
            undone = await self.sorting.undo(bulk)
            if not undone.done:
                raise undone.failed[0][1]
            return undone.done[0].after

        return back

    @staticmethod
    def _closed(bulk: Bulk) -> str:
        done, failed = len(bulk.done), len(bulk.failed)
        said = ngettext("Chiuso {count}: u lo rimette.", "Chiusi {count}: u li rimette.", done).format(count=done)
        if not failed:
            return said
        missed = ngettext(
            "{count} no: è cambiato nel frattempo.", "{count} no: sono cambiati nel frattempo.", failed
        ).format(count=failed)  # fmt: skip
        return f"{said} {missed}" if done else missed

    # --- spam ----------------------------------------------------------------------------------------

    async def offer_block(self, contacts: Sequence[Contact], said: str, undo: Callable[[], Awaitable[Contact]]) -> None:
        """Say what was closed as spam, and that one key blocks the senders; the undo of the close takes both back."""
        senders = await self._try(self.sorting.blockable(contacts)) or ()
        self._offer = Offer(senders=senders, until=self._now() + SECONDS, undo=undo) if senders else None
        if senders:
            said += " " + ngettext("{key} blocca {who}.", "{key} blocca i {count} mittenti.", len(senders)).format(
                key=self._key, who=senders[0], count=len(senders)
            )
        self._desktop.say(said, "good")

    async def _block(self, offer: Offer) -> None:
        blocked = [one for one in offer.senders if await self._try(self.sorting.block(one))]
        if not blocked:
            return

        async def back() -> Contact:
            for sender in blocked:
                await self.sorting.unblock(sender)
            return await offer.undo()

        self._acts.remember(_("chiusura e blocco"), back, Place.QUEUE)
        said = ngettext(
            "Bloccato {who}: i prossimi messaggi vanno in quarantena. u annulla.",
            "Bloccati {count}: i prossimi messaggi vanno in quarantena. u annulla.", len(blocked),
        )  # fmt: skip
        self._desktop.say(said.format(who=blocked[0], count=len(blocked)), "good")

    def _now(self) -> float:
        return self._desktop.session.clock.now()

    @property
    def _key(self) -> str:
        action = next(one for one in OPERATOR if one.id == "accept")
        return key_words(keys_of(action, self._desktop.session.look.keymap).split(",")[0])

    async def quarantine(self) -> None:
        """The place of suspect mails."""
        from console.screens.dialogs.quarantine import QuarantineDialog

        await self._desktop.ask(QuarantineDialog(self._desktop.session, self.sorting))
