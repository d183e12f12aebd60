"""Whether a text promises an attachment: in four languages, own words only. Pure.

A sentence that says there is none ("senza allegato") and what is quoted do not count.
"""

from __future__ import annotations

import re

from console.domain.quotes import own_text

_PROMISES = (
    r"allegat[oaie]|allego|alleghiamo|in\s+allegato|accluso|acclusa"
    r"|beiliegend\w*|im\s+anhang|anhang|anhänge|angehängt\w*|beigefügt\w*|in\s+der\s+beilage"
    r"|ci-joint\w*|ci-annex\w*|pièces?\s+jointes?|en\s+annexe|en\s+pièce\s+jointe"
    r"|attached|attachments?|enclosed|enclosures?"
)
_DENIES = (
    r"(?:senza|nessun[oa]?|privo\s+di|ohne|kein(?:e[nr]?)?|sans|aucune?|pas\s+de|without(?:\s+an[y]?)?|no)"
    r"(?:\s+(?:alcun[oa]?|gli|i|l'|den|die|le|la|les|the|an))?\s+"
)
_PROMISED = re.compile(rf"(?P<denied>\b{_DENIES})?(?<![\w-])(?P<word>{_PROMISES})(?!\w)", re.IGNORECASE)


def promised_attachment(text: str) -> str:
    """The first word of the own text that promises an attachment, as it was written; empty when none does."""
    lines = (line for line in own_text(text).split("\n") if not line.lstrip().startswith(">"))
    for found in _PROMISED.finditer("\n".join(lines)):
        if found["denied"] is None:
            return " ".join(found["word"].split())
    return ""
