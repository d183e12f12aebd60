"""The acts of the desk around mails of our own: a first mail, its files, the four eyes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from console.domain.contact import Contact, State
from console.domain.letter import Kind, Letter, Sent
from console.domain.wish import WishId
from console.i18n import _
from console.screens.actions import Place
from console.screens.attempting import attempt
from console.screens.desktop import Desktop
from console.services.ports import Draft

if TYPE_CHECKING:
    from console.screens.dialogs.fields import Pick
    from console.services.releases import Held

T = TypeVar("T")


class LetterActs:
    """What the keys do around mails of our own. `undoable` offers an undo of what was done: words, act."""

    def __init__(self, desktop: Desktop, undoable: Callable[[str, Callable[[], Awaitable[Contact]]], None]) -> None:
        self._desktop = desktop
        self._desk = desktop.session.desk
        self._undoable = undoable

    def of(self, action: str) -> Callable[[], Awaitable[None]]:
        """The act of this action."""
        return {"fresh": self.fresh, "attach": self.attach, "release_mail": self.release}[action]

    async def _try(self, doing: Awaitable[T]) -> T | None:
        return await attempt(doing, self._desktop.refuse, self._desktop.names.failure)

    # --- a first mail --------------------------------------------------------------------------------

    async def fresh(self) -> None:
        """Whom and about what are asked first; then it is a contact of its own, or a mail beside the one in hand."""
        from console.screens.dialogs.fresh import FreshDialog

        held = await self._held()
        begun = await self._try(self._desk.letters.kept(held.id, Kind.FRESH)) if held is not None else None
        if held is not None and begun is not None:
            return await self._desktop.write(held, fresh=Letter())  # begun and not sent: it comes first
        wanted = await self._desktop.ask(FreshDialog(self._desktop.session, held))
        if wanted is None:
            return None
        if not wanted.own and held is not None:
            await self._desktop.show_contact(held)
            return await self._desktop.write(held, fresh=wanted.letter)
        return await self._begin(wanted.letter, held)

    async def _held(self) -> Contact | None:
        """What is in my hands and not set aside; the contact that is shown comes first."""
        held = await self._try(self._desk.held()) or ()
        active = [one for one in held if one.state in (State.ACTIVE, State.WRAP_UP)]
        target = self._desktop.target()
        return next((one for one in active if one.id == target), active[0] if active else None)

    async def _begin(self, letter: Letter, held: Contact | None) -> None:
        if held is not None and await self._try(self._desk.park(held.id)) is None:
            return
        letters = self._desk.letters
        contact = await self._try(letters.begin(letter.to, letter.subject))
        if contact is None:
            return
        await self._try(letters.keep(contact.id, Kind.REPLY, letter))
        await self._desktop.show_contact(contact)
        await self._desktop.write(contact)

    def say_sent(self, sent: Sent, draft: Draft) -> None:
        """Count down what leaves, or say that it waits for a colleague."""
        words = _("E-mail a {to} parte fra poco · u annulla")
        if sent.held:
            words = _("E-mail a {to} aspetta il via di un collega · u annulla")
        said = words.format(to=(draft.extra or {}).get("to", ""))
        self._desktop.say(said, "accent", until=0.0 if sent.held else sent.leaves_at)

    async def reopen(self, contact: Contact, kind: str) -> None:
        """The letter that was taken back, as it was."""
        await self._desktop.write(contact, fresh=Letter() if kind == Kind.FRESH else None)

    async def attach(self) -> None:
        """Files for the mail that is being written."""
        from console.screens.dialogs.attach import AttachDialog

        writing = self._desktop.writing
        letter = writing.letter
        if letter is None:
            return self._desktop.refuse(_("Gli allegati si mettono mentre si scrive una e-mail."))
        files = await self._desktop.ask(AttachDialog(self._desktop.session, letter))
        if files is not None:
            writing.attach(files)
        return self._desktop.go(Place.WRITING)

    # --- four eyes -----------------------------------------------------------------------------------

    async def release(self) -> None:
        """The mails of colleagues that wait: one of them, read, and let go or given back."""
        from console.screens.dialogs.choose import ChooseDialog
        from console.screens.dialogs.release import ReleaseDialog

        waiting = await self._try(self._desk.releases.waiting())
        if waiting is None:
            return
        others = [one for one in waiting if one.author != self._desk.me.id]
        if len(others) == 1:
            chosen: str | None = str(others[0].wish.id)
        else:
            empty = _("Niente da liberare. I propri invii li libera un collega.")
            chosen = await self._desktop.ask(ChooseDialog(_("Da liberare"), self._picks(others), empty=empty))
        held = next((one for one in others if chosen == str(one.wish.id)), None)
        if held is None:
            return
        verdict = await self._desktop.ask(ReleaseDialog(self._desktop.session, held))
        if verdict is not None and verdict.releases:
            await self._release(held)
        elif verdict is not None:
            await self._give_back(held, verdict.reason)

    async def _release(self, held: Held) -> None:
        leaves_at = await self._try(self._desk.releases.release(held.wish.id))
        if leaves_at is not None:
            wish = WishId(held.wish.id)
            self._undoable(_("via libera"), lambda: self._desk.releases.hold_again(wish))
            words = _("Liberata: l'e-mail a {to} parte fra poco · u annulla")
            self._desktop.say(words.format(to=", ".join(held.mail.to)), until=leaves_at)

    async def _give_back(self, held: Held, reason: str) -> None:
        if await self._try(self._desk.releases.give_back(held.wish.id, reason)) is not None:
            author = self._desktop.names.person(held.author)
            self._desktop.say(_("Rimandata a {author}, con il motivo.").format(author=author), "good")

    def _picks(self, others: list[Held]) -> list[Pick]:
        from console.screens.dialogs.fields import Pick

        names = self._desktop.names
        return [
            Pick(key=str(one.wish.id), words=f"{names.person(one.author)[:20]:<20}  {', '.join(one.mail.to)[:30]}",
                 remark=one.mail.subject)
            for one in others
        ]  # fmt: skip
