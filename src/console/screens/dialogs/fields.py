"""What people type into: one line, several lines, one of a few. Every typed or pasted text is made harmless here.

The widgets paint and handle their own keys, so a key costs one frame (design/house.md, decision 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static, TextArea

from console.domain.article import VARIABLE
from console.domain.record import record
from console.screens.harmless import plain, typed_line, typed_text


class LineField(Input):
    """One line of text. Enter never sends: the dialogs make it the next field."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None, limit: int = 200) -> None:
        super().__init__(
            typed_line(value)[:limit], placeholder=placeholder, id=id, max_length=limit, compact=True
        )  # fmt: skip
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Whatever is put into the field is harmless on the terminal."""
        return typed_line(value)

    def _on_paste(self, event: events.Paste) -> None:
        """Keep every pasted line (the stock field drops all but the first) up to the field's length."""
        event.prevent_default()
        event.stop()
        start, end = sorted(self.selection)
        room = (self.max_length or len(self.value) + len(event.text)) - len(self.value) + end - start
        self.replace(typed_line(event.text).strip()[:room], start, end)


def _without(bindings: Sequence[BindingType], keys: set[str]) -> list[BindingType]:
    return [one for one in bindings if not (isinstance(one, Binding) and one.key in keys)]


class TextField(TextArea, inherit_bindings=False):
    """Several lines of plain text. F6 and F7 are left to the dialogs; unfilled `{variables}` stand out."""

    BINDINGS: ClassVar[list[BindingType]] = _without(TextArea.BINDINGS, {"f6", "f7"})
    COMPONENT_CLASSES: ClassVar[set[str]] = {"text-field--variable"}
    DEFAULT_CSS = """
    TextField { border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1; }
    TextField:focus { border: none; }
    TextField .text-field--variable { background: $warning 30%; color: $text; text-style: bold; }
    """

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            typed_text(text), id=id, compact=True, highlight_cursor_line=False, placeholder=Content(placeholder)
        )
        self.cursor_blink = False
        self.match_cursor_bracket = False

    def edit(self, edit: Edit) -> EditResult:
        """Perform an edit with harmless text; every way of typing, pasting and inserting passes here."""
        edit.text = typed_text(edit.text)
        return super().edit(edit)

    def load_text(self, text: str) -> None:
        """Show another text; its undo history begins anew."""
        super().load_text(typed_text(text))

    def get_line(self, line_index: int) -> Text:
        """The line as it is drawn, with its variables marked."""
        line = super().get_line(line_index)
        if "{" in line.plain:
            style = self.get_component_rich_style("text-field--variable", partial=True)
            for found in VARIABLE.finditer(line.plain):
                line.stylize(style, *found.span())
        return line


@record
class Pick:
    """One thing that can be picked: its key, the words shown, and a remark in muted colour."""

    key: str
    words: str
    remark: str = ""


class PickField(Static, can_focus=True):
    """One of a few on one line: arrows go round, a letter picks what begins with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up", "turn(-1)", show=False),
        Binding("right,down", "turn(1)", show=False),
        Binding("enter", "app.focus_next", show=False),
    ]
    chosen: reactive[str] = reactive("", init=False)

    @dataclass
    class Changed(Message):
        """Another one was picked."""

        field: PickField
        key: str

        @property
        def control(self) -> PickField:
            """The field, for `@on(PickField.Changed, "#id")`."""
            return self.field

    def __init__(self, picks: Sequence[Pick], chosen: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.picks = tuple(picks)
        self.set_reactive(PickField.chosen, chosen if chosen in self._keys else self._keys[0])

    @property
    def _keys(self) -> list[str]:
        return [pick.key for pick in self.picks]

    def render(self) -> Content:
        """The picked one between the signs that say that arrows move it."""
        pick = self.picks[self._keys.index(self.chosen)]
        return Content.assemble(("‹ ", "$text-muted"), plain(pick.words), (" ›", "$text-muted"))

    def watch_chosen(self, key: str) -> None:
        """Tell the dialog."""
        self.post_message(self.Changed(self, key))

    def action_turn(self, step: int) -> None:
        """The next or previous one, round and round."""
        keys = self._keys
        self.chosen = keys[(keys.index(self.chosen) + step) % len(keys)]

    def on_key(self, event: events.Key) -> None:
        """A letter picks the next one that begins with it."""
        letter = (event.character or "").casefold()
        if not letter.isalpha():
            return
        here = self._keys.index(self.chosen)
        round_trip = (*self.picks[here + 1 :], *self.picks[: here + 1])
        found = next((pick for pick in round_trip if pick.words.casefold().startswith(letter)), None)
        if found is not None:
            event.stop()
            self.chosen = found.key
