"""Fees by the amount of a claim, and how people write an amount."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from console.domain.record import record

MOST_FRANCS = Decimal(1_000_000_000_000)
_CURRENCY = r"(?:chf|s?frs?\.?|franchi)?"
_AROUND = re.compile(rf"^\s*{_CURRENCY}\s*|(?:\.?[-–—]+)?\s*{_CURRENCY}\s*$", re.IGNORECASE)
_GROUPING = re.compile(r"[\s'’`´_]")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:[.,]|$))")


@dataclass(frozen=True, slots=True)
class Band:
    """The fee for claims up to and with this amount in francs; None: for all above."""

    up_to: float | None
    fee: float


@record
class Fee:
    """A fee in francs: one amount, or bands by the amount of the claim. `article`: the rule that sets it."""

    id: str
    amount: float | None
    bands: tuple[Band, ...]
    what: Mapping[str, str]
    article: str
    valid_from: str
    verified: str

    def for_claim(self, claim: Decimal) -> float:
        """What it costs, in francs, for a claim of this amount. Raises ValueError when it has no bands."""
        for band in self.bands:
            if band.up_to is None or claim <= Decimal(str(band.up_to)):
                return band.fee
        raise ValueError(f"the fee {self.id} does not depend on the claim")


def read_amount(text: str) -> Decimal | None:
    """The francs that somebody wrote ("1'500", "CHF 1500.-", "1.500,50"), rounded to centimes; None for no amount.

    Three digits after a point or comma are thousands, as no amount of money has three decimals.
    """
    bare = _GROUPING.sub("", _AROUND.sub("", text))
    bare = _THOUSANDS.sub("", bare).replace(",", ".")
    if not re.fullmatch(r"\d{1,13}(?:\.\d{1,2})?", bare, re.ASCII):
        return None
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        return None
    return amount if 0 < amount <= MOST_FRANCS else None
