"""Two hundred citizens at fifty a second on a real Asterisk: none is missed, none is counted wrongly.

`make bench ARGS=phone` does it with 1'200 and says how soon each was heard.
"""

from __future__ import annotations

import pytest

from console.domain.call import CallArrived, CallEnded
from rigs.asterisk.crowd import Ear, crowd
from rigs.asterisk_rig import Office

pytestmark = pytest.mark.server

CALLS, RATE = 200, 50.0


async def test_every_one_of_two_hundred_arrives_and_abandons(office: Office) -> None:
    async with Ear(office.telephony) as ear:
        sent = await crowd(office.phones, CALLS, rate=RATE)
        await ear.hears_all(CALLS)
    assert set(ear.arrived) == set(sent)
    assert len(ear.kinds) == CALLS
    assert all(kinds == [CallArrived, CallEnded] for kinds in ear.kinds.values())
    assert ear.unknown == 0
    assert office.road.connections == 1
    await office.settles()
    assert office.pbx.channels() == []
