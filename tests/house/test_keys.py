"""Every act has a key, words and help, and no hand needs AltGr for it."""

from __future__ import annotations

import pytest

from console.screens.actions import ACTION_IDS, CLERK, OPERATOR, Place, key_words
from console.settings.keymap import ALT_GR, normal_key

ROLES = {"operator": OPERATOR, "clerk": CLERK}
EVERY = [(role, action) for role, actions in ROLES.items() for action in actions]


@pytest.mark.parametrize(("role", "action"), EVERY, ids=lambda value: getattr(value, "id", value))
def test_an_act_has_keys_words_and_help(role, action):
    assert action.keys and action.words and action.help
    assert len(action.words) <= 14
    assert action.help.endswith(".")
    assert action.places


@pytest.mark.parametrize(("role", "action"), EVERY, ids=lambda value: getattr(value, "id", value))
def test_no_default_key_needs_alt_gr_and_none_is_only_on_ctrl(role, action):
    keys = action.keys.split(",")
    for key in keys:
        assert normal_key(key) == key, f"{key} is no key that a keymap could name"
        assert key.rpartition("+")[2] not in ALT_GR
    assert not all("ctrl+" in key for key in keys)


@pytest.mark.parametrize("role", ROLES)
def test_a_key_has_one_meaning(role):
    for place in Place:
        heard = [key for action in ROLES[role] if place in action.places for key in action.keys.split(",")]
        assert len(heard) == len(set(heard)), f"{place}: {sorted(key for key in heard if heard.count(key) > 1)}"


@pytest.mark.parametrize("role", ROLES)
def test_an_act_is_there_once(role):
    ids = [action.id for action in ROLES[role]]
    assert len(ids) == len(set(ids))
    assert set(ids) <= ACTION_IDS


def test_keys_are_written_as_on_the_keyboard():
    assert [key_words(key) for key in ("f5", "slash", "question_mark", "n")] == ["F5", "/", "?", "n"]
