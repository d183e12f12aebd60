"""Records behave as frozen dataclasses with slots, before and after their methods were generated."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace

import pytest

from console.domain.record import record


@record
class Sample:
    """A sample."""

    number: int
    word: str = "x"
    words: tuple[str, ...] = field(default_factory=tuple)

    @property
    def double(self) -> int:
        return self.number * 2


@record
class Checked:
    number: int

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError(self.number)


def test_values_are_compared_hashed_and_shown():
    assert Sample(number=1) == Sample(number=1) != Sample(number=2)
    assert hash(Sample(number=1)) == hash(Sample(number=1))
    assert repr(Sample(number=1)) == "Sample(number=1, word='x', words=())"
    assert Sample(number=2).double == 4
    assert Sample.__doc__ == "A sample."


def test_the_tools_of_dataclasses_work():
    changed = replace(Sample(number=1), word="y")
    assert (changed.number, changed.word) == (1, "y")
    assert [one.name for one in fields(Sample)] == ["number", "word", "words"]
    assert asdict(changed) == {"number": 1, "word": "y", "words": ()}
    assert is_dataclass(Checked)


@pytest.mark.parametrize("name", ["number", "unknown"])
def test_nothing_can_be_changed(name):
    sample = Sample(number=1)
    with pytest.raises(FrozenInstanceError):
        setattr(sample, name, 2)
    with pytest.raises(FrozenInstanceError):
        delattr(sample, name)
    assert not hasattr(sample, "__dict__")


def test_arguments_are_checked():
    with pytest.raises(TypeError):
        Sample()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Sample(1)  # type: ignore[call-arg,misc]
    with pytest.raises(TypeError):
        Sample(number=1, other=2)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="-1"):
        Checked(number=-1)


def test_records_can_be_copied_and_sent_to_a_process_that_has_made_none():
    sample = Sample(number=1, words=("a",))
    assert copy.deepcopy(sample) == sample == pickle.loads(pickle.dumps(sample))
    from console.domain.contact import Party

    program = "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()).name)"
    sent = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(Party(name="Rossi")), capture_output=True, check=True
    )
    assert sent.stdout == b"Rossi\n"


def test_the_first_instances_are_as_the_later_ones():
    def fresh():
        @record
        class Late:
            number: int
            words: list[str] = field(default_factory=list)
            word: str = field(default="x")

        return Late

    kind = fresh()
    first, second = kind(number=1), kind(number=1)
    assert first.words == [] and first.words is not second.words and first.word == "x"
    assert hash(fresh()(number=1, words=())) == hash(fresh()(number=1, words=()))
    for count in range(200):
        assert kind(number=count).number == count
    assert first == second != kind(number=2)
    assert repr(fresh()(number=1)).endswith("Late(number=1, words=[], word='x')")
    with pytest.raises(TypeError, match="number"):
        fresh()()
    with pytest.raises(TypeError, match="other"):
        fresh()(number=1, other=2)
    assert [one.name for one in fields(fresh())] == ["number", "words", "word"]
