"""The kept settings are used for the files they were made of, and for nothing else."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from console.settings import snapshot
from console.settings.load import load_site

REPO = Path(__file__).resolve().parents[2]
ACTIONS = ("take", "close")


@pytest.fixture
def config(tmp_path):
    folder = tmp_path / "config"
    shutil.copytree(REPO / "config", folder)
    return folder


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def later(monkeypatch):
    """A moment at which nothing was changed just now."""
    now = time.time() + 3600
    monkeypatch.setattr(snapshot.time, "time", lambda: now)


@pytest.fixture
def kept(config, data, later, tmp_path):
    """The file of the snapshot, its key and the site in it."""
    key = snapshot.key_of(config, data, ACTIONS)
    site, _problems = load_site(config, data)
    file = tmp_path / "cache" / "settings.json"
    snapshot.keep(file, key, site)
    return file, key, site


def test_the_settings_come_back_as_they_were(kept):
    file, key, site = kept
    assert snapshot.load(file, key) == site
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("name", snapshot.FILES)
def test_any_change_of_a_file_counts(kept, config, data, name):
    file, _key, _site = kept
    target = config / name
    was = target.stat() if target.exists() else None
    target.write_text(target.read_text() if was else "{}\n")
    if was:
        os.utime(target, ns=(was.st_atime_ns, was.st_mtime_ns))  # what a copy with its times does
    changed = snapshot.key_of(config, data, ACTIONS)
    assert changed is not None
    assert snapshot.load(file, changed) is None


def test_other_actions_folders_or_cards_of_the_site_count(kept, config, data, tmp_path):
    file, _key, _site = kept
    assert snapshot.load(file, snapshot.key_of(config, data, ("take",))) is None
    assert snapshot.load(file, snapshot.key_of(config, tmp_path, ACTIONS)) is None
    (data / "knowledge").mkdir()
    assert snapshot.load(file, snapshot.key_of(config, data, ACTIONS)) is None


def test_what_was_changed_just_now_is_not_kept(config, data):
    (config / "console.yaml").touch()
    assert snapshot.key_of(config, data, ACTIONS) is None


def test_a_file_that_others_can_write_or_that_is_a_link_is_not_read(kept, tmp_path):
    file, key, site = kept
    file.chmod(0o620)
    assert snapshot.load(file, key) is None
    file.chmod(0o600)
    link = tmp_path / "link.json"
    link.symlink_to(file)
    assert snapshot.load(link, key) is None
    assert snapshot.load(file, key) == site


def test_a_file_of_somebody_else_is_not_read(kept, monkeypatch):
    file, key, _site = kept
    owner = file.stat().st_uid
    monkeypatch.setattr(snapshot.os, "geteuid", lambda: owner + 1)
    assert snapshot.load(file, key) is None


@pytest.mark.parametrize(
    "site",
    [
        "no record", ["record", "os.system", {}], ["record", "Site", {}], ["record", "Site", 7], ["enum", "Theme", "x"],
        ["shout"], {}, None, ["record", "General", {"name": "x"}], ["map", 7], ["date", "tomorrow"],
    ],
    ids=str,
)  # fmt: skip
def test_whatever_else_stands_in_it_is_nothing(kept, site):
    file, key, _site = kept
    file.write_text(json.dumps({"key": key, "site": site}))
    assert snapshot.load(file, key) is None
    file.write_text('{"key": ')
    assert snapshot.load(file, key) is None
    file.unlink()
    assert snapshot.load(file, key) is None


def test_a_folder_that_cannot_be_made_costs_nothing(kept, tmp_path):
    _file, key, site = kept
    (tmp_path / "full").touch()
    snapshot.keep(tmp_path / "full" / "settings.json", key, site)


def test_a_snapshot_is_read_without_yaml():
    import subprocess
    import sys

    program = "import sys, console.bootstrap.run, console.settings.snapshot; print('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_newer_package_of_holidays_and_another_year_count(kept, config, data, monkeypatch, tmp_path):
    file, _key, _site = kept
    (tmp_path / "holidays.py").touch()
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "_holidays", lambda: tmp_path / "holidays.py")
        assert snapshot.load(file, snapshot.key_of(config, data, ACTIONS)) is None
    monkeypatch.setattr(snapshot.time, "gmtime", lambda: time.struct_time((2031, 1, 1, 0, 0, 0, 0, 1, 0)))
    assert snapshot.load(file, snapshot.key_of(config, data, ACTIONS)) is None


def test_the_holidays_that_were_looked_up_are_kept(kept):
    file, key, site = kept
    known = {2026: (date(2026, 8, 1),), 2027: ()}
    snapshot.keep(file, key, replace(site, hours=replace(site.hours, known=known)))
    assert snapshot.load(file, key).hours.known == known
