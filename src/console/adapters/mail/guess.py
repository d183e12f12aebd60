"""Which character set undeclared bytes are in, by the letters they would be. For short texts, where detectors guess.

Every candidate is judged by how much of the text would be common signs of its language; the best one wins if it is
good enough. Frequencies of letters: per thousand, rounded, from general texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from console.adapters.mail.guess_pairs import ARABIC, GREEK, HEBREW, RUSSIAN, common_pairs

_SAMPLE = 4_096
_RUN = re.compile(rb"[\x80-\xff][\x40-\x7e\x80-\xff]*")
_WORD = re.compile(r"[^\W\d_]+")


def _table(letters: str) -> dict[str, int]:
    """`о109 е85`: every letter with its frequency."""
    return {one[0]: int(one[1:]) for one in letters.split()}


_RUSSIAN = _table("""
    о109 е85 а80 и74 н67 т63 с55 р47 в45 л44 к35 м32 д30 п28 у26 я20 ы19 ь17 г17 з16 б16 ч14 й12 х10 ж9 ш7 ю6 ц5
    щ4 э3 ф3 ъ1
""") | {"і": 50, "ї": 6, "є": 6, "ё": 30}
_GREEK = _table("""
    α85 ο80 ι75 ε70 τ75 σ45 ν60 η40 υ38 ρ42 π40 κ40 μ33 λ28 ς45 ω18 ά20 ί20 ό18 έ16 γ18 δ17 ή14 χ10 θ12 φ8 ύ8 β6
    ώ8 ξ4 ζ3 ψ2
""")
_HEBREW = _table("""
    י110 ו104 ה109 ל74 א63 מ46 ר56 ב47 ת50 ש44 נ28 ד26 כ22 ע32 ח25 ק21 פ16 ם26 ט12 ס15 ג12 ז13 צ12 ן11 ך8 ף2 ץ3
""")
_ARABIC = _table("""
    ا125 ل117 ي72 م67 و62 ن54 ر51 ت45 ب40 ة38 ع37 د34 س29 ف28 ه27 ك23 ق21 ح19 ج15 ش13 ط12 ص11 خ10 أ20 ض9 ذ8 ث8 ز7
    ى8 ء6 غ5 ئ4 ظ3 ؤ1
""")
_ALPHABETS = {
    "koi8_u": (_RUSSIAN, RUSSIAN), "cp1251": (_RUSSIAN, RUSSIAN), "iso8859_5": (_RUSSIAN, RUSSIAN),
    "cp866": (_RUSSIAN, RUSSIAN), "cp1253": (_GREEK, GREEK), "iso8859_7": (_GREEK, GREEK), "cp1255": (_HEBREW, HEBREW),
    "cp1256": (_ARABIC, ARABIC),
}  # fmt: skip
_GOOD_LETTERS = 38.0
"""A mean frequency that a text in the language has and one in another hardly; a text of the language has about 55."""
_SURE_LETTERS = 45.0
_GOOD_PAIRS = 0.75
_SURE_PAIRS = 0.9
_SHOUTED = 0.9
"""What a word in capitals counts: bytes in the wrong alphabet are often capitals."""
_RARE = {"iso8859_5": 0.9, "cp866": 0.9, "iso8859_7": 0.99, "cp1255": 0.8}
_WITHOUT_PAIRS, _BY_PAIRS = 0.4, 0.8
"""What is left of a score when no pair of letters is a common one, and what all of them add."""
_ORDINARY = frozenset("№«»–—…\xa0•")
"""Signs that stand among words of any language."""
_FEW_LETTERS = 12
_MARKS_PERCENT = 12
_THAI_MARK = re.compile(rb"[\xd1\xd4-\xda\xe7-\xee]")
_NOT_THAI = re.compile(rb"[\x80-\x84\x86-\x90\x98-\x9f\xdb-\xde\xfc-\xff]")
_HIGH = bytes(range(0x80, 0x100))
_LEAST = 3
_FEW_PAIRS = 4
"""So few signs could be Korean or Chinese; Chinese is written by more people."""


def by_letters(raw: bytes) -> str | None:
    """Python's name of the character set, or None when nothing fits well."""
    sample = raw[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _HIGH)) < _LEAST:
        return None
    alphabets = {name: _alphabet_score(sample, name) for name in _ALPHABETS}
    best = max(alphabets, key=lambda name: alphabets[name])
    pairs = {name: _pair_score(sample, judge) for name, judge in _PAIRS.items()}
    if pairs["cp949"] > 1 and sum(1 for _pair in _pairs(sample)) < _FEW_PAIRS:
        pairs["cp949"] = 0.9
    if max(pairs.values()) < _SURE_PAIRS and _is_thai(sample) and alphabets[best] < _GOOD_LETTERS:
        return "cp874"
    wide = max(pairs, key=lambda name: pairs[name])
    if pairs[wide] >= _GOOD_PAIRS and (
        alphabets[best] < _GOOD_LETTERS or (_even(sample) and alphabets[best] < _SURE_LETTERS)
    ):
        return wide
    return best if alphabets[best] >= _GOOD_LETTERS else None


def kana(raw: bytes) -> str | None:
    """The character set of a text in Japanese, where its syllables alone say so; they look like Latin or Cyrillic."""
    sample = raw[:_SAMPLE]
    for name in ("euc_jp", "cp932"):
        try:
            text = sample.decode(name)
        except ValueError:
            continue
        foreign = sum(sign > "\x7f" for sign in text)
        syllables = sum("\u3041" <= sign <= "\u30fe" for sign in text)
        letters = sum(sign.isalpha() and sign < "\x7f" for sign in text)
        if syllables >= _LEAST and syllables * 2 >= foreign and letters <= syllables:
            return name
    return None


def _is_thai(sample: bytes) -> bool:
    """Thai has marks over letters, never first in a run, and vowels written before letters, never last."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    letters = b"".join(runs)
    marks = len(_THAI_MARK.findall(letters))
    return (
        len(letters) >= _FEW_LETTERS
        and not _NOT_THAI.search(letters)
        and marks * 100 >= len(letters) * _MARKS_PERCENT
        and not any(_THAI_MARK.match(run) or run[-1] in range(0xE0, 0xE5) for run in runs)
    )


def _even(sample: bytes) -> bool:
    """Whether the foreign bytes stand in runs of even length, long ones among them."""
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", sample)]
    return max(runs) >= 6 and all(length % 2 == 0 for length in runs)


def _alphabet_score(sample: bytes, name: str) -> float:
    """The mean frequency of the foreign letters, and whether they follow each other as usual; capitals inside a word
    and signs count as nothing."""
    letters, usual = _ALPHABETS[name]
    total, count, longest, common, pairs = 0.0, 0, 0, 0, 0
    text = sample.decode(name, "replace")
    for word in _WORD.findall(text):
        foreign = sum(sign > "\x7f" for sign in word)
        count += foreign
        if foreign == len(word) and (word[1:] == word[1:].lower() or word.isupper()):
            longest = max(longest, foreign)
            weight = _SHOUTED if word.isupper() else 1
            total += weight * sum(letters.get(sign.lower(), 0) for sign in word)
            good, all_pairs = common_pairs(word, usual)
            common, pairs = common + good, pairs + all_pairs
    if longest < _LEAST:
        return 0.0
    outside = sum(1 for sign in text if ord(sign) > 0x7F and not sign.isalpha() and sign not in _ORDINARY)
    order = _WITHOUT_PAIRS + _BY_PAIRS * common / pairs if pairs else 1.0
    return _RARE.get(name, 1) * order * total / (count + outside)


def _pair_score(sample: bytes, judge: Callable[[int, int], float]) -> float:
    """The mean commonness of the double-byte signs; a byte that forms none counts against it."""
    total, count = 0.0, 0
    for first, second in _pairs(sample):
        total += judge(first, second)
        count += 1
    return total / count if count else 0.0


def _pairs(sample: bytes) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(sample):
        content, at = run[0], 0
        while at < len(content):
            if content[at] < 0x80:
                at += 1
                continue
            yield content[at], content[at + 1] if at + 1 < len(content) else 0
            at += 2


def _chinese(first: int, second: int) -> float:
    if second < 0xA1:
        return -1.0
    return 1.0 if 0xB0 <= first <= 0xD7 or first in (0xA1, 0xA3) else 0.3 if first <= 0xF7 else -1.0


def _taiwanese(first: int, second: int) -> float:
    if not (0x40 <= second <= 0x7E or 0xA1 <= second <= 0xFE):
        return -1.0
    return 0.98 if 0xA4 <= first <= 0xC6 or first == 0xA1 else 0.3 if 0xA1 <= first <= 0xF9 else -1.0


def _japanese(first: int, second: int) -> float:
    if second < 0xA1:
        return -1.0
    return 1.1 if first in (0xA4, 0xA5) else 0.8 if first == 0xA1 or 0xB0 <= first <= 0xCF else 0.0


def _shifted(first: int, second: int) -> float:
    if not 0x40 <= second <= 0xFC or second == 0x7F:
        return -1.0
    kana = (first == 0x82 and 0x9F <= second <= 0xF1) or (first == 0x83 and second <= 0x96) or first == 0x81
    return 1.1 if kana else 0.8 if 0x88 <= first <= 0x97 else 0.0 if first <= 0x9F or 0xE0 <= first <= 0xEA else -1.0


def _korean(first: int, second: int) -> float:
    if second < 0xA1:
        return -1.0
    return 1.05 if 0xB0 <= first <= 0xC8 else 0.6 if first == 0xA1 else 0.0


_PAIRS: dict[str, Callable[[int, int], float]] = {
    "gb18030": _chinese, "big5hkscs": _taiwanese, "euc_jp": _japanese, "cp932": _shifted, "cp949": _korean,
}  # fmt: skip
