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
_POSES = re.compile(r"\.(?:pdf|docx?|xlsx?|txt|rtf|odt|csv|jpe?g|png|gif|tiff?|bmp|zip|eml|mp3|mp4)\s*$", re.IGNORECASE)
"""A harmless ending before the real one."""
_PUSHED = re.compile(r"\S\s{4,}\S{0,12}\s*$")
"""Blanks that push the ending out of a narrow window."""
_FOREIGN = re.compile(r'[<>:"|?*]')
_MOST_BYTES = 150


def file_label(value: str | bytes | None) -> Clean:
    """The last part of a file name, clean, one line, at most 150 bytes in UTF-8; empty when there is no name.

    Flags beside those of `clean`: `executable` by the ending, `misleading` when the name hides what it is,
    `renamed` when something else than that changed.
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
    if _misleads(value, stem, flags):
        flags.add("misleading")
    stem, ending = _shortened(stem, dot + ending)
    name = stem + ending
    if name != text:
        flags.add("renamed")
    return Clean(name, frozenset(flags))


def _misleads(value: str | bytes | None, stem: str, flags: set[str]) -> bool:
    """Turned letters, a harmless ending before the one that runs, an ending pushed out of sight."""
    if "bidi" in flags or ("executable" in flags and _POSES.search(stem)):
        return True
    given = value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""
    return bool(_PUSHED.search(given[-1_000:]))


def _shortened(stem: str, ending: str) -> tuple[str, str]:
    while len((stem + ending).encode()) > _MOST_BYTES:
        if len(stem) > 1:
            stem = stem[: -max(1, (len((stem + ending).encode()) - _MOST_BYTES) // 4)] or stem[0]
        else:
            ending = ending[:-1]
    return stem.rstrip(" ."), ending


def numbered(name: str, number: int) -> str:
    """The name with a number before its ending: "estratto (2).pdf"; 1 leaves it as it is."""
    if number < 2:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}).{ending}" if dot and stem else f"{name} ({number})"
