"""Words for people: gettext catalogues, Italian by default.

Italian is the source text in the code, so the default language needs no catalogue and every sentence on
the screen can be found by searching for it. German, French and English are catalogues in `locale/`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gettext

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("it", "de", "fr", "en")
_current: gettext.NullTranslations | None = None
"""None for Italian, which needs neither a catalogue nor the import of gettext."""
_language = "it"


def use(language: str) -> str:
    """Speak this language from now on; an unknown one becomes Italian. Gives the language in use."""
    global _current, _language  # noqa: PLW0603  one process speaks one language; set once at bootstrap
    _language = language if language in LANGUAGES else "it"
    if _language == "it":
        _current = None
    else:
        import gettext

        _current = gettext.translation("console", LOCALE, [_language], fallback=True)
    return _language


def language() -> str:
    """The language in use."""
    return _language


def from_environment(default: str = "it") -> str:
    """The language that CONSOLE_LANGUAGE asks for, else `default`.

    The language of the computer is not asked: a site speaks one language, whoever installed its workstations.
    """
    code = os.environ.get("CONSOLE_LANGUAGE", "")[:2].lower()
    return code if code in LANGUAGES else default


def _(message: str) -> str:
    """The sentence in the language in use."""
    return message if _current is None else _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for this count."""
    if _current is not None:
        return _current.ngettext(one, many, count)
    return one if count == 1 else many


def N_(message: str) -> str:
    """Mark a sentence for the catalogues; translate where it is shown."""
    return message
