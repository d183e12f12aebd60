"""The strip at the top: a narrow screen costs words, never a figure."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from console.domain.queues import GAP_LINK, LinkState, QueueFigures
from console.screens import strip_rows
from console.screens.widgets.ink import width_of

PICTURE = strip_rows.Picture(
    figures=QueueFigures(calls=12, written=148, missed=7, oldest_call=1000.0, oldest_written=500.0),
    links=tuple(LinkState(name=name, ok=True) for name in ("mail", "phone", "outbox")),
)


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("width", range(80, 181, 5))
def test_every_figure_is_there_at_every_width(width: int, demo: bool) -> None:
    view = strip_rows.StripView(
        site="UE Faido", name="Anna Bianchi", demo=demo, picture=PICTURE, store_ok=True, now=1154.0,
        zone=ZoneInfo("Europe/Zurich"),
    )  # fmt: skip
    left, right = strip_rows.strip(view, width)
    text = "".join(piece for piece, _ink in (*left, *right))
    assert width_of(text) <= width
    assert all(figure in text for figure in ("☎ 12", "✉ 148", "↩ 7", "02:34", "01:19", "Anna"))


@pytest.mark.parametrize(("width", "words"), [(80, "▲3 spariti"), (140, "▲ 3 messaggi spariti dal 01.01. 01:15")])
def test_mails_that_are_gone_are_said_with_their_number_and_since_when(width: int, words: str) -> None:
    told = LinkState(name=GAP_LINK, ok=False, problem="mails_gone", detail="3", since=900.0)
    for link, said in ((told, True), (replace(told, ok=True), False)):
        view = strip_rows.StripView(
            site="UE Faido", name="Anna Bianchi", demo=False, picture=replace(PICTURE, links=(*PICTURE.links, link)),
            store_ok=True, now=1154.0, zone=ZoneInfo("Europe/Zurich"),
        )  # fmt: skip
        left, right = strip_rows.strip(view, width)
        text = "".join(piece for piece, _ink in (*left, *right))
        assert (words in text) is said
        assert ("spariti" in text) is said
        assert "148" in text
