"""Fetching Asterisk for the tests: what happens when the suite renames a library."""

from __future__ import annotations

import pytest

from rigs.asterisk.packages import RigMissing, current_names


def test_names_that_are_offered_stay() -> None:
    assert current_names(("asterisk", "libxml2-16"), {"asterisk", "libxml2-16"}, ()) == ["asterisk", "libxml2-16"]


@pytest.mark.parametrize(
    ("old", "new"), [("libxml2-16", "libxml2-17"), ("libssl3t64", "libssl4"), ("libstdc++6", "libstdc++7")]
)
def test_a_library_is_followed_to_its_new_name(old: str, new: str) -> None:
    assert current_names((old,), {new, "libxml3"}, ("libxml3", new, "libssl9-not-offered")) == [new]


def test_a_library_that_is_gone_is_named() -> None:
    with pytest.raises(RigMissing, match="libgsm1"):
        current_names(("libgsm1",), {"libxml2-16"}, ("libxml2-16",))
