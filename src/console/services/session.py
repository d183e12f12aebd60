"""What one console works with: the services of one person at one screen, built by bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from console.domain.queues import Urgency
from console.domain.record import record
from console.services.desk import Desk
from console.services.handoff import ClerkDesk, HandoffDesk
from console.services.ports import Articles, Clock, Directory, Hours, Reckoning, Store, Wakeup

if TYPE_CHECKING:
    from console.services.attachments import Attachments


@record
class Look:
    """How the console looks and which keys it hears."""

    site: str = "UE"
    theme: str = "console-dark"
    language: str = "it"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Zurich"))
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Action id to keys (comma separated); already validated."""
    demo: bool = False
    """Sample mails and simulated calls: the strip says so, the first step is guided."""
    after_call_seconds: float = 0.0
    """How long a finished talk waits for its disposition; 0: without limit."""
    copy_file: Path | None = None
    """Where copied text is kept as well, since a terminal never confirms its clipboard."""


@record
class Session:
    """Everything that the screens of an operator need."""

    store: Store
    wakeup: Wakeup
    clock: Clock
    directory: Directory
    articles: Articles
    desk: Desk
    handoff: HandoffDesk
    look: Look
    hours: Hours | None = None
    """The site's opening hours; None: nobody asks."""
    urgency: Urgency | None = None
    """How near targets are; None: nobody asks."""
    address: str = ""
    """The shared mailbox of this site."""
    reckoning: Reckoning | None = None
    """The calculator of terms and fees; None: this console has none."""
    clerk: ClerkDesk | None = None
    """Set for `console --role clerk`: the screen shows the packets of this clerk's office."""
    attachments: Callable[[], Attachments] | None = None
    """What mails carry, made when somebody looks; None: nobody can here."""
