"""The readable part of a large mail: its header, its texts, and its attachments by name, without their content.

Made out of BODYSTRUCTURE, so that the text of a mail of 50 MB costs a few kilobytes. The same mail gives the same
bytes each time: they are also what finds it again under another number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imapclient import IMAPClient

from console.domain.record import record

TEXT_BYTES = 1 << 20
"""So much of each text is fetched."""
MOST_PARTS = 100
MOST_TEXTS = 4
DEEPEST = 10
CRLF = b"\r\n"


@record
class _Part:
    """A node of the structure: `number` as IMAP counts, `boundary` of a multipart, whether it is a text to read."""

    number: str
    boundary: bytes = b""
    is_text: bool = False
    parts: tuple[_Part, ...] = ()


def stub(client: IMAPClient, uid: int) -> bytes | None:
    """Header and texts as one mail; None when it is gone. Raises what the line raises."""
    found = client.fetch([uid], ["BODYSTRUCTURE", "BODY.PEEK[HEADER]"]).get(uid, {})
    header = found.get(b"BODY[HEADER]")
    if header is None:
        return None
    root = _tree(found.get(b"BODYSTRUCTURE"), "", [0])
    if root is None:
        return bytes(header)
    texts = [one for one in _nodes(root) if one.is_text][:MOST_TEXTS]
    wanted = [f"BODY.PEEK[{one.number}]<0.{TEXT_BYTES}>" for one in texts]
    if root.parts:
        wanted += [f"BODY.PEEK[{node.number}.MIME]" for node in _nodes(root) if node.number]
    given = client.fetch([uid], wanted).get(uid, {}) if wanted else {}
    content = {_key(key): value or b"" for key, value in given.items() if key.startswith(b"BODY[")}
    return bytes(header) + _body(root, content)


def _tree(structure: Any, number: str, count: list[int]) -> _Part | None:
    """The structure as parts; None where it makes no sense, is too deep or too long."""
    count[0] += 1
    if (
        count[0] > MOST_PARTS
        or number.count(".") >= DEEPEST
        or not isinstance(structure, (tuple, list))
        or not structure
    ):
        return None
    if not isinstance(structure[0], list):
        kind, disposition = _word(structure, 0), _disposition(structure)
        is_text = kind == b"text" and disposition != b"attachment"
        return _Part(number=number or "1", is_text=is_text)
    prefix = f"{number}." if number else ""
    parts = [_tree(one, f"{prefix}{at}", count) for at, one in enumerate(structure[0], 1)]
    boundary = _boundary(structure)
    if not boundary:
        return None
    return _Part(number=number, boundary=boundary, parts=tuple(part for part in parts if part is not None))


def _word(structure: Any, at: int) -> bytes:
    value = structure[at] if len(structure) > at else b""
    return value.lower() if isinstance(value, bytes) else b""


def _disposition(structure: Any) -> bytes:
    """The word of the Content-Disposition: the one pair in the extension data that begins with a known word."""
    for value in structure[7:]:
        if isinstance(value, tuple) and value and isinstance(value[0], bytes):
            word = value[0].lower()
            if word in (b"attachment", b"inline"):
                return word
    return b""


def _boundary(structure: Any) -> bytes:
    for value in structure[1:]:
        if isinstance(value, tuple):
            for name, text in zip(value[::2], value[1::2], strict=False):
                if isinstance(name, bytes) and name.lower() == b"boundary" and isinstance(text, bytes):
                    return text
    return b""


def _nodes(part: _Part) -> Iterator[_Part]:
    yield part
    for one in part.parts:
        yield from _nodes(one)


def _key(key: bytes) -> str:
    """`BODY[1.2.MIME]` and `BODY[1.2]<0>` as what stands in the brackets."""
    return key.partition(b"[")[2].partition(b"]")[0].decode("ascii", "replace").upper()


def _body(part: _Part, content: dict[str, bytes]) -> bytes:
    if not part.boundary:
        return content.get(part.number, b"") if part.is_text else b""
    pieces = [
        b"--" + part.boundary + CRLF + content.get(f"{one.number}.MIME", CRLF) + _body(one, content) + CRLF
        for one in part.parts
    ]
    return b"".join(pieces) + b"--" + part.boundary + b"--" + CRLF
