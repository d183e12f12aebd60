"""The real Asterisk for the tests of the telephone, and somebody who listens to it."""

from collections.abc import AsyncIterator

import pytest

from adapters.phone.listener import Listener
from rigs.asterisk_rig import Office, asterisk, office  # noqa: F401


@pytest.fixture
async def listener(office: Office) -> AsyncIterator[Listener]:  # noqa: F811  the fixture by its name
    """Everything that the console hears from the PBX, once it has read the picture: orders before that are refused."""
    async with Listener(office.telephony, deadline=30.0) as listening:
        await listening.connected()
        yield listening
