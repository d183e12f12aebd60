"""One line of pieces at a fixed place: the strip, the band, the notice, the keys."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from console.screens.widgets.ink import Row, cut, strip_of, width_of


class LineBar(Widget, can_focus=False):
    """Shows a row on the left and one on the right; an equal row draws nothing. The left one is cut where it must."""

    DEFAULT_CSS = "LineBar { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.left: Row = ()
        self.right: Row = ()

    def show(self, left: Row, right: Row = ()) -> None:
        """Show these from now on."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    @property
    def text(self) -> str:
        """The words as they stand."""
        return "".join(piece for piece, _ink in (*self.left, *self.right))

    def render_line(self, y: int) -> Strip:
        """Left, blanks, right."""
        width = self.size.width
        taken = min(width, sum(width_of(text) for text, _ink in self.right))
        left = strip_of(self, cut(self.left, width - taken), width - taken)
        return Strip.join([left, strip_of(self, self.right, taken)]) if taken else left
