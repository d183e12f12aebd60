"""Everybody with a telephone around the Asterisk of the tests: desk phones and the citizens behind the trunk.

One UDP socket serves them all: a packet's number says whose phone it is for. No sound is sent or heard.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from enum import StrEnum

from rigs.asterisk.sip import SipMessage, parse, quoted, sdp, tag, unique, uri
from rigs.asterisk.talk import SOUND, State, Talk

PUBLIC = "0918166300"
"""The number that citizens dial."""
TRUNK_MARK = (("X-Rig-Trunk", "1"),)


class Does(StrEnum):
    """What a phone does when it rings."""

    ANSWER = "answer"
    AUTO = "auto"
    """Answers by itself where the call asks for it, else rings: an operator's phone as it is set in the office."""
    RING = "ring"
    BUSY = "busy"
    DECLINE = "decline"


@dataclass(slots=True)
class Phone:
    """One telephone. `invites` are those that came to it, oldest first; `talks` also those that it began."""

    number: str
    does: Does = Does.ANSWER
    after: float = 0.0
    """Seconds of ringing before it answers."""
    invites: list[SipMessage] = field(default_factory=list)
    rung_at: list[float] = field(default_factory=list)
    """When (monotonic seconds) each of them came."""
    talks: list[Talk] = field(default_factory=list)


class Phones(asyncio.DatagramProtocol):
    """`async with Phones(port, pbx)`: everybody around the PBX at SIP port `pbx`."""

    def __init__(self, port: int, pbx: int) -> None:
        self.port = port
        self.heard: list[SipMessage] = []
        """Every message that the PBX has sent, oldest first."""
        self._pbx = pbx
        self._phones: dict[str, Phone] = {}
        self._talks: dict[str, Talk] = {}
        self._news = asyncio.Event()
        self._waiting: set[asyncio.TimerHandle] = set()

    async def __aenter__(self) -> Phones:
        loop = asyncio.get_running_loop()
        address = ("127.0.0.1", self.port)
        self._transport, _protocol = await loop.create_datagram_endpoint(lambda: self, local_addr=address)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._transport.close()

    # --- for tests -------------------------------------------------------------------------------

    def phone(self, number: str) -> Phone:
        """The telephone with this number or extension; a new one answers at once."""
        return self._phones.setdefault(number, Phone(number))

    def citizen_calls(self, number: str, name: str = "", *, dialled: str = PUBLIC, **headers: str) -> Talk:
        """A call that comes by the trunk. Number and name are sent as given, whatever is in them."""
        caller = (
            f"{quoted(name)}<sip:{number}@127.0.0.1>" if number else '"Anonymous" <sip:anonymous@anonymous.invalid>'
        )
        extra = tuple((key.replace("_", "-"), value) for key, value in headers.items())
        return self._begin(self.phone(number), dialled, caller, (*TRUNK_MARK, *extra))

    def dial(self, extension: str, dialled: str) -> Talk:
        """A desk phone calls somebody by its own keys."""
        return self._begin(self.phone(extension), dialled, f"<sip:{extension}@127.0.0.1>", ())

    def live(self) -> int:
        """How many calls the phones have, each with a channel in the PBX."""
        return sum(talk.state is not State.ENDED for talk in self._talks.values())

    def forget(self) -> None:
        """The PBX has lost all calls without a word: the handsets go down."""
        for talk in self._talks.values():
            talk.become(State.ENDED, "lost")

    def hang_up_all(self) -> None:
        """Everybody hangs up, and whoever is rung from now on is busy."""
        for handle in self._waiting:
            handle.cancel()
        for phone in self._phones.values():
            phone.does = Does.BUSY
        for talk in self._talks.values():
            talk.hang_up()

    async def rings(self, number: str, *, count: int = 1, seconds: float = 8.0) -> Talk:
        """Wait until this phone was rung `count` times in all; gives that talk. Raises AssertionError."""
        phone = self.phone(number)
        try:
            async with asyncio.timeout(seconds):
                while len(phone.invites) < count:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{number} rang {len(phone.invites)} times, not {count}") from None
        return [talk for talk in phone.talks if talk.incoming][count - 1]

    # --- the socket ------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        """A packet to the PBX."""
        if not self._transport.is_closing():
            self._transport.sendto(data, ("127.0.0.1", self._pbx))

    def datagram_received(self, data: bytes, _address: object) -> None:
        """A packet from the PBX."""
        message = parse(data)
        self.heard.append(message)
        talk = self._talks.get(message.one("Call-ID"))
        if message.is_answer:
            if talk is not None and message.method == "INVITE":
                self._answered(talk, message)
        elif message.method == "INVITE":
            self._invited(talk, message)
        elif message.method != "ACK":
            self._asked(talk, message)
        self._news.set()

    def _begin(self, phone: Phone, dialled: str, caller: str, headers: tuple[tuple[str, str], ...]) -> Talk:
        talk = Talk(self, phone.number or "anonymous", f"{unique('c')}@127.0.0.1")
        self._talks[talk.call_id] = talk
        phone.talks.append(talk)
        talk.call(f"sip:{dialled}@127.0.0.1:{self._pbx}", caller, headers)
        return talk

    def _answered(self, talk: Talk, answer: SipMessage) -> None:
        if answer.status < 200:
            talk.remote = answer.one("To") if tag(answer.one("To")) else talk.remote
            if talk.state is State.CALLING and answer.status >= 180:
                talk.become(State.RINGING)
            return
        talk.acknowledge(answer)
        if answer.status >= 300:
            if talk.state not in (State.UP, State.HOLDING):
                talk.become(State.ENDED, str(answer.status))
        elif talk.state is State.ENDED:
            talk.request("BYE")
        elif talk.state is not State.HOLDING:
            talk.become(State.UP)

    def _invited(self, talk: Talk | None, invite: SipMessage) -> None:
        if talk is not None and tag(invite.one("To")):
            talk.answer(200, "OK", invite, sdp(SOUND))
            return
        if talk is not None:
            self.send(talk.last_answer)
            return
        phone = self.phone(invite.user)
        talk = self._talks[invite.one("Call-ID")] = Talk(self, phone.number, invite.one("Call-ID"))
        talk.invite, talk.incoming = invite, True
        talk.local, talk.remote = f"{invite.one('To')};tag={talk.local_tag}", invite.one("From")
        talk.target = uri(invite.one("Contact"))
        phone.talks.append(talk)
        phone.invites.append(invite)
        phone.rung_at.append(time.monotonic())
        self._ring(phone, talk)

    def _ring(self, phone: Phone, talk: Talk) -> None:
        if phone.does in (Does.BUSY, Does.DECLINE):
            talk.refuse(*((486, "Busy Here") if phone.does is Does.BUSY else (603, "Decline")))
            return
        talk.answer(180, "Ringing", talk.invite)
        talk.become(State.RINGING)
        if phone.does is Does.ANSWER or (phone.does is Does.AUTO and asks_for_answer(talk.invite)):
            self._waiting.add(asyncio.get_running_loop().call_later(phone.after, talk.pick_up))

    def _asked(self, talk: Talk | None, request: SipMessage) -> None:
        """Whatever else the PBX wants: it is given."""
        ours = talk or Talk(self, request.user, request.one("Call-ID"))
        offers = request.method == "UPDATE" and request.body
        ours.answer(200, "OK", request, sdp(SOUND) if offers else "")
        if talk is None:
            return
        if request.method == "BYE":
            talk.become(State.ENDED, request.one("Reason") or "theirs")
        elif request.method == "NOTIFY" and request.body.startswith("SIP/2.0 2"):
            talk.hang_up()  # the transfer has arrived: the phone that asked for it is out (RFC 5589, 7.3)
        elif request.method == "CANCEL" and talk.state is State.RINGING:
            talk.refuse(487, "Request Terminated")


def asks_for_answer(invite: SipMessage) -> bool:
    """Whether this call wants the phone to answer by itself, in one of the two ways that phones understand."""
    return "answer-after=0" in invite.one("Call-Info") or "alert-autoanswer" in invite.one("Alert-Info")
