"""Plain texts that are written with marks of their own: flowed lines, and the enriched text of early programs."""

from __future__ import annotations

import re

_RICHTEXT_BREAK = re.compile(r" ?<(?:nl|np|/?paragraph)> ?", re.IGNORECASE)
"""RFC 1341, 7.1.3: line ends mean nothing in it."""
_ENRICHED_TAG = re.compile(r"<<|<param>.{0,200}?</param>|<(?:/?[A-Za-z][\w-]{0,60})>", re.DOTALL | re.IGNORECASE)
_BREAKS = re.compile(r"\n(\n*)")


def unenriched(text: str, *, older: bool = False) -> str:
    """Enriched text without its marks (RFC 1896): a lone line end is a blank, of several one is left out. The older
    kind knows no line ends at all."""
    text = text.replace("\r\n", "\n")
    if older:
        text = _RICHTEXT_BREAK.sub("\n", text.replace("\n", " ")).replace("<lt>", "<<")
    else:
        text = _BREAKS.sub(lambda breaks: breaks[1] or " ", text)
    return _ENRICHED_TAG.sub(lambda tag: "<" if tag[0] == "<<" else "", text)


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Soft line breaks of `format=flowed` joined again (RFC 3676); quoted lines only within their depth."""
    lines: list[str] = []
    open_depth = -1
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        content = content[1:] if content.startswith(" ") else content
        flows = content.endswith(" ") and content != "-- "
        piece = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != "-- ":
            lines[-1] += piece
        else:
            lines.append((">" * depth + " " if depth else "") + piece)
        open_depth = depth if flows else -1
    return "\n".join(lines)
