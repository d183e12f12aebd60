"""What became of a mail, in words: the reason of a server, a line of the history. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.domain.delivery import Trouble
from console.i18n import _

if TYPE_CHECKING:
    from console.domain.journal import Entry


def reason(value: str) -> str:
    """Why a recipient was not reached; an unknown value as it is."""
    return {
        str(Trouble.UNKNOWN_ADDRESS): _("l'indirizzo non esiste"),
        str(Trouble.UNKNOWN_DOMAIN): _("il dominio non esiste o non riceve posta"),
        str(Trouble.MAILBOX_FULL): _("la casella è piena"),
        str(Trouble.MAILBOX_CLOSED): _("la casella è chiusa"),
        str(Trouble.TOO_BIG): _("il messaggio è troppo grande"),
        str(Trouble.REFUSED): _("il server lo rifiuta"),
        str(Trouble.NOT_REACHABLE): _("il server non risponde"),
        str(Trouble.GIVEN_UP): _("il server ha smesso di riprovare"),
        str(Trouble.OTHER): _("il server non dice perché"),
    }.get(value, value)


def newest(journal: Sequence[Entry]) -> tuple[str, str] | None:
    """The newest report of a server about a mail of the contact: a sentence and its ink; None when there is none."""
    from console.domain.journal import EntryKind

    kinds = (EntryKind.DELIVERY_FAILED, EntryKind.DELIVERY_DELAYED, EntryKind.DELIVERY_CONFIRMED)
    reports = (line for line in reversed(journal) if line.kind in kinds and dict(line.facts).get("recipient"))
    line = next(reports, None)
    if line is None:
        return None
    facts = dict(line.facts)
    to, status = facts["recipient"], facts.get("status", "")
    if line.kind is EntryKind.DELIVERY_CONFIRMED:
        return _("✓ consegnato a {to}, dice il suo server").format(to=to), "good"
    why = reason(facts.get("reason", "")) + (f" ({status})" if status else "")
    if line.kind is EntryKind.DELIVERY_DELAYED:
        return _("consegna a {to} in ritardo: {why}; il server riprova").format(to=to, why=why), "text"
    return _("⚠ non consegnato a {to}: {why}").format(to=to, why=why), "warn"
