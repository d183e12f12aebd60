"""A small contact center for tests of the dialogs: a clock moved by hand, two offices, clerks, three articles."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from console.domain.article import Article, HandoffRule, Hit
from console.domain.contact import ArticleId, CallState, Channel, Contact, ContactId, OfficeId, OperatorId, Party, State
from console.domain.errors import NotFound, Reason, Refused
from console.domain.gazetteer import Place, PlaceKind, build
from console.domain.office import Clerk, Office, Operator
from console.domain.place_said import place_said
from console.domain.routing import propose
from console.domain.wish import OutgoingMail
from console.services.desk import Desk, DeskPorts
from console.services.handoff import HandoffDesk, HandoffPorts
from console.services.session import Look, Session
from fakes.memory import MemoryStore

NOW = 1_795_510_800.0
"""Tuesday 24 November 2026, 10:00 in Bellinzona."""
ME = Operator(id=OperatorId("anna"), name="Anna Bianchi", extension="21")
COLLEAGUE = Operator(id=OperatorId("luca"), name="Luca Monti", extension="22")


class HandClock:
    """Time that a test moves."""

    def __init__(self, at: float = NOW) -> None:
        self.at = at

    def now(self) -> float:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += seconds


class Silent:
    """A wake-up that nobody hears."""

    def notify(self) -> None:
        pass

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109  the port's signature
        return False


OFFICES = (
    Office(id=OfficeId("faido"), name="Ufficio di esecuzione di Leventina, Faido", seat="Faido", extension="3500",
           email="faido@ue.example"),
    Office(id=OfficeId("lugano"), name="Ufficio di esecuzione di Lugano", seat="Lugano", extension="3800",
           email="lugano@ue.example"),
)  # fmt: skip
CLERKS = (
    Clerk(id="celio", name="Aldo Celio", office=OfficeId("faido"), extension="3501", email="a.celio@ue.example"),
    Clerk(id="marini", name="Gaia Marini", office=OfficeId("faido"), extension="3502", email="g.marini@ue.example",
          languages=("it", "de"), skills=("pignoramenti",)),
    Clerk(id="soldini", name="Paola Soldini", office=OfficeId("lugano"), extension="3803",
          email="p.soldini@ue.example"),
)  # fmt: skip


def _place(name: str, municipality: str, code: str, office: str, share: float | None = None) -> Place:
    kind = PlaceKind.MUNICIPALITY if name == municipality else PlaceKind.OFFICIAL
    kind = kind if office else PlaceKind.OTHER_CANTON
    district = {"faido": "Leventina", "lugano": "Lugano"}.get(office, "")
    return Place(name=name, municipality=municipality, kind=kind, postal_code=code, office=office, district=district,
                 share=share)  # fmt: skip


class Places:
    """Offices, people and a few places; `route` is the real one."""

    def __init__(self) -> None:
        self._gazetteer = build(PLACES)

    def offices(self):
        return OFFICES

    def office(self, office):
        return self._one(OFFICES, office, "office")

    def clerks(self, office=None):
        return tuple(one for one in CLERKS if office in (None, one.office))

    def clerk(self, clerk):
        return self._one(CLERKS, clerk, "clerk")

    def operator(self, operator):
        return self._one((ME, COLLEAGUE), operator, "operator")

    def operators(self):
        return (ME, COLLEAGUE)

    def operator_at(self, extension):
        return None

    def route(self, place):
        return propose(self._gazetteer, place)

    def said_in(self, text):
        return place_said(self._gazetteer, text)

    @staticmethod
    def _one(found, wanted, kind):
        for one in found:
            if one.id == wanted:
                return one
        raise NotFound(kind, wanted)


def article(number: str, title: str, *, to: str = "") -> Article:
    """A card with the least that a card has."""
    return Article(
        id=ArticleId(number), title={"it": title}, wordings={"it": (title,)}, spoken={"it": title},
        written={"it": f"Gentile {{citizen}},\n\n{title}."},
        handoff=HandoffRule(when="contesta il calcolo", to=to) if to else HandoffRule(),
    )  # fmt: skip


class Cards:
    """Articles found by a word of their title."""

    version = "1"
    ready = True
    problems = 0

    def __init__(self) -> None:
        self._articles = {
            one.id: one
            for one in (
                article("pignoramento-salario", "Come funziona il pignoramento del salario", to="pignoramenti"),
                article("estratto-come", "Come chiedere l'estratto"),
                article("rateazione", "Chiedere una rateazione"),
            )
        }

    def article(self, article):
        if article not in self._articles:
            raise NotFound("article", article)
        return self._articles[article]

    def all(self):
        return tuple(self._articles.values())

    def search(self, query, *, typing=False, limit=10):
        words = query.casefold().split()
        found = [one for one in self.all() if words and any(word in one.title["it"].casefold() for word in words)]
        return tuple(Hit(id=one.id, score=1.0) for one in found)[:limit]

    async def refresh(self):
        return False


class Letters:
    """Builds mails that carry what a test wants to see, and refuses what has no address."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.built: list[dict] = []

    sends = True

    def _mail(self, to: str, subject: str, text: str) -> OutgoingMail:
        if "@" not in to:
            raise Refused(Reason.NO_RECIPIENT)
        self.built.append({"to": to, "subject": subject, "text": text})
        return OutgoingMail(
            message_id=f"<{next(self._numbers)}@ue.example>", sender="ue@ue.example", recipients=(to,),
            raw=text.encode(), subject=subject,
        )  # fmt: skip

    def reply(self, *, original, contact, text, to=""):
        return self._mail(to or original.reply_to or original.sender, f"Re: {original.subject}", text)

    def new(self, *, contact, to, subject, text):
        return self._mail(to, subject, text)

    def forward(self, *, contact, handoff, to, operator_name, raw):
        return self._mail(to, handoff.packet.question, handoff.packet.note)


PLACES = (
    _place("Airolo", "Airolo", "6780", "faido"),
    _place("Faido", "Faido", "6760", "faido"),
    _place("Lugano", "Lugano", "6900", "lugano"),
    _place("Lugaggia", "Capriasca", "6953", "lugano"),
    _place("Confine", "Faido", "6799", "faido", 60.0),
    _place("Confine", "Lugano", "6799", "lugano", 40.0),
    _place("Altrove", "Altrove", "6998", ""),
)


def call(**changes) -> Contact:
    """A call in my hands."""
    usual = Contact(
        id=ContactId(1), channel=Channel.PHONE, state=State.ACTIVE, operator=ME.id, arrived_at=NOW - 60,
        state_since=NOW - 30, version=1, call="c1", call_state=CallState.TALKING,
        party=Party(name="Mario Rossi", phone="+41794123308"),
    )  # fmt: skip
    return replace(usual, **changes)


def letter(**changes) -> Contact:
    """A mail in my hands; put its Mail into the store as number 7."""
    usual = Contact(
        id=ContactId(2), channel=Channel.EMAIL, state=State.ACTIVE, operator=ME.id, arrived_at=NOW - 3600,
        state_since=NOW - 30, version=1, mail=7, subject="Richiesta rateazione",
        party=Party(name="Mario Rossi", email="rossi@example.ch"),
    )  # fmt: skip
    return replace(usual, **changes)


def session(store: MemoryStore, clock: HandClock | None = None, letters: Letters | None = None) -> Session:
    """A seat at this store."""
    clock, directory, articles, letters = clock or HandClock(), Places(), Cards(), letters or Letters()
    desk = Desk(DeskPorts(store=store, clock=clock, directory=directory, composer=letters), ME)
    ports = HandoffPorts(store=store, clock=clock, directory=directory, composer=letters, articles=articles)
    return Session(
        store=store, wakeup=Silent(), clock=clock, directory=directory, articles=articles, desk=desk,
        handoff=HandoffDesk(ports, ME), look=Look(),
    )  # fmt: skip
