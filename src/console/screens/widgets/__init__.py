"""Widgets drawn line by line; the widget that paints handles the keys."""
