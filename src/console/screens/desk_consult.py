"""What the hands do with the telephone beside answering it: end a consult either way, hang up, call back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.domain.contact import LIVE_CALL, Contact, State
from console.i18n import _
from console.screens import format as say
from console.screens.actions import Place
from console.screens.attempting import attempt
from console.screens.calls import dialing

if TYPE_CHECKING:
    from console.screens.desktop import Desktop


class ConsultActs:
    """F6 leaves citizen and clerk to each other, F8 takes the citizen back, wherever the cursor is."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._desk = desktop.session.desk
        self._handoff = desktop.session.handoff

    async def under_way(self) -> Contact | None:
        """My consult as the store knows it."""
        held = await attempt(self._desk.held(), self._desktop.refuse, self._desktop.names.failure) or ()
        return next((one for one in held if one.state is State.CONSULTING), None)

    async def complete(self, contact: Contact) -> None:
        """The clerk has the citizen, my hands are free."""
        doing = self._handoff.complete(contact.id)
        left = await attempt(doing, self._desktop.refuse, self._desktop.names.failure)
        if left is not None:
            self._desktop.say(_("{who} passa a chi ha risposto.").format(who=say.party(left)), "accent")
            await self._desktop.show_contact(left, Place.CONTACT)

    async def hand_back(self, contact: Contact) -> None:
        """The citizen and I talk again; the telephone says when."""
        doing = self._handoff.hand_back(contact.id)
        back = await attempt(doing, self._desktop.refuse, self._desktop.names.failure)
        if back is not None:
            self._desktop.say(_("Si riprende {who}.").format(who=say.party(back)), "accent")
            await self._desktop.show_contact(back, Place.CONTACT)

    def refuse(self) -> None:
        """Why nothing else can be done with the contact now."""
        self._desktop.refuse(_("Prima la consultazione: passare la chiamata o riprendere il cittadino."))

    async def call_back(self) -> None:
        """My phone rings first, then the citizen's."""
        contact = self._desktop.target()
        if contact is None:
            return self._desktop.refuse(_("Nessun contatto qui. F5 prende il prossimo."))
        found = await attempt(self._desk.contact(contact), self._desktop.refuse, self._desktop.names.failure)
        if found is None:
            return None
        if dialing(found):
            return self._desktop.refuse(
                _("Il tuo telefono suona già: rispondere, poi suona quello del cittadino.")
            )  # fmt: skip
        called = await attempt(self._desk.call_back(contact), self._desktop.refuse, self._desktop.names.failure)
        if called is not None:
            self._desktop.say(_("Il tuo telefono suona, poi quello del cittadino."), "accent")
            await self._desktop.show_contact(called, Place.CONTACT)
        return None

    async def hang_up(self) -> None:
        """End the call that is in my hands and keep the contact: its outcome is given afterwards."""
        target = self._desktop.target()
        held = await attempt(self._desk.held(), self._desktop.refuse, self._desktop.names.failure)
        if held is None:
            return None
        live = [one for one in held if one.call_state in LIVE_CALL]
        found = next((one for one in live if one.id == target), live[0] if len(live) == 1 else None)
        if found is None and any(dialing(one) for one in held):
            return self._desktop.refuse(
                _("Il tuo telefono suona: riagganciare lì, la telefonata non è ancora partita.")
            )
        if found is None:
            return self._desktop.refuse(_("Nessuna telefonata in mano da chiudere."))
        if found.state is State.CONSULTING:
            return self.refuse()
        ended = await attempt(self._desk.hang_up(found.id), self._desktop.refuse, self._desktop.names.failure)
        if ended is not None:
            self._desktop.say(_("Riagganciato: {who}. Manca l'esito.").format(who=say.party(ended)), "good")
            await self._desktop.show_contact(ended, Place.CONTACT)
        return None
