"""The fields of the handoff: order of speech, live office, live sentence to say, live gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from console.domain.article import LANGUAGES
from console.domain.contact import OfficeId
from console.domain.handoff import Packet, Way, short_line
from console.i18n import _, language
from console.screens.attempting import attempt
from console.screens.dialogs import handoff_packet as rules
from console.screens.dialogs import words
from console.screens.dialogs.answered_field import AnsweredField
from console.screens.dialogs.choose import ChooseDialog
from console.screens.dialogs.fields import LineField, Pick, PickField, TextField
from console.screens.dialogs.frame import Line, Row
from console.screens.dialogs.names import Names
from console.screens.dialogs.place_field import PlaceField
from console.screens.dialogs.receiver_field import ReceiverField
from console.services.handoff import Candidate, HandoffForm
from console.services.session import Session

LINES = ("citizen", "reference", "question", "deadline", "callback")


class HandoffFields(Vertical):
    """Filled once with what is known; gives the packet as it stands at any moment."""

    class Changed(Message):
        """The operator, or what follows from a place, changed a field."""

    def __init__(self, session: Session) -> None:
        super().__init__(classes="fields")
        self._session = session
        self._names = Names(session)
        self._form: HandoffForm | None = None
        self._kept_clerk = ""
        self._citizen = Row(_("Cittadino"), LineField(id="citizen", placeholder=_("nome, se lo dice")))
        self._citizen.display = False

    def compose(self) -> ComposeResult:
        """The rows."""
        yield self._citizen
        yield Row(_("Esecuzione"), LineField(id="reference", limit=60), Line(id="remark", classes="hint"))
        yield PlaceField(self._session.handoff.route, self._names.office)
        yield Row(_("A chi"), ReceiverField(id="receiver"))
        yield Row(_("Domanda"), LineField(id="question", limit=300, placeholder=_("in una riga")))
        yield Row(_("Già detto"), AnsweredField(self._names.article, id="answered"))
        yield Row(
            _("Scade"), LineField(id="deadline", limit=40, placeholder="–"),
            Line(_("Lingua"), classes="narrow-label"),
            PickField([Pick(key=one, words=one) for one in LANGUAGES], id="language"),
            Line(_("Richiamo"), classes="narrow-label"), LineField(id="callback", limit=60),
        )  # fmt: skip
        yield Row(_("Nota"), TextField(id="note", placeholder=_("per il funzionario, non per il cittadino")))
        yield Row(_("Da dire"), Line(id="spoken"))
        yield Row("", Line(id="missing"))

    # --- what stands in them -------------------------------------------------------------------------

    def fill(self, form: HandoffForm, kept: Mapping[str, str]) -> None:
        """Show what is known and, over it, what was typed the last time."""
        self._form = form
        known = rules.entries_of(form)
        entries = rules.with_changes(known, kept)
        for one in LINES:
            self.query_one(f"#{one}", LineField).value = getattr(entries, one)
        self.query_one("#note", TextField).load_text(entries.note)
        self.query_one("#language", PickField).chosen = entries.language
        self.query_one(AnsweredField).show(tuple(entries.answered.split()))
        self._kept_clerk = kept.get("clerk", "")
        clerk = self._proposed(form.candidates, entries.language)
        self.query_one(ReceiverField).show(form.office, form.candidates, clerk)
        self.query_one(PlaceField).fill(entries.place, entries.office)
        self._citizen.display = not known.citizen
        self.screen.set_focus(self._first_gap(known))

    def _first_gap(self, known: rules.Entries) -> LineField:
        """The first field, in order of speech, of which nothing is known: what is there need not be passed by."""
        spoken = {"citizen": known.citizen, "reference": known.reference, "place": known.place}
        first = next((name for name, value in spoken.items() if not value), "question")
        return self.query_one(f"#{first}", LineField)

    @property
    def entries(self) -> rules.Entries:
        """The fields as they stand."""
        place = self.query_one(PlaceField)
        lines = {one: self.query_one(f"#{one}", LineField).value for one in LINES}
        return rules.Entries(
            **lines,
            place=place.text,
            office=place.office,
            clerk=self.query_one(ReceiverField).clerk,
            answered=" ".join(self.query_one(AnsweredField).articles),
            language=self.query_one("#language", PickField).chosen,
            note=self.query_one("#note", TextField).text,
        )

    @property
    def packet(self) -> Packet:
        """The packet that would travel now."""
        known = self._form.packet if self._form else Packet()
        return rules.packet_of(self.entries, known, self.query_one(PlaceField).municipality)

    @property
    def kept(self) -> Mapping[str, str]:
        """What a draft keeps: the fields that the operator touched, the clerk only when picked by hand."""
        if self._form is None:
            return {}
        touched = dict(rules.changes(self.entries, rules.entries_of(self._form)))
        if not self.query_one(ReceiverField).picked:
            touched.pop("clerk", None)
        return touched

    def settle(self) -> None:
        """Take the place that is marked, as Enter would."""
        self.query_one(PlaceField).settle()

    def _proposed(self, candidates: Sequence[Candidate], spoken: str) -> str:
        if self._kept_clerk in [one.clerk.id for one in candidates]:
            return self._kept_clerk
        topic = self._form.packet.topic if self._form else ""
        return rules.proposed_clerk(candidates, self._names.skill(topic), spoken)

    # --- what follows from a key ---------------------------------------------------------------------

    @on(LineField.Changed)
    @on(TextField.Changed)
    @on(PickField.Changed)
    @on(AnsweredField.Changed)
    @on(ReceiverField.Changed)
    def _typed(self, event: Message) -> None:
        event.stop()
        self._follow()

    @on(PlaceField.Changed)
    def _placed(self, event: PlaceField.Changed) -> None:
        event.stop()
        self._load_clerks(event.office)
        self._follow()

    def _follow(self) -> None:
        if self._form is None:
            return
        packet = self.packet
        self.query_one("#remark", Line).say(*rules.reference_remark(self.query_one("#reference", LineField).value))
        sentence = short_line(packet)
        self.query_one("#spoken", Line).say(f"«{sentence}»" if sentence else "–")
        self.show_gaps(self._form.ways[0])
        self.post_message(self.Changed())

    def show_gaps(self, way: Way) -> tuple[str, ...]:
        """Say what this way still lacks; gives the names of the fields."""
        gaps = rules.lacking(self.packet, self.query_one(PlaceField).office, way)
        sentence = words.fields(gaps) if gaps else _("nulla")
        self.query_one("#missing", Line).say(
            _("manca: {fields}").format(fields=sentence), "warning" if gaps else "good"
        )
        return gaps

    @work(group="clerks", exclusive=True, exit_on_error=False)
    async def _load_clerks(self, office: str) -> None:
        """The last typed place wins."""
        await self._show_clerks(office)

    async def ready(self) -> None:
        """Return once the receiver is one of the office that stands there now, however fast somebody typed."""
        await self._show_clerks(self.query_one(PlaceField).office)

    async def _show_clerks(self, office: str) -> None:
        receiver = self.query_one(ReceiverField)
        if office == receiver.office:
            return
        line = self.query_one("#missing", Line)
        finding = self._session.handoff.candidates(OfficeId(office))
        found = await attempt(finding, lambda sentence: line.say(sentence, "error"), self._names.failure)
        spoken = self.query_one("#language", PickField).chosen
        receiver.show(office, found or (), self._proposed(found or (), spoken))

    # --- lists to choose from ------------------------------------------------------------------------

    @on(ReceiverField.Asked)
    def _ask_receiver(self) -> None:
        receiver = self.query_one(ReceiverField)
        here = [
            Pick(key=f"clerk {one.clerk.id}", words=one.clerk.name, remark=words.candidate(one))
            for one in receiver.candidates
        ]
        anybody = [Pick(key="clerk ", words=_("primo libero dell'ufficio"))] if receiver.office else []
        others = [
            Pick(key=f"office {one.id}", words=self._names.office(one.id), remark=_("altro ufficio"))
            for one in self._session.handoff.offices()
            if one.id != receiver.office
        ]
        dialog = ChooseDialog(_("A chi"), [*here, *anybody, *others], chosen=f"clerk {receiver.clerk}")
        self.app.push_screen(dialog, self._receiver_chosen)

    def _receiver_chosen(self, key: str | None) -> None:
        kind, _blank, value = (key or "").partition(" ")
        if kind == "clerk":
            self.query_one(ReceiverField).pick(value)
            self.screen.focus_next()
        elif kind == "office":
            self.query_one(PlaceField).choose_office(value)

    @on(AnsweredField.Asked)
    def _ask_article(self) -> None:
        def search(typed: str) -> list[Pick]:
            hits = self._session.articles.search(typed, typing=True)
            return [Pick(key=hit.id, words=self._names.article(hit.id)) for hit in hits]

        every = [Pick(key=one.id, words=one.text(one.title, language())) for one in self._session.articles.all()]
        self.app.push_screen(ChooseDialog(_("Già detto"), every, search=search), self._article_chosen)

    def _article_chosen(self, article: str | None) -> None:
        if article:
            self.query_one(AnsweredField).add(article)
