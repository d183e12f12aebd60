"""Italian, German, French or English: guessed by the small words of each, umlauts and accents."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[a-zà-öø-ÿœ]+(?:'(?=[a-zà-ÿ]))?")
_SAMPLE = 4_000
_LEAST = 2
"""So many small words at least, or nothing is said."""

_SMALL_WORDS = {
    "it": """
        il lo la gli le di del della dello dei delle al alla dal nel nella che non per con una uno sono ho ha
        hanno è e mi si ma come anche questo questa mio mia vostro vostra buongiorno buonasera grazie saluti
        cordiali distinti egregi gentile gentili vorrei posso sul sulla ed più già perché quando devo
        esecuzione precetto pagamento l' dell' un' all'
    """,
    "de": """
        der die das und ist nicht ich wir sie ein eine einen einem mit für von auf den dem des im am zu zum
        zur bei auch dass habe haben bitte danke grüezi guten tag grüsse grüssen freundliche freundlichen sehr
        geehrte geehrter damen herren mein meine ihre ihren kann wie wann noch über betreibung zahlungsbefehl
        rechnung
    """,
    "fr": """
        le la les des du et est pas je nous vous un une dans pour avec sur par qui que ce cette mon ma mes
        votre vos bonjour merci salutations cordialement madame monsieur ai avez sont été être aux au je j' l'
        d' n' qu' c' s' m' poursuite commandement payer veuillez recevoir comment où à
    """,
    "en": """
        the and of to is in that for with you your my we are was have has not this from will would can could
        please thank thanks regards dear hello hi sincerely payment order how when it be on at by an i
    """,
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in set(_words.split()):
        _LANGUAGES_OF.setdefault(_word, []).append(_language)


def language_of(subject: str, text: str) -> str:
    """`it`, `de`, `fr` or `en`; empty when the words do not say."""
    sample = f"{subject}\n{_own_words(text)}"[:_SAMPLE].lower().replace("’", "'")
    score: Counter[str] = Counter()
    for word in _WORD.findall(sample):
        known = _LANGUAGES_OF.get(word, ())
        for language in known:
            score[language] += 6 // len(known)
    if not score:
        return ""
    ranked = score.most_common(2)
    best, points = ranked[0]
    if points < _LEAST * 3 or (len(ranked) > 1 and ranked[1][1] == points):
        return ""
    return best


def _own_words(text: str) -> str:
    """What is not quoted, unless everything is."""
    own = "\n".join(line for line in text[: _SAMPLE * 2].split("\n") if not line.lstrip().startswith(">"))
    return own if own.strip() else text
