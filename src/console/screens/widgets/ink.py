"""Lines as tuples of (words, ink), drawn with the theme's styles; words are never markup.

A piece of foreign text can at most be words: it becomes a segment, harmless on the terminal and cut to its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from console.screens.harmless import typed_line

Piece = tuple[str, str]
"""Words and the name of an ink: `text`, `muted`, `accent`, `good`, `warn`, `late`, `title`, `key`, `demo`."""
Row = tuple[Piece, ...]

INKS = frozenset(
    f"ink--{name}"
    for name in ("text", "muted", "accent", "good", "warn", "late", "title", "key", "demo", "cursor", "ghost", "field")
)
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


def style_of(widget: Widget, ink: str, base: Style) -> Style:
    """The ink on this ground."""
    return base + widget.get_component_rich_style(f"ink--{ink}", partial=True)


def strip_of(widget: Widget, row: Row, width: int, ground: str = "") -> Strip:
    """The row as a line of the widget, cut and filled to `width`; `ground` is an ink whose background it gets."""
    base = widget.rich_style
    over = widget.get_component_rich_style(f"ink--{ground}", partial=True) if ground else Style.null()
    ground_style = base + over
    segments = [Segment(typed_line(text), style_of(widget, ink, base) + over) for text, ink in row if text]
    return Strip(segments).adjust_cell_length(width, ground_style)


def wrap(row: Row, width: int) -> Iterable[Row]:
    """The row in lines of at most `width` columns; what follows a break is indented as the row is."""
    row = tuple((typed_line(text), ink) for text, ink in row)
    if width < 4 or sum(width_of(text) for text, _ink in row) <= width:
        yield row
        return
    text = "".join(piece for piece, _ink in row)
    indent = min(len(text) - len(text.lstrip(" ")), width // 2)
    cuts = _cuts(text, width, indent)
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(text)], strict=True)):
        line = tuple(_slice(row, start, end))
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


def columns(cells: Sequence[tuple[str, int, str]]) -> Row:
    """Cells of (words, width, ink) side by side, one blank between them."""
    return tuple((fit(text, width) + " ", ink) for text, width, ink in cells if width > 0)
