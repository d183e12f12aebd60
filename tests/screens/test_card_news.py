"""What a reload of the cards changed, said calmly."""

from __future__ import annotations

import pytest

from console.domain.article import CardChange
from console.screens.card_news import card_news


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (CardChange(), ""),
        (CardChange(added=("a",)), "Schede aggiornate: 1 nuova «A»."),
        (CardChange(changed=("a", "b", "c"), removed=("d",)), "Schede aggiornate: 3 cambiate «A», «B»…, 1 tolta."),
        (CardChange(added=("a", "b"), changed=("c",)), "Schede aggiornate: 2 nuove «A», «B», 1 cambiata «C»."),
        (CardChange(removed=("a", "b")), "Schede aggiornate: 2 tolte."),
    ],
)
def test_what_changed_in_one_sentence(change, said):
    assert card_news(change, str.upper) == said
