"""Dialogues with the manager interface as files: what passed on a road, cut down to what somebody reads.

A message begins with `<` (from the PBX) or `>` (from the console) and ends with a blank line. Keys and events that
no rule looks at are left out, so that a file fits on a few screens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from console.adapters.phone.ami.wire import Message

KEYS = frozenset({
    "Event", "Action", "Response", "Message", "ActionID", "EventList", "Channel", "Uniqueid", "Linkedid",
    "CallerIDNum", "CallerIDName", "DestChannel", "DestUniqueid", "BridgeUniqueid", "BridgeId",
    "BridgeTechnology", "SwapUniqueid", "Context", "Exten", "Extension", "TransfereeUniqueid", "Result",
    "UserEvent", "Call", "Clerk", "Outcome", "DialStatus", "Newname", "ChannelId", "Queue", "Position",
    "Wait", "SecondTransfererUniqueid", "SecondTransfererExten", "DestType", "Duration", "Variable", "Value",
    "Citizen", "Cause", "Reason", "Interface", "MemberName", "Paused", "PausedReason", "Device", "State",
    "ExtraChannel", "ExtraContext", "ExtraExten", "Channel1", "Channel2",
})  # fmt: skip
SILENT = frozenset({
    "Newstate", "Newexten", "VarSet", "DeviceStateChange", "RTCPSent", "RTCPReceived", "MusicOnHoldStart",
    "MusicOnHoldStop", "NewCallerid", "NewConnectedLine", "QueueMemberStatus", "SoftHangupRequest",
    "HangupRequest", "BridgeCreate", "ExtensionStatus", "MessageWaiting", "SuccessfulAuth",
    "FullyBooted", "QueueMember", "QueueParams",
})  # fmt: skip


def write(passed: Sequence[tuple[str, bytes]], file: Path) -> None:
    """Write what passed, without the login."""
    buffers = {"<": b"", ">": b""}
    written: list[str] = []
    for direction, data in passed:
        *whole, buffers[direction] = (buffers[direction] + data).split(b"\r\n\r\n")
        for raw in whole:
            lines = [line for line in raw.decode("utf-8", "replace").split("\r\n") if line.partition(":")[0] in KEYS]
            if lines and not _is_silent(lines):
                written.append(f"{direction} " + "\n".join(lines) + "\n")
    file.write_text("\n".join(written), encoding="utf-8")


def _is_silent(lines: list[str]) -> bool:
    named = {value for key, _colon, value in (line.partition(": ") for line in lines) if key in ("Event", "Action")}
    if any(line.startswith("Device: Custom:") for line in lines):
        return False
    return bool(named & (SILENT | {"Login", "Ping"})) or lines == ["Response: Success"]


def read(file: Path) -> Iterator[tuple[str, Message]]:
    """Direction and message, in their order; of a key that comes twice the first counts."""
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        message: dict[str, str] = {}
        for line in block[2:].strip("\n").split("\n"):
            key, _colon, value = line.partition(":")
            message.setdefault(key, value.removeprefix(" "))
        yield block[0], message
