"""What the worker does with one attachment or the header of a mail: the far side of `file_reader`.

An order is a line of JSON and the bytes of the mail; an answer begins with `+`, or is `-` when there is no such number.
"""

from __future__ import annotations

import dataclasses
import json

from console.adapters.mail.attached import Listed, attachments
from console.adapters.mail.charsets import decode_bytes
from console.adapters.mail.headers import split_fields
from console.adapters.mail.parts import LARGEST_HEADER
from console.adapters.mail.preview import preview
from console.adapters.mail.time_limit import OutOfTime, within
from console.domain.preview import Preview, PreviewKind, PreviewProblem
from console.domain.text import clean

DONE, MISSING = b"+", b"-"
_LONGEST_HEADER = 200_000
_SHARE = 0.7
"""Part of the reader's patience after which a preview gives what it has."""


def performed(order: bytes, seconds: float, grace: int) -> bytes:
    """The answer to `preview`, `content` or `header`; `seconds` is how long the reader waits."""
    line, _break, raw = order.partition(b"\n")
    wanted = json.loads(line)
    if wanted["act"] == "header":
        return DONE + header_text(raw).encode()
    found = attachments(raw)
    number: int = wanted["number"]
    if not 1 <= number <= len(found):
        return MISSING
    one = found[number - 1]
    if wanted["act"] == "content":
        return DONE + one.content(None)
    return DONE + json.dumps(dataclasses.asdict(_previewed(one, seconds * _SHARE, grace))).encode()


def header_text(raw: bytes) -> str:
    """The header as it stands, clean: no encoded word is resolved, no line joined."""
    start = raw[:LARGEST_HEADER].lstrip(b"\r\n")
    _fields, used = split_fields(start)
    return clean(decode_bytes(start[:used]), multiline=True, max_chars=_LONGEST_HEADER).text


def _previewed(one: Listed, seconds: float, grace: int) -> Preview:
    try:
        with within(seconds, grace):
            return preview(one)
    except OutOfTime:
        return Preview(kind=PreviewKind.OTHER, problem=PreviewProblem.SLOW)
    except (MemoryError, RecursionError):
        return Preview(kind=PreviewKind.OTHER, problem=PreviewProblem.LARGE)
