"""A program for the race: `claimers.py FILE PROCESSES ROUNDS`.

Every process opens the store as a console does and claims, round by round, the same contact as all others (contact
number = round). Prints as JSON, round by round, who was told that the contact is theirs, and what went wrong else.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
from pathlib import Path

from console.adapters.clock import SystemClock
from console.adapters.store.store import SqliteStore
from console.domain.commands import Claim
from console.domain.contact import ContactId, OperatorId
from console.domain.errors import Reason, Refused
from console.services.act import act

BARRIER_SECONDS = 120


async def claim_all(file: Path, rounds: int, me: str, barrier) -> list:
    store, said = await SqliteStore.open(file, SystemClock()), []
    for number in range(1, rounds + 1):
        barrier.wait(BARRIER_SECONDS)
        try:
            taken = await act(store, SystemClock(), ContactId(number), Claim(by=OperatorId(me)))
            said.append((number, "mine", taken.operator))
        except Refused as refused:
            said.append((number, "taken" if refused.reason is Reason.TAKEN else str(refused), refused.who))
        except Exception as error:
            said.append((number, repr(error), ""))
    await store.close()
    return said


def console(file: Path, rounds: int, me: str, barrier, answers) -> None:
    answers.put((me, asyncio.run(claim_all(file, rounds, me, barrier))))


def main() -> None:
    file, processes, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    forks = multiprocessing.get_context("fork")
    barrier, answers = forks.Barrier(processes), forks.Queue()
    names = [f"op{number}" for number in range(processes)]
    consoles = [forks.Process(target=console, args=(file, rounds, name, barrier, answers)) for name in names]
    for one in consoles:
        one.start()
    said = dict(answers.get(timeout=BARRIER_SECONDS) for _one in consoles)
    for one in consoles:
        one.join(BARRIER_SECONDS)
    print(json.dumps(said))


if __name__ == "__main__":
    main()
