"""What came of one attempt to send, and how a server's words become one."""

from __future__ import annotations

from console.adapters.mail.assemble import one_line
from console.domain.record import record


@record
class Sending:
    """Satisfies `services.ports.SendResult`. All three False: try again later."""

    sent: bool = False
    permanent: bool = False
    unknown: bool = False
    error: str = ""

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


def said(words: object) -> str:
    """A server's or the system's words as one clean line of at most 200 characters."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return one_line(text, 200)
