"""Attachments and headers of mails, read in a worker process: what they hold costs that process, never the console."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from console.adapters.mail.reader import WORKER, ProcessMailReader, WorkerFailed, WorkerHangs, mail_of
from console.domain.errors import NotFound, Reason, Refused
from console.domain.preview import PackedName, Preview, PreviewKind, PreviewProblem

log = logging.getLogger(__name__)

_ORDER = b"a"


class ProcessFileReader:
    """`services.ports.MailFiles` over a worker of its own, so that no mail that is taken in waits for a preview."""

    def __init__(self, *, seconds: float = 5.0, memory_mb: int = 768, worker: Sequence[str] = WORKER) -> None:
        self._worker = ProcessMailReader(seconds=seconds, memory_mb=memory_mb, worker=worker)

    async def preview(self, raw: bytes, number: int) -> Preview:
        """What can be seen of the attachment with this number, from 1. Raises NotFound."""
        try:
            answer = await self._asked("preview", raw, number)
        except WorkerHangs:
            return Preview(kind=PreviewKind.OTHER, problem=PreviewProblem.SLOW)
        except WorkerFailed as failure:
            log.warning("no preview of an attachment of a mail of %d bytes: %s", len(raw), failure)
            return Preview(kind=PreviewKind.OTHER, problem=PreviewProblem.BROKEN)
        return _preview(json.loads(answer))

    async def content(self, raw: bytes, number: int) -> bytes:
        """The bytes of the attachment with this number, decoded. Raises NotFound, Refused(UNREADABLE)."""
        return await self._must("content", raw, number)

    async def header(self, raw: bytes) -> str:
        """The header as it stands, clean. Raises Refused(UNREADABLE)."""
        return (await self._must("header", raw, 0)).decode()

    async def close(self) -> None:
        """End the worker."""
        await self._worker.close()

    async def _must(self, act: str, raw: bytes, number: int) -> bytes:
        try:
            return await self._asked(act, raw, number)
        except WorkerFailed as failure:
            log.warning("%s of a mail of %d bytes failed: %s", act, len(raw), failure)
            raise Refused(Reason.UNREADABLE) from failure

    async def _asked(self, act: str, raw: bytes, number: int) -> bytes:
        order = json.dumps({"act": act, "number": number}).encode() + b"\n" + raw
        answer = await self._worker.ask(_ORDER, order, largest=len(raw) + 32_000_000)
        if not answer.startswith(b"+"):
            raise NotFound("attachment", str(number))
        return answer[1:]


def _preview(known: dict[str, Any]) -> Preview:
    """The worker's JSON as the frozen type."""
    names = tuple(PackedName(**{**one, "flags": tuple(one["flags"])}) for one in known.pop("names"))
    mail = known.pop("mail")
    return Preview(
        kind=PreviewKind(known.pop("kind")), problem=PreviewProblem(known.pop("problem")), names=names,
        mail=mail_of(mail) if mail else None, flags=tuple(known.pop("flags")), **known,
    )  # fmt: skip
