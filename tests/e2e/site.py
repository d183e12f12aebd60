"""A site for end-to-end tests and benches: the shipped example with links of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
CONSOLE = (sys.executable, "-m", "console")
ALWAYS = {day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


@dataclass
class TestSite:
    """Folders and settings; `environment` is what every process of this site gets."""

    __test__ = False
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """The folder of the settings."""
        return self.folder / "config"

    @property
    def data(self) -> Path:
        """The folder of the data."""
        return self.folder / "data"

    def run(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run `console …` on this site to its end; `code` is the exit code that is expected (None: any)."""
        done = subprocess.run(
            [*CONSOLE, *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if code is not None and done.returncode != code:
            raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def json(self, *arguments: str) -> Any:
        """The data that `console … --json` prints."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `console …` in the background, its output in the site's folder."""
        with (self.folder / "background.log").open("ab") as output:
            return subprocess.Popen(
                [*CONSOLE, *arguments], env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip


def make_site(
    folder: Path,
    *,
    mail: dict[str, Any] | None = None,
    phone: dict[str, Any] | None = None,
    intake: str = "process",
    secrets: dict[str, str] | None = None,
    addresses: dict[str, str] | None = None,
    meaning: bool = False,
) -> TestSite:
    """The example site with these sections. `addresses`: clerk id to the address where the mail rig has a mailbox.

    `meaning`: every site of its own pays eight seconds of a core for the vectors of the shipped cards.
    """
    site = TestSite(folder)
    shutil.copytree(ROOT / "config", site.config, ignore=shutil.ignore_patterns("asterisk"))
    site.data.mkdir(parents=True)
    settings = yaml.safe_load((site.config / "console.yaml").read_text())
    settings["hours"]["weekdays"] = ALWAYS
    settings["hours"]["holidays"] = {"country": "", "subdivision": ""}
    settings["mail"] = mail or {"source": "none"}
    settings["phone"] = phone or {"source": "none"}
    settings["intake"] = {"where": intake}
    for name in ("knowledge",):
        settings[name] = settings[name] or {}
    settings["knowledge"]["meaning"] = meaning
    (site.config / "console.yaml").write_text(yaml.safe_dump(settings, allow_unicode=True))
    if addresses:
        clerks = yaml.safe_load((site.config / "clerks.yaml").read_text())
        for clerk in clerks:
            clerk["email"] = addresses.get(clerk["id"], clerk["email"])
        (site.config / "clerks.yaml").write_text(yaml.safe_dump(clerks, allow_unicode=True))
    site.environment = {
        "CONSOLE_CONFIG": str(site.config), "CONSOLE_DATA": str(site.data), "CONSOLE_LANGUAGE": "it",
        "PYTHONPATH": str(ROOT / "src"), **(secrets or {}),
    }  # fmt: skip
    return site
