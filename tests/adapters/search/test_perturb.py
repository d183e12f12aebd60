"""Slips and half words are what hands make, and the same for the same seed."""

import random

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from console.adapters.search.perturb import half_typed, slip, with_slips


def test_a_question_gets_a_slip_in_every_fourth_word():
    question = "Quanti giorni restano per presentare ricorso contro il pignoramento dello stipendio?"
    mistyped = with_slips(question)
    changed = [pair for pair in zip(question.split(), mistyped.split(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 2
    assert all(OSA.distance(*pair) == 1 and pair[0][0] == pair[1][0] for pair in changed)
    assert with_slips(question) == mistyped != with_slips(question, 1)


def test_what_has_no_longer_word_stays():
    assert with_slips("a me il re, 12'000?") == "a me il re, 12'000?"
    assert half_typed("12'000?") == "12'000?"


def test_the_last_word_is_half_typed():
    assert half_typed("mi bloccano lo stipendio?") == "mi bloccano lo stipe"
    assert half_typed("oggi") == "og"


@given(st.text(max_size=60), st.integers(0, 3))
def test_any_text_can_be_mistyped(text, seed):
    with_slips(half_typed(text), seed)


@given(st.text("abcdèßzl", min_size=4, max_size=12), st.integers())
def test_a_slip_is_one_slip(word, seed):
    assert OSA.distance(word, slip(word, random.Random(seed))) <= 1
