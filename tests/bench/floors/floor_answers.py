"""Floor: `floor_answers.py ARTICLES`, search as you type by FTS5, keys handled in the widget that paints."""

import random
import sqlite3
import sys

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.scroll_view import ScrollView
from textual.strip import Strip

PLAIN = Style(color="#d0d0d0", bgcolor="#101010")
SENTENCE = """
precetto esecutivo opposizione pignoramento salario conto estratto registro debito creditore ufficio termine
sospensione fallimento verbale stipendio affitto cassa malati imposta ricorso domanda asta pegno mora"""
WORDS = SENTENCE.split()

index = sqlite3.connect(":memory:")
index.execute("CREATE VIRTUAL TABLE answers USING fts5(question, answer, prefix='1 2 3')")
luck = random.Random(1)
rows = ((" ".join(luck.choices(WORDS, k=7)), " ".join(luck.choices(WORDS, k=60))) for _ in range(int(sys.argv[1])))
index.executemany("INSERT INTO answers VALUES (?, ?)", rows)


class Answers(ScrollView, can_focus=True):
    query = ""
    found = ()

    def on_mount(self):
        self.focus()

    def on_key(self, event):
        event.stop()
        self.query = self.query[:-1] if event.key == "backspace" else self.query + (event.character or "")
        words = " ".join(f'"{word}"*' for word in self.query.split())
        search = "SELECT rowid, question FROM answers WHERE answers MATCH ? ORDER BY bm25(answers, 5.0, 1.0) LIMIT 30"
        self.found = index.execute(search, (words,)).fetchall() if words else ()
        self.refresh()

    def render_line(self, y):
        text = f"> {self.query}" if y == 0 else f"{self.found[y - 1]}" if y <= len(self.found) else ""
        return Strip([Segment(text, PLAIN)]).adjust_cell_length(self.size.width, PLAIN)


class Floor(App):
    def compose(self):
        yield Answers()


Floor().run()
