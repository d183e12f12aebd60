"""Small checks that several settings share: ids, addresses, extensions, paths."""

from __future__ import annotations

import re
from pathlib import Path

from console.i18n import _
from console.settings.problems import shown
from console.settings.reader import REQUIRED, Fields, Required

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
"""An address as servers take it without quoting (RFC 5321, 4.1.2, without quoted strings and literals)."""
_EXTENSION = re.compile(r"\+?[0-9*#]{1,20}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:]{2,45}\]?")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_LANGUAGE = re.compile(r"[a-z]{2}")


def identifier(fields: Fields, name: str = "id") -> str:
    """A required id of small letters, digits and single hyphens; empty when it is none."""
    return _fitting(fields, name, REQUIRED, _ID, _("Solo lettere minuscole senza accenti, cifre e «-», non «{text}»."))


def address(fields: Fields, name: str, default: str | Required = REQUIRED) -> str:
    """A mail address; empty when it is none."""
    return _fitting(fields, name, default, _ADDRESS, _("Non è un indirizzo e-mail: «{text}»."))


def extension(fields: Fields, name: str, default: str | Required = "") -> str:
    """A telephone extension or number as the PBX dials it; spaces are left out."""
    written = fields.text(name, default).replace(" ", "")
    if written and not _EXTENSION.fullmatch(written):
        fields.error(name, _("Non è un interno telefonico: «{text}».").format(text=shown(written)))
        return ""
    return written


def host(fields: Fields, name: str) -> str:
    """The name or address of a server."""
    return _fitting(fields, name, REQUIRED, _HOST, _("Non è il nome di un server: «{text}»."))


def domains(fields: Fields, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A list of domains as they stand behind the @ of an address, in small letters."""
    found = tuple(one.lower() for one in fields.texts(name, default))
    for one in found:
        if not _DOMAIN.fullmatch(one):
            fields.error(name, _("Non è un dominio come ti.ch: «{text}».").format(text=shown(one)))
    return tuple(one for one in dict.fromkeys(found) if _DOMAIN.fullmatch(one))


def language_codes(fields: Fields, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """Languages by their two letters (ISO 639-1)."""
    codes = fields.texts(name, default)
    for code in codes:
        if not _LANGUAGE.fullmatch(code):
            message = _("Una lingua ha due lettere (it, de, fr, en), non «{text}».")
            fields.error(name, message.format(text=shown(code)))
    return tuple(code for code in dict.fromkeys(codes) if _LANGUAGE.fullmatch(code))


def path(fields: Fields, name: str, base: Path, default: str | Required = "") -> Path | None:
    """A file or folder; relative ones lie in `base`, `~` is the home folder; None when it is not given."""
    written = fields.text(name, default)
    try:
        return base / Path(written).expanduser() if written else None
    except (RuntimeError, ValueError):
        fields.error(name, _("Percorso non valido: «{text}».").format(text=shown(written)))
        return None


def _fitting(fields: Fields, name: str, default: str | Required, shape: re.Pattern[str], message: str) -> str:
    written = fields.text(name, default)
    if written and not shape.fullmatch(written):
        fields.error(name, message.format(text=shown(written)))
        return ""
    return written
