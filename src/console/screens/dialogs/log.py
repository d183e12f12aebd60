"""Write down by hand a call, a counter visit, a letter, a fax: channel, who, how to reach them, what about."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.article import LANGUAGES
from console.domain.contact import UNSAVED, Channel, Contact, Party
from console.domain.errors import ConsoleError
from console.i18n import _
from console.screens.attempting import attempt
from console.screens.autosave import TICK_SECONDS, Autosave
from console.screens.dialogs import words
from console.screens.dialogs.fields import LineField, Pick, PickField
from console.screens.dialogs.frame import STYLES, KeysLine, Line, Row
from console.screens.dialogs.names import Names
from console.screens.harmless import plain
from console.screens.type_ahead import hold_keys
from console.services.session import Session

KIND = "log"
FIELDS = ("name", "reach", "subject")
CHANNELS = (Channel.PHONE, Channel.COUNTER, Channel.LETTER, Channel.FAX, Channel.EMAIL, Channel.WEB)
_SEPARATORS = re.compile(r"[\s./()'’-]+")


def party_of(name: str, reach: str) -> Party:
    """The citizen as typed: an address when there is an @, a number when there are digits.

    A Swiss number written at home becomes E.164 (ITU-T E.164; numbering plan of OFCOM), so that the history
    finds it; anything else stays as it was typed.
    """
    reach = reach.strip()
    if "@" in reach:
        return Party(name=name.strip(), email=reach)
    digits = re.sub(r"^00", "+", _SEPARATORS.sub("", reach))
    national = re.fullmatch(r"0([1-9][0-9]{8})", digits)
    phone = f"+41{national[1]}" if national else digits
    return Party(name=name.strip(), phone=phone if re.fullmatch(r"\+?[0-9]+", phone) else "", phone_raw=reach)


def _short_names() -> tuple[str, ...]:
    """The channels in the order of their digits, short enough for one line."""
    return _("tel."), _("sportello"), _("lettera"), _("fax"), _("mail"), _("web")


class ChannelField(PickField):
    """The channel: a digit picks it and goes on to the name."""

    def on_key(self, event: events.Key) -> None:
        """Digits 1 to 6."""
        if event.key.isdecimal() and 1 <= int(event.key) <= len(CHANNELS):
            event.stop()
            self.chosen = CHANNELS[int(event.key) - 1]
            self.screen.focus_next()


class LogDialog(ModalScreen[Contact | None]):
    """Gives the new contact, which is in my hands, or None. Enter in the last field saves, F7 everywhere."""

    CSS_PATH = STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("f7", "save", show=False, id="reply"),
        Binding("f8", "bring_back", show=False, id="park"),
    ]

    def __init__(self, session: Session, *, channel: Channel = Channel.PHONE) -> None:
        super().__init__()
        self._session = session
        self._channel = channel
        self._saving = False
        self._kept: dict[str, str] = {}
        self._names = Names(session)
        self._autosave = Autosave(session.clock.now, self._keep)

    def compose(self) -> ComposeResult:
        """Five rows, the history, the keys."""
        picks = [Pick(key=one, words=f"{at} {words.channel(one)}") for at, one in enumerate(CHANNELS, 1)]
        digits = "  ".join(f"{at} {short}" for at, short in enumerate(_short_names(), 1))
        language = PickField([Pick(key=one, words=one) for one in LANGUAGES], id="language")
        language.styles.width = 8
        with Vertical(classes="dialog") as box:
            box.border_title = plain(_("Annota un contatto"))
            yield Row(_("Canale"), ChannelField(picks, self._channel, id="channel"))
            yield Row("", Line(digits, classes="muted"))
            yield Row(_("Chi"), LineField(id="name", placeholder=_("nome, o ditta")))
            yield Row(_("Recapito"), LineField(id="reach", placeholder=_("numero o e-mail")))
            yield Line(id="history", classes="muted")
            yield Row(_("Oggetto"), LineField(id="subject", placeholder=_("in una riga; Invio annota")))
            yield Row(_("Lingua"), language)
            yield Line(id="problem")
            yield KeysLine(("app.focus_next", _("Avanti")), ("save", _("Annota")), ("back", _("Indietro")))

    async def on_mount(self) -> None:
        """Offer what was left half written, without putting it in the way."""
        self.set_interval(TICK_SECONDS, self._tick)
        draft = await attempt(self._session.desk.draft(UNSAVED, KIND), self._tell, self._names.failure)
        if draft and draft.text:
            self._kept = dict(draft.extra or {})
            sentence = _("Lasciato a metà: «{text}» · F8 lo riporta").format(text=draft.text)
            self.query_one("#history", Line).say(sentence)

    def action_bring_back(self) -> None:
        """What was left half written the last time."""
        for field in FIELDS:
            self.query_one(f"#{field}", LineField).value = self._kept.get(field, "")

    @on(LineField.Changed)
    def _typed(self, event: LineField.Changed) -> None:
        self._autosave.touch()
        if event.input.id != "subject":
            self._look_up()

    async def _tick(self) -> None:
        await attempt(self._autosave.tick(), self._tell, self._names.failure)

    async def _keep(self) -> None:
        """As a draft that belongs to no contact yet; an empty form forgets it."""
        typed = {field: self._value(field) for field in FIELDS}
        text = ", ".join(value for value in typed.values() if value)
        if text:
            await self._session.desk.save_draft(UNSAVED, KIND, text, **typed)
        elif not self._kept:
            await self._forget()

    async def _forget(self) -> None:
        await self._session.store.drop_draft(UNSAVED, self._session.desk.me.id, KIND)

    @work(group="history", exclusive=True, exit_on_error=False)
    async def _look_up(self) -> None:
        """The newest earlier contact of this citizen; the last key wins because the worker is exclusive."""
        party = self._party()
        line = self.query_one("#history", Line)
        if len(party.name) < 3 and len(party.phone) < 6 and "@" not in party.email:
            return line.say("")
        try:
            rows = await self._session.desk.history_of(party)
        except ConsoleError as error:
            return line.say(self._names.failure(error), "warning")
        return line.say(words.history(rows, self._session.clock.now(), self._session.look.zone))

    @on(LineField.Submitted)
    def _entered(self, event: LineField.Submitted) -> None:
        if event.input.id == "subject":
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Write it down, once."""
        if self._saving:
            return
        party = self._party()
        if not (party.label or party.phone_raw or self._value("subject")):
            self._tell(_("Ci vuole almeno un nome, un recapito o l'oggetto."))
            return
        self._saving = True
        self.run_worker(hold_keys(self, self._save(party)), group="save", exit_on_error=False)

    async def _save(self, party: Party) -> None:
        channel = Channel(self.query_one(ChannelField).chosen)
        language = self.query_one("#language", PickField).chosen
        subject = self._value("subject")
        logging = self._session.desk.log(channel, party=party, subject=subject, language=language)
        contact = await attempt(logging, self._tell, self._names.failure)
        self._saving = False
        if contact is not None:
            self._autosave.forget()
            await attempt(self._forget(), self._tell, self._names.failure)
            self.dismiss(contact)

    def _party(self) -> Party:
        return party_of(self._value("name"), self._value("reach"))

    def _value(self, field: str) -> str:
        return self.query_one(f"#{field}", LineField).value.strip()

    def _tell(self, sentence: str) -> None:
        self.query_one("#problem", Line).say(sentence, "error")

    async def action_back(self) -> None:
        """Write nothing down; what was typed is offered the next time."""
        await attempt(self._autosave.flush(), self._tell, self._names.failure)
        self.dismiss(None)
