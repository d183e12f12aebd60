"""Real dialogues with an Asterisk 22, played to the rules: what each is in our words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.phone.ami.replay import NOW, OPERATORS, QUEUE, RECORDED, dialogue, replay, told
from console.adapters.phone.ami.calls import Call, Calls, Leg, Phase
from console.adapters.phone.ami.picture import is_consult, read_picture
from console.adapters.phone.ami.translate import translate
from console.adapters.phone.ami.wire import Message
from console.domain.call import CallRosterRead, CallSignal

ROSSI, MUELLER = "+41910001011", "+41790002022"
ARRIVES = [f"CallArrived {ROSSI}"]
TALKS = [*ARRIVES, "CallRinging 3011", "CallConnected 3011"]
HELD, RESUMED, ENDS = "CallHeld True", "CallHeld False", "CallEnded True"
RINGS, ANSWERS = "ClerkRinging 3801", "ConsultAnswered 3801"
ASKED = [*TALKS, "ConsultStarted 3801", RINGS]
BY_KEYS = [*TALKS, HELD, RESUMED, "CallTransferred 3801", ENDS]

DIALOGUES = {
    "abandoned": [*ARRIVES, ENDS],
    "abandoned_while_ringing": [*ARRIVES, "CallRinging 3011", ENDS],
    "not_answered": [*ARRIVES, "CallRinging 3011", "PhoneUnanswered 3011", "CallQueued", ENDS],
    "taken": [f"CallArrived {ROSSI} Müller Zoë", "CallRinging 3011", "CallConnected 3011", ENDS],
    "taken_by_another": [*ARRIVES, "CallRinging 3011", "CallRinging 3012", "CallConnected 3012", ENDS],
    "rung_by_the_queue": ["SeatSeen 3011 in", *TALKS, ENDS, "SeatSeen 3011 out"],
    "seats_and_hours": [
        "SeatSeen 3011 in", *ARRIVES, "CallRinging 3011", "PhoneUnanswered 3011", "CallQueued",
        "SeatSeen 3011 in, paused no_answer", ENDS, "SeatSeen 3011 out", "HoursSeen closed", "HoursSeen open",
    ],
    "closed": [f"CallArrived {ROSSI} True", ENDS],
    "held_and_resumed": [*TALKS, HELD, RESUMED, ENDS],
    "handed_on": [*TALKS, RINGS, "CallTransferred 3801", ENDS],
    "clerk_busy": [*TALKS, "TransferFailed busy", ENDS],
    "clerk_silent_operator_busy": [
        *TALKS, RINGS, f"CallArrived {MUELLER}", "CallRinging 3011", "CallConnected 3011", "TransferFailed no_answer",
        "CallQueued", ENDS, ENDS,
    ],
    "gone_while_transferring": [*TALKS, RINGS, "TransferFailed caller_gone", ENDS],
    "keys_hold": [*TALKS, HELD, RESUMED, ENDS],
    "keys_blind_transfer": [*TALKS, RINGS, "CallTransferred 3801", ENDS],
    "keys_attended_transfer": BY_KEYS,
    "keys_attended_transfer_app": BY_KEYS,
    "keys_attended_transfer_early": BY_KEYS,
    "keys_joined_while_ringing": BY_KEYS,
    "consult_completed": [*ASKED, ANSWERS, "CallTransferred 3801", ENDS],
    "consult_handed_back": [*ASKED, ANSWERS, "ConsultEnded None", ENDS],
    "consult_declined": [*TALKS, "ConsultStarted 3801", "ConsultEnded refused", ENDS],
    "consult_from_hold_not_answered": [
        *TALKS, HELD, "ConsultStarted 3801", RINGS, "ConsultEnded no_answer", ENDS,
    ],
    "consult_abandoned": [*ASKED, ENDS],
    "consult_left_by_the_operator": [*ASKED, ANSWERS, "ConsultEnded unknown", "CallQueued", ENDS],
    "called_out": ["CallRinging 3011", "CallConnected 3011", ENDS],
    "called_out_busy": ["CallRinging 3011", ENDS],
}  # fmt: skip


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_dialogue_in_our_words(name: str) -> None:
    calls = Calls(OPERATORS, QUEUE)
    assert told(replay(name, calls)) == DIALOGUES[name]
    if DIALOGUES[name][-1] == ENDS:
        assert (calls.live, calls.legs, calls.stand_ins) == ({}, {}, {})
        assert not any(calls.bridges.values())


def test_every_recording_is_played() -> None:
    assert {file.stem for file in RECORDED.glob("*.txt")} == {*DIALOGUES, "picture"}


def test_a_phone_that_rings_for_somebody_who_is_gone_is_to_be_hung_up() -> None:
    calls = Calls(OPERATORS, QUEUE)
    orphans: list[str] = []
    for _direction, message in dialogue("abandoned_while_ringing"):
        if message.get("Action") == "Originate":
            replay_leg(calls, message)
        elif "Event" in message:
            translate(calls, message, NOW)
            orphans += calls.orphans
            calls.orphans.clear()
    assert len(orphans) == 1
    assert orphans[0].startswith("PJSIP/3011-")


def replay_leg(calls: Calls, originate: Message) -> None:
    leg = originate["ChannelId"]
    calls.legs[leg] = Leg(leg.split("-", 2)[2], "3011")


def test_a_caller_in_another_queue_is_not_ours() -> None:
    assert told(replay("taken", Calls(OPERATORS, "support"))) == []


def test_a_ring_of_a_phone_that_is_no_operators_makes_a_clerk() -> None:
    assert told(replay("taken", Calls(frozenset({"9999"}), QUEUE)))[-2:] == ["CallTransferred 3011", ENDS]


events = st.sampled_from(
    [message for file in sorted(DIALOGUES) for _d, message in dialogue(file) if "Event" in message]
)


@given(told_in_disorder=st.lists(events, max_size=40))
def test_no_order_of_events_breaks_the_rules(told_in_disorder: list[Message]) -> None:
    """After a gap anything may come. Every signal is of a call that had arrived, and nobody ends twice."""
    calls = Calls(OPERATORS, QUEUE)
    live: set[str] = set()
    for event in told_in_disorder:
        for signal in translate(calls, event, NOW):
            if type(signal).__name__ == "CallArrived":
                assert signal.call not in live
                live.add(signal.call)
            if not hasattr(signal, "call"):
                continue
            assert signal.call in live
            if type(signal).__name__ == "CallEnded":
                live.remove(signal.call)
        assert set(calls.live) == live


@given(cut=st.integers(0, 60), name=st.sampled_from(sorted(DIALOGUES)))
def test_a_dialogue_that_is_joined_late_breaks_nothing(cut: int, name: str) -> None:
    calls = Calls(OPERATORS, QUEUE)
    for _direction, message in dialogue(name)[cut:]:
        if "Event" in message:
            translate(calls, message, NOW)


# --- the picture -----------------------------------------------------------------------------------


def picture(calls: Calls, **changes: str) -> list[CallSignal]:
    rows = [{**message, **changes} for _direction, message in dialogue("picture")]
    channels = [row for row in rows if row.get("Event") == "CoreShowChannel"]
    entries = [row for row in rows if row.get("Event") == "QueueEntry"]
    told_of = [row["Value"] for row in rows if row.get("Variable") == "CITIZEN" and "Value" in row]
    asking = [row["Channel"] for row in channels if is_consult(row)]
    consults = dict(zip(asking, told_of, strict=True))
    return read_picture(calls, channels, entries, consults, trunks=frozenset({"trunk"}), now=NOW)


def test_the_lists_of_a_busy_moment() -> None:
    calls = Calls(OPERATORS, QUEUE)
    roster, *states = picture(calls)
    assert isinstance(roster, CallRosterRead)
    numbers = {one.number[-1]: one.call for one in roster.calls}
    assert sorted(numbers) == ["1", "2", "3", "4", "5", "6", "7"]
    said = {last: told([one for one in states if one.call == call]) for last, call in numbers.items()}
    assert said == {
        "1": ["CallQueued"],
        "2": ["CallRinging 3012"],
        "3": ["CallConnected 3011", HELD],
        "4": ["CallTransferred 3801"],
        "5": ["CallConnected 3011"],
        "6": ["ClerkRinging 3802"],
        "7": ["ConsultStarted 3802", "ConsultAnswered 3802"],
    }
    assert calls.live[numbers["6"]].phase is Phase.TRANSFERRING
    assert [leg.extension for leg in calls.legs.values()] == ["3012"]


def test_what_was_known_stays_known_and_who_is_missing_is_gone() -> None:
    calls = Calls(OPERATORS, QUEUE)
    roster, *_states = picture(calls)
    assert isinstance(roster, CallRosterRead)
    on_the_way = next(call for call in calls.live.values() if call.phase is Phase.TRANSFERRING)
    on_the_way.name, on_the_way.number, on_the_way.operator, on_the_way.arrived_at = "Rossi", "+41911", "3012", 77.0
    calls.live["gone"] = Call(call="gone", uniqueid="gone", channel="PJSIP/trunk-000000ff")
    again, *_states = picture(calls)
    assert isinstance(again, CallRosterRead)
    assert {one.call for one in again.calls} == {one.call for one in roster.calls}
    still = calls.live[on_the_way.call]
    assert (still.name, still.number, still.operator, still.arrived_at) == ("Rossi", "+41911", "3012", 77.0)


def test_what_others_talk_over_the_same_trunk_is_not_ours() -> None:
    calls = Calls(OPERATORS, QUEUE)
    rows = [
        {"Uniqueid": "1", "Linkedid": "1", "Channel": "PJSIP/trunk-00000001", "Context": "from-provider", "Exten": "9"},
        {"Uniqueid": "2", "Linkedid": "1", "Channel": "PJSIP/trunk-00000002", "Context": "console-from-trunk",
         "Exten": ""},
        {"Uniqueid": "3", "Linkedid": "3", "Channel": "PJSIP/other-00000003", "Context": "console-queue", "Exten": "s"},
    ]  # fmt: skip
    assert told(read_picture(calls, rows, (), {}, trunks=frozenset({"trunk"}), now=NOW)) == ["CallRosterRead"]


@given(rows=st.lists(st.dictionaries(
    st.sampled_from(["Uniqueid", "Linkedid", "Channel", "Context", "Exten", "BridgeId", "Duration", "Wait"]),
    st.sampled_from(["", "1", "out-1-1", "take-1-1", "take-", "PJSIP/trunk-00000001", "PJSIP/3011-00000002", "x",
                     "console-hold", "console-transfer", "console-consult", "00:00:0x", "99999999999"]),
), max_size=8))  # fmt: skip
def test_any_lists_make_a_picture(rows: list[dict[str, str]]) -> None:
    calls = Calls(OPERATORS, QUEUE)
    consults = {"PJSIP/3011-00000002": "PJSIP/trunk-00000001"}
    roster = read_picture(calls, rows, rows, consults, trunks=frozenset({"trunk"}), now=NOW)[0]
    assert isinstance(roster, CallRosterRead)
    assert {one.call for one in roster.calls} == set(calls.live)
