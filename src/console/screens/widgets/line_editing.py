"""One typed line with a cursor, for widgets that take their own keys. Knows no widget."""

from __future__ import annotations

from console.screens.harmless import typed_line


class LineText:
    """The text and where the cursor stands."""

    def __init__(self, limit: int, text: str = "") -> None:
        self.text = typed_line(text)[:limit]
        self.cursor = len(self.text)
        self._limit = limit

    def insert(self, text: str) -> None:
        """Put text at the cursor, as far as there is room."""
        text = typed_line(text)[: self._limit - len(self.text)]
        self.text = self.text[: self.cursor] + text + self.text[self.cursor :]
        self.cursor += len(text)

    def key(self, key: str, character: str | None) -> bool:
        """Perform an editing key; False when it is none of them. A key that changes nothing is still one."""
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        edits = {
            "backspace": (before[:-1], after),
            "delete": (before, after[1:]),
            "ctrl+u": ("", after),
            "ctrl+w": (before.rstrip().rpartition(" ")[0], after),
        }
        places = {"left": max(0, self.cursor - 1), "right": min(len(self.text), self.cursor + 1), "home": 0}
        if key in edits:
            self.text, self.cursor = "".join(edits[key]), len(edits[key][0])
        elif key in places:
            self.cursor = places[key]
        elif key == "end":
            self.cursor = len(self.text)
        elif character:
            self.insert(character)
        else:
            return False
        return True

    def window(self, width: int) -> tuple[str, str, str]:
        """What stands before, under and after the cursor, in a field of `width` columns."""
        start = max(0, self.cursor - max(1, width - 1))
        under = self.text[self.cursor : self.cursor + 1] or " "
        return self.text[start : self.cursor], under, self.text[self.cursor + 1 : start + width]
