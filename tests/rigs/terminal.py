"""A program in a pseudo-terminal: its screen as text, its keys, every byte it sent.

The terminal answers what Textual asks (synchronized output, so that a frame has a visible end) and keeps the
raw output, so that a test can prove that no foreign escape sequence got out.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence

import pyte

FRAME_END = b"\x1b[?2026l"
_ASKS_SYNC = b"\x1b[?2026$p"
_ANSWER_SYNC = b"\x1b[?2026;2$y"
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z]*[$]?[upc]")
KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B",
    "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "delete": "\x1b[3~",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "shift+tab": "\x1b[Z", "space": " ",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip


class NotSeen(AssertionError):
    """What was waited for did not come; the message holds the screen."""


class Terminal:
    """One program in a pty of `columns` × `rows`. Use as a context manager."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.columns, self.rows = columns, rows
        self.raw = bytearray()
        self.chunks: list[tuple[float, int]] = []
        """When (monotonic seconds) how many bytes had come in all."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0
        self._answered = 0
        self._lock = threading.Lock()
        self._grew = threading.Condition(self._lock)
        self.started_at = time.monotonic()
        self.process, self._master = self._start(command, environment or {})
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _start(self, command: Sequence[str], environment: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], int]:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUNBUFFERED": "1", **environment}
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            env.pop(name, None)
        process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True)
        os.close(slave)
        return process, master

    def _read(self) -> None:
        while True:
            try:
                ready, _writable, _failed = select.select([self._master], [], [], 0.5)
                data = os.read(self._master, 65536) if ready else b""
            except (OSError, ValueError):
                break
            if not ready:
                continue
            if not data:
                break
            with self._grew:
                self.raw += data
                self.chunks.append((time.monotonic(), len(self.raw)))
                # Only what is new: to search megabytes at every frame made each look slower than the one before.
                fresh = len(self.raw) - len(data) - len(_ASKS_SYNC)
                asked = self.raw.find(_ASKS_SYNC, max(0, self._answered, fresh))
                self._grew.notify_all()
            if asked >= 0:
                self._answered = asked + len(_ASKS_SYNC)
                os.write(self._master, _ANSWER_SYNC)
        with self._grew:
            self._grew.notify_all()

    # --- looking ---------------------------------------------------------------------------------

    def lines(self) -> list[str]:
        """The screen now, line by line."""
        with self._lock:
            fresh = bytes(self.raw[self._fed :])
            # A sequence cut in two by the read stays for the next look.
            cut = fresh.rfind(b"\x1b")
            whole = fresh if cut < 0 or len(fresh) - cut > 64 else fresh[:cut] + fresh[cut:]
            self._fed += len(whole)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", whole))
        return list(self._screen.display)

    def text(self) -> str:
        """The screen now."""
        return "\n".join(line.rstrip() for line in self.lines())

    def shows(self, *wanted: str) -> bool:
        """Whether all of this stands on the screen now."""
        text = self.text()
        return all(one in text for one in wanted)

    def wait(self, *wanted: str, seconds: float = 20.0) -> str:
        """Wait until all of this stands on the screen; gives the screen. Raises NotSeen with the screen."""
        return self.until(lambda text: all(one in text for one in wanted), " + ".join(wanted), seconds)

    def wait_gone(self, unwanted: str, seconds: float = 20.0) -> str:
        """Wait until this stands nowhere on the screen."""
        return self.until(lambda text: unwanted not in text, f"without {unwanted!r}", seconds)

    def until(self, good: Callable[[str], bool], what: str, seconds: float = 20.0) -> str:
        """Wait until the screen is as wanted; gives it. Raises NotSeen with the screen."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            if good(text):
                return text
            left = end - time.monotonic()
            if left <= 0 or (self.process.poll() is not None and not good(self.text())):
                code = self.process.poll()
                raise NotSeen(f"not seen: {what} (process ended: {code})\n{text}")
            with self._grew:
                self._grew.wait(min(left, 0.1))

    # --- hands -----------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys one by one: names of KEYS, `ctrl+x`, or single characters."""
        for key in keys:
            self.send(_bytes_of(key))

    def type(self, text: str) -> None:
        """Type a text."""
        self.send(text.encode())

    def send(self, data: bytes) -> None:
        """Bytes as a keyboard would give them."""
        os.write(self._master, data)

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        self.columns, self.rows = columns, rows
        with self._lock:
            self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.killpg(self.process.pid, signal.SIGWINCH)

    # --- ends ------------------------------------------------------------------------------------

    def hang_up(self) -> None:
        """The terminal is gone, as when a line is cut; the program goes on until it notices."""
        os.close(self._master)
        self._master = -1

    def kill(self) -> None:
        """kill -9 of the program and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def close(self) -> None:
        """End the program however it stands."""
        if self.process.poll() is None:
            self.kill()
        if self._master >= 0:
            os.close(self._master)
        self._reader.join(2)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _bytes_of(key: str) -> bytes:
    if key in KEYS:
        return KEYS[key].encode()
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5]) & 0x1F])
    return key.encode()
