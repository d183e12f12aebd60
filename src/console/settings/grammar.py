"""From YAML text to nodes with places, by libyaml's events, with limits that no file can pass.

Events are taken one at a time, so depth, size and aliases are stopped before anything grows: the composer of the
library follows nesting on the C stack and expands aliases without a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest

import yaml
from yaml import events as y

from console.i18n import _
from console.settings.nodes import NOWHERE, ListNode, MapNode, Node, Pair, Place, TextNode
from console.settings.problems import Problem, join_path, shown
from console.settings.syntax import explain

MAX_DEPTH = 24
MAX_VALUES = 200_000
"""Values of a file, aliases counted as often as they are used."""
MAX_PROBLEMS = 200
HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What a terminal may obey or what hides text: C0 but tab and newline, DEL, C1, direction marks (UAX #9), tags."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Stop(Exception):
    """The rest of the file is not worth reading; the problem has been noted."""


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    place: Place
    anchor: str | None
    is_map: bool
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, Pair] = field(default_factory=dict)
    key: str | None = None
    key_place: Place = NOWHERE
    values: int = 1
    """Values in here so far, aliases expanded."""
    skip: bool = False
    """The value that comes belongs to a key that cannot be used."""


def build(text: str, file: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """The root node (None: empty, or broken at the start) and everything that is wrong with the file's form."""
    builder = _Builder(file)
    with suppress(_Stop):
        builder.run(_visible(text, builder))
    return builder.root, tuple(builder.problems)


def _visible(text: str, builder: _Builder) -> str:
    """The text without raw control characters, each noted; line ends of other systems are line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = HOSTILE.search(text)
    while found and len(builder.problems) < MAX_PROBLEMS:
        before = text.rfind("\n", 0, found.start())
        place = Place(text.count("\n", 0, found.start()) + 1, found.start() - before)
        builder.note_hostile(place, found[0])
        found = HOSTILE.search(text, found.end())
    return HOSTILE.sub("\N{REPLACEMENT CHARACTER}", text)


class _Builder:
    """Puts the events of one file together; keeps the path of keys for messages."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._documents = 0

    def run(self, text: str) -> None:
        """Read everything that can be read."""
        try:
            for event in yaml.parse(text, Loader=LOADER):
                self._take(event)
        except yaml.YAMLError as error:
            fault = explain(error, text)
            self._leave(fault.key_column)
            self._note(fault.place, fault.message, fault.hint, key=fault.key)
            self._give_up()

    def note_hostile(self, place: Place, sign: str) -> None:
        """Say that a character is not allowed, by its number."""
        self._note(
            place,
            _("Carattere di controllo {sign} non ammesso.").format(sign=f"U+{ord(sign):04X}"),
            _("Cancellarlo: un terminale potrebbe obbedirgli, o nasconde del testo."),
        )

    # --- events ----------------------------------------------------------------------------------

    def _take(self, event: y.Event) -> None:
        if isinstance(event, y.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (y.MappingStartEvent, y.SequenceStartEvent)):
            self._begin(event)
        elif isinstance(event, (y.MappingEndEvent, y.SequenceEndEvent)):
            self._end()
        elif isinstance(event, y.AliasEvent):
            self._alias(event)
        elif isinstance(event, y.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._note(_place(event), _("Un file contiene un solo documento: togliere la riga «---»."))
                self._give_up()
                raise _Stop

    def _scalar(self, event: y.ScalarEvent) -> None:
        place = _place(event)
        text = event.value
        for sign in dict.fromkeys(HOSTILE.findall(text)):
            self.note_hostile(place, sign)
        text = HOSTILE.sub("\N{REPLACEMENT CHARACTER}", text)
        if event.tag is not None:
            self._refuse_tag(place, event.tag)
        node = TextNode(text, bool(event.implicit[0]) and event.style in (None, ""), place)
        self._give(node, 1, event.anchor)

    def _begin(self, event: y.CollectionStartEvent) -> None:
        place = _place(event)
        if event.tag is not None:
            self._refuse_tag(place, event.tag)
        if len(self._open) >= MAX_DEPTH:
            self._note(place, _("Troppi livelli uno dentro l'altro (al massimo {most}).").format(most=MAX_DEPTH))
            self._give_up()
            raise _Stop
        self._open.append(_Open(place, event.anchor, isinstance(event, y.MappingStartEvent)))

    def _end(self) -> None:
        done = self._open.pop()
        pairs, items = tuple(done.pairs.values()), tuple(done.items)
        self._give(MapNode(pairs, done.place) if done.is_map else ListNode(items, done.place), done.values, done.anchor)

    def _alias(self, event: y.AliasEvent) -> None:
        place = _place(event)
        name = event.anchor or ""
        known = self._anchors.get(name)
        if known is None:
            message = _("Il richiamo «*{name}» non indica nulla di già scritto.").format(name=shown(name))
            self._note(place, message)
            self._give(TextNode("", True, place), 1, None)
            return
        self._give(known[0], known[1], None)

    def _refuse_tag(self, place: Place, tag: str) -> None:
        self._note(place, _("Etichetta YAML non ammessa: «{tag}».").format(tag=shown(tag)), _("Togliere l'etichetta."))

    # --- building --------------------------------------------------------------------------------

    def _give(self, node: Node, values: int, anchor: str | None) -> None:
        """Put a finished node where it belongs."""
        if anchor is not None:
            self._anchors[anchor] = (node, values)
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.values += values
        self._refuse_too_many(node.place)
        if not parent.is_map:
            parent.items.append(node)
        elif parent.key is None and not parent.skip:
            self._key(parent, node)
        elif parent.skip:
            parent.skip = False
        else:
            assert parent.key is not None
            parent.pairs[parent.key] = Pair(parent.key, parent.key_place, node)
            parent.key = None

    def _key(self, parent: _Open, node: Node) -> None:
        if not isinstance(node, TextNode):
            self._note(node.place, _("Una chiave è un testo, non un elenco."))
            parent.skip = True
            return
        first = parent.pairs.get(node.text)
        if first is not None:
            message = _("La chiave «{key}» c'è due volte: la prima è alla riga {line}.")
            self._note(node.place, message.format(key=shown(node.text), line=first.place.line), key=node.text)
            parent.skip = True
            return
        parent.key, parent.key_place = node.text, node.place

    def _refuse_too_many(self, place: Place) -> None:
        if sum(level.values for level in self._open) > MAX_VALUES:
            message = _("Il file contiene troppi valori (al massimo {most}, richiami compresi).")
            self._note(place, message.format(most=MAX_VALUES), _("Dividerlo, o togliere i richiami «*» a catena."))
            self._give_up()
            raise _Stop

    def _leave(self, column: int) -> None:
        """Forget the levels that a key in this column cannot belong to, for the path of a message."""
        for at, level in enumerate(self._open):
            own = level.key_place.column if level.key is not None else level.place.column
            if 0 < column <= own:
                del self._open[at:]
                return

    def _give_up(self) -> None:
        """Nothing of this file is used: half a file would be called incomplete at every turn."""
        self._open.clear()
        self.root = None

    # --- saying ----------------------------------------------------------------------------------

    def _note(self, place: Place, message: str, hint: str = "", *, key: str = "") -> None:
        path = list(self._path())
        if key and path[-1:] != [shown(key)]:
            path.append(shown(key))
        problem = Problem(
            file=self.file, line=place.line, column=place.column, key=join_path(path), message=message, hint=hint
        )
        if problem not in self.problems:
            self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            self._give_up()
            raise _Stop

    def _path(self) -> Iterator[str]:
        """The keys that lead here; an item of a list goes by its `id`, else by its number."""
        for level, inner in zip_longest(self._open, self._open[1:]):
            if level.is_map:
                yield from [] if level.key is None else [shown(level.key)]
                continue
            named = inner.pairs.get("id") if inner is not None else None
            if named is not None and isinstance(named.value, TextNode) and re.fullmatch(r"\S+", named.value.text):
                yield shown(named.value.text)
            else:
                yield f"[{len(level.items) + 1}]"


def _place(event: y.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else NOWHERE
