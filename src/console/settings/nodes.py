"""What a YAML file consists of: texts, lists and mappings, each with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its file, from 1."""

    line: int = 0
    column: int = 0


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class TextNode:
    """One scalar as it was written. `plain`: without quotes, so that it may mean a number or nothing."""

    text: str
    plain: bool
    place: Place

    @property
    def is_null(self) -> bool:
        """Whether nothing was given: an empty value, `~` or `null`."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Pair:
    """One key with its value."""

    key: str
    place: Place
    value: Node


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping; every key is there once, in the order of the file."""

    pairs: tuple[Pair, ...]
    place: Place

    def get(self, key: str) -> Pair | None:
        """The pair of this key, or None."""
        return next((pair for pair in self.pairs if pair.key == key), None)


Node = TextNode | ListNode | MapNode
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(node: Node | None) -> Plain:
    """A node as plain Python data: null, true/false and decimal numbers without quotes are what they look like."""
    if node is None:
        return None
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    if isinstance(node, MapNode):
        return {pair.key: plain(pair.value) for pair in node.pairs}
    return _plain_text(node)


def _plain_text(node: TextNode) -> Plain:
    if not node.plain:
        return node.text
    if node.is_null:
        return None
    if node.text.lower() in ("true", "false"):
        return node.text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(node.text) if not node.text.startswith(("+", "0x")) and "_" not in node.text else node.text
        except ValueError:
            continue
    return node.text
