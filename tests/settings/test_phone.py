"""The section `phone` of console.yaml: where the PBX is, and every fault with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.load import load_site
from console.settings.problems import Problem
from console.settings.site import PhoneSource, Secret, Security, Site

WHOLE = """phone:
  source: asterisk
  queue: cittadini
  trunks: [fornitore, riserva]
  asterisk:
    host: pbx.ue.example
    user: console
    password_file: pbx-password
    ca_file: pbx.pem
"""


def read(folder: Path, text: str) -> tuple[Site | None, tuple[Problem, ...]]:
    (folder / "console.yaml").write_text(text, encoding="utf-8")
    for name in ("offices", "clerks", "operators"):
        (folder / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    site, problems = load_site(folder, folder / "data")
    return site, tuple(problem for problem in problems if problem.file.endswith("console.yaml"))


def test_a_pbx_behind_tls(tmp_path: Path) -> None:
    site, problems = read(tmp_path, WHOLE)
    assert problems == ()
    assert site is not None
    phone = site.phone
    assert (phone.source, phone.queue, phone.trunks) == (PhoneSource.ASTERISK, "cittadini", ("fornitore", "riserva"))
    assert phone.asterisk is not None
    assert (phone.asterisk.host, phone.asterisk.port, phone.asterisk.security) == ("pbx.ue.example", 5039, Security.TLS)
    assert phone.asterisk.secret == Secret(file=tmp_path / "pbx-password")
    assert phone.asterisk.ca_file == tmp_path / "pbx.pem"


def test_a_pbx_on_the_same_computer(tmp_path: Path) -> None:
    server = "{host: 127.0.0.1, security: none, user: console, password_env: PBX}"
    site, problems = read(tmp_path, f"phone:\n  source: asterisk\n  asterisk: {server}\n")
    assert problems == ()
    assert site is not None
    assert site.phone.asterisk is not None
    assert (site.phone.asterisk.port, site.phone.queue, site.phone.trunks) == (5038, "console", ("trunk",))


def test_the_queue_is_that_of_the_dialplan_that_ships() -> None:
    shipped = Path(__file__).parents[2] / "config" / "asterisk"
    from console.settings.site import PhoneSettings

    usual = PhoneSettings()
    assert f"\n[{usual.queue}]\n" in (shipped / "queues.conf").read_text(encoding="utf-8")
    dialplan = (shipped / "extensions.conf").read_text(encoding="utf-8")
    assert f"\nCONSOLE_QUEUE={usual.queue}\n" in dialplan
    assert f"\nCONSOLE_TRUNK={usual.trunks[0]}\n" in dialplan


FAULTS = {
    "no server": ("  asterisk:\n    host: pbx.ue.example\n    user: console\n    password_file: pbx-password\n"
                  "    ca_file: pbx.pem\n", "", "phone.asterisk", "Manca"),
    "no host": ("    host: pbx.ue.example\n", "", "phone.asterisk.host", "Manca"),
    "no user": ("    user: console\n", "", "phone.asterisk.user", "Manca"),
    "no password": ("    password_file: pbx-password\n", "", "phone.asterisk.user", "Manca la password"),
    "a password in the file": ("password_file: pbx-password", "secret: geheim", "phone.asterisk.secret", "non sta"),
    "starttls": ("    user: console\n", "    user: console\n    security: starttls\n", "phone.asterisk.security",
                 "non starttls"),
    "misspelt": ("ca_file", "cafile", "phone.asterisk.cafile", "sconosciuta"),
    "unknown source": ("source: asterisk", "source: asterix", "phone.source", "«asterix»"),
    "queue general": ("queue: cittadini", "queue: general", "phone.queue", "general"),
    "queue name": ("queue: cittadini", 'queue: "coda, 1"', "phone.queue", "«coda, 1»"),
    "trunk name": ("fornitore", '"a&b"', "phone.trunks", "«a&b»"),
    "port": ("    user: console\n", "    user: console\n    port: 70000\n", "phone.asterisk.port", "65535"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_place(tmp_path: Path, name: str) -> None:
    old, new, key, message = FAULTS[name]
    assert old in WHOLE
    _site, problems = read(tmp_path, WHOLE.replace(old, new))
    found = next(problem for problem in problems if problem.key == key and message in problem.message)
    assert found.is_error
    assert found.line > 0
    assert "geheim" not in str(problems)


def test_a_password_on_the_open_road_is_warned_of(tmp_path: Path) -> None:
    site, problems = read(tmp_path, WHOLE.replace("    user: console\n", "    user: console\n    security: none\n"))
    assert site is not None
    (warning,) = problems
    assert (warning.key, warning.is_error, warning.hint) == ("phone.asterisk.security", False, "Usare tls.")
