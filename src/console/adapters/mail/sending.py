"""What came of one attempt to send, and how a server's words become one."""

from __future__ import annotations

from console.adapters.mail.assemble import one_line
from console.domain.record import record
from console.domain.wish import RecipientAnswer, RecipientState


@record
class Sending:
    """Satisfies `services.ports.SendResult`. All three False: try again later."""

    sent: bool = False
    permanent: bool = False
    unknown: bool = False
    error: str = ""
    answers: tuple[RecipientAnswer, ...] = ()
    """Where the recipients' fates differ: each one's. The mail was then given to none."""
    size_limit: int = 0
    """What the server said of it, in bytes; 0: nothing."""

    @classmethod
    def later(cls, error: object) -> Sending:
        """Nothing was taken; another attempt may succeed."""
        return cls(error=said(error))

    @classmethod
    def never(cls, error: object) -> Sending:
        """Nothing was taken, and another attempt would end the same way."""
        return cls(permanent=True, error=said(error))

    @classmethod
    def perhaps(cls, error: object) -> Sending:
        """The line broke while the server had the mail in its hands."""
        return cls(unknown=True, error=said(error))

    @classmethod
    def refused(cls, code: int, words: object) -> Sending:
        """The server's answer: 5xx is final, 4xx is not (RFC 5321, 4.2.1)."""
        error = said(f"{code} {said(words)}")
        return cls(permanent=500 <= code < 600, error=error)

    @classmethod
    def mixed(cls, answers: tuple[RecipientAnswer, ...]) -> Sending:
        """Some recipients would be taken, others put off or refused; nothing was given yet."""
        worst = next(one for one in answers if one.state is not RecipientState.TAKEN)
        return cls(error=worst.words, answers=answers)


def answer(address: str, code: int, words: object) -> RecipientAnswer:
    """What the server said of one recipient: 2xx taken, 5xx refused, anything else later."""
    if code in (250, 251):
        return RecipientAnswer(address=address, state=RecipientState.TAKEN)
    state = RecipientState.REFUSED if 500 <= code < 600 else RecipientState.LATER
    return RecipientAnswer(address=address, state=state, words=said(f"{code} {said(words)}"))


def said(words: object) -> str:
    """A server's or the system's words as one clean line of at most 200 characters."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return one_line(text, 200)
