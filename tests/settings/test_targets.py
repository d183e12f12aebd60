"""The section `targets` of console.yaml: promises by channel, and every fault with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.contact import Channel
from console.domain.queues import Limits
from console.settings.load import load_site
from console.settings.problems import Problem, Severity
from console.settings.site import Site

HOUR = 3600.0


def read(folder: Path, text: str) -> tuple[Site | None, tuple[Problem, ...]]:
    (folder / "console.yaml").write_text(text, encoding="utf-8")
    for name in ("offices", "clerks", "operators"):
        (folder / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    site, problems = load_site(folder, folder / "data")
    return site, tuple(problem for problem in problems if problem.file.endswith("console.yaml"))


def test_without_a_word_there_are_sound_promises(tmp_path: Path) -> None:
    site, problems = read(tmp_path, "")
    assert site is not None and problems == ()
    assert set(site.targets.channels) == set(Channel)
    assert site.targets.channels[Channel.EMAIL] == Limits(first_answer=7.5 * HOUR, resolution=37.5 * HOUR)
    assert site.targets.channels[Channel.PHONE].call_back == 4 * HOUR
    assert site.targets.near == HOUR


def test_the_example_says_what_holds_without_it(tmp_path: Path) -> None:
    plain, _problems = read(tmp_path, "")
    example = Path(__file__).resolve().parents[2] / "config"
    site, _others = load_site(example, tmp_path)
    assert plain is not None and site is not None
    assert site.targets == plain.targets


@pytest.mark.parametrize(
    ("written", "seconds"), [("45s", 45), ("30m", 1800), ("4h", 4 * HOUR), ("2d", 15 * HOUR), ("none", 0)]
)
def test_durations(tmp_path: Path, written: str, seconds: float) -> None:
    site, problems = read(tmp_path, f"targets: {{fax: {{first_answer: {written}}}}}\n")
    assert site is not None and problems == ()
    assert site.targets.channels[Channel.FAX] == Limits(first_answer=seconds, resolution=37.5 * HOUR)


def test_a_day_is_as_long_as_the_opening_days_of_the_site(tmp_path: Path) -> None:
    week = "hours: {weekdays: {mon: ['08:00-12:00'], tue: ['08:00-12:00', '14:00-18:00']}}\n"
    site, _problems = read(tmp_path, f"{week}targets: {{fax: {{first_answer: 1d}}}}\n")
    assert site is not None
    assert site.targets.channels[Channel.FAX].first_answer == 6 * HOUR


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("targets: {near: presto}", "targets.near", "«presto»"),
        ("targets: {email: {first_answer: 2 giorni}}", "targets.email.first_answer", "«2 giorni»"),
        ("targets: {email: {first_answer: -2d}}", "targets.email.first_answer", "«-2d»"),
        ("targets: {email: {resolution: 0h}}", "targets.email.resolution", "«0h»"),
        ("targets: {phone: {first_answer: 20}}", "targets.phone.first_answer", "«20»"),
        ("targets: {email: {first_anser: 2d}}", "targets.email.first_anser", "first_answer"),
        ("targets: {letter: {call_back: 2d}}", "targets.letter.call_back", ""),
        ("targets: {mail: {first_answer: 2d}}", "targets.mail", "email"),
    ],
)
def test_a_fault_names_its_key(tmp_path: Path, text: str, key: str, said: str) -> None:
    site, problems = read(tmp_path, f"{text}\n")
    [problem] = problems
    assert site is None
    assert (problem.key, problem.line) == (key, 1)
    assert said in f"{problem.message} {problem.hint}"


def test_an_end_before_the_answer_is_doubtful(tmp_path: Path) -> None:
    site, [problem] = read(tmp_path, "targets: {email: {first_answer: 2d, resolution: 1h}}\n")
    assert site is not None
    assert (problem.key, problem.severity) == ("targets.email.resolution", Severity.WARNING)
