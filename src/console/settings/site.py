"""The settings of one site as frozen values. How they are read from YAML is `load.py`'s business."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from console.domain.contact import Channel, ClerkId, OfficeId, OperatorId, Outcome
from console.domain.hours import Segment, Week
from console.domain.mail import RegisteredRule
from console.domain.office import Address, Clerk, Office, Operator
from console.domain.queues import Limits
from console.domain.record import record
from console.i18n import _


class Theme(StrEnum):
    """The looks that ship; the value is the name of the theme on the screen."""

    DARK = "console-dark"
    LIGHT = "console-light"
    CONTRAST = "console-contrast"


class Security(StrEnum):
    """How a connection to a server is protected. `none` is for servers on this machine."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class MailSource(StrEnum):
    """Where mail comes from."""

    IMAP = "imap"
    MAILDIR = "maildir"
    NONE = "none"


class PhoneSource(StrEnum):
    """Where calls come from."""

    SIMULATED = "simulated"
    ASTERISK = "asterisk"
    NONE = "none"


class IntakePlace(StrEnum):
    """Which process takes mail and calls in."""

    INSIDE = "inside"
    """The console itself: a single seat."""
    PROCESS = "process"
    """`console intake`, one for all consoles."""


class OfficeKind(StrEnum):
    """What an office is."""

    PRINCIPAL = "principal"
    AGENCY = "agency"
    CENTRE = "centre"
    """Another service that takes handoffs, as the payment-order centre."""


class FourEyes(StrEnum):
    """Whose mails to citizens a colleague reads before they leave."""

    NEVER = "never"
    MARKED = "marked"
    """Those of the operators with `four_eyes: true` in operators.yaml."""
    ALWAYS = "always"


class SecretMissing(Exception):
    """A secret is not where the settings say; the text is a sentence for the administrator."""


@record
class Secret:
    """Where a password is kept: an environment variable or a file; never in the settings themselves."""

    environment: str = ""
    file: Path | None = None

    @property
    def is_given(self) -> bool:
        """Whether there is a password at all."""
        return bool(self.environment or self.file)

    def read(self) -> str:
        """The secret now, without a line end; empty when none is configured. Raises SecretMissing."""
        if self.environment:
            value = os.environ.get(self.environment, "")
            if not value:
                raise SecretMissing(_("La variabile d'ambiente {name} è vuota.").format(name=self.environment))
            return value
        if self.file is None:
            return ""
        try:
            return self.file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise SecretMissing(_("Il file {file} non si può leggere.").format(file=self.file)) from None


@record
class Server:
    """A server and how to log in. An empty `user` means without login."""

    host: str
    port: int
    security: Security = Security.TLS
    user: str = ""
    secret: Secret = field(default_factory=Secret)
    ca_file: Path | None = None
    """Certificates to trust instead of the system's, PEM."""


@record
class General:
    """Name of the site on the strip, language of a new console, time zone, look."""

    name: str = "UE"
    language: str = "it"
    time_zone: str = "Europe/Zurich"
    theme: Theme = Theme.DARK

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the site lives."""
        return ZoneInfo(self.time_zone)


@record
class OpenHours:
    """When the site is open, as `domain.hours.OpeningHours` wants it; an empty country: no official holidays."""

    week: Week
    country: str = "CH"
    subdivision: str = "TI"
    special_days: Mapping[date, tuple[Segment, ...]] = field(default_factory=dict)
    """Days with hours of their own; no segments: closed."""
    known: Mapping[int, tuple[date, ...]] = field(default_factory=dict)
    """Official holidays by year, looked up when the settings were kept (`snapshot.py`); none in those just read."""


@record
class Targets:
    """Until when contacts are to be answered and ended, by channel; a channel that is missing has no targets."""

    channels: Mapping[Channel, Limits] = field(default_factory=dict)
    near: float = 0.0
    """From so many business seconds before a target on it is shown as near."""


@record
class SpamHeader:
    """A header of a server that makes a mail suspect: its whole value, its beginning, or the least score."""

    name: str
    equals: str = ""
    begins: str = ""
    least: float | None = None


@record
class Quarantine:
    """Which mails are put aside before anybody sees them in the queue."""

    headers: tuple[SpamHeader, ...] = ()
    senders: tuple[str, ...] = ()
    """Addresses, or domains as "@example.com"."""


@record
class MailSettings:
    """The shared mailbox. Seconds where seconds are meant."""

    source: MailSource = MailSource.NONE
    address: str = ""
    display_name: str = ""
    imap: Server | None = None
    folders: tuple[str, ...] = ("INBOX",)
    """Every folder that is read: also those into which people move mail."""
    maildir: Path | None = None
    smtp: Server | None = None
    undo_seconds: float = 10.0
    """How long a mail can be taken back before it leaves."""
    receipt_grace_seconds: float = 180.0
    """How long the own copy of a mail may take before the mail counts as not sent (2 to 5 minutes)."""
    token_prefix: str = "UE"
    """Begins the reference in brackets in the subject of a reply."""
    four_eyes: FourEyes = FourEyes.NEVER
    max_message_bytes: int = 25_000_000
    """The largest mail that may leave, attachments as they travel (base64) included; a server's SIZE may be less."""
    quarantine: Quarantine = field(default_factory=Quarantine)
    save_folder: Path | None = None
    """Where attachments are saved unless somebody says otherwise; None: a folder in the home of who saves."""
    registered: RegisteredRule = field(default_factory=RegisteredRule)
    """Who brings registered mail, beside the services that the program knows."""
    known_domains: tuple[str, ...] = ()
    """Domains that are imitated, beside those that the program knows and the site's own."""

    def holds(self, operator: Operator) -> bool:
        """Whether this operator's mails wait for a colleague."""
        return self.four_eyes is FourEyes.ALWAYS or (self.four_eyes is FourEyes.MARKED and operator.four_eyes)

    @property
    def sends(self) -> bool:
        """Whether mail can be sent at all: by a server, or into the folder of a site without one."""
        return bool(self.address) and (self.smtp is not None or self.source is MailSource.MAILDIR)


@record
class FaxGateway:
    """A gateway that brings faxes as mails. `sender` may hold `*`; `subject` is a regular expression."""

    sender: str
    subject: str = ""


@record
class WebForm:
    """A web form whose entries come as mails. `labels`: what stands before the colon of each field."""

    sender: str
    subject: str = ""
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()


@record
class LetterFolder:
    """A folder into which a scanner puts letters. Seconds for which a file must not change before it is taken."""

    folder: Path
    settle_seconds: float = 5.0
    wait_for_mark: bool = False
    """A file counts only once a file of the same name with `.ok` behind it is there."""


@record
class Channels:
    """What comes as a mail or a file and is something else (channels.yaml)."""

    fax: tuple[FaxGateway, ...] = ()
    web: tuple[WebForm, ...] = ()
    letters: tuple[LetterFolder, ...] = ()


@record
class PhoneSettings:
    """The telephone. `script`: what the simulated PBX plays; None: random calls.

    `distribute`: the PBX rings ready operators by itself; else calls are only taken by hand.
    """

    source: PhoneSource = PhoneSource.NONE
    distribute: bool = True
    script: Path | None = None
    asterisk: Server | None = None
    """The manager interface of the PBX."""
    queue: str = "console"
    trunks: tuple[str, ...] = ("trunk",)
    """The PBX's names of the lines by which citizens come."""


@record
class KnowledgeSettings:
    """Where the knowledge base is edited: cards, the values they cite, the citizens' words."""

    folder: Path
    reference: Path
    words: Path
    meaning: bool = True
    """Whether cards are found by what a sentence means too, where the package for it is installed."""

    @property
    def golden(self) -> Path:
        """The questions that measure the search, beside the cards."""
        return self.folder.parent / "golden"


@record
class CaseReference:
    """What an enforcement number looks like here. Anything else is a warning, never a refusal."""

    pattern: str = "^[0-9]{5,12}$"

    def fits(self, normalised: str) -> bool:
        """Whether a reference, spaces and apostrophes removed, looks as usual."""
        return re.search(self.pattern, normalised) is not None


@record
class WrapUp:
    """The order in which dispositions are offered, the usual one first; and how long an operator has for it."""

    dispositions: tuple[Outcome, ...] = tuple(Outcome)
    after_call_seconds: float = 60.0
    """After this intake closes a finished talk, and its operator is ready; 0: never."""


@record
class Privacy:
    """How long closed contacts are kept, in days; 0: until somebody erases them."""

    keep_days: int = 0


@record
class OfficeEntry:
    """An office as the site describes it: what the rules need, and what people want to know of it."""

    office: Office
    kind: OfficeKind = OfficeKind.PRINCIPAL
    district: str = ""
    counter: str = ""
    """A note about the counter, as "on appointment"."""


@record
class People:
    """Offices, clerks and operators of the site, in the order of the files."""

    offices: tuple[OfficeEntry, ...] = ()
    clerks: tuple[Clerk, ...] = ()
    operators: tuple[Operator, ...] = ()
    addresses: tuple[Address, ...] = ()
    """The site's own list for the address book, beside offices and clerks."""

    def office(self, office: OfficeId) -> OfficeEntry | None:
        """The office with this id, or None."""
        return next((entry for entry in self.offices if entry.office.id == office), None)

    def clerk(self, clerk: ClerkId) -> Clerk | None:
        """The clerk with this id, or None."""
        return next((one for one in self.clerks if one.id == clerk), None)

    def operator(self, operator: OperatorId) -> Operator | None:
        """The operator with this id, or None."""
        return next((one for one in self.operators if one.id == operator), None)

    @property
    def handoff_targets(self) -> frozenset[str]:
        """What a card may name as its receiver: `office` (the competent one), an office, a skill."""
        offices = {str(entry.office.id) for entry in self.offices}
        return frozenset({"office"} | offices | {skill for clerk in self.clerks for skill in clerk.skills})


@record
class Site:
    """Everything that the files of one site say."""

    config_dir: Path
    data_dir: Path
    general: General
    hours: OpenHours
    targets: Targets
    mail: MailSettings
    channels: Channels
    phone: PhoneSettings
    intake: IntakePlace
    knowledge: KnowledgeSettings
    case_reference: CaseReference
    wrap_up: WrapUp
    privacy: Privacy
    people: People
    keymap: Mapping[str, str]
    """Action id to its keys, comma separated, as the screens take them."""
