"""Floor: `floor_queue.py ROWS`, a list drawn line by line, one column ticks each second, up and down move."""

import sys
import time

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

ROWS = int(sys.argv[1])
PLAIN, MARKED = Style(color="#d0d0d0", bgcolor="#101010"), Style(color="#101010", bgcolor="#d0d0d0")


class Queue(ScrollView, can_focus=True):
    mark = 0

    def on_mount(self):
        self.virtual_size = Size(100, ROWS)
        self.focus()
        self.set_interval(1.0, self.tick)

    def tick(self):
        self.refresh(Region(0, 0, 6, self.size.height))

    def on_key(self, event):
        event.stop()
        old, self.mark = self.mark, min(ROWS - 1, max(0, self.mark + {"down": 1, "up": -1}.get(event.key, 0)))
        top = int(self.scroll_y)
        if not top <= self.mark < top + self.size.height:
            self.scroll_to(y=self.mark, animate=False)
        for row in (old, self.mark):
            self.refresh(Region(0, row - int(self.scroll_y), self.size.width, 1))

    def render_line(self, y):
        row = y + int(self.scroll_y)
        style = MARKED if row == self.mark else PLAIN
        text = f"{int(time.time()) % 3600:5d} Rossi Mario {row:6d} +41 79 412 33 08 oggetto del messaggio"
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, style)


class Floor(App):
    def compose(self):
        yield Queue()


Floor().run()
