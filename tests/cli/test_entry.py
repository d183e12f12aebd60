"""The short way into the desk reads a command line as click does, or leaves it to click."""

from __future__ import annotations

import sys

import pytest

from console.cli import entry, main, screen

PLAIN = (
    (),
    ("--operator", "anna"),
    ("--operator=anna", "--theme", "console-light"),
    ("--role", "clerk", "--clerk", "celio"),
    ("--language", "de", "--config", "/site/config", "--data-dir=/site/data"),
    ("--operator", "anna", "--operator", "bruno"),
)
ODD = (
    ("--help",), ("--version",), ("contacts", "list"), ("--operator",), ("--operator", "--role"), ("--operator", ""),
    ("--role", "king"), ("--unknown", "x"), ("--", "x"), ("-h",), ("--oper", "anna"), ("--operator=",),
)  # fmt: skip


@pytest.fixture
def opened(monkeypatch):
    """What the desk was opened with, instead of a desk."""
    seen = []
    monkeypatch.setattr(screen, "open_desk", lambda options: seen.append(options()) or 7)
    return seen


def ended(run):
    with pytest.raises(SystemExit) as ending:
        run()
    return ending.value.code


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
@pytest.mark.parametrize("operator", ["", "chiara"])
def test_both_ways_read_the_same(words, operator, opened, monkeypatch):
    monkeypatch.setenv("CONSOLE_OPERATOR", operator)
    monkeypatch.delenv("CONSOLE_CLERK", raising=False)
    monkeypatch.setattr(sys, "argv", ["console", *words])
    assert entry.usual(words) is not None
    assert ended(entry.main) == 7
    assert ended(lambda: main.main(words)) == 7
    short, by_click = opened
    assert short == by_click


@pytest.mark.parametrize("words", ODD, ids=" ".join)
def test_what_is_odd_is_left_to_click(words):
    assert entry.usual(words) is None


def test_a_folder_that_is_a_file_is_left_to_click(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.touch()
    assert entry.usual(("--config", str(file))) is None
    monkeypatch.setenv("_CONSOLE_COMPLETE", "bash_complete")
    assert entry.usual(()) is None


def test_the_short_way_collects_its_waste_again(opened, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["console"])
    monkeypatch.setattr(entry.gc, "disable", lambda: opened.append("disabled"))
    assert ended(entry.main) == 7
    assert opened[0] == "disabled"
