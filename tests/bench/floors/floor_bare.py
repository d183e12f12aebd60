"""Floor: the smallest Textual program that shows one word."""

from textual.app import App
from textual.widgets import Static


class Bare(App):
    def compose(self):
        yield Static("PRONTO")


Bare().run()
