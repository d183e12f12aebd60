"""Words as they are compared: without capitals, accents and signs."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case words without accents and signs, single blanks: "Collina d'Oro" gives "collina d oro"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())
