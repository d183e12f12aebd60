"""The registry's actions as keys of a screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from console.screens.actions import Action


def bindings_of(actions: Sequence[Action]) -> list[BindingType]:
    """The keys of these actions; the ids let a site's keymap move them."""
    return [Binding(one.keys, f"act('{one.id}')", one.words, show=False, id=one.id) for one in actions]
