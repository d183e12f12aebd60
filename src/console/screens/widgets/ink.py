"""Lines as tuples of (words, ink), drawn with the theme's styles; words are never markup.

A piece of foreign text can at most be words: it becomes a segment, harmless on the terminal and cut to its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from console.screens.harmless import typed_line

Piece = tuple[str, str]
"""Words and the name of an ink: `text`, `muted`, `accent`, `good`, `warn`, `late`, `title`, `key`, `demo`."""
Row = tuple[Piece, ...]

MARK = "▸ "
"""Stands before a line that matters; what follows hangs beside it as beside a label."""
_WORD = re.compile(r"\S+\s*|\s+")


def words(text: str, ink: str = "text") -> Row:
    """A row of one piece."""
    return ((text, ink),)


def width_of(text: str) -> int:
    """Columns that a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` columns, cut with an ellipsis, filled with blanks."""
    text = typed_line(text)
    taken = width_of(text)
    if taken > width:
        return set_cell_size(set_cell_size(text, max(0, width - 1)).rstrip() + "…", width) if width > 0 else ""
    blanks = " " * (width - taken)
    return blanks + text if right else text + blanks


def inks_of(widget: Widget) -> Mapping[str, Style]:
    """The inks of the theme in use, as styles without a ground except where the ink is one."""
    return _inks(tuple(widget.app.theme_variables.get(name, "#808080") for name in _COLOURS))


_COLOURS = ("foreground", "background", "accent", "success", "warning", "error", "boost", "text-muted")


@lru_cache(maxsize=8)
def _inks(colours: tuple[str, ...]) -> Mapping[str, Style]:
    """From the theme's colours; component classes would cost a pass of the stylesheet per ink, widget and layout."""
    *parsed, muted_name = colours
    text, ground, accent, good, warn, late, boost = (Color.parse(one) for one in parsed)
    muted = Color.parse(muted_name) if muted_name.startswith("#") else ground.blend(text, 0.62)

    def ink(colour: Color, *, bold: bool = False, italic: bool = False) -> Style:
        return Style(color=colour.rich_color, bold=bold or None, italic=italic or None)

    return {
        "text": ink(text), "muted": ink(muted), "accent": ink(accent), "good": ink(good), "warn": ink(warn),
        "late": ink(late, bold=True), "title": ink(text, bold=True), "key": ink(accent, bold=True),
        "ghost": ink(ground.blend(text, 0.4), italic=True),
        "demo": Style(color=ground.rich_color, bgcolor=warn.rich_color, bold=True),
        "cursor": Style(bgcolor=ground.blend(accent, 0.32).rich_color),
        "field": Style(bgcolor=boost.rich_color),
    }  # fmt: skip


def strip_of(widget: Widget, row: Row, width: int, ground: str = "") -> Strip:
    """The row as a line of the widget, cut and filled to `width`; `ground` is an ink whose background it gets."""
    inks = inks_of(widget)
    base = widget.rich_style
    if ground:
        base += inks[ground]
    segments = [Segment(typed_line(text), base + inks[ink]) for text, ink in row if text]
    return Strip(segments).adjust_cell_length(width, base)


def wrap(row: Row, width: int) -> Iterable[Row]:
    """The row in lines of at most `width` columns; what follows a break is indented as the row is.

    A first piece that ends in two blanks is a label, as is MARK: the rest hangs beside it.
    """
    row = tuple((typed_line(text), ink) for text, ink in row)
    if width < 4 or sum(width_of(text) for text, _ink in row) <= width:
        yield row
        return
    text = "".join(piece for piece, _ink in row)
    label = row[0][0] if len(row) > 1 and (row[0][0].endswith("  ") or row[0][0] == MARK) else ""
    indent = min(width_of(label) or len(text) - len(text.lstrip(" ")), width // 2)
    cuts = _cuts(text, width, indent)
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(text)], strict=True)):
        line = tuple(_slice(row, start, start + len(text[start:end].rstrip())))  # blanks at a break take no room
        yield ((" " * indent, "text"), *line) if number and indent else line


def _cuts(text: str, width: int, indent: int) -> list[int]:
    """Offsets at which new lines begin: between words, within a word that is longer than a line."""
    cuts: list[int] = []
    used = 0
    for found in _WORD.finditer(text):
        word, start = found[0], found.start()
        solid = width_of(word.rstrip())
        if used + solid > width and used > indent:
            cuts.append(start)
            used = indent
        if solid > width - used:
            for offset, sign in enumerate(word.rstrip()):
                wide = width_of(sign)
                if used + wide > width:
                    cuts.append(start + offset)
                    used = indent
                used += wide
            used += len(word) - len(word.rstrip())
        else:
            used += width_of(word)
    return [cut for cut in cuts if cut]


def _slice(row: Row, start: int, end: int) -> Iterable[Piece]:
    at = 0
    for text, ink in row:
        piece = text[max(0, start - at) : max(0, end - at)]
        if piece:
            yield piece, ink
        at += len(text)


def cut(row: Row, width: int) -> Row:
    """The row as it is when it fits, else its beginning and an ellipsis."""
    blanks = len(row[-1][0]) - len(row[-1][0].rstrip()) if row else 0
    if sum(width_of(text) for text, _ink in row) - blanks <= width:
        return row
    pieces: list[Piece] = []
    left = width
    for text, ink in row:
        taken = width_of(text)
        if taken >= left:
            return (*pieces, (fit(text + " " * (left - taken + 1), left), ink)) if left > 0 else tuple(pieces)
        pieces.append((text, ink))
        left -= taken
    return tuple(pieces)


def columns(cells: Sequence[tuple[str, int, str]]) -> Row:
    """Cells of (words, width, ink) side by side, one blank between them."""
    return tuple((fit(text, width) + " ", ink) for text, width, ink in cells if width > 0)
