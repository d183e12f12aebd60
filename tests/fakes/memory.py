"""A store in memory for tests of screens and services: the same contract, no file, faults on request."""

from __future__ import annotations

from dataclasses import replace

from console.domain.contact import Contact, ContactId, State
from console.domain.errors import NotFound, Stale, StoreUnavailable
from console.domain.queues import Board, HeldMail
from console.domain.seat import Opening
from console.domain.wish import WishId, WishState
from console.services.ports import BlockedSender, HistoryRow


class MemoryStore:
    """Contacts, drafts, wishes, people. `broken` makes every call fail as a full disk would."""

    def __init__(self, *contacts: Contact) -> None:
        self.contacts = {one.id: one for one in contacts}
        self.drafts: dict = {}
        self.wishes: dict = {}
        self.persons: dict = {}
        self.mails: dict = {}
        self.raws: dict = {}
        self.entries: dict = {}
        self.blocked_senders: dict = {}
        self.hours = Opening()
        self.dues = None
        self.server_limit = 0
        self.asked: list = []
        self.broken = False

    @property
    def sorting(self):
        return MemorySorting(self)

    def _check(self) -> None:
        if self.broken:
            raise StoreUnavailable("disk full")

    def _stamped(self, contact):
        return contact if self.dues is None else self.dues.stamped(contact)

    async def contact(self, contact):
        self._check()
        if contact not in self.contacts:
            raise NotFound("contact", str(contact))
        return self.contacts[contact]

    async def add(self, decision):
        self._check()
        number = ContactId(max(self.contacts, default=0) + 1)
        saved = self._stamped(replace(decision.contact, id=number, version=1))
        self.contacts[number] = saved
        self.entries.setdefault(number, []).extend(decision.entries)
        return saved

    async def save(self, decision, expected_version):
        self._check()
        current = self.contacts[decision.contact.id]
        if current.version != expected_version:
            raise Stale(current)
        saved = self._stamped(replace(decision.contact, version=expected_version + 1))
        self.contacts[saved.id] = saved
        self.entries.setdefault(saved.id, []).extend(decision.entries)
        for wish in decision.wishes:
            number = WishId(len(self.wishes) + 1)
            self.wishes[number] = replace(wish, id=number, contact=saved.id)
        for result in decision.results:
            before = self.wishes[result.wish]
            self.wishes[result.wish] = replace(before, state=result.state, error=result.error, due_at=result.due_at)
        return saved

    async def board(self, first=None):
        self._check()
        return Board()

    async def history(self, party, *, excluding, limit=20):
        self._check()
        keys = ("phone", "email")
        found = []
        for one in self.contacts.values():
            same = any(getattr(party, key) and getattr(party, key) == getattr(one.party, key) for key in keys)
            named = bool(party.name) and party.name.casefold() == one.party.name.casefold()
            if one.id != excluding and (same or named):
                found.append(HistoryRow(contact=one, certain=same))
        return tuple(sorted(found, key=lambda row: -row.contact.arrived_at))[:limit]

    async def journal(self, contact):
        self._check()
        return tuple(self.entries.get(contact, ()))

    async def held_by(self, operator):
        return tuple(one for one in self.contacts.values() if one.operator == operator)

    async def mail(self, mail):
        self._check()
        return self.mails[mail]

    async def raw_mail(self, mail):
        return self.raws[mail]

    async def draft(self, contact, operator, kind):
        self._check()
        return self.drafts.get((contact, operator, kind))

    async def save_draft(self, draft):
        self._check()
        self.drafts[draft.contact, draft.operator, draft.kind] = draft

    async def drop_draft(self, contact, operator, kind):
        self._check()
        self.drafts.pop((contact, operator, kind), None)

    async def wishes_of(self, contact):
        return tuple(sorted((w for w in self.wishes.values() if w.contact == contact), key=lambda w: -w.id))

    async def wish(self, wish):
        return self.wishes[wish]

    async def held_mails(self):
        return tuple(
            HeldMail(one.id, one.contact, one.author) for one in self.wishes.values() if one.state is WishState.HELD
        )

    async def size_limit(self):
        return self.server_limit

    async def set_size_limit(self, limit):
        self.server_limit = limit

    async def wish_of_message(self, message_id):
        return next((w for w in self.wishes.values() if w.mail and w.mail.message_id == message_id), None)

    async def renew_dues(self, limit=500):
        return 0

    async def note_question(self, asked):
        self._check()
        self.asked.append(asked)

    async def people(self):
        self._check()
        return tuple(self.persons.values())

    async def set_person(self, state):
        self.persons[state.person] = state

    async def update_person(self, state, *, only_from):
        known = self.persons.get(state.person)
        if known is None or known.presence not in only_from:
            return False
        self.persons[state.person] = replace(state, seen_at=known.seen_at)
        return True

    async def opening(self):
        return self.hours

    async def set_opening(self, mode, *, by, since):
        self._check()
        self.hours = replace(self.hours, mode=mode, by=by, since=since)


class MemorySorting:
    """`services.ports.Sorting` over the contacts of a store in memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def thread(self, contact, above=0):
        self._store._check()
        known, edge = set(), {contact, above} - {0}
        while edge:
            known |= edge
            every = self._store.contacts.values()
            edge = {one.id for one in every if one.thread in known} | {
                one.thread for one in every if one.id in known and one.thread
            }
            edge -= known
        found = [one for number, one in self._store.contacts.items() if number in known and number != contact]
        return tuple(sorted(found, key=lambda one: -one.arrived_at))

    async def quarantined(self, limit=500):
        self._store._check()
        found = [one for one in self._store.contacts.values() if one.state is State.QUARANTINED]
        return tuple(sorted(found, key=lambda one: -one.arrived_at))[:limit]

    async def blocked(self):
        return tuple(self._store.blocked_senders.values())

    async def block(self, sender, *, by, at):
        new = sender not in self._store.blocked_senders
        self._store.blocked_senders.setdefault(sender, BlockedSender(sender=sender, by=by, at=at))
        return new

    async def unblock(self, sender):
        return self._store.blocked_senders.pop(sender, None) is not None
