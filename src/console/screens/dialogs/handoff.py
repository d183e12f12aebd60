"""The handoff: everything known is there, Tab follows the order of speech, one key sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.commands import Edit
from console.domain.contact import ClerkId, Contact, ContactId, OfficeId
from console.domain.errors import ConsoleError
from console.domain.handoff import HandoffState, Packet, Way
from console.domain.record import record
from console.domain.wish import WishId
from console.i18n import _
from console.screens import format as say
from console.screens.attempting import attempt
from console.screens.autosave import TICK_SECONDS, Autosave
from console.screens.dialogs import handoff_packet as rules
from console.screens.dialogs import words
from console.screens.dialogs.fields import LineField
from console.screens.dialogs.frame import STYLES, KeysLine, Line, key_of
from console.screens.dialogs.handoff_fields import HandoffFields
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.screens.type_ahead import hold_keys
from console.services.handoff import HandoffForm
from console.services.session import Session

KIND = "handoff"


@record
class HandoffDone:
    """The contact as it stands, the mail that can still be undone (0: none), and the way it went."""

    contact: Contact
    wish: WishId
    way: Way


class HandoffDialog(ModalScreen[HandoffDone | None]):
    """Gives what was done, or None. What was typed is kept as a draft of kind `handoff` until it is sent."""

    CSS_PATH = STYLES
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("f6", "ask", show=False, id="handoff"),
        Binding("f7", "usual", show=False, id="reply"),
        Binding("f8", "note", show=False, id="park"),
    ]

    def __init__(self, session: Session, contact_id: ContactId) -> None:
        super().__init__()
        self._session = session
        self._names = Names(session)
        self._contact_id = contact_id
        self._contact: Contact | None = None
        self._form: HandoffForm | None = None
        self._sending = False
        self._kept: Mapping[str, str] = {}
        self._autosave = Autosave(session.clock.now, self._save_draft)

    def compose(self) -> ComposeResult:
        """The fields, the line of problems, the keys."""
        with Vertical(classes="dialog handoff") as box:
            box.border_title = plain(_("Trasferisci"))
            yield HandoffFields(self._session)
            yield Line(id="problem")
            yield KeysLine(("back", _("Indietro")))

    async def on_mount(self) -> None:
        """Fill in what is known and what was typed the last time."""
        try:
            contact = self._contact = await self._session.desk.contact(self._contact_id)
            self._form = await self._session.handoff.form(self._contact_id)
            draft = await self._session.desk.draft(self._contact_id, KIND)
        except ConsoleError as error:
            return self._tell(self._names.failure(error))
        name = say.party(contact)
        self.query_one(".dialog").border_title = plain(_("Trasferisci ─ {name}").format(name=name))
        self._kept = (draft.extra or {}) if draft else {}
        self.query_one(HandoffFields).fill(self._form, {**_earlier(contact), **self._kept})
        self._show_ways(self._form.ways)
        self.set_interval(TICK_SECONDS, self._tick)
        return None

    def _show_ways(self, ways: tuple[Way, ...]) -> None:
        acts = {
            Way.CONSULT: ("ask", _("Consulto")), Way.BLIND: ("usual", _("Diretto")),
            Way.FORWARD: ("usual", _("Inoltra")), Way.NOTE: ("note", _("Nota e richiamo")),
        }  # fmt: skip
        self.query_one(KeysLine).show(*(acts[way] for way in ways), ("back", _("Indietro, resta tutto")))

    @on(HandoffFields.Changed)
    def _changed(self) -> None:
        self.query_one("#problem", Line).say("")
        kept = self.query_one(HandoffFields).kept
        if kept != self._kept:
            self._kept = kept
            self._autosave.touch()

    @on(LineField.Submitted)
    def _next(self) -> None:
        self.focus_next()

    # --- sending -------------------------------------------------------------------------------------

    def action_ask(self) -> None:
        """Ask the clerk first; a mail, which nobody can be asked about, goes to the clerk."""
        ways = self._form.ways if self._form is not None else ()
        way = next((one for one in (Way.CONSULT, Way.FORWARD) if one in ways), None)
        if way is not None:
            self._begin(way)
        elif ways:
            self._tell(_("Si passa con {key}.").format(key=key_of(self, "note")))

    def action_usual(self) -> None:
        """Without asking: the call itself, or the mail."""
        ways = self._form.ways if self._form is not None else ()
        if ways:
            self._begin(next((one for one in (Way.BLIND, Way.FORWARD) if one in ways), Way.NOTE))

    def action_note(self) -> None:
        """Only the packet; the clerk calls back."""
        self._begin(Way.NOTE)

    def _begin(self, way: Way) -> None:
        if self._sending or self._form is None:
            return
        fields = self.query_one(HandoffFields)
        fields.settle()
        gaps = fields.show_gaps(way)
        if gaps:
            self._tell(_("Manca: {fields}.").format(fields=words.fields(gaps)))
            return
        self._sending = True
        self.run_worker(hold_keys(self, self._send(fields, way)), group="send", exit_on_error=False)

    async def _send(self, fields: HandoffFields, way: Way) -> None:
        await fields.ready()
        packet, entries = fields.packet, fields.entries
        done = await attempt(self._hand_on(packet, entries, way), self._tell, self._names.failure)
        self._sending = False
        if done is None:
            return await self._look_again()
        self._autosave.forget()
        me = self._session.desk.me.id
        await attempt(self._session.store.drop_draft(self._contact_id, me, KIND), self._tell, self._names.failure)
        self.dismiss(done)
        return None

    async def _hand_on(self, packet: Packet, entries: rules.Entries, way: Way) -> HandoffDone:
        """Write the citizen's name down where it was not known, then hand on. Raises ConsoleError."""
        contact = self._contact
        if contact is not None and packet.citizen and not contact.party.name:
            party = replace(contact.party, name=packet.citizen)
            await self._session.desk.edit(self._contact_id, Edit(by=self._session.desk.me.id, party=party))
        office, clerk = OfficeId(entries.office), ClerkId(entries.clerk)
        saved, wish = await self._session.handoff.send(self._contact_id, packet, way, office=office, clerk=clerk)
        return HandoffDone(contact=saved, wish=wish, way=way)

    async def _look_again(self) -> None:
        """After a refusal the ways may have changed (the caller hung up): offer those that are left."""
        try:
            form = await self._session.handoff.form(self._contact_id)
        except ConsoleError:
            return
        if self._form is not None:
            self._form = replace(self._form, ways=form.ways)
        self._show_ways(form.ways)

    # --- keeping -------------------------------------------------------------------------------------

    async def action_back(self) -> None:
        """Close; everything typed is here the next time."""
        if self._sending:
            return
        saved = await attempt(self._keep(), self._tell, self._names.failure)
        if saved:
            self.dismiss(None)

    async def _keep(self) -> bool:
        await self._autosave.flush()
        return True

    async def _tick(self) -> None:
        await attempt(self._autosave.tick(), self._tell, self._names.failure)

    async def _save_draft(self) -> None:
        await self._session.desk.save_draft(self._contact_id, KIND, self._kept.get("question", ""), **self._kept)

    async def on_unmount(self) -> None:
        """The console ends: keep what was typed."""
        await attempt(self._autosave.flush(), lambda _sentence: None, self._names.failure)

    def _tell(self, sentence: str) -> None:
        self.query_one("#problem", Line).say(sentence, "error")


def _earlier(contact: Contact) -> Mapping[str, str]:
    """The clerk of a handoff that did not succeed: what was chosen by hand is not chosen anew."""
    handoff = contact.handoff
    failed = handoff is not None and handoff.state is HandoffState.FAILED
    return {"clerk": handoff.clerk} if handoff is not None and failed and handoff.clerk else {}
