"""What the simulated exchange plays: a script in YAML as frozen values, and its problems for the administrator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from console.adapters.phone.lines import AFTER, Answer, Behaviour, Caller
from console.domain.record import record
from console.i18n import _
from console.settings.checks import extension
from console.settings.document import ListNode, load_document
from console.settings.problems import Problem, did_you_mean, errors, shown
from console.settings.reader import Fields, Report, open_map

LONGEST_TEXT = 200
MOST_CALLS = 10_000


@record
class ScriptedCall:
    """Somebody who calls `at` seconds after the script has begun."""

    at: float
    caller: Caller


@record
class Afterwards:
    """Random calls: one `every` so many seconds in the mean, no new one while `at_most` wait."""

    every: float = 60.0
    at_most: int = 4
    names: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


@record
class Script:
    """Calls in the order of their moments, phones that do not simply answer, and what comes after."""

    calls: tuple[ScriptedCall, ...] = ()
    phones: Mapping[str, tuple[Behaviour, ...]] = field(default_factory=dict)
    afterwards: Afterwards | None = None
    """None: the script ends with its last call."""


RANDOM = Script(afterwards=Afterwards())
"""Without a script: random calls only."""


def load_script(path: Path) -> tuple[Script | None, tuple[Problem, ...]]:
    """The script, or None when an error keeps it from being played; and every problem. Never raises."""
    report = Report(str(path))
    fields = open_map(load_document(path), report)
    script = Script(calls=_calls(fields), phones=_phones(fields), afterwards=_afterwards(fields))
    fields.finish()
    problems = tuple(report.problems)
    return (None if errors(problems) else script), problems


def _entries(fields: Fields, name: str) -> tuple[Fields, ...]:
    """The mappings of a list."""
    node = fields.node(name)
    if node is None:
        return ()
    if not isinstance(node, ListNode):
        fields.wrong(name, node, _("Qui ci vuole un elenco: ogni voce comincia con «- »."))
        return ()
    if len(node.items) > MOST_CALLS:
        fields.error(name, _("Al massimo {count} voci.").format(count=MOST_CALLS))
        return ()
    return tuple(
        Fields(item, fields.report, (*fields.path, name, f"[{at}]")) for at, item in enumerate(node.items, start=1)
    )


def _calls(fields: Fields) -> tuple[ScriptedCall, ...]:
    moment = 0.0
    found = []
    for entry in _entries(fields, "calls"):
        moment += entry.decimal("after")
        caller = Caller(
            number=_short(entry, "number"),
            name=_short(entry, "name"),
            subject=_short(entry, "says"),
            patience=_seconds(entry, "patience"),
            talk=_seconds(entry, "talk"),
        )
        entry.finish()
        found.append(ScriptedCall(at=moment, caller=caller))
    return tuple(found)


def _phones(fields: Fields) -> Mapping[str, tuple[Behaviour, ...]]:
    found: dict[str, tuple[Behaviour, ...]] = {}
    for entry in _entries(fields, "phones"):
        number = extension(entry, "extension")
        if not number:
            entry.missing("extension")
        if number in found:
            entry.error("extension", _("«{text}» c'è due volte.").format(text=shown(number)))
        after = _seconds(entry, "after")
        answers = tuple(_answer(entry, node.text.strip()) for node in entry.items("answers"))
        if not answers:
            entry.missing("answers")
        entry.finish()
        found[number] = tuple(Behaviour.of(answer, after) for answer in answers)
    return found


def _answer(fields: Fields, word: str) -> Answer:
    known = [answer.value for answer in AFTER]
    if word not in known:
        message = _("Valore sconosciuto: «{text}».").format(text=shown(word))
        fields.error("answers", message, did_you_mean(word, known))
        return Answer.ANSWERED
    return Answer(word)


def _afterwards(fields: Fields) -> Afterwards | None:
    if fields.node("afterwards") is None:
        return None
    entry, usual = fields.section("afterwards"), Afterwards()
    found = Afterwards(
        every=entry.decimal("every", usual.every, least=1.0),
        at_most=entry.integer("at_most", usual.at_most, least=1, most=1_000),
        names=entry.texts("names"),
        says=entry.texts("says"),
    )
    entry.finish()
    return found


def _seconds(fields: Fields, name: str) -> float | None:
    """A time in seconds; None when it is not given: for ever, or as usual."""
    return None if fields.node(name) is None else fields.decimal(name)


def _short(fields: Fields, name: str) -> str:
    text = fields.text(name, "")
    if len(text) > LONGEST_TEXT:
        fields.error(name, _("Al massimo {count} caratteri.").format(count=LONGEST_TEXT))
    return text[:LONGEST_TEXT]
