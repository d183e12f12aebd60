"""Reading typed values out of nodes, all faults of a file at once.

A reader asks for each key by its name and type; what it never asked for is an unknown key, reported with the nearest
name that it did ask for. A value that cannot be used is noted and replaced by the default, so reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Final, TypeVar

from console.i18n import _
from console.settings.document import NOWHERE, Document, ListNode, MapNode, Node, Place, TextNode
from console.settings.problems import Problem, Severity, did_you_mean, join_path, shown


class Required(Enum):
    """The mark of a key without which the file cannot be used."""

    REQUIRED = "required"


REQUIRED: Final = Required.REQUIRED
Choice = TypeVar("Choice", bound=StrEnum)
YES = ("true", "yes", "on", "sì", "si", "vero")
NO = ("false", "no", "off", "falso")


@dataclass(slots=True)
class Report:
    """The problems of one file, gathered while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def error(self, place: Place, key: str, message: str, hint: str = "") -> None:
        """Note a fault that keeps the file from being used."""
        self._add(place, key, message, hint, Severity.ERROR)

    def warning(self, place: Place, key: str, message: str, hint: str = "") -> None:
        """Note something that should be looked at."""
        self._add(place, key, message, hint, Severity.WARNING)

    def _add(self, place: Place, key: str, message: str, hint: str, severity: Severity) -> None:
        self.problems.append(
            Problem(
                file=self.file,
                line=place.line,
                column=place.column,
                key=key,
                message=message,
                hint=hint,
                severity=severity,
            )
        )


class Fields:
    """The keys of one mapping. Ask for every key that may be there, then call `finish`."""

    def __init__(
        self,
        node: Node | None,
        report: Report,
        path: tuple[str, ...] = (),
        place: Place = NOWHERE,
        *,
        broken: bool = False,
    ) -> None:
        self.report = report
        self.path = path
        self.place = node.place if node is not None else place
        self._pairs = {pair.key: pair for pair in node.pairs} if isinstance(node, MapNode) else {}
        self._asked: dict[str, None] = {}
        self._usable = (node is None or isinstance(node, MapNode)) and not broken
        if node is not None and not isinstance(node, MapNode) and not (isinstance(node, TextNode) and node.is_null):
            report.error(self.place, join_path(path), _("Qui ci vogliono delle chiavi («nome: valore»)."))

    # --- what is there ---------------------------------------------------------------------------

    def node(self, name: str) -> Node | None:
        """The value of a key as it stands, or None when it is missing or empty. The key counts as asked for."""
        self._asked[name] = None
        pair = self._pairs.get(name)
        return None if pair is None or (isinstance(pair.value, TextNode) and pair.value.is_null) else pair.value

    def where(self, name: str) -> Place:
        """The place of a key, or of its mapping when it is missing."""
        return self._pairs[name].place if name in self._pairs else self.place

    def key(self, *names: str) -> str:
        """The path to a key, for messages."""
        return join_path((*self.path, *names))

    def error(self, name: str, message: str, hint: str = "") -> None:
        """Note a fault at a key."""
        self.report.error(self.where(name), self.key(name), message, hint)

    def warning(self, name: str, message: str, hint: str = "") -> None:
        """Note something to be looked at, at a key."""
        self.report.warning(self.where(name), self.key(name), message, hint)

    # --- values ----------------------------------------------------------------------------------

    def text(self, name: str, default: str | Required = REQUIRED) -> str:
        """A text, spaces around it removed; as it was written, also where it looks like a number."""
        node = self._value(name, default)
        if node is None:
            return "" if isinstance(default, Required) else default
        return node.text.strip()

    def integer(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within its limits."""
        node = self._value(name, default)
        if node is None:
            return default
        number = int(node.text) if re.fullmatch(r"-?[0-9]{1,9}", node.text) else None
        if number is None or not least <= number <= most:
            expected = _("Ci vuole un numero intero da {least} a {most}, non «{text}».")
            self.wrong(name, node, expected.format(least=least, most=most, text=shown(node.text)))
            return default
        return number

    def decimal(self, name: str, default: float | Required = REQUIRED, *, least: float = 0.0) -> float:
        """A number of at least `least`, with a point before its decimals."""
        node = self._value(name, default)
        fallback = least if isinstance(default, Required) else default
        if node is None:
            return fallback
        number = float(node.text) if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", node.text) else None
        if number is None or number < least:
            self.wrong(
                name, node, _("Ci vuole un numero (per esempio 17.00), non «{text}».").format(text=shown(node.text))
            )
            return fallback
        return number

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        node = self._value(name, default)
        if node is None:
            return default
        if node.text.lower() not in (*YES, *NO):
            self.wrong(name, node, _("Ci vuole true o false, non «{text}».").format(text=shown(node.text)))
            return default
        return node.text.lower() in YES

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        """One of a fixed set of words."""
        node = self._value(name, default)
        if node is None:
            return default
        word = self.one_of(name, node, [member.value for member in kind])
        return kind(word) if word else default

    def one_of(self, name: str, node: TextNode, known: Collection[str]) -> str:
        """The word of this node when it is known; else notes the nearest known one and gives an empty text."""
        word = node.text.strip()
        if word in known:
            return word
        self.wrong(name, node, _("Valore sconosciuto: «{text}».").format(text=shown(word)), did_you_mean(word, known))
        return ""

    def day(self, name: str, default: date | Required | None = REQUIRED) -> date | None:
        """A date, YYYY-MM-DD."""
        node = self._value(name, default)
        if node is None:
            return None if isinstance(default, Required) else default
        return _as_day(self, name, node)

    def texts(self, name: str, default: tuple[str, ...] | Required = ()) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one. Empty items are noted."""
        if self.node(name) is None:
            if isinstance(default, Required):
                self.missing(name)
                return ()
            return default
        return tuple(node.text.strip() for node in self.items(name))

    def section(self, name: str) -> Fields:
        """The mapping under a key; a missing one reads as empty, so that its defaults hold."""
        return Fields(self.node(name), self.report, (*self.path, name), self.where(name))

    def finish(self) -> None:
        """Report every key that nobody asked for, with the nearest one that was."""
        for name, pair in self._pairs.items():
            if name not in self._asked:
                hint = did_you_mean(name, self._asked)
                self.report.error(pair.place, self.key(shown(name)), _("Chiave sconosciuta."), hint)

    # --- within ----------------------------------------------------------------------------------

    def _value(self, name: str, default: object) -> TextNode | None:
        node = self.node(name)
        if node is None:
            if default is REQUIRED:
                self.missing(name)
            return None
        if not isinstance(node, TextNode):
            self.wrong(name, node, _("Qui ci vuole un solo valore, non un elenco."))
            return None
        return node

    def items(self, name: str) -> tuple[TextNode, ...]:
        """The texts of a list as nodes; whatever else is in it is noted."""
        node = self.node(name)
        found = node.items if isinstance(node, ListNode) else () if node is None else (node,)
        good = []
        for item in found:
            if not isinstance(item, TextNode):
                self.wrong(name, item, _("Qui ci vuole un testo. Se contiene «: » va tra virgolette."))
            elif not item.text.strip():
                self.wrong(name, item, _("Voce vuota nell'elenco."))
            else:
                good.append(item)
        return tuple(good)

    def sections(self, name: str, *, required: bool = False) -> tuple[Fields, ...]:
        """The mappings of a list, each on the path of its number; a single mapping is a list of one."""
        node = self.node(name)
        if node is None and required:
            self.missing(name)
        found = node.items if isinstance(node, ListNode) else () if node is None else (node,)
        path = (*self.path, name)
        return tuple(Fields(item, self.report, (*path, f"[{at}]")) for at, item in enumerate(found, start=1))

    def missing(self, name: str) -> None:
        """Note that a key is not there."""
        if self._usable:
            self.report.error(self.where(name), self.key(name), _("Manca."))

    def wrong(self, name: str, node: Node, message: str, hint: str = "") -> None:
        """Note that the value of a key cannot be used, at the place of the value."""
        self.report.error(node.place, self.key(name), message, hint)


def days(fields: Fields, name: str) -> tuple[date, ...]:
    """A list of dates, sorted; none when the key is missing."""
    found = (_as_day(fields, name, node) for node in fields.items(name))
    return tuple(sorted({day for day in found if day is not None}))


def _as_day(fields: Fields, name: str, node: TextNode) -> date | None:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text):
            raise ValueError(node.text)
        return date.fromisoformat(node.text)
    except ValueError:
        fields.wrong(name, node, _("Ci vuole una data AAAA-MM-GG, non «{text}».").format(text=shown(node.text)))
        return None


def by_language(fields: Fields, name: str, languages: Collection[str], *, required: bool = True) -> Fields:
    """The mapping of languages under a key, already asked for them; Italian is missed where the key is there."""
    node = fields.node(name)
    if node is None and required:
        fields.missing(name)
    inner = fields.section(name)
    for language in languages:
        found = inner.node(language)
        if language == "it" and found is None and isinstance(node, MapNode):
            inner.missing("it")
    return inner


def open_map(document: Document, report: Report) -> Fields:
    """The keys of a file whose root is a mapping; of an empty or broken file, none."""
    report.problems.extend(document.problems)
    broken = document.root is None and bool(document.problems)
    return Fields(document.root, report, (), Place(1, 1), broken=broken)


def open_list(document: Document, report: Report, *, named: str = "id") -> tuple[Fields, ...]:
    """The mappings of a file whose root is a list, each on the path of its `named` key, else of its number."""
    report.problems.extend(document.problems)
    root = document.root
    if root is None or (isinstance(root, TextNode) and root.is_null):
        return ()
    if not isinstance(root, ListNode):
        report.error(root.place, "", _("Il file deve essere un elenco: ogni voce comincia con «- »."))
        return ()
    return tuple(Fields(node, report, (_name(node, named, at),)) for at, node in enumerate(root.items, start=1))


def _name(node: Node, named: str, at: int) -> str:
    pair = node.get(named) if isinstance(node, MapNode) else None
    name = pair.value.text.strip() if pair is not None and isinstance(pair.value, TextNode) else ""
    return shown(name) if name else f"[{at}]"


def unique(entries: Collection[tuple[str, Place]], report: Report, name: str) -> None:
    """Note every id of one file that is there twice, naming the line of the first."""
    first: dict[str, Place] = {}
    for key, place in entries:
        if key in first:
            message = _("«{key}» c'è due volte: la prima è alla riga {line}.")
            report.error(place, join_path((shown(key), name)), message.format(key=shown(key), line=first[key].line))
        elif key:
            first[key] = place
