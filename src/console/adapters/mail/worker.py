"""The process in which foreign mails are opened. Started by `reader` as `python -m console.adapters.mail.worker`.

On standard input: one letter (`m` the mail, `h` only its header, `f` where it lies in a file, as JSON, `a` an order of
`file_orders`), the length in eight bytes, the bytes. On standard output: the length in eight bytes, the mail as JSON or
what the order gives. Ends when its input ends, so it never outlives the console.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import signal
import struct
import sys
import warnings
from typing import BinaryIO

from console.adapters.mail.decode import decode, decode_header
from console.adapters.mail.files import mapped
from console.adapters.mail.parts import LARGEST_HEADER
from console.domain.mail import Mail

_LENGTH = struct.Struct(">Q")
_GRACE = 2
"""Seconds beyond the reader's limit after which the process ends itself, should nobody be left to end it."""


def main() -> int:
    """Decode until the input ends."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, required=True)
    options.add_argument("--memory", type=int, required=True)
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    _limit_memory(chosen.memory)
    _warm_up()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sink.write(b"!")
    sink.flush()
    while (order := source.read(1)) in (b"m", b"h", b"f", b"a"):
        raw = _read(source)
        if raw is None:
            break
        _alarm(int(chosen.seconds) + _GRACE)
        answer = _answered(order, raw, chosen.seconds)
        _alarm(0)
        sink.write(_LENGTH.pack(len(answer)) + answer)
        sink.flush()
    return 0


def _answered(order: bytes, raw: bytes, seconds: float) -> bytes:
    if order == b"a":
        from console.adapters.mail.file_orders import performed

        return performed(raw, seconds, _GRACE)
    return json.dumps(dataclasses.asdict(_decoded(order, raw))).encode()


def _decoded(order: bytes, raw: bytes) -> Mail:
    if order == b"f":
        return _in_file(**json.loads(raw))
    if order == b"h":
        return decode_header(raw)
    try:
        return decode(raw)
    except (MemoryError, RecursionError):
        return decode_header(raw)


def _in_file(*, path: str, begin: int, end: int, header: bool = False) -> Mail:
    if header or begin >= end:
        with open(path, "rb") as file:  # noqa: PTH123  beside the mapping
            file.seek(begin)
            return decode_header(file.read(end - begin))
    raw = mapped(path)
    try:
        return decode(raw, begin, end)
    except (MemoryError, RecursionError):
        return decode_header(raw[begin : min(end, begin + LARGEST_HEADER)])


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    wanted = _LENGTH.unpack(head)[0]
    raw = source.read(wanted)
    return raw if len(raw) == wanted else None


def _warm_up() -> None:
    """The first citizen's mail does not pay for the imports."""
    decode(
        b"Subject: =?utf-8?q?=C3=A9?=\nContent-Type: text/html\n\n<p>Buongiorno <a href='http://example.ch'>a</a></p>"
    )


def _limit_memory(room: int) -> None:
    """At most `room` bytes of address space beyond what the process has now; not on systems without limits."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as statistics:  # noqa: PTH123  not a file
            used = int(statistics.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + room, used + room))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    sys.exit(main())
