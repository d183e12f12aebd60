"""Until when a contact is to be answered and ended: the promise of its channel, counted in business time. Pure.

What stops the clock is `answer_clock.py`; how near a due moment is, `queues.Urgency`; what stands in the site's files
becomes `Limits` in `settings/targets.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from console.domain.contact import LIVE_CALL, Channel, Contact, Outcome, State
from console.domain.hours import BusinessTime
from console.domain.queues import Limits, QueueRow, Urgency, is_late
from console.domain.record import record

UNCOUNTED = frozenset({Outcome.SPAM, Outcome.DUPLICATE})
"""Ends that resolve nobody's concern."""


@record
class TargetRule:
    """The promises of a site over its hours. Satisfies `services.ports.DueRule`."""

    limits: Mapping[Channel, Limits]
    time: BusinessTime
    mark: int = 1
    """Tells these promises and hours from others."""

    def stamped(self, contact: Contact) -> Contact:
        """The contact with the moments at which it is due; infinity where nothing is."""
        runs = contact.is_open and not contact.stopped_since
        first = self.first_answer(contact) if runs and not contact.first_answer_at else math.inf
        end = self.resolution(contact) if runs else math.inf
        return replace(contact, due_first_answer=first, due_resolution=end, due_mark=self.mark)

    def first_answer(self, contact: Contact) -> float:
        """When the first answer is, or was, due. A call that nobody took is due to be called back, and again so
        long after every attempt in vain."""
        limits = self.limits.get(contact.channel, Limits())
        if contact.channel is not Channel.PHONE or not _to_be_called_back(contact):
            return self._due(contact, contact.arrived_at, limits.first_answer)
        return self._due(contact, contact.owed_since or contact.arrived_at, limits.call_back)

    def resolution(self, contact: Contact) -> float:
        """When the end is, or was, due; infinity when the clock stopped before."""
        limits = self.limits.get(contact.channel, Limits())
        return self._due(contact, contact.arrived_at, limits.resolution)

    def _due(self, contact: Contact, since: float, seconds: float) -> float:
        """The moment by which the clock has run for so long since `since`, what it stood left out."""
        if not seconds:
            return math.inf
        left, at = seconds, since
        standing = ((contact.stopped_since, math.inf),) if contact.stopped_since else ()
        for begin, end in (*contact.stops, *standing):
            if end <= at:
                continue
            ran = self.time.between(at, begin)
            if ran >= left:
                break
            left, at = left - ran, end
        return math.inf if at == math.inf else self.time.after(at, left)


def _to_be_called_back(contact: Contact) -> bool:
    """Of a call: whether it is one that nobody took, or was one."""
    if contact.attempts or contact.missed_calls:
        return True
    return contact.call_state not in LIVE_CALL and not contact.first_answer_at


@record
class Score:
    """How many of those that were settled were so in time."""

    met: int = 0
    count: int = 0


@record
class ChannelFigures:
    """One channel. Open: `running` of which `late` and `near`; `standing`: the clock stands. Today: answers, ends."""

    running: int = 0
    late: int = 0
    near: int = 0
    standing: int = 0
    answered: Score = Score()
    resolved: Score = Score()


@record
class Tally:
    """Counts the figures: open rows as they are `now`, and what was answered or ended from `since` on (UTC seconds)."""

    rule: TargetRule
    urgency: Urgency
    now: float
    since: float

    def figures(self, rows: Iterable[QueueRow], settled: Iterable[Contact]) -> dict[Channel, ChannelFigures]:
        """Of every channel. `settled` may hold more than was settled since `since`."""
        rows, settled = tuple(rows), tuple(settled)
        return {
            channel: self._of(
                [row for row in rows if row.channel is channel], [one for one in settled if one.channel is channel]
            )
            for channel in Channel
        }

    def _of(self, rows: list[QueueRow], settled: list[Contact]) -> ChannelFigures:
        running = [row for row in rows if row.due_at < math.inf]
        return ChannelFigures(
            running=len(running), standing=len(rows) - len(running),
            late=sum(is_late(row, self.now) for row in running),
            near=sum(self.urgency.is_near(row.due_at, self.now) for row in running),
            answered=_score(self._answered_in_time(one) for one in settled if one.first_answer_at >= self.since),
            resolved=_score(
                self._ended_in_time(one) for one in settled if _is_resolved(one) and one.state_since >= self.since
            ),
        )  # fmt: skip

    def _answered_in_time(self, contact: Contact) -> bool:
        return contact.first_answer_at <= self.rule.first_answer(contact)

    def _ended_in_time(self, contact: Contact) -> bool:
        """A clerk's part is not ours: the clock stood already when the clerk was done."""
        return (contact.stopped_since or contact.state_since) <= self.rule.resolution(contact)


def _score(met: Iterable[bool]) -> Score:
    found = tuple(met)
    return Score(met=sum(found), count=len(found))


def _is_resolved(contact: Contact) -> bool:
    done = contact.disposition
    return contact.state is State.CLOSED and done is not None and done.outcome not in UNCOUNTED
