"""The board: all open contacts in queue order. After the first reading only what has changed is read."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from console.adapters.store import codec, shared_state, wish_book
from console.adapters.store.engine import Connection
from console.domain.contact import OPEN_STATES, ContactId
from console.domain.queues import Board, QueueRow, rank

_OPEN = f"SELECT {codec.QUEUE_COLUMNS} FROM contacts WHERE is_open = 1 ORDER BY queue_group, turn_at, arrived_at, id"
_CHANGED = f"SELECT {codec.QUEUE_COLUMNS} FROM contacts WHERE seq > ?"

Rank = tuple[float, ...]


class BoardReader:
    """Keeps the last board of one store, in the store's own thread."""

    def __init__(self) -> None:
        self._seq: int | None = None
        self._ranks: list[Rank] = []
        self._rows: list[QueueRow] = []
        self._rank_of: dict[ContactId, Rank] = {}
        self._board = Board()

    def read(self, conn: Connection, first: int | None = None) -> Board:
        """The board now; only the `first` rows while no whole board was ever asked for (start-up).

        An unchanged board is the same object as before.
        """
        if first is not None and self._seq is None:
            rows = _rows(conn, f"{_OPEN} LIMIT ?", first)
            rows.sort(key=rank)
            return _with_people(conn, Board(rows=tuple(rows), complete=len(rows) < first))
        board = self._whole(conn)
        if first is None or len(board.rows) <= first:
            return board
        return replace(board, rows=board.rows[:first], complete=False)

    def _whole(self, conn: Connection) -> Board:
        [(seq,)] = conn.execute("SELECT seq FROM changes WHERE id = 1").fetchall()
        changed = self._seq != seq
        if self._seq is None or seq < self._seq:  # smaller: an older copy of the store was put in its place
            self._read_all(conn)
        elif changed:
            self._read_changes(conn, self._seq)
        self._seq = seq
        board = _with_people(conn, self._board)
        if changed:
            board = replace(board, rows=tuple(self._rows))
        if board != self._board:
            self._board = board
        return self._board

    def _read_all(self, conn: Connection) -> None:
        pairs = sorted((rank(row), row) for row in _rows(conn, _OPEN))
        self._ranks = [ranked for ranked, _row in pairs]
        self._rows = [row for _ranked, row in pairs]
        self._rank_of = {row.id: ranked for ranked, row in pairs}
        conn.execute("PRAGMA shrink_memory")  # the pages that so long a reading leaves in SQLite's cache: 2 MiB

    def _read_changes(self, conn: Connection, since: int) -> None:
        for row in _rows(conn, _CHANGED, since):
            self._remove(row.id)
            if row.state in OPEN_STATES:
                self._insert(row)

    def _remove(self, contact: ContactId) -> None:
        ranked = self._rank_of.pop(contact, None)
        if ranked is not None:
            at = bisect_left(self._ranks, ranked)
            del self._ranks[at], self._rows[at]

    def _insert(self, row: QueueRow) -> None:
        ranked = rank(row)
        at = bisect_left(self._ranks, ranked)
        self._ranks.insert(at, ranked)
        self._rows.insert(at, row)
        self._rank_of[row.id] = ranked


def _rows(conn: Connection, sql: str, *values: int) -> list[QueueRow]:
    found = conn.execute(sql, values)
    with codec.readable():
        return [codec.queue_row(row) for row in found]


def _quarantined(conn: Connection) -> int:
    [(count,)] = conn.execute("SELECT count(*) FROM contacts WHERE state = 'quarantined'").fetchall()
    return int(count)


def _with_people(conn: Connection, board: Board) -> Board:
    """The board with presence, links, seats, hours and held mails; heartbeats are left out: they draw nothing."""
    people = tuple(replace(person, seen_at=0.0) for person in shared_state.people(conn))
    return replace(
        board, people=people, links=shared_state.links(conn), seats=shared_state.seats(conn),
        opening=shared_state.opening(conn), held=wish_book.held(conn), quarantined=_quarantined(conn),
    )  # fmt: skip
