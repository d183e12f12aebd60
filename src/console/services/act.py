"""The one way in which a contact changes: read, decide, save, and again when somebody was faster."""

from __future__ import annotations

from collections.abc import Callable

from console.domain.commands import Command
from console.domain.contact import Contact, ContactId
from console.domain.errors import Stale
from console.services.ports import Clock, Store
from console.services.presence import follow

ATTEMPTS = 20
"""Writers on one contact are two or three people and intake; twenty rounds lost in a row is a fault."""


async def act(
    store: Store, clock: Clock, contact: ContactId, command: Command | Callable[[Contact], Command]
) -> Contact:
    """Apply a command to the contact as it stands when it is saved; gives the saved contact. Presence follows.

    A stale read is not an error: the rules run again on the newer contact and may then refuse.
    Raises Refused, NotFound, StoreUnavailable; Stale only when it stays contended.
    """
    from console.domain.lifecycle import decide  # here: no first frame needs the rules (5 ms with all they import)

    current = await store.contact(contact)
    for attempt in range(ATTEMPTS):
        wanted = command(current) if callable(command) else command
        decision = decide(current, wanted, clock.now())
        nothing = decision.contact == current and not (decision.entries or decision.wishes or decision.results)
        if nothing:
            return current
        try:
            saved = await store.save(decision, current.version)
        except Stale as stale:
            if attempt == ATTEMPTS - 1:
                raise
            current = stale.current
        else:
            await follow(store, clock, current, saved)
            return saved
    raise AssertionError("unreachable")
