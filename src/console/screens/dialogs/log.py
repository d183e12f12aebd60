"""Write down by hand a call, a counter visit, a letter, a fax: channel, who, how to reach them, what about."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from console.domain.article import LANGUAGES
from console.domain.contact import Channel, Contact, Party
from console.domain.errors import ConsoleError
from console.i18n import _
from console.screens.dialogs import words
from console.screens.dialogs.fields import LineField, Pick, PickField, plain
from console.screens.dialogs.frame import STYLES, KeysLine, Line, Row, attempt
from console.services.session import Session

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
    ]

    def __init__(self, session: Session, *, channel: Channel = Channel.PHONE) -> None:
        super().__init__()
        self._session = session
        self._channel = channel
        self._saving = False

    def compose(self) -> ComposeResult:
        """Five rows, the history, the keys."""
        picks = [Pick(key=one, words=f"{at} {words.channel(one)}") for at, one in enumerate(CHANNELS, 1)]
        language = PickField([Pick(key=one, words=one) for one in LANGUAGES], id="language")
        language.styles.width = 8
        with Vertical(classes="dialog") as box:
            box.border_title = plain(_("Annota un contatto"))
            yield Row(_("Canale"), ChannelField(picks, self._channel, id="channel"), Line(_("1–6"), classes="hint"))
            yield Row(_("Chi"), LineField(id="name", placeholder=_("nome, o ditta")))
            yield Row(_("Recapito"), LineField(id="reach", placeholder=_("numero o e-mail")))
            yield Line(id="history", classes="muted")
            yield Row(_("Oggetto"), LineField(id="subject", placeholder=_("in una riga; Invio annota")))
            yield Row(_("Lingua"), language)
            yield Line(id="problem")
            yield KeysLine(("app.focus_next", _("Avanti")), ("save", _("Annota")), ("back", _("Indietro")))

    @on(LineField.Changed, "#name, #reach")
    def _somebody(self) -> None:
        self.run_worker(self._look_up(), group="history", exclusive=True, exit_on_error=False)

    async def _look_up(self) -> None:
        """The newest earlier contact of this citizen; the last key wins because the worker is exclusive."""
        party = self._party()
        line = self.query_one("#history", Line)
        if len(party.name) < 3 and len(party.phone) < 6 and "@" not in party.email:
            return line.say("")
        try:
            rows = await self._session.desk.history_of(party)
        except ConsoleError as error:
            return line.say(words.failure(error), "warning")
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
        self.run_worker(self._save(party), group="save", exit_on_error=False)

    async def _save(self, party: Party) -> None:
        channel = Channel(self.query_one(ChannelField).chosen)
        language = self.query_one("#language", PickField).chosen
        subject = self._value("subject")
        logging = self._session.desk.log(channel, party=party, subject=subject, language=language)
        contact = await attempt(logging, self._tell, words.failure)
        self._saving = False
        if contact is not None:
            self.dismiss(contact)

    def _party(self) -> Party:
        return party_of(self._value("name"), self._value("reach"))

    def _value(self, field: str) -> str:
        return self.query_one(f"#{field}", LineField).value.strip()

    def _tell(self, sentence: str) -> None:
        self.query_one("#problem", Line).say(sentence, "error")

    def action_back(self) -> None:
        """Write nothing down."""
        self.dismiss(None)
