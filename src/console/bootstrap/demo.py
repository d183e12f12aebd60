"""The demonstration: a throwaway site with sample mails and simulated calls, gone when it is left."""

from __future__ import annotations

import asyncio
import logging
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from console.bootstrap.demo_life import Life
from console.bootstrap.options import Options, SiteUnusable
from console.bootstrap.run import session_of, show, speak, taking_in
from console.bootstrap.services import Services, load, open_site
from console.domain.hours import Segment
from console.settings.paths import shipped
from console.settings.site import IntakePlace, MailSource, OpenHours, PhoneSource, Site

log = logging.getLogger(__name__)

PREFIX = "console-demo-"
MAILDIR = "mailbox"
SCRIPT = Path("demo") / "calls.yaml"
MAILS = Path("demo") / "mails"
FIRST_OPERATOR = "anna"
FIRST_CLERK = "lepori"
ALWAYS = ((Segment(0, 24 * 60),),) * 7
"""A demonstration is open at any hour, so that nothing is marked as out of hours."""
UNDO_SECONDS = 10.0
RECEIPT_GRACE_SECONDS = 20.0


def run(options: Options) -> int:
    """Show the demonstration until it is left; gives the exit code. Raises SiteUnusable, OSError."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        options = demo_options(options, folder)
        site = demo_site(options)
        speak(options, site)
        return asyncio.run(_run(options, site))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _run(options: Options, site: Site) -> int:
    async with open_site(options, site) as services, taking_in(services), _living(services):
        return await show(session_of(services, demo=True))


def demo_options(options: Options, folder: Path) -> Options:
    """The same, on the site that ships with the program, writing into `folder` only."""
    return replace(
        options,
        config=options.config or shipped()[0],
        data_dir=folder,
        operator=options.operator or FIRST_OPERATOR,
        clerk=options.clerk or FIRST_CLERK,
        demo=True,
    )


def demo_site(options: Options) -> Site:
    """The shipped site with a mailbox and a telephone of its own. Raises SiteUnusable."""
    site, problems = load(options)
    if site is None or options.data_dir is None:
        raise SiteUnusable(problems)
    mail = replace(
        site.mail, source=MailSource.MAILDIR, maildir=options.data_dir / MAILDIR, imap=None, smtp=None,
        undo_seconds=UNDO_SECONDS, receipt_grace_seconds=RECEIPT_GRACE_SECONDS,
    )  # fmt: skip
    phone = replace(site.phone, source=PhoneSource.SIMULATED, script=shipped()[1] / SCRIPT)
    return replace(site, mail=mail, phone=phone, intake=IntakePlace.INSIDE, hours=OpenHours(week=ALWAYS, country=""))


@asynccontextmanager
async def _living(services: Services) -> AsyncIterator[None]:
    """Mails keep coming and clerks answer while the block runs."""
    life = Life(services, shipped()[1] / MAILS)
    await life.begin()
    task = asyncio.create_task(_logged(life))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _logged(life: Life) -> None:
    try:
        await life.run()
    except Exception:
        log.exception("the life of the demonstration ended")
