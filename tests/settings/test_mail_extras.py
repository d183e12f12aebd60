"""The settings about attachments, imitated domains and registered mail: defaults, and every fault with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.domain.mail import RegisteredRule
from settings.test_phone import read


def test_the_defaults(tmp_path: Path) -> None:
    site, problems = read(tmp_path, "mail:\n  source: none\n")
    assert problems == () and site is not None
    assert (site.mail.save_folder, site.mail.known_domains, site.mail.registered) == (None, (), RegisteredRule())


def test_what_a_site_says(tmp_path: Path) -> None:
    site, problems = read(
        tmp_path,
        "mail:\n  save_folder: pratiche\n  known_domains: [Banca.example, ti.ch]\n"
        "  registered: {senders: [plico.example, a@b.example], headers: [X-Plico], days: 10}\n",
    )
    assert problems == () and site is not None
    assert site.mail.save_folder == tmp_path / "data" / "pratiche"
    assert site.mail.known_domains == ("banca.example", "ti.ch")
    assert site.mail.registered == RegisteredRule(
        senders=("plico.example", "a@b.example"), headers=("X-Plico",), days=10
    )


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("known_domains: [nodominio]", "mail.known_domains"),
        ("known_domains: ['a b.ch']", "mail.known_domains"),
        ("registered: {senders: ['@']}", "mail.registered.senders"),
        ("registered: {headers: ['X Y']}", "mail.registered.headers"),
        ("registered: {days: 0}", "mail.registered.days"),
        ("registered: {giorni: 7}", "mail.registered.giorni"),
        ("save_folder: [a]", "mail.save_folder"),
    ],
)
def test_a_fault_names_its_key(tmp_path: Path, lines: str, key: str) -> None:
    _site, problems = read(tmp_path, f"mail:\n  {lines}\n")
    assert [problem.key for problem in problems] == [key]
