"""What may not be in the repository: places of one machine, registries, history in comments, an empty changelog."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from house.repository import ROOT, committed_files

REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.",
    "crates" + ".io",
    "--index" + "-url",
    "extra" + "-index",
)
MACHINE = re.compile(r"(?<![\w.])/(?:root|work|Users|home/(?!anna\b)\w+)/")
BINARY = {".mo", ".png", ".svg", ".gz", ".eml"}
LARGEST = 1_500_000


def texts():
    for path in committed_files():
        if path.suffix not in BINARY:
            yield path, path.read_bytes().decode("utf-8", "replace")


def test_no_file_names_a_registry_or_a_place_of_one_machine():
    found = []
    for path, text in texts():
        name = path.relative_to(ROOT)
        found += [f"{name}: {word}" for word in REGISTRIES if word in text]
        if path.name != "test_files.py":
            found += [f"{name}: {match[0]}" for match in MACHINE.finditer(text)]
    assert found == []


def test_no_file_is_large_and_none_is_made_by_a_program_run():
    names = [str(path.relative_to(ROOT)) for path in committed_files()]
    assert [name for path, name in zip(committed_files(), names, strict=True) if path.stat().st_size > LARGEST] == []
    assert [name for name in names if name.endswith((".pyc", ".db", ".db-wal", ".log", "~"))] == []


def test_no_secret_is_in_the_example_site():
    for path in (ROOT / "config").glob("*.yaml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.match(r"^\s*#?\s*password\s*:", line), f"{path.name}: {line}"


def test_the_changelog_says_what_comes():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = re.search(r"^## Unreleased\n(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert unreleased and re.search(r"^- \w", unreleased[1], re.MULTILINE)


@pytest.mark.parametrize("name", ["README.md", "LICENCE", "ATTRIBUTIONS.md", "CHANGELOG.md", "docs/house.md"])
def test_a_reader_finds_what_is_expected(name):
    assert (ROOT / name).stat().st_size > 500


@pytest.mark.parametrize("script", [*(ROOT / "tools").glob("*.sh"), ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_a_script_can_be_read_by_its_shell(script):
    shell = "bash" if "bash" in script.read_text(encoding="utf-8").splitlines()[0] else "sh"
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_continuous_integration_runs_what_a_developer_runs():
    assert "make --no-print-directory test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert {"run", "test", "check", "bench"} <= targets


def test_the_licence_is_the_one_that_is_declared():
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENCE").read_text(encoding="utf-8")
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_decisions_are_numbered_one_after_the_other():
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        first = (ROOT / "docs" / "decisions" / name).read_text(encoding="utf-8").splitlines()[0]
        assert re.match(rf"# {int(name[:4])}\. [A-Z`]", first), name
