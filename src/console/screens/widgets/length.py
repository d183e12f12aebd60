"""How many lines a scrolled widget has, told to Textual without a layout where nothing moves."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


def set_length(view: ScrollView, width: int, lines: int) -> None:
    """The view is `lines` long from now on. Only a scrollbar that comes or goes has the screen laid out anew.

    Textual does it at every change of `virtual_size`, and then paints everything: 11 ms of CPU for each step through
    the queue with the contact beside it, and for each new contact on each console, where the lines themselves cost 3.
    """
    size = Size(width, lines)
    height = view.container_size.height
    if not height or (lines > height) is not view.show_vertical_scrollbar:
        view.virtual_size = size
    elif size != view.virtual_size:
        view.set_reactive(ScrollView.virtual_size, size)
        if view.show_vertical_scrollbar:
            view.vertical_scrollbar.window_virtual_size = lines
        if view.scroll_y > view.max_scroll_y:
            view.scroll_to(y=view.max_scroll_y, animate=False, immediate=True)
