"""Draw the picture of the README: the desk of the demonstration at work, as it is on a terminal of 120x36.

python tools/picture.py [FILE]     (docs/desk.svg); takes about a minute and a half, since the calls come in real time
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from console import i18n
from console.bootstrap.demo import MAILS, demo_options, demo_site
from console.bootstrap.demo_life import Life
from console.bootstrap.options import Options
from console.bootstrap.run import session_of, taking_in
from console.bootstrap.services import open_site
from console.domain.contact import CallState
from console.screens.app import ConsoleApp
from console.screens.desk import DeskScreen
from console.settings.paths import shipped

SIZE = (120, 36)
CALLS = 4
"""The picture is taken when so many callers wait."""
WORDS = "opposizione al precetto"
PATIENCE_SECONDS = 180.0
BLANK = "&#160;"
SIGN = 12.2
"""Columns are so wide in the SVG of Rich."""


async def until(condition: Callable[[], object]) -> None:
    """Wait until it holds; fails after a few minutes."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110  the screen has no event for what it shows
            await asyncio.sleep(0.1)


async def picture(folder: Path) -> str:
    """The SVG of a desk with a call in hand, its answer found, and others waiting."""
    options = demo_options(Options(), folder)
    async with open_site(options, demo_site(options)) as services, taking_in(services):
        life = Life(services, shipped()[1] / MAILS)
        await life.begin()
        app = ConsoleApp(session_of(services, demo=True))
        async with app.run_test(size=SIZE) as pilot:
            desk = app.screen
            assert isinstance(desk, DeskScreen)
            await until(lambda: sum(row.call_state is CallState.QUEUED for row in app.board.rows) >= CALLS)
            await pilot.press("f5")
            await until(lambda: desk.answers.hits and not desk.busy)
            await pilot.press(*(sign if sign != " " else "space" for sign in WORDS))
            await until(lambda: desk.answers.query_text == WORDS)
            await pilot.press("enter")
            await until(lambda: desk.answers.given and not desk.busy)
            await pilot.pause()
            return app.export_screenshot(title="Console")


def _without_blanks(found: re.Match[str]) -> str:
    """A piece of text that begins where its first sign stands: some viewers swallow blanks at the ends."""
    before, x, between, length, after, words = found.groups()
    solid = re.sub(f"^(?:{BLANK})+", "", words)
    first = (len(words) - len(solid)) // len(BLANK)
    solid_end = re.sub(f"(?:{BLANK})+$", "", solid)
    last = (len(solid) - len(solid_end)) // len(BLANK)
    if not solid_end:
        return ""
    left, wide = float(x) + first * SIGN, float(length) - (first + last) * SIGN
    return f'<text{before}x="{left:g}"{between}textLength="{wide:g}"{after}>{solid_end}</text>'


def plain(svg: str) -> str:
    """Without fonts from a foreign host, and with the same names at each run."""
    svg = re.sub(r'<text([^>]*?)x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*)>([^<]*)</text>', _without_blanks, svg)
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "desk", svg)
    svg = re.sub(r"font-family:\s*Fira Code, monospace", "font-family: ui-monospace, Menlo, Consolas, monospace", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main() -> None:
    """Write the picture."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs" / "desk.svg"
    i18n.use("it")
    folder = Path(tempfile.mkdtemp(prefix="console-picture-"))
    try:
        svg = plain(asyncio.run(picture(folder)))
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)
    target.write_text(svg, encoding="utf-8")
    print(f"{target.name}: {len(svg) // 1000} kB")


if __name__ == "__main__":
    main()
