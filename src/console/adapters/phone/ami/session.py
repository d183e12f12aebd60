"""One connection to AMI: log in, act, hear events, notice when the other side is gone.

An action is sent once and never again: what is lost with the connection has an unknown outcome.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from console.adapters.phone.ami.wire import BadField, Decoder, Message, NotAmi, Pairs, encode

READ_BYTES = 1 << 16
PING_SECONDS = 5.0
DEADLINE_SECONDS = 2.0
"""An answer on the same machine takes some 2 ms; after this the PBX is as good as gone."""


class AmiError(Exception):
    """The PBX refused an action; the text is its own, in one line."""


class LoginRefused(AmiError):
    """Wrong name or password, or not from this address: trying again soon is useless."""


class LinkLost(Exception):
    """The connection is gone; what was asked has an unknown outcome."""


class CertificateRefused(LinkLost):
    """The other side cannot show that it is the PBX; no password was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where the manager interface is and who we are there. `tls` None: only on the PBX's own machine."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)
    tls: ssl.SSLContext | None = None


@dataclass(slots=True)
class _Asked:
    """An action that waits for its answer; `rows` of a list gather until it is complete."""

    answer: asyncio.Future[tuple[Message, ...]]
    is_list: bool
    rows: list[Message] = field(default_factory=list)


class Session:
    """A connection that is logged in. `events` ends with None when it is gone; `why` says why."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._asked: dict[str, _Asked] = {}
        self._ids = itertools.count(1)
        self.events: asyncio.Queue[Message | None] = asyncio.Queue()
        self.why = ""

    async def act(self, action: str, fields: Pairs = (), *, action_id: str = "") -> Message:
        """The answer to one action. Raises AmiError, LinkLost, BadField."""
        return (await self._ask(action, fields, is_list=False, action_id=action_id))[0]

    async def list(self, action: str, fields: Pairs = ()) -> tuple[Message, ...]:
        """The rows of a list. Raises AmiError, LinkLost, BadField."""
        return await self._ask(action, fields, is_list=True, action_id="")

    async def _ask(self, action: str, fields: Pairs, *, is_list: bool, action_id: str) -> tuple[Message, ...]:
        name = action_id or f"a{next(self._ids)}"
        data = encode(action, (("ActionID", name), *fields))
        if self.why:
            raise LinkLost(self.why)
        asked = self._asked[name] = _Asked(asyncio.get_running_loop().create_future(), is_list)
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                self._writer.write(data)
                return await asked.answer
        except TimeoutError:
            self._end(f"no answer to {action} within {DEADLINE_SECONDS:g} s")
            raise LinkLost(self.why) from None
        finally:
            self._asked.pop(name, None)

    async def read(self) -> None:
        """Read until the connection ends; never raises for what the other side does."""
        decoder = Decoder()
        try:
            while data := await self._reader.read(READ_BYTES):
                for message in decoder.feed(data):
                    self._sort(message)
            self._end("closed by the PBX")
        except (OSError, NotAmi) as error:
            self._end(str(error) or type(error).__name__)

    async def ping(self) -> None:
        """Ask for a sign of life until there is none."""
        with contextlib.suppress(LinkLost):
            while True:
                await asyncio.sleep(PING_SECONDS)
                with contextlib.suppress(AmiError):  # a refusal is a sign of life too
                    await self.act("Ping")

    def _end(self, why: str) -> None:
        if self.why:
            return
        self.why = why
        for asked in self._asked.values():
            if not asked.answer.done():
                asked.answer.set_exception(LinkLost(why))
        self.events.put_nowait(None)
        self._writer.close()

    def _sort(self, message: Message) -> None:
        """To the action that waits for it, else to those who listen."""
        asked = self._asked.get(message.get("ActionID", ""))
        if asked is None or asked.answer.done() or ("Event" in message and not asked.is_list):
            if "Event" in message:
                self.events.put_nowait(message)
            return
        if "Event" not in message:
            if message.get("Response") == "Error":
                asked.answer.set_exception(AmiError(" ".join(message.get("Message", "error").split())[:200]))
            elif not asked.is_list:
                asked.answer.set_result((message,))
        elif message.get("EventList") in ("Complete", "Cancelled"):
            asked.answer.set_result(tuple(asked.rows))
        else:
            asked.rows.append(message)


@asynccontextmanager
async def connect(account: Account) -> AsyncIterator[Session]:
    """A session, logged in, hearing events from now on. Raises LoginRefused, LinkLost."""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            reader, writer = await asyncio.open_connection(account.host, account.port, ssl=account.tls)
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(error.verify_message) from None
    except (OSError, TimeoutError) as error:
        raise LinkLost(str(error) or "no connection") from None
    session = Session(reader, writer)
    tasks = [asyncio.create_task(session.read())]
    try:
        await _log_in(session, account)
        tasks.append(asyncio.create_task(session.ping()))
        yield session
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        writer.close()


async def _log_in(session: Session, account: Account) -> None:
    try:
        await session.act("Login", (("Username", account.user), ("Secret", account.secret), ("Events", "on")))
    except (AmiError, BadField) as error:
        raise LoginRefused(str(error)) from None


class Pauses:
    """Seconds between attempts to connect: short at first, longer while nothing answers, long after a refusal."""

    FIRST, LONGEST, REFUSED = 0.2, 5.0, 30.0

    def __init__(self) -> None:
        self._next = self.FIRST

    def after(self, error: Exception) -> float:
        """How long to wait after this failure."""
        if isinstance(error, LoginRefused):
            return self.REFUSED
        pause, self._next = self._next, min(self._next * 2, self.LONGEST)
        return pause

    def reset(self) -> None:
        """A connection stood."""
        self._next = self.FIRST
