"""One dialog of a test phone: what a person with a handset can do with a call."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Protocol

from rigs.asterisk.sip import SipMessage, branch, build, sdp, tag, unique, uri

SOUND = 9
"""The port of the sound: discard. Nobody sends any."""
ALLOWED = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, REFER, NOTIFY"


class State(StrEnum):
    """Where a dialog stands."""

    CALLING = "calling"
    RINGING = "ringing"
    UP = "up"
    HOLDING = "holding"
    """Our side has put the other on hold."""
    ENDED = "ended"


class Line(Protocol):
    """The socket."""

    port: int

    def send(self, data: bytes) -> None:
        """Send a packet to the PBX."""


class Talk:
    """A call at one phone, begun by either side. `invite` is the INVITE that began it, sent or received."""

    def __init__(self, line: Line, user: str, call_id: str) -> None:
        self.user, self.call_id = user, call_id
        self.state, self.cause = State.CALLING, ""
        self.invite = SipMessage("", ())
        self.incoming = False
        self.local = self.remote = self.target = ""
        """Our and the PBX's address with their tags; where requests within the dialog go."""
        self.local_tag = unique("t")
        self.last_answer = b""
        self._line = line
        self._sequence = 1
        self._changed = asyncio.Event()
        self._agreed = asyncio.Event()

    def become(self, state: State, cause: str = "") -> None:
        """Change the state and tell who waits."""
        if self.state is not State.ENDED:
            self.state, self.cause = state, cause
        self._changed.set()

    async def reaches(self, *states: State, seconds: float = 8.0) -> Talk:
        """Wait until it stands so. Raises AssertionError."""
        try:
            async with asyncio.timeout(seconds):
                while self.state not in states:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"the call at {self.user} is {self.state} {self.cause}, not {states}") from None
        return self

    # --- what a person does ----------------------------------------------------------------------

    def pick_up(self) -> None:
        """Answer."""
        if self.state is State.RINGING:
            self.answer(200, "OK", self.invite, sdp(SOUND))
            self.become(State.UP)

    def refuse(self, status: int, reason: str) -> None:
        """Answer with a refusal."""
        self.answer(status, reason, self.invite)
        self.become(State.ENDED, str(status))

    def hang_up(self) -> None:
        """End it, whatever its state."""
        if self.state is State.ENDED:
            return
        if self.state in (State.UP, State.HOLDING):
            self.request("BYE")
        elif self.incoming:
            self.answer(480, "Temporarily Unavailable", self.invite)
        else:
            self._cancel()
        self.become(State.ENDED, "ours")

    async def hold(self) -> None:
        """The hold key."""
        await self._offer("sendonly")
        self.become(State.HOLDING)

    async def resume(self) -> None:
        """The hold key once more."""
        await self._offer("sendrecv")
        self.become(State.UP)

    async def _offer(self, direction: str) -> None:
        """Another INVITE within the dialog, and its answer: a second one before that would be refused."""
        self._agreed.clear()
        self.request("INVITE", body=sdp(SOUND, direction))
        async with asyncio.timeout(8):
            await self._agreed.wait()

    def refer(self, extension: str, *, replacing: Talk | None = None) -> None:
        """The transfer key: blind to an extension, or joining with another talk of this phone."""
        target = f"sip:{extension}@127.0.0.1"
        if replacing is not None:
            call_id = replacing.call_id.replace("@", "%40")
            target += f"?Replaces={call_id}%3Bto-tag%3D{tag(replacing.remote)}%3Bfrom-tag%3D{replacing.local_tag}"
        headers = (("Refer-To", f"<{target}>"), ("Referred-By", f"<sip:{self.user}@127.0.0.1>"))
        self.request("REFER", headers)

    # --- messages --------------------------------------------------------------------------------

    def request(self, method: str, headers: tuple[tuple[str, str], ...] = (), body: str = "") -> None:
        """A request within the dialog."""
        self._sequence += 1
        usual = [*self._head(branch()), ("CSeq", f"{self._sequence} {method}"), self._contact()]
        self._line.send(build(f"{method} {self.target} SIP/2.0", [*usual, *headers], body))

    def answer(self, status: int, reason: str, request: SipMessage, body: str = "") -> None:
        """An answer to a request of the PBX."""
        to = request.one("To")
        headers = [
            *(("Via", via) for via in request.all("Via")),
            ("From", request.one("From")),
            ("To", to if tag(to) else f"{to};tag={self.local_tag}"),
            ("Call-ID", self.call_id),
            ("CSeq", request.one("CSeq")),
            self._contact(),
            ("Allow", ALLOWED),
            ("Supported", "replaces"),
        ]
        data = build(f"SIP/2.0 {status} {reason}", headers, body)
        if request is self.invite:
            self.last_answer = data
        self._line.send(data)

    def call(self, start: str, caller: str, headers: tuple[tuple[str, str], ...]) -> None:
        """The INVITE of a call that begins here; `caller` is our address with its name."""
        self.local, self.remote = f"{caller};tag={self.local_tag}", f"<{start}>"
        self.target = start
        usual = [*self._head(branch()), ("CSeq", f"{self._sequence} INVITE"), self._contact()]
        usual += [("Allow", ALLOWED), ("Supported", "replaces"), *headers]
        body = sdp(SOUND)
        self.invite = SipMessage(f"INVITE {start} SIP/2.0", tuple(usual), body)
        self._line.send(build(self.invite.start, usual, body))

    def acknowledge(self, answer: SipMessage) -> None:
        """The ACK of a final answer: of a refusal it belongs to the INVITE's own transaction."""
        self._agreed.set()
        self.remote = answer.one("To")
        self.target = uri(answer.one("Contact")) if answer.one("Contact") else self.target
        via = answer.one("Via") if answer.status >= 300 else self._via(branch())
        number = answer.one("CSeq").partition(" ")[0]
        headers = [("Via", via), *self._head("")[1:], ("CSeq", f"{number} ACK")]
        self._line.send(build(f"ACK {self.target} SIP/2.0", headers))

    def _cancel(self) -> None:
        headers = [(name, value) for name, value in self.invite.headers if name in ("Via", "From", "To", "Call-ID")]
        number = self.invite.one("CSeq").partition(" ")[0]
        target = self.invite.start.split(" ")[1]
        self._line.send(
            build(f"CANCEL {target} SIP/2.0", [*headers, ("Max-Forwards", "70"), ("CSeq", f"{number} CANCEL")])
        )

    def _via(self, mark: str) -> str:
        return f"SIP/2.0/UDP 127.0.0.1:{self._line.port};branch={mark};rport"

    def _head(self, mark: str) -> list[tuple[str, str]]:
        return [("Via", self._via(mark)), ("Max-Forwards", "70"), ("From", self.local), ("To", self.remote),
                ("Call-ID", self.call_id)]  # fmt: skip

    def _contact(self) -> tuple[str, str]:
        return "Contact", f"<sip:{self.user}@127.0.0.1:{self._line.port}>"
