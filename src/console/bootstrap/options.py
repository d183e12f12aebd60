"""What a command line says about a site and a person, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from console.domain.record import record

if TYPE_CHECKING:
    from console.settings.problems import Problem


@record
class Options:
    """Which site, who, and how it looks. None: as the environment or the site says."""

    config: Path | None = None
    data_dir: Path | None = None
    operator: str | None = None
    role: str = "operator"
    clerk: str | None = None
    language: str | None = None
    theme: str | None = None
    demo: bool = False


class SiteUnusable(Exception):
    """The settings have errors; `problems` says which, with file, line and key."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class PersonUnknown(Exception):
    """Nobody is named, or the site has no such person; the text is a sentence for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.problems = (sentence,)
