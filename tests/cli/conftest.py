"""A site for the commands, and a way to run them as a user does: arguments in; exit code, output and talk out."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from console import i18n
from console.cli.main import main

REPO = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Result:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Console:
    """Runs commands on one site. `operator` acts unless the arguments say otherwise."""

    def __init__(self, folder: Path, capsys, monkeypatch) -> None:
        self.config, self.data = folder / "config", folder / "data"
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str, given: str | bytes = b"") -> Result:
        content = given.encode() if isinstance(given, str) else given
        stdin = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
        self._monkeypatch.setattr("sys.stdin", stdin)
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = self._capsys.readouterr()
        return Result(ended.value.code, said.out, said.err)

    def ok(self, *arguments: str, given: str | bytes = b"") -> Any:
        """The JSON of a command that must work."""
        result = self(*arguments, "--json", given=given)
        assert result.code == 0, result.err
        return result.json

    def add(self, **given: str) -> int:
        """A contact in the queue; gives its number."""
        usual = {"channel": "letter", "subject": "chiede un estratto", "name": "Ida Guidi"}
        words = [word for name, value in (usual | given).items() for word in (f"--{name}", value)]
        return self.ok("contacts", "add", *words)["id"]


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """A command sets the language of its process, which here is that of every test after it."""
    before = i18n.language()
    yield
    i18n.use(before)


@pytest.fixture
def site(tmp_path, monkeypatch) -> SimpleNamespace:
    """The folders of an example site, chosen by the environment, with Anna at the console."""
    config, data = tmp_path / "config", tmp_path / "data"
    shutil.copytree(REPO / "config", config)
    file = config / "console.yaml"  # the vectors of the shipped cards would cost every test eight seconds
    file.write_text(
        file.read_text(encoding="utf-8").replace("  meaning: true\n", "  meaning: false\n"), encoding="utf-8"
    )
    for name in ("CONSOLE_CLERK", "CONSOLE_LANGUAGE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "HOME": tmp_path, "CONSOLE_CONFIG": config, "CONSOLE_DATA": data, "CONSOLE_OPERATOR": "anna",
        "LANGUAGE": "it", "TERM": "xterm-256color",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(value))
    return SimpleNamespace(config=config, data=data, folder=tmp_path)


@pytest.fixture
def mailbox(site) -> None:
    """The site reads and sends mail, in a folder."""
    file = site.config / "console.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  source: none\n", "  source: maildir\n  maildir: maildir\n", 1), encoding="utf-8")


@pytest.fixture
def console(site, capsys, monkeypatch) -> Console:
    """Commands on that site."""
    return Console(site.folder, capsys, monkeypatch)
