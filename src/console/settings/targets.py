"""The section `targets` of console.yaml: durations of business time, as 45s, 30m, 4h, 2d; `none` promises nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from console.domain.contact import Channel
from console.domain.hours import Week, day_seconds
from console.domain.queues import Limits
from console.i18n import _
from console.settings import site as s
from console.settings.problems import shown
from console.settings.reader import Fields

NONE = "none"
NEAR = "1h"
USUAL: Mapping[Channel, Mapping[str, str]] = {
    Channel.PHONE: {"first_answer": "120s", "call_back": "4h", "resolution": "2d"},
    Channel.EMAIL: {"first_answer": "1d", "resolution": "5d"},
    Channel.WEB: {"first_answer": "1d", "resolution": "5d"},
    Channel.FAX: {"first_answer": "1d", "resolution": "5d"},
    Channel.LETTER: {"first_answer": "3d", "resolution": "10d"},
    Channel.COUNTER: {"first_answer": "15m", "resolution": "2d"},
}
"""Of a call two minutes: half of the callers of a service line have left by then."""
_DURATION = re.compile(r"([0-9]{1,4})([smhd])")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def targets(fields: Fields, week: Week) -> s.Targets:
    """What the site promises. A day is as long as an opening day of this week is on average."""
    day = day_seconds(week)
    near = _seconds(fields, "near", NEAR, day)
    channels = {channel: _limits(fields.section(channel.value), channel, day) for channel in Channel}
    fields.finish()
    return s.Targets(channels=channels, near=near)


def _limits(fields: Fields, channel: Channel, day: float) -> Limits:
    found = Limits(**{name: _seconds(fields, name, usual, day) for name, usual in USUAL[channel].items()})
    if 0 < found.resolution < max(found.first_answer, found.call_back):
        fields.warning("resolution", _("La conclusione scade prima della prima risposta."))
    fields.finish()
    return found


def _seconds(fields: Fields, name: str, usual: str, day: float) -> float:
    """The duration in business seconds; 0 for none. A fault is noted, and the usual one holds."""
    text = fields.text(name, usual)
    if text == NONE:
        return 0.0
    found = _DURATION.fullmatch(text)
    if found is None or int(found[1]) == 0:
        message = _("Ci vuole una durata come 45s, 30m, 4h o 2d, oppure none, non «{text}».")
        fields.error(name, message.format(text=shown(text)))
        return 0.0
    return int(found[1]) * (day if found[2] == "d" else _SECONDS[found[2]])
