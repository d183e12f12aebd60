"""In which character set an undeclared text in Latin letters is: that in which its accents are those of one language.

A byte is a letter in every set; but "przes³anie" holds a sign inside a word, and "fĺet" a letter that no language has
beside the others. The languages of this country come first and win a draw.
"""

from __future__ import annotations

import re

_SAMPLE = 16_384
_RUN = re.compile(rb"[\x80-\xff]+")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_LANGUAGES = {
    "cp1252": (
        "àâäçèéêëîïìôöòùûüßœ", "áéíóúñü¿¡ºª", "áâãàçéêíóôõúºª", "æøåéöüä", "áéíóúýðþæö", "éëïóöü", "àçèéíïòóúü",
    ),
    "iso8859_2": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),
    "cp1254": ("çğıöşüâîi̇",),
    "mac_roman": ("àâäçèéêëîïìôöòùûüßœ", "áéíóúñü¿¡"),
    "cp850": ("àâäçèéêëîïìôöòùûüß", "áéíóúñü¿¡"),
}  # fmt: skip
_TURKISH = "çğıöşüâîi̇"
_NEARER = {_TURKISH: 1.01, "àçèéíïòóúü": 0.98}
"""Icelandic and Catalan hold letters whose bytes are Turkish and Czech ones, and those are written here more often."""
_LONELY = frozenset("àèéìòùóáíúýåöæøäüÀÈÉÌÒÙÓÁÍÚÅÖÆØÄÜ")
"""Letters that stand alone, or beside a sign, in one language or another."""
_BEFORE_CONSONANTS = frozenset("è")
_VOWELS = frozenset("aeiou")
_OPENING, _CLOSING = frozenset("«‹„“"), frozenset("»›“”")
_PUNCTUATION = frozenset("‘’‚“”„«»‹›–—…€°§©®™•·\xa0")
_APOSTROPHES = frozenset("‘’ˈ")
_TYPOGRAPHY = frozenset(
    b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b\xa0\xa6\xa7\xa9\xab\xac\xae\xb0\xb1\xb4\xb7\xba\xbb\xbd"
)
"""Quotation marks, blanks and their like; without any letter beside them they are cp1252."""
_FEW_SIGNS = 4
_GOOD = 0.5
_MOST_IN_RUNS = 1.8
_RARELY = 3
"""Among three times as many plain letters, accents may stand side by side."""
_BESIDE_LETTERS = 0.6
_LONGEST_CAPITALS = 4
"""Accents in a row, as in words in capitals; in a wide set all runs would be even."""


def latin(raw: bytes) -> str | None:
    """Python's name of the character set; None for other alphabets, and where no language fits."""
    sample = raw[:_SAMPLE]
    runs = list(_RUN.finditer(sample))
    if not runs:
        return None
    if all(_TYPOGRAPHY.issuperset(run[0]) for run in runs):
        return "cp1252"
    if not _is_scattered(sample, runs):
        return None
    best, points = "", _GOOD
    for name, languages in _LANGUAGES.items():
        signs = list(_in_context(sample.decode(name, "replace")))
        for letters in languages:
            whole = sum(_plausible(before, sign, after, letters) for before, sign, after in signs)
            mean = _NEARER.get(letters, 1.0) * whole / len(signs)
            if mean > points + 1e-9:
                best, points = name, mean
    return best or None


def _is_scattered(sample: bytes, runs: list[re.Match[bytes]]) -> bool:
    """Whether the foreign bytes stand alone and beside plain letters, as accents do."""
    foreign = sum(run.end() - run.start() for run in runs)
    beside = sum(
        bool(_ASCII_LETTER.match(sample, run.end()) or _ASCII_LETTER.match(sample, run.start() - 1))
        for run in runs
        if run.start()
    ) + bool(not runs[0].start() and _ASCII_LETTER.match(sample, runs[0].end()))
    typographic = not any(_ASCII_LETTER.match(sample, run.end()) for run in runs) and foreign <= _FEW_SIGNS
    rare = foreign * _RARELY <= len(_ASCII_LETTER.findall(sample))
    short = max(len(run[0]) for run in runs) <= _LONGEST_CAPITALS and any(len(run[0]) % 2 for run in runs)
    return (foreign <= _MOST_IN_RUNS * len(runs) or rare or short) and (
        beside >= _BESIDE_LETTERS * len(runs) or typographic
    )


def _in_context(text: str) -> list[tuple[str, str, str]]:
    padded = f" {text} "
    return [(padded[at - 1], sign, padded[at + 1]) for at, sign in enumerate(padded) if sign > "\x7f"]


def _plausible(before: str, sign: str, after: str, letters: str) -> float:
    if sign.isalpha():
        return _as_letter(before, sign, after) if sign.lower() in letters else -0.7
    if sign in letters:
        return 1.0
    if (sign in _OPENING and not before.isalnum()) or (sign in _CLOSING and not after.isalnum()):
        return 1.0
    inside = before.isalpha() and after.isalpha()
    return 0.6 if sign in _APOSTROPHES or (sign in _PUNCTUATION and not inside) else -1.0


def _as_letter(before: str, sign: str, after: str) -> float:
    """How well a letter of the language stands where it stands."""
    if sign.isupper() and before.islower():
        return -0.5
    if not (before.isalpha() or after.isalpha() or sign in _LONELY):
        return -0.5
    misplaced = (sign in _BEFORE_CONSONANTS and after in _VOWELS) or (sign == "õ" and after != "e")
    return 0.2 if misplaced else 1.0
