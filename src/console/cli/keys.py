"""`console doctor --keys`: shows which keys really arrive from this terminal."""

from __future__ import annotations

import os
import select
import sys

from console.cli.ending import Code, Ended
from console.cli.output import flush, lines
from console.i18n import _

GAP_SECONDS = 0.05
"""Bytes of one key come closer together than this, over SSH too."""
_NAMES = {
    b"\x1bOP": "F1", b"\x1bOQ": "F2", b"\x1bOR": "F3", b"\x1bOS": "F4",
    b"\x1b[11~": "F1", b"\x1b[12~": "F2", b"\x1b[13~": "F3", b"\x1b[14~": "F4",
    b"\x1b[[A": "F1", b"\x1b[[B": "F2", b"\x1b[[C": "F3", b"\x1b[[D": "F4", b"\x1b[[E": "F5",
    b"\x1b[15~": "F5", b"\x1b[17~": "F6", b"\x1b[18~": "F7", b"\x1b[19~": "F8", b"\x1b[20~": "F9",
    b"\x1b[21~": "F10", b"\x1b[23~": "F11", b"\x1b[24~": "F12",
    b"\x1b": "Esc", b"\r": "Enter", b"\n": "Enter", b"\t": "Tab", b"\x7f": "Backspace", b"\x08": "Backspace",
    b" ": "Space", b"\x1b[A": "Up", b"\x1b[B": "Down", b"\x1b[C": "Right", b"\x1b[D": "Left",
    b"\x1b[Z": "Shift+Tab", b"\x1b[5~": "PgUp", b"\x1b[6~": "PgDn",
}  # fmt: skip
"""What xterm, VT220 and the Linux console send (xterm control sequences, "PC-style function keys")."""


def name_of(sent: bytes) -> str:
    """The key that sends these bytes; the bytes themselves, escaped, when nobody knows it."""
    if sent in _NAMES:
        return _NAMES[sent]
    if len(sent) == 1 and sent < b" ":
        return f"Ctrl+{chr(sent[0] + 64)}"
    text = sent.decode("utf-8", "replace")
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def watch_keys() -> int:
    """Print the name of every key until Esc comes twice. Raises Ended where there is no terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Ended(Code.USAGE, _("Per provare i tasti ci vuole un terminale."))
    try:
        import termios
        import tty
    except ImportError:
        raise Ended(Code.FAILURE, _("La prova dei tasti non c'è su questo sistema.")) from None
    lines([_("Premere i tasti da F1 a F10; due volte Esc per finire.")])
    stream = sys.stdin.fileno()
    before = termios.tcgetattr(stream)
    try:
        tty.setcbreak(stream)
        _watch(stream)
    finally:
        termios.tcsetattr(stream, termios.TCSADRAIN, before)
    return Code.OK


def _watch(stream: int) -> None:
    last = ""
    while True:
        sent = os.read(stream, 64)
        if not sent:
            return
        while sent.startswith(b"\x1b") and sent not in _NAMES and select.select([stream], [], [], GAP_SECONDS)[0]:
            sent += os.read(stream, 64)
        if sent == b"\x1b" and select.select([stream], [], [], GAP_SECONDS)[0]:
            sent += os.read(stream, 64)
        name = name_of(sent)
        lines([name])
        flush()
        if name == last == "Esc":
            return
        last = name
