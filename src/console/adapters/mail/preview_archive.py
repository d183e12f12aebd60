"""What a zip archive says it holds: its table of contents. Nothing is unpacked, so a bomb stays a small file."""

from __future__ import annotations

import io
import zipfile

from console.domain.file_label import file_label
from console.domain.preview import PackedName, Preview, PreviewKind, PreviewProblem
from console.domain.text import clean

MOST_NAMES = 300
_LONGEST_NAME = 200


def archive(raw: bytes) -> Preview:
    """The names in it with the sizes that it declares. Raises what a broken archive makes zipfile raise."""
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        members = opened.infolist()
    files = [one for one in members if not one.is_dir()]
    locked = any(one.flag_bits & 1 for one in files) or bool(raw[:4] == b"PK\x03\x04" and raw[6] & 1)
    return Preview(
        kind=PreviewKind.ARCHIVE,
        problem=PreviewProblem.ENCRYPTED if locked else PreviewProblem.NONE if files else PreviewProblem.EMPTY,
        names=tuple(_named(one) for one in files[:MOST_NAMES]),
        count=len(files),
        unpacked=sum(one.file_size for one in files),
    )


def _named(one: zipfile.ZipInfo) -> PackedName:
    flags = tuple(sorted(file_label(one.filename).flags - {"renamed", "truncated"}))
    return PackedName(name=clean(one.filename, max_line=_LONGEST_NAME).text, size=one.file_size, flags=flags)
