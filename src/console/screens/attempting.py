"""Doing something that may be refused: a sentence instead of an exception."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from console.domain.errors import ConsoleError
from console.i18n import _

T = TypeVar("T")
_logger = logging.getLogger(__name__)


async def attempt(doing: Awaitable[T], tell: Callable[[str], None], words: Callable[[ConsoleError], str]) -> T | None:
    """What the act gave; None when it failed, after `tell` has said why. The screen stays as it is."""
    try:
        return await doing
    except ConsoleError as refusal:
        tell(words(refusal))
    except Exception:
        _logger.exception("an act of a screen failed")
        tell(_("Errore inatteso, annotato nel registro. Riprovare, oppure annotare su carta."))
    return None
