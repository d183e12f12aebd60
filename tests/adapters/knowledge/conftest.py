"""A small knowledge base in a folder, to be edited and broken."""

import shutil
from pathlib import Path

import pytest

from console.settings.site import KnowledgeSettings

REPO = Path(__file__).parents[3]

CARD = """\
- id: {id}
  theme: prova
  title:
    it: {title}
    de: Deutsch
  wordings:
    it:
      - {wording}
      - come funziona {id}
    de:
      - Wie geht das mit {id}?
  spoken:
    it: Di regola entro {{term:opposition}}.
  written:
    it: >-
      Gentile {{citizen}}, costa {{fee:register-extract}}.
  ask:
    - Quando l'ha ricevuto?
  handoff: {{when: "Sempre.", to: office}}
  never_say:
    - È sicuro.
  sources: [{{article: "LEF 74", valid_from: 2026-01-01}}]
  review_by: 2027-06-30
  tags: [uno, due]
  scope: general
  verified: false
"""


class Base:
    """The files of a knowledge base under the test's own folder."""

    def __init__(self, root: Path) -> None:
        self.settings = KnowledgeSettings(
            folder=root / "knowledge", reference=root / "reference", words=root / "knowledge-words.yaml", meaning=False
        )
        self.settings.folder.mkdir()
        shutil.copytree(REPO / "data" / "reference", self.settings.reference)
        self.settings.words.write_text("- {say: [busta paga], means: [stipendio]}\n")
        self.cache = root / "cache"
        self.file = self.settings.folder / "una.yaml"
        self.file.write_text(
            card("opporsi", "Come opporsi", "voglio contestare il precetto") + card("paga", "Lo stipendio", "la paga")
        )

    def edit(self, old: str, new: str) -> None:
        """Change the first card file at one place."""
        text = self.file.read_text()
        assert old in text, old
        self.file.write_text(text.replace(old, new, 1))


def card(id: str, title: str, wording: str) -> str:
    return CARD.format(id=id, title=title, wording=wording)


@pytest.fixture
def base(tmp_path):
    return Base(tmp_path)
