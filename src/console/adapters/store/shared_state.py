"""The small shared things: drafts, people, links, leases. Plain functions on a connection in a transaction."""

from __future__ import annotations

import json

from console.adapters.store.codec import readable
from console.adapters.store.engine import Connection, placeholders
from console.domain.contact import ContactId, OperatorId
from console.domain.office import PersonState, Presence
from console.domain.queues import LinkState
from console.domain.seat import HoursMode, Opening, Seat
from console.services.ports import Draft

CLOCK_STEP_SECONDS = 60.0
"""A lease taken further in the future than this was taken before the clock was set back: it counts no more."""

# --- drafts --------------------------------------------------------------------------------------


def draft(conn: Connection, contact: ContactId, operator: OperatorId, kind: str) -> Draft | None:
    """The saved draft, or None."""
    sql = "SELECT body, caret, saved_at, extra FROM drafts WHERE contact = ? AND operator = ? AND kind = ?"
    row = conn.execute(sql, (contact, operator, kind)).fetchone()
    if row is None:
        return None
    body, caret, saved_at, extra = row
    return Draft(
        contact=contact, operator=operator, kind=kind, text=body, cursor=caret, saved_at=saved_at,
        extra=json.loads(extra) if extra else None,
    )  # fmt: skip


def save_draft(conn: Connection, kept: Draft) -> None:
    """Keep a draft in the place of the earlier one."""
    extra = "" if kept.extra is None else json.dumps(dict(kept.extra))
    conn.execute(
        "INSERT INTO drafts (contact, operator, kind, body, caret, saved_at, extra) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (contact, operator, kind) DO UPDATE SET body = excluded.body, caret = excluded.caret, "
        "saved_at = excluded.saved_at, extra = excluded.extra",
        (kept.contact, kept.operator, kept.kind, kept.text, kept.cursor, kept.saved_at, extra),
    )


def drop_draft(conn: Connection, contact: ContactId, operator: OperatorId, kind: str) -> None:
    """Forget a draft."""
    sql = "DELETE FROM drafts WHERE contact = ? AND operator = ? AND kind = ?"
    conn.execute(sql, (contact, operator, kind))


# --- people --------------------------------------------------------------------------------------


def people(conn: Connection) -> tuple[PersonState, ...]:
    """Everybody, in order of their ids."""
    rows = conn.execute("SELECT person, presence, reason, since, seen_at FROM people ORDER BY person")
    with readable():
        return tuple(
            PersonState(person=person, presence=Presence(presence), reason=reason, since=since, seen_at=seen_at)
            for person, presence, reason, since, seen_at in rows
        )


def set_person(conn: Connection, state: PersonState) -> None:
    """Presence of a person."""
    conn.execute(
        "INSERT INTO people (person, presence, reason, since, seen_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (person) DO UPDATE SET presence = excluded.presence, reason = excluded.reason, "
        "since = excluded.since, seen_at = excluded.seen_at",
        (state.person, state.presence, state.reason, state.since, state.seen_at),
    )


def heartbeat(conn: Connection, person: str, now: float) -> None:
    """The person's console lives. One who never said anything counts as ready, as in the handoff's candidates."""
    conn.execute(
        "INSERT INTO people (person, presence, reason, since, seen_at) VALUES (?, 'ready', '', ?, ?) "
        "ON CONFLICT (person) DO UPDATE SET seen_at = excluded.seen_at",
        (person, now, now),
    )


def update_person(conn: Connection, state: PersonState, only_from: tuple[Presence, ...]) -> bool:
    """Presence of a person who stands in one of `only_from` now; the heartbeat stays."""
    marks = placeholders(only_from)
    sql = f"UPDATE people SET presence = ?, reason = ?, since = ? WHERE person = ? AND presence IN ({marks})"
    return conn.execute(sql, (state.presence, state.reason, state.since, state.person, *only_from)).rowcount == 1


# --- the telephone's queue -----------------------------------------------------------------------


def seats(conn: Connection) -> tuple[Seat, ...]:
    """What the PBX said last of every phone, in order of the extensions."""
    rows = conn.execute("SELECT extension, name, logged_in, paused, reason FROM seats ORDER BY extension")
    return tuple(
        Seat(extension=extension, name=name, logged_in=bool(logged_in), paused=bool(paused), reason=reason)
        for extension, name, logged_in, paused, reason in rows
    )


def set_seat(conn: Connection, seat: Seat) -> None:
    """What the PBX says of a phone."""
    conn.execute(
        "INSERT INTO seats (extension, name, logged_in, paused, reason) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (extension) DO UPDATE SET name = excluded.name, logged_in = excluded.logged_in, "
        "paused = excluded.paused, reason = excluded.reason",
        (seat.extension, seat.name, int(seat.logged_in), int(seat.paused), seat.reason),
    )


def opening(conn: Connection) -> Opening:
    """The supervisor's word and what the PBX has."""
    [(mode, by, since, seen)] = conn.execute("SELECT mode, person, since, seen FROM opening").fetchall()
    with readable():
        return Opening(mode=HoursMode(mode), by=by, since=since, seen=HoursMode(seen))


def set_opening(conn: Connection, mode: HoursMode, by: str, since: float) -> None:
    """The supervisor's word."""
    conn.execute("UPDATE opening SET mode = ?, person = ?, since = ? WHERE id = 1", (mode, by, since))


def set_hours_seen(conn: Connection, mode: HoursMode) -> None:
    """What the PBX has."""
    conn.execute("UPDATE opening SET seen = ? WHERE id = 1", (mode,))


# --- links ---------------------------------------------------------------------------------------


def links(conn: Connection) -> tuple[LinkState, ...]:
    """Every link, in order of their names."""
    rows = conn.execute("SELECT name, ok, problem, detail, since FROM links ORDER BY name")
    return tuple(
        LinkState(name=name, ok=bool(ok), problem=problem, detail=detail, since=since)
        for name, ok, problem, detail, since in rows
    )


def set_link(conn: Connection, state: LinkState) -> None:
    """Health of a link; `since` stays while health and problem stay."""
    conn.execute(
        "INSERT INTO links (name, ok, problem, detail, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
        "since = CASE WHEN links.ok = excluded.ok AND links.problem = excluded.problem "
        "THEN links.since ELSE excluded.since END, "
        "ok = excluded.ok, problem = excluded.problem, detail = excluded.detail",
        (state.name, int(state.ok), state.problem, state.detail, state.since),
    )


def link_says(conn: Connection, state: LinkState) -> bool:
    """Whether the store says the same of this link already: a report every second must not write every second."""
    sql = "SELECT ok, problem, detail FROM links WHERE name = ?"
    row = conn.execute(sql, (state.name,)).fetchone()
    return row is not None and (bool(row[0]), row[1], row[2]) == (state.ok, state.problem, state.detail)


# --- leases --------------------------------------------------------------------------------------


def take_lease(conn: Connection, name: str, owner: str, now: float, seconds: float) -> bool:
    """Be the only `name` for `seconds`; False while another has it."""
    sql = (
        "INSERT INTO leases (name, owner, taken_at, ends_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
        "owner = excluded.owner, taken_at = excluded.taken_at, ends_at = excluded.ends_at "
        "WHERE leases.owner = excluded.owner OR leases.ends_at <= excluded.taken_at OR leases.taken_at > ?"
    )
    return conn.execute(sql, (name, owner, now, now + seconds, now + CLOCK_STEP_SECONDS)).rowcount == 1


def lease_owner(conn: Connection, name: str) -> str:
    """Who has the lease; empty when nobody has."""
    row = conn.execute("SELECT owner FROM leases WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def drop_lease(conn: Connection, name: str, owner: str) -> None:
    """Give the lease back; another's stays."""
    conn.execute("DELETE FROM leases WHERE name = ? AND owner = ?", (name, owner))
