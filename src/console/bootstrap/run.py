"""A console on a site: opens the store, takes mail and calls in when this is a single seat, shows the screen."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from console import i18n
from console.bootstrap.hangup import hanging_up
from console.bootstrap.options import Options
from console.bootstrap.services import Services, load_or_raise, open_site
from console.services.session import Look, Session
from console.settings.site import IntakePlace, Site

log = logging.getLogger(__name__)

INTERRUPTED = 130


def console(options: Options) -> int:
    """Open the screen of the role in `options`; the exit code when it is left. Raises SiteUnusable."""
    site = load_or_raise(options)
    speak(options, site)
    return asyncio.run(_console(options, site))


async def _console(options: Options, site: Site) -> int:
    async with open_site(options, site) as services, taking_in(services):
        return await show(session_of(services))


@asynccontextmanager
async def taking_in(services: Services) -> AsyncIterator[None]:
    """Intake inside this console while the block runs, where the site is a single seat; its end is logged."""
    wanted = services.site.intake is IntakePlace.INSIDE and services.options.role == "operator"
    task = asyncio.create_task(_take_in(services)) if wanted else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _take_in(services: Services) -> None:
    from console.bootstrap.links import build_intake

    try:
        await build_intake(services).run()
    except Exception:
        log.exception("intake ended")


async def show(session: Session) -> int:
    """Run the screen until it is left; gives the exit code."""
    # Textual paints at most so often a second. At its usual 60 a key that follows the frame of the key before waits up
    # to 17 ms for its own (p90 12 ms measured), at 120 it waits 8; what does not change is painted at neither.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from console.screens.app import ConsoleApp

    app = ConsoleApp(session)
    async with hanging_up(app.farewell) as hang_up:
        await app.run_async()
    return INTERRUPTED if hang_up.happened else app.return_code or 0


def session_of(services: Services, *, demo: bool = False) -> Session:
    """What the screens of this person need."""
    as_clerk = services.options.role == "clerk"
    person = services.clerk if as_clerk else services.operator
    return Session(
        store=services.store, wakeup=services.wakeup, clock=services.clock, directory=services.directory,
        articles=services.articles, desk=services.desk_of(person), handoff=services.handoff_of(person),
        attachments=lambda: services.attachments, urgency=services.urgency,
        look=_look(services, demo), hours=services.hours, reckoning=services.reckoning,
        address=services.site.mail.address,
        clerk=services.clerk_desk if as_clerk else None,
    )  # fmt: skip


def _look(services: Services, demo: bool) -> Look:
    site, options = services.site, services.options
    return Look(
        site=site.general.name, theme=options.theme or str(site.general.theme), language=i18n.language(),
        zone=site.general.zone, keymap=site.keymap, demo=demo,
        after_call_seconds=site.wrap_up.after_call_seconds, copy_file=services.paths.state / "copied.txt",
    )  # fmt: skip


def speak(options: Options, site: Site) -> None:
    """Use the language of the command line, else of the environment, else of the site."""
    i18n.use(options.language or i18n.from_environment(default=site.general.language))
