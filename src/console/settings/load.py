"""Reads the whole site: console.yaml, people, addresses, channels, keymap. All problems at once."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from console.domain.office import Address
from console.i18n import _
from console.settings import channels, people, sections, targets
from console.settings.document import Document, load_document
from console.settings.keymap import read_keymap
from console.settings.paths import shipped
from console.settings.problems import Problem, Severity, did_you_mean, errors, nearest
from console.settings.reader import Report, open_list, open_map
from console.settings.site import Channels, People, Site

CONSOLE = "console.yaml"
OFFICES = "offices.yaml"
CLERKS = "clerks.yaml"
OPERATORS = "operators.yaml"
CHANNELS = "channels.yaml"
KEYMAP = "keymap.yaml"
ADDRESSES = "addresses.yaml"
FILES = (CONSOLE, OFFICES, CLERKS, OPERATORS, CHANNELS, KEYMAP, ADDRESSES)


def load_site(
    config_dir: Path, data_dir: Path, *, known_actions: Collection[str] | None = None
) -> tuple[Site | None, tuple[Problem, ...]]:
    """The site, or None when an error keeps it from being used; and every problem, warnings too.

    Without `known_actions` the action ids of the keymap are not checked (a program without screens).
    """
    if not config_dir.is_dir():
        missing = Problem(file=str(config_dir), message=_("La cartella della configurazione non esiste."))
        return None, (missing,)
    reading = _Reading(config_dir, data_dir)
    site = reading.site(known_actions)
    problems = tuple(reading.problems)
    return (None if errors(problems) else site), problems


class _Reading:
    """One reading of the folder; gathers the problems of all its files."""

    def __init__(self, config_dir: Path, data_dir: Path) -> None:
        self._config = config_dir.absolute()
        self._data = data_dir.absolute()
        self.problems: list[Problem] = []

    def site(self, known_actions: Collection[str] | None) -> Site:
        """Read every file."""
        self._strange_files()
        report, document = self._open(CONSOLE)
        fields = open_map(document, report)
        who = self._people()
        hours = sections.hours(fields.section("hours"))
        site = Site(
            config_dir=self._config,
            data_dir=self._data,
            general=sections.general(fields.section("general")),
            hours=hours,
            targets=targets.targets(fields.section("targets"), hours.week),
            mail=sections.mail(fields.section("mail"), self._config, self._data),
            channels=self._channels(),
            phone=sections.phone(fields.section("phone"), self._config, self._data),
            intake=sections.intake(fields.section("intake")),
            knowledge=sections.knowledge(fields.section("knowledge"), self._data, shipped()[1]),
            case_reference=sections.case_reference(fields.section("case_reference")),
            wrap_up=sections.wrap_up(fields.section("wrap_up")),
            privacy=sections.privacy(fields.section("privacy")),
            people=who,
            keymap=self._keymap(known_actions),
        )
        fields.finish()
        self.problems.extend(report.problems)
        return site

    def _people(self) -> People:
        report, document = self._open(OFFICES)
        offices = people.offices(open_list(document, report), report)
        self.problems.extend(report.problems)
        known = [str(entry.office.id) for entry in offices if entry.office.id]
        report, document = self._open(CLERKS)
        clerks = people.clerks(open_list(document, report), report, known)
        self.problems.extend(report.problems)
        report, document = self._open(OPERATORS)
        taken = {str(clerk.id) for clerk in clerks if clerk.id}
        operators = people.operators(open_list(document, report), report, taken)
        self.problems.extend(report.problems)
        return People(offices=offices, clerks=clerks, operators=operators, addresses=self._addresses())

    def _addresses(self) -> tuple[Address, ...]:
        if not (self._config / ADDRESSES).exists():
            return ()
        report, document = self._open(ADDRESSES)
        found = people.addresses(open_list(document, report, named="name"), report)
        self.problems.extend(report.problems)
        return found

    def _channels(self) -> Channels:
        if not (self._config / CHANNELS).exists():
            return Channels()
        report, document = self._open(CHANNELS)
        found = channels.read(open_map(document, report), self._data)
        self.problems.extend(report.problems)
        return found

    def _keymap(self, known_actions: Collection[str] | None) -> dict[str, str]:
        if not (self._config / KEYMAP).exists():
            return {}
        report, document = self._open(KEYMAP)
        report.problems.extend(document.problems)
        keymap = read_keymap(document.root, report, known_actions)
        self.problems.extend(report.problems)
        return dict(keymap)

    def _open(self, name: str) -> tuple[Report, Document]:
        path = self._config / name
        return Report(str(path)), load_document(path)

    def _strange_files(self) -> None:
        """A misspelt file name would silently do nothing: warn of YAML files that nobody reads."""
        for path in sorted(self._config.glob("*.y*ml")):
            if path.name not in FILES:
                message = _("Questo file non viene letto.")
                hint = did_you_mean(path.name, FILES) if nearest(path.name, FILES) else ""
                self.problems.append(Problem(file=str(path), message=message, hint=hint, severity=Severity.WARNING))
