"""The three looks: dark, light, high contrast. One accent colour; red only for what is late or dangerous."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="console-dark", dark=True, primary="#5fb3b3", secondary="#5fb3b3", accent="#5fb3b3", foreground="#d7dade",
    background="#14171a", surface="#1a1e22", panel="#23282d", boost="#2a3036", success="#8fbf7f", warning="#d9b25f",
    error="#e0675c",
    variables={"border": "#3a4249", "footer-key-foreground": "#5fb3b3", "block-cursor-text-style": "none"},
)  # fmt: skip
LIGHT = Theme(
    name="console-light", dark=False, primary="#0b6b6b", secondary="#0b6b6b", accent="#0b6b6b", foreground="#1d2227",
    background="#fbfaf7", surface="#f3f1ec", panel="#e8e5de", boost="#dfdbd2", success="#2f6b2a", warning="#8a5a00",
    error="#b3261e",
    variables={"border": "#b9b4a8", "footer-key-foreground": "#0b6b6b", "block-cursor-text-style": "none"},
)  # fmt: skip
CONTRAST = Theme(
    name="console-contrast", dark=True, primary="#ffd700", secondary="#ffd700", accent="#ffd700", foreground="#ffffff",
    background="#000000", surface="#000000", panel="#1a1a1a", boost="#333333", success="#7fff7f", warning="#ffb000",
    error="#ff6b6b", text_alpha=1.0,
    variables={"border": "#ffffff", "footer-key-foreground": "#ffd700", "text-muted": "#e0e0e0",
               "block-cursor-text-style": "none"},
)  # fmt: skip
THEMES = (DARK, LIGHT, CONTRAST)


def after(name: str) -> str:
    """The look that follows this one, round and round."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
