"""Compiles a knowledge base in a process of its own, so that no console stands still while an admin saves a file.

`python -m console.adapters.knowledge.child LANGUAGE FOLDER REFERENCE WORDS` writes one line of JSON (the problems)
and then the compiled bytes, none when there is an error.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from console import i18n
from console.adapters.knowledge.compiled import Compiled, CompiledUnreadable, load
from console.settings.problems import Problem, Severity
from console.settings.site import KnowledgeSettings

PATIENCE = 60.0
"""Seconds after which a compilation is given up; the largest knowledge base takes a few."""


class ChildFailed(Exception):
    """The process could not be started, died, took too long or said something else."""


def main(arguments: Sequence[str]) -> None:
    """Compile and write to standard output."""
    language, folder, reference, words = arguments
    from console.adapters.knowledge.compile import compile_knowledge

    i18n.use(language)
    settings = KnowledgeSettings(folder=Path(folder), reference=Path(reference), words=Path(words))
    compiled, problems = compile_knowledge(settings)
    head = json.dumps([asdict(problem) for problem in problems]).encode()
    sys.stdout.buffer.write(head + b"\n" + (compiled.to_bytes() if compiled else b""))


async def compile_apart(settings: KnowledgeSettings) -> tuple[Compiled | None, tuple[Problem, ...]]:
    """The same as `compile_knowledge`, without holding this process up. Raises ChildFailed."""
    place = (str(settings.folder), str(settings.reference), str(settings.words))
    command = (sys.executable, "-m", __name__, i18n.language(), *place)
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=nothing, stdout=pipe, stderr=nothing)
    except (OSError, ValueError, NotImplementedError) as error:
        raise ChildFailed(str(error)) from error
    try:
        async with asyncio.timeout(PATIENCE):
            output, _errors = await process.communicate()
    except TimeoutError as error:
        raise ChildFailed("took too long") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
    return await asyncio.to_thread(_understood, output)


def _understood(output: bytes) -> tuple[Compiled | None, tuple[Problem, ...]]:
    head, newline, content = output.partition(b"\n")
    if not newline:
        raise ChildFailed("said nothing")
    try:
        found = json.loads(head)
        problems = tuple(Problem(**{**one, "severity": Severity(one["severity"])}) for one in found)
        return (load(content) if content else None), problems
    except (ValueError, TypeError, KeyError, CompiledUnreadable) as error:
        raise ChildFailed(str(error)) from error


if __name__ == "__main__":
    main(sys.argv[1:])
