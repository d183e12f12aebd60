"""`console check`, `paths`, `doctor`, `route`, `completion`, and the ends of every command."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from console import bootstrap
from console.cli import ending, keys
from console.cli.desk import screen_problem
from console.domain.errors import StoreUnavailable
from console.domain.queues import LinkState

REPO = Path(__file__).resolve().parents[2]


def broken(site, name, old, new):
    file = site.config / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_example_site_is_right(console):
    result = console("check", "--json")
    assert result.code == 0, result.out
    assert result.json["ok"] and [one for one in result.json["problems"] if one["severity"] == "error"] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "hint"),
    [
        ("console.yaml", "language: it", "langage: it", "general.langage", "language"),
        ("console.yaml", "theme: console-dark", "theme: console-drak", "general.theme", "console-dark"),
        ("clerks.yaml", "office: faido", "office: fiado", "office", "faido"),
        ("operators.yaml", "id: bruno", "id: anna", "id", ""),
    ],
)
def test_a_fault_is_named_with_file_line_key_and_nearest_key(console, site, name, old, new, key, hint):
    broken(site, name, old, new)
    result = console("check", "--json")
    assert result.code == 2
    faults = [one for one in result.json["problems"] if one["file"].endswith(name) and key in one["key"]]
    assert faults and all(one["line"] > 0 for one in faults)
    assert any(hint in one["hint"] for one in faults)
    text = console("check")
    assert text.code == 2 and f"{name}:{faults[0]['line']}:" in text.out and hint in text.out


def test_a_site_with_a_fault_serves_no_command(console, site):
    broken(site, "console.yaml", "language: it", "langage: it")
    result = console("contacts", "list")
    assert (result.code, result.out) == (2, "") and "console.yaml:" in result.err


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00b", b"- id: [", b"- id: x\n   y: z\n  q: [", os.urandom(20_000), b"- a: 1\n" * 400_000],
    ids=["encoding", "open bracket", "bad indent", "noise", "too big"],
)
def test_a_broken_card_file_is_named_and_the_exit_code_is_two(console, site, content):
    folder = site.data / "knowledge"
    folder.mkdir(parents=True)
    (folder / "rotta.yaml").write_bytes(content)
    result = console("check", "--json")
    assert result.code == 2
    assert any(one["file"].endswith("rotta.yaml") for one in result.json["problems"])
    assert console("kb", "check").code == 2


def test_a_missing_configuration_is_a_sentence(console, site):
    result = console("check", "--config", str(site.folder / "nowhere"))
    assert result.code == 2 and "non esiste" in result.out


def test_a_broken_table_of_places_is_named(console, site):
    for name in ("knowledge", "reference"):
        shutil.copytree(REPO / "data" / name, site.data / name)
    (site.data / "reference" / "municipalities.csv").write_text("name,district\nFaido,Leventina\n", encoding="utf-8")
    result = console("check", "--json")
    assert any(one["file"].endswith("municipalities.csv") and one["line"] == 1 for one in result.json["problems"])
    assert result.code == 2


def test_paths_tell_where_everything_is(console, site):
    places = console.ok("paths")
    assert places["config"] == str(site.config) and places["store"] == str(site.data / "console.db")
    assert str(site.data) in console("paths", "--config", "/altrove").out


def test_the_store_and_the_log_are_private(console, site):
    console.add()
    for name in ("console.db", "log/console.log"):
        assert stat.S_IMODE((site.data / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(site.data.stat().st_mode) == 0o700


def test_the_log_holds_no_citizen(console, site):
    console.add(name="Ida Guidi", subject="la cosa segreta")
    log = (site.data / "log/console.log").read_text()
    assert "Guidi" not in log and "segreta" not in log


# --- doctor --------------------------------------------------------------------------------------


def parts(report):
    return {one["part"]: one for one in report}


def test_a_healthy_site_is_said_to_be_healthy(console):
    console.add()
    result = console("doctor", "--json")
    found = parts(result.json)
    assert result.code == 0, result.json
    for part in ("python", "sqlite", "data", "disk", "store", "settings"):
        assert found[part]["health"] == "ok", found[part]
    assert {"terminal", "mail", "phone", "knowledge", "clock"} <= found.keys()


def test_a_damaged_store_is_found(console, site):
    console.add()
    file = site.data / "console.db"
    content = bytearray(file.read_bytes())
    content[0:16] = b"not a database.."
    for other in ("console.db-wal", "console.db-shm"):
        (site.data / other).unlink(missing_ok=True)
    file.write_bytes(content)
    result = console("doctor", "--json")
    assert result.code == 1 and parts(result.json)["store"]["health"] == "failure"
    assert "✗" in console("doctor").out
    assert console("contacts", "list").code == 5


def test_an_unreachable_server_and_a_missing_password_are_found(console, site, monkeypatch):
    monkeypatch.delenv("CONSOLE_IMAP_PASSWORD", raising=False)
    (site.config / "console.yaml").write_text(
        "mail:\n  source: imap\n  address: a@ue.example\n"
        "  imap: {host: 127.0.0.1, port: 1, security: none, user: u, password_env: CONSOLE_IMAP_PASSWORD}\n"
        "  smtp: {host: 127.0.0.1, port: 1, security: none}\n",
        encoding="utf-8",
    )
    found = parts(console("doctor", "--json").json)
    assert found["imap"]["health"] == found["smtp"]["health"] == "failure"
    assert "CONSOLE_IMAP_PASSWORD" in found["imap"]["hint"] and "Non risponde" in found["smtp"]["hint"]


def test_a_link_that_is_down_is_found(console, site):
    async def report(problem: str) -> None:
        async with bootstrap.open_site(bootstrap.Options()) as services:
            since = services.clock.now()
            await services.store.set_link(LinkState(name="mail", ok=not problem, problem=problem, since=since))

    asyncio.run(report("login_refused"))
    result = console("doctor", "--json")
    assert result.code == 1 and parts(result.json)["link mail"]["health"] == "failure"
    assert "login_refused" in console("doctor").out
    asyncio.run(report(""))
    assert parts(console("doctor", "--json").json)["link mail"]["health"] == "ok"


def test_wrong_settings_end_with_two(console, site):
    broken(site, "console.yaml", "language: it", "langage: it")
    result = console("doctor", "--json")
    assert result.code == 2 and parts(result.json)["settings"]["health"] == "failure"


@pytest.mark.parametrize(
    ("sent", "name"),
    [(b"\x1b[15~", "F5"), (b"\x1bOP", "F1"), (b"\x1b", "Esc"), (b"n", "n"), ("à".encode(), "à"), (b"\x13", "Ctrl+S"),
     (b"\x1b[999~", "\\x1b[999~")],
)  # fmt: skip
def test_a_key_is_named_by_what_the_terminal_sends(sent, name):
    assert keys.name_of(sent) == name


def test_keys_are_watched_only_in_a_terminal(console):
    assert console("doctor", "--keys").code == 2


# --- route ---------------------------------------------------------------------------------------


def test_a_place_has_its_office_with_the_reason(console):
    found = console.ok("route", "Airolo")
    assert (found["office"], found["municipality"], found["kind"]) == ("faido", "Airolo", "office")
    text = console("route", "6780").out
    assert "Leventina" in text and "3500" in text


def test_a_code_of_two_offices_asks_and_another_canton_says_so(console):
    asked = console.ok("route", "6710")
    assert asked["kind"] == "ask" and len({one["office"] for one in asked["choices"]}) > 1
    assert "%" in console("route", "6710").out
    assert console.ok("route", "Roveredo", "GR")["office"] == ""


def test_an_unknown_place_is_not_found_and_a_likely_one_is_offered(console):
    result = console("route", "Airollo")
    assert (result.code, result.out) == (3, "") and "Airolo" in result.err
    assert console("route", "Xyzzy", "--json").code == 3
    assert console("route").code == 2


# --- ends ----------------------------------------------------------------------------------------


def test_no_screen_is_opened_in_a_pipe(console):
    for arguments in ((), ("demo",)):
        result = console(*arguments)
        assert (result.code, result.out) == (2, "") and "terminale" in result.err


def test_no_screen_is_opened_in_a_dumb_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    assert "dumb" in screen_problem()
    monkeypatch.setenv("TERM", "xterm")
    assert screen_problem() == ""


def test_a_store_that_cannot_be_reached_ends_with_five(capsys):
    def fails():
        raise StoreUnavailable("disk full")

    assert ending.guarded(fails) == 5
    assert "disk full" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_a_sentence(console, site):
    site.data.write_text("a file where the folder should be")
    result = console("contacts", "list")
    assert result.code in (1, 5) and "Traceback" not in result.err and result.err.strip()


def test_an_interrupt_ends_with_130(capsys):
    def interrupted():
        raise KeyboardInterrupt

    assert ending.guarded(interrupted) == 130


def test_an_unforeseen_error_ends_with_one_and_is_in_the_log(site, capsys):
    console_log = site.data / "log/console.log"

    def breaks():
        raise ZeroDivisionError("oops")

    before = list(logging.getLogger().handlers)
    logging.getLogger().handlers[:] = []
    try:
        assert ending.guarded(breaks) == 1
        assert "ZeroDivisionError" in console_log.read_text()
    finally:
        for handler in list(logging.getLogger().handlers):
            handler.close()
        logging.getLogger().handlers[:] = before
    assert "Traceback" not in capsys.readouterr().err


def run(*arguments, **settings):
    return subprocess.run(
        [sys.executable, "-m", "console", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **settings,
    )


def test_a_reader_who_goes_away_is_no_error(console, site):
    console.add()
    shell = f"{sys.executable} -m console contacts list --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 141) and "Traceback" not in done.stderr


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_a_command_speaks_the_language_that_is_asked_for(site, language):
    italian = run("contacts", "list", "--help").stdout
    other = run("contacts", "list", "--help", f"--language={language}").stdout
    again = run("contacts", "list", "--help", env={**os.environ, "CONSOLE_LANGUAGE": language}).stdout
    assert other == again != italian


def test_the_version_and_the_short_help(site):
    assert run("--version").stdout.startswith("console 0.")
    assert run("-h").stdout == run("--help").stdout
    assert run("contaxts").returncode == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_and_completes(site, shell):
    script = run("completion", shell).stdout
    assert "_CONSOLE_COMPLETE" in script
    done = run(env={**os.environ, "_CONSOLE_COMPLETE": f"{shell}_complete", "COMP_WORDS": "console cont",
                    "COMP_CWORD": "cont" if shell == "fish" else "1"})  # fmt: skip
    assert "contacts" in done.stdout


def test_bash_accepts_the_completion(site):
    script = run("completion", "bash").stdout
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


def test_json_says_the_same_whatever_the_text_holds(console):
    number = console.add(subject="ciò è «così» 😀 \u200b fine")
    out = console("contacts", "show", number, "--json").out
    assert json.loads(out)["subject"].startswith("ciò è «così» 😀")
    assert "\u200b" not in out
