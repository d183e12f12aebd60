"""What the commands write into the files of the knowledge base: a draft, its publication, one more wording.

A draft's name begins with `_`: no console reads it. Every write is checked first as the consoles would read it, and is
whole or not at all; comments and layout of a card stay as they are.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from console.adapters.knowledge.articles import Card
from console.adapters.knowledge.compile import read_knowledge
from console.adapters.knowledge.sources import DRAFT, Sources, read_sources
from console.domain.contact import ArticleId
from console.domain.errors import NotFound
from console.i18n import _
from console.settings.document import read_bytes
from console.settings.problems import Problem, errors
from console.settings.site import KnowledgeSettings


class NotWritten(Exception):
    """Nothing was written; the text says why, `problems` what is wrong with the cards."""

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__("\n".join((sentence, *map(str, problems))))
        self.problems = problems


def new_draft(settings: KnowledgeSettings, id: str, *, theme: str, question: str, today: date) -> Path:
    """A file with everything that a card needs, for the admin to fill in. Raises NotWritten, OSError."""
    if id in _known(settings):
        raise NotWritten(_("La scheda «{id}» c'è già.").format(id=id))
    file = settings.folder / f"{DRAFT}{id}.yaml"
    text = _skeleton(id, theme=theme, question=question, review_by=today.replace(month=12, day=31))
    try:
        with file.open("x", encoding="utf-8") as output:
            output.write(text)
    except FileExistsError:
        raise NotWritten(_("La bozza c'è già: {file}").format(file=file)) from None
    return file


def publish(settings: KnowledgeSettings, id: str) -> Path:
    """The draft becomes a card of every console. Raises NotFound, NotWritten with what is wrong, OSError."""
    draft, file = settings.folder / f"{DRAFT}{id}.yaml", settings.folder / f"{id}.yaml"
    content = read_bytes(draft)
    if isinstance(content, Problem):
        raise NotFound("draft", id)
    if file.exists():
        raise NotWritten(_("Il file c'è già: {file}").format(file=file))
    _require_good(read_sources(settings), draft, content)
    draft.rename(file)
    return file


def add_wording(settings: KnowledgeSettings, article: ArticleId, language: str, words: str) -> Path:
    """One more way of asking for this card. Raises NotFound, NotWritten, OSError."""
    sources = read_sources(settings)
    reading, problems = read_knowledge(sources)
    if errors(problems):
        raise NotWritten(_("Prima vanno corretti gli errori delle schede."), errors(problems))
    card = next((card for card in reading.cards if card.article.id == article), None)
    if card is None:
        raise NotFound("article", str(article))
    if words in card.article.wordings.get(language, ()):
        raise NotWritten(_("«{words}» c'è già.").format(words=words))
    file = Path(card.file)
    content = read_bytes(file)
    if isinstance(content, Problem):
        raise NotWritten(str(content))
    changed = _with_wording(content, card, language, words)
    _require_good(sources, file, changed)
    _exchange(file, changed)
    return file


def _known(settings: KnowledgeSettings) -> set[str]:
    reading, _problems = read_knowledge(read_sources(settings))
    return {str(card.article.id) for card in reading.cards}


def _require_good(sources: Sources, file: Path, content: bytes) -> None:
    """Raises NotWritten when the knowledge base with this content in this file would have an error."""
    cards = (*(one for one in sources.cards if one[0] != file), (file, content))
    _reading, problems = read_knowledge(replace(sources, cards=cards))
    if errors(problems):
        raise NotWritten(_("Così le schede non si possono usare:"), errors(problems))


def _with_wording(content: bytes, card: Card, language: str, words: str) -> bytes:
    """The file with a line more, before the first wording of this language."""
    place = card.places.get(f"wordings.{language}[1]")
    lines = content.decode("utf-8-sig").splitlines(keepends=True)
    line = lines[place.line - 1] if place else ""
    begin = line[: place.column - 1] if place else ""
    if not begin.strip() == "-":
        raise NotWritten(_("Qui l'elenco non ha una voce per riga: aggiungere la frase a mano in {file}.").format(
            file=card.file))  # fmt: skip
    assert place is not None
    ending = "\r\n" if line.endswith("\r\n") else "\n"
    lines.insert(place.line - 1, begin + json.dumps(words, ensure_ascii=False) + ending)
    return "".join(lines).encode()


def _exchange(file: Path, content: bytes) -> None:
    """The new content in the place of the old, with the old file's rights."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    mode = file.stat().st_mode & 0o777
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as output:
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        fresh.replace(file)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _skeleton(id: str, *, theme: str, question: str, review_by: date) -> str:
    asked = json.dumps(question, ensure_ascii=False) if question else ""
    return f"""\
# Bozza: nessuna console la legge. Quando è pronta: console kb publish {id}
# Un testo lungo va sotto il suo nome, dopo «>-» e rientrato: si vede in ogni altra scheda.
# Importi, termini e recapiti mai a mano: {{fee:...}}, {{term:...}}, {{fact:...}} da reference/.

- id: {id}
  theme: {theme}
  title:
    it:
    # de, fr, en: appena ci sono
  # Come lo chiede la gente, almeno otto modi diversi; non parole d'ufficio.
  wordings:
    it:
      - {asked}
  # Da leggere al telefono: la cosa più importante per prima, al massimo sessanta parole.
  spoken:
    it:
  # Da mandare per scritto. Variabili: {{citizen}}, {{case_reference}}, {{office}}, {{municipality}}, {{deadline}}.
  written:
    it:
  # Che cosa chiedere prima di rispondere.
  ask: []
  # never, oppure quando e a chi si passa: {{when: "contesta l'importo", to: office}}
  handoff: never
  # Che cosa non si dice mai.
  never_say: []
  # Da dove viene: l'articolo di legge e da quando vale.
  sources:
    - article:
      valid_from: {review_by.year}-01-01
  review_by: {review_by.isoformat()}
  tags: []
  scope: general
  # true solo quando l'ufficio ha firmato.
  verified: false
"""
