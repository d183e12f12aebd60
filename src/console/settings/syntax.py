"""What libyaml says about broken YAML, in words for somebody who edits a text file."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from console.i18n import N_, _
from console.settings.nodes import NOWHERE, Place
from console.settings.problems import shown


@dataclass(frozen=True, slots=True)
class Fault:
    """The place where reading ended, and why."""

    place: Place
    message: str
    hint: str = ""
    key: str = ""
    """The key at the start of that line, where there is one, and its column."""
    key_column: int = 0


_QUOTES = N_("Un testo che contiene «: » o comincia con un segno speciale va tra virgolette.")
_INDENT = N_("Controllare gli spazi all'inizio della riga: devono essere gli stessi della riga compagna.")

_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", N_("Due punti in un posto inatteso, o rientro sbagliato."), _QUOTES),
    ("block sequence entries are not allowed", N_("Un elenco con «-» comincia su una riga nuova."), _INDENT),
    ("did not find expected key", N_("Qui ci vuole una chiave: rientro o virgolette sbagliati."), _INDENT),
    ("did not find expected '-'", N_("Qui ci vuole un «-»: rientro sbagliato."), _INDENT),
    ("could not find expected ':'", N_("Manca «:» dopo la chiave."), ""),
    ("did not find expected ',' or ']'", N_("Manca una virgola o la parentesi «]»."), ""),
    ("did not find expected ',' or '}'", N_("Manca una virgola o la parentesi «}»."), ""),
    ("did not find expected node content", N_("Qui manca un valore."), ""),
    ("found unexpected end of stream", N_("Le virgolette aperte qui non si chiudono."), ""),
    ("unknown escape character", N_("Dopo «\\» c'è un segno sconosciuto."), N_("Usare virgolette semplici.")),
    ("invalid Unicode character escape", N_("Il carattere scritto con «\\u» non esiste."), ""),
    ("undefined tag handle", N_("Un testo che comincia con «!» va tra virgolette."), ""),
    ("found undefined", N_("Richiamo a qualcosa che non c'è."), ""),
    ("while scanning a block scalar", N_("Dopo «|» o «>» il testo comincia su una riga nuova."), ""),
    ("leading spaces", N_("Le prime righe del testo hanno troppi spazi."), _INDENT),
    ("alphabetic or numeric character", N_("Un testo che comincia con «*» o «&» va tra virgolette."), ""),
    ("incompatible YAML document", N_("Versione di YAML sconosciuta."), N_("Togliere la riga «%YAML».")),
)
_AT_CONTEXT = ("could not find expected ':'", "found unexpected end of stream")
"""Faults that are where the library began to read, not where it gave up."""


def explain(error: yaml.YAMLError, text: str) -> Fault:
    """The fault behind an error of the library; `text` is what it read."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Fault(NOWHERE, _("Il file contiene un carattere che YAML non ammette."))
    said = f"{error.problem or ''} {error.context or ''}"
    place = _place(error, said)
    line = _line(text, place)
    message, hint = _words(error, said, line, place)
    key = key_of(line)
    return Fault(place, message, hint, key, line.index(key) + 1 if key else 0)


def key_of(line: str) -> str:
    """The key at the start of a line of YAML, or empty."""
    found = re.match(r"[\s-]*[\"']?([A-Za-z_][\w-]{0,58})[\"']?\s*:", line)
    return found[1] if found else ""


def _words(error: yaml.MarkedYAMLError, said: str, line: str, place: Place) -> tuple[str, str]:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return _("Tabulazione nel rientro."), _("Per il rientro usare spazi.")
    if "cannot start any token" in said:
        sign = line[place.column - 1 : place.column]
        return _("Un testo non comincia con «{sign}».").format(sign=shown(sign)), _(_QUOTES)
    for words, message, hint in _WORDS:
        if words in said:
            return _(message), _opened(error) or (_(hint) if hint else "")
    return _("YAML non valido in questo punto."), f"({shown(said.strip())})"


def _line(text: str, place: Place) -> str:
    lines = text.split("\n", place.line)
    return lines[place.line - 1] if 0 < place.line <= len(lines) else ""


def _place(error: yaml.MarkedYAMLError, said: str) -> Place:
    at_context = any(words in said for words in _AT_CONTEXT)
    mark = (error.context_mark if at_context else None) or error.problem_mark or error.context_mark
    return Place(mark.line + 1, mark.column + 1) if mark else NOWHERE


def _opened(error: yaml.MarkedYAMLError) -> str:
    """Where the bracket was opened that is not closed, or empty."""
    if "flow" not in str(error.context) or error.context_mark is None:
        return ""
    return _("La parentesi è stata aperta alla riga {line}.").format(line=error.context_mark.line + 1)
