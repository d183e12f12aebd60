"""Scripts of calls: the shipped one, and everything that may be wrong in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.adapters.phone.lines import Answer, Behaviour
from console.adapters.phone.numbers import e164
from console.adapters.phone.script import Afterwards, load_script
from console.settings.load import load_site
from console.settings.paths import shipped

CONFIG, DATA = shipped()


def read(folder: Path, text: str):
    file = folder / "calls.yaml"
    file.write_text(text, encoding="utf-8")
    return load_script(file)


def test_the_shipped_script_is_sound() -> None:
    script, problems = load_script(DATA / "demo" / "calls.yaml")
    assert problems == ()
    assert script is not None
    assert len(script.calls) >= 15
    assert script.afterwards is not None
    assert any(one.caller.patience and one.caller.patience <= 30 for one in script.calls), "somebody hangs up soon"
    for one in script.calls:
        assert not one.caller.number or e164(one.caller.number).startswith("+")
        assert one.caller.subject or (one.caller.patience or 0) <= 30, "who is answered says something"


def test_its_phones_are_clerks_of_the_example_site() -> None:
    script, _problems = load_script(DATA / "demo" / "calls.yaml")
    site, _problems = load_site(CONFIG, DATA)
    assert script is not None
    assert site is not None
    assert set(script.phones) <= {clerk.extension for clerk in site.people.clerks}


def test_every_key(tmp_path: Path) -> None:
    script, problems = read(
        tmp_path,
        """
calls:
  - {after: 2, number: "079 000 11 22", name: "Rossi", says: "Buongiorno", patience: 20, talk: 30.5}
  - {after: 3}
phones:
  - {extension: "38 01", answers: [busy, answered], after: 1.5}
afterwards: {every: 10, at_most: 2, names: [A], says: [B, C]}
""",
    )
    assert problems == ()
    assert script is not None
    assert [one.at for one in script.calls] == [2.0, 5.0]
    assert script.calls[0].caller.talk == 30.5
    assert script.calls[1].caller.patience is None
    assert script.phones == {"3801": (Behaviour(Answer.BUSY, 1.5), Behaviour(Answer.ANSWERED, 1.5))}
    assert script.afterwards == Afterwards(every=10.0, at_most=2, names=("A",), says=("B", "C"))


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ("calls:\n  - {afer: 2}", "calls.[1].afer", "after"),
        ("calls:\n  - {after: presto}", "calls.[1].after", ""),
        ("calls:\n  - {after: -1}", "calls.[1].after", ""),
        ("calls: {after: 1}", "calls", ""),
        ("calls: [3]", "calls.[1]", ""),
        ("phones:\n  - {extension: '38', answers: [bussy]}", "phones.[1].answers", "busy"),
        ("phones:\n  - {answers: [busy]}", "phones.[1].extension", ""),
        ("phones:\n  - {extension: '38'}", "phones.[1].answers", ""),
        ("phones:\n  - {extension: '38', answers: [busy]}\n  - {extension: '38', answers: [busy]}",
         "phones.[2].extension", ""),
        ("afterwards: {every: 0}", "afterwards.every", ""),
        ("afterwards: {at_most: 0}", "afterwards.at_most", ""),
        ("call: []", "call", "calls"),
        ("calls:\n  - {after: 1, name: " + "x" * 300 + "}", "calls.[1].name", ""),
    ],
)  # fmt: skip
def test_a_fault_has_its_place(tmp_path: Path, text: str, where: str, hint: str) -> None:
    script, problems = read(tmp_path, text)
    assert script is None
    assert where.replace(".[", "[") in {one.key for one in problems}, problems
    assert all(one.line > 0 for one in problems)
    assert hint in " ".join(one.hint for one in problems)


@pytest.mark.parametrize("text", ["", "calls:", "# niente", "\x00\x01", "[", "a: &a [*a]", "- 1"])
def test_nothing_raises(tmp_path: Path, text: str) -> None:
    script, problems = read(tmp_path, text)
    assert script is not None or problems


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    script, problems = load_script(tmp_path / "no.yaml")
    assert script is None
    assert problems
