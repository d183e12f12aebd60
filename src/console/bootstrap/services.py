"""An open site: its settings, its store, and the services of one person."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from console.bootstrap.late import LateArticles, LateComposer, LateDues, LateFiles, LateReckoning
from console.bootstrap.options import Options, PersonUnknown, SiteUnusable
from console.domain.contact import ClerkId, OperatorId
from console.domain.errors import NotFound
from console.domain.hours import BusinessTime, OpeningHours
from console.domain.office import Clerk, Operator
from console.domain.queues import Urgency
from console.i18n import _
from console.services.desk import Desk, DeskPorts
from console.services.handoff import ClerkDesk, HandoffDesk, HandoffPorts
from console.services.ports import Articles, Clock, Directory, MailComposer, OutgoingFiles, Reckoning, Wakeup
from console.settings.paths import Paths, find_paths

if TYPE_CHECKING:
    from console.adapters.store.store import SqliteStore
    from console.domain.targets import TargetRule
    from console.services.attachments import Attachments
    from console.services.sorting import SortingDesk
    from console.settings.problems import Problem
    from console.settings.site import OpenHours, Site


@dataclass(kw_only=True)
class Services:
    """What a screen or a command works with. `desk`, `handoff` and `clerk_desk` raise PersonUnknown."""

    options: Options
    site: Site
    paths: Paths
    store: SqliteStore
    wakeup: Wakeup
    clock: Clock
    directory: Directory
    articles: Articles
    hours: OpeningHours
    composer: MailComposer

    @cached_property
    def operator(self) -> Operator:
        """Who acts: the option, else the login name when it is an operator's, else the only operator."""
        wanted = self.options.operator or _only(self.directory.operators()) or _login_name()
        try:
            return self.directory.operator(OperatorId(wanted))
        except NotFound:
            raise PersonUnknown(_nobody(self.options.operator, "--operator", self.directory.operators())) from None

    @cached_property
    def clerk(self) -> Clerk:
        """Which clerk answers: the option, else the login name when it is a clerk's."""
        try:
            return self.directory.clerk(ClerkId(self.options.clerk or _login_name()))
        except NotFound:
            raise PersonUnknown(_nobody(self.options.clerk, "--clerk", self.directory.clerks())) from None

    @cached_property
    def urgency(self) -> Urgency:
        """How near a due moment is."""
        return Urgency(time=BusinessTime(self.hours), near=self.site.targets.near)

    @cached_property
    def targets(self) -> TargetRule:
        """What the site promises."""
        return targets_of(self.site)

    @cached_property
    def desk(self) -> Desk:
        """The hands of the operator."""
        return self.desk_of(self.operator)

    def desk_of(self, person: Operator | Clerk) -> Desk:
        """The hands of this person. A clerk reads, writes drafts and answers mail under the own name."""
        mail = self.site.mail
        ports = DeskPorts(
            store=self.store, clock=self.clock, directory=self.directory, composer=self.composer,
            files=LateFiles(lambda: _files(mail.max_message_bytes)),
        )  # fmt: skip
        me = person if isinstance(person, Operator) else as_operator(person)
        return Desk(
            ports, me, undo_seconds=mail.undo_seconds, is_held=mail.holds(me), most_bytes=mail.max_message_bytes
        )

    @cached_property
    def sorting(self) -> SortingDesk:
        """What the operator sorts out."""
        from console.services.sorting import SortingDesk  # here: no first frame needs it

        return SortingDesk(self.store, self.clock, self.operator, own=self.site.mail.address)

    @cached_property
    def handoff(self) -> HandoffDesk:
        """What the operator hands on."""
        return self.handoff_of(self.operator)

    def handoff_of(self, person: Operator | Clerk) -> HandoffDesk:
        """The handoffs of this person."""
        me = person if isinstance(person, Operator) else as_operator(person)
        ports = HandoffPorts(
            store=self.store, clock=self.clock, directory=self.directory, composer=self.composer,
            articles=self.articles,
        )  # fmt: skip
        return HandoffDesk(ports, me, undo_seconds=self.site.mail.undo_seconds)

    @cached_property
    def attachments(self) -> Attachments:
        """What mails carry, and saving it."""
        from console.bootstrap.late import attachments_of

        return attachments_of(self.store, self.site.mail.save_folder)

    async def close(self) -> None:
        """End what was started beside the store."""
        if "attachments" in self.__dict__:
            await self.attachments.close()

    @cached_property
    def reckoning(self) -> Reckoning:
        """The calculator of terms and fees."""
        return LateReckoning(lambda: _calculator(self.site))

    @cached_property
    def clerk_desk(self) -> ClerkDesk:
        """What the clerk does with packets."""
        return ClerkDesk(self.store, self.clock, self.clerk)


def _calculator(site: Site) -> Reckoning:
    """By the law's calendar, which is the canton's whatever the site's hours say."""
    from console.adapters.hours import OfficialHolidays
    from console.adapters.knowledge.calculator import Calculator

    return Calculator(site.knowledge.reference, OfficialHolidays())


def load(options: Options) -> tuple[Site | None, tuple[Problem, ...]]:
    """The settings of the site and every problem in them; None when an error keeps it from being used."""
    from console.screens.actions import ACTION_IDS
    from console.settings.load import load_site

    paths = paths_of(options)
    return load_site(paths.config, paths.data, known_actions=ACTION_IDS)


def paths_of(options: Options) -> Paths:
    """The folders of the site."""
    return find_paths(config=options.config, data=options.data_dir)


def load_or_raise(options: Options) -> Site:
    """The settings of the site, as they were read last where nothing has changed. Raises SiteUnusable."""
    from console.screens.actions import ACTION_IDS
    from console.settings import snapshot

    paths = paths_of(options)
    file = paths.cache / f"settings-{os.geteuid()}.json"
    key = snapshot.key_of(paths.config, paths.data, ACTION_IDS)
    known = snapshot.load(file, key) if key else None
    if known is not None:
        return known
    site, problems = load(options)
    if site is None:
        raise SiteUnusable(problems)
    if key:
        snapshot.keep(file, key, with_holidays(site))
    return site


@asynccontextmanager
async def open_site(options: Options, site: Site | None = None) -> AsyncIterator[Services]:
    """The site with its store open. Raises SiteUnusable, StoreUnavailable, OSError (a folder cannot be made)."""
    from console.adapters.clock import SystemClock
    from console.adapters.directory import SiteDirectory, lazily
    from console.adapters.store.store import SqliteStore
    from console.adapters.store.wakeup import DatagramWakeup
    from console.bootstrap.logfile import open_log

    site = site or load_or_raise(options)
    paths = paths_of(options)
    paths.make()
    open_log(paths.log_file)
    clock = SystemClock()
    directory = SiteDirectory(site.people, lazily(site.knowledge.reference))
    hours = hours_of(site.hours, site.general.time_zone)
    wakeup = DatagramWakeup(paths.runtime)
    try:
        dues = LateDues(lambda: targets_of(site))
        store = await SqliteStore.open(paths.store, clock, on_commit=wakeup.notify, dues=dues)
        try:
            services = Services(
                options=options, site=site, paths=paths, store=store, wakeup=wakeup, clock=clock, directory=directory,
                articles=LateArticles(lambda: _articles(site, paths)), hours=hours,
                composer=LateComposer(lambda: _composer(site, clock, directory)),
            )  # fmt: skip
            try:
                yield services
            finally:
                await services.close()
        finally:
            await store.close()
    finally:
        wakeup.close()


def as_operator(clerk: Clerk) -> Operator:
    """The clerk as somebody who acts at a console."""
    return Operator(id=OperatorId(clerk.id), name=clerk.name, extension=clerk.extension)


def _articles(site: Site, paths: Paths) -> Articles:
    from console.adapters.knowledge.base import KnowledgeBase

    return KnowledgeBase(site.knowledge, paths.cache)


def _files(limit: int) -> OutgoingFiles:
    from console.adapters.outgoing_files import FilesToSend

    return FilesToSend(limit)


def _composer(site: Site, clock: Clock, directory: Directory) -> MailComposer:
    from console.adapters.mail.compose import Composer

    return Composer(site.mail, clock, directory, zone=site.general.zone)


def with_holidays(site: Site) -> Site:
    """The site with the holidays of the years around this one: looking them up costs 70 ms of a start."""
    from console.adapters.hours import OfficialHolidays

    if not site.hours.country:
        return site
    year = date.today().year  # noqa: DTZ011  which years are kept changes nothing but the cost
    known = OfficialHolidays(site.hours.country, site.hours.subdivision).years(year - 1, year + 1)
    return replace(site, hours=replace(site.hours, known=known))


def hours_of(settings: OpenHours, zone: str) -> OpeningHours:
    """The opening hours with the official holidays of the site."""
    from console.adapters.hours import OfficialHolidays, opening_hours

    holidays = OfficialHolidays(settings.country, settings.subdivision, known=settings.known)
    return opening_hours(
        settings.week, zone=zone, holidays=holidays if settings.country else None, special_days=settings.special_days
    )


def targets_of(site: Site) -> TargetRule:
    """What the site promises, over hours of its own; marked with a checksum of the settings it is made of."""
    from zlib import crc32

    from console.domain.targets import TargetRule

    made_of = repr((site.targets, replace(site.hours, known={}), site.general.time_zone))
    time = BusinessTime(hours_of(site.hours, site.general.time_zone))
    return TargetRule(limits=site.targets.channels, time=time, mark=crc32(made_of.encode()) or 1)


def _only(people: Sequence[Operator]) -> str:
    return people[0].id if len(people) == 1 else ""


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no user database
        return ""


def _nobody(wanted: str | None, option: str, people: Sequence[Operator] | Sequence[Clerk]) -> str:
    known = ", ".join(str(one.id) for one in people) or "-"
    if wanted:
        return _("Nessuno si chiama «{person}» in questo sito. Si conoscono: {known}.").format(
            person=wanted, known=known
        )
    return _("Non è detto chi lavora: indicare {option}, uno fra {known}.").format(option=option, known=known)
