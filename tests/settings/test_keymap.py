"""Keys of a site: unknown ids, clashes and keys that a Swiss keyboard hides behind AltGr."""

import pytest

from console.settings.document import parse_document
from console.settings.keymap import normal_key, read_keymap
from console.settings.reader import Report

ACTIONS = ("take", "search", "close_contact")


def read(text, actions=ACTIONS):
    report = Report("keymap.yaml")
    document = parse_document(text.encode(), "keymap.yaml")
    return read_keymap(document.root, report, actions), [*document.problems, *report.problems]


def test_keys_as_the_screens_spell_them():
    keymap, problems = read("take: [F5, n]\nsearch: /\nclose_contact: ['?', ctrl+X, N, '+']\n")
    assert keymap == {"take": "f5,n", "search": "slash", "close_contact": "question_mark,ctrl+X,N,plus"}
    assert problems == []


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("take: f5\ntkae: n\n", 2, "tkae", "«take»"),
        ("take: f5\nsearch: [n, f5]\n", 2, "search", "già di «take» (riga 1)"),
        ("take: '@'\n", 1, "take", "AltGr"),
        ("take: [n, ctrl+left_square_bracket]\n", 1, "take", "AltGr"),
        ("take: entre\n", 1, "take", "«enter»"),
        ("take: f77\n", 1, "take", "Tasto sconosciuto"),
        ("take: []\nsearch: {a: b}\n", 2, "search", "un tasto"),
        ("- take\n", 1, "", "azione"),
    ],
)
def test_faults(text, line, key, words):
    _keymap, problems = read(text)
    assert len(problems) == 1
    assert (problems[0].line, problems[0].key) == (line, key)
    assert words in str(problems[0])


def test_a_key_that_was_already_taken_stays_with_the_first():
    keymap, _problems = read("take: f5\nsearch: [f5, s]\n")
    assert keymap == {"take": "f5", "search": "s"}


def test_an_action_only_on_ctrl_is_warned_of():
    keymap, problems = read("take: ctrl+t\n")
    assert keymap == {"take": "ctrl+t"}
    assert [problem.is_error for problem in problems] == [False]


def test_without_screens_any_action_passes():
    assert read("whatever: x\n", None) == ({"whatever": "x"}, [])


def test_an_empty_keymap():
    assert read("# niente\n") == ({}, [])


def test_every_sign_that_the_screens_know_has_their_name():
    from textual.keys import _character_to_key

    for sign in "/?:;,.-+=*_!'\"%&()<>$@#[]{}\\|~^`€¦¬´":
        assert normal_key(sign) == _character_to_key(sign)
