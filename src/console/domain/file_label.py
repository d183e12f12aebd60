"""The name of an attachment as a label: what may be shown and proposed for saving. It never becomes a path."""

from __future__ import annotations

import re

from console.domain.text import Clean, clean

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
_ENDINGS = """
    apk app appimage application appref-ms bat chm cmd com command cpl deb desktop dll dmg docm dotm exe
    gadget hta htm html img inf iso jar js jse lnk mhtml msc msi msp mst one pif pkg ppam ppsm pptm ps1 py rb
    reg rpm scf scr sh shtml svg url vb vbe vbs vhd vhdx wsc wsf wsh xhtml xlam xll xlsb xlsm xltm
"""
_EXECUTABLE = frozenset(_ENDINGS.split())
"""Endings that run something, or open a page of the sender's, when they are opened."""
_FOREIGN = re.compile(r'[<>:"|?*]')
_MOST_BYTES = 150


def file_label(value: str | bytes | None) -> Clean:
    """The last part of a file name, clean, one line, at most 150 bytes in UTF-8; empty when there is no name.

    Flags beside those of `clean`: `executable` by the ending, `renamed` when something else than that changed.
    """
    text, found = clean(value, max_line=1_000)
    flags = set(found)
    name = _FOREIGN.sub("_", re.split(r"[/\\]", text)[-1]).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if stem.split(".")[0].strip().lower() in _RESERVED:
        stem = f"_{stem}"
    if ending.strip().lower() in _EXECUTABLE:
        flags.add("executable")
    stem, ending = _shortened(stem, dot + ending)
    name = stem + ending
    if name != text:
        flags.add("renamed")
    return Clean(name, frozenset(flags))


def _shortened(stem: str, ending: str) -> tuple[str, str]:
    while len((stem + ending).encode()) > _MOST_BYTES:
        if len(stem) > 1:
            stem = stem[: -max(1, (len((stem + ending).encode()) - _MOST_BYTES) // 4)] or stem[0]
        else:
            ending = ending[:-1]
    return stem.rstrip(" ."), ending
