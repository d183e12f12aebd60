"""The example site loads; every fault in it is named with file, line, key and the nearest valid key."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from console.domain.contact import Outcome
from console.domain.hours import Segment
from console.screens.actions import ACTION_IDS, CLERK, OPERATOR
from console.settings.load import FILES, load_site
from console.settings.site import IntakePlace, MailSource, PhoneSource, Secret, SecretMissing, Security, Theme

REPO = Path(__file__).parents[2]
ACTIONS = ACTION_IDS | {"hand_off"}


@pytest.fixture
def config(tmp_path):
    shutil.copytree(REPO / "config", tmp_path / "config")
    return tmp_path / "config"


def edit(config, name, old, new):
    file = config / name
    text = file.read_text()
    assert old in text, old
    file.write_text(text.replace(old, new, 1))


def problems_of(config):
    site, problems = load_site(config, config.parent / "data", known_actions=ACTIONS)
    assert (site is None) == any(problem.is_error for problem in problems)
    return problems


def only(config):
    problems = problems_of(config)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def uncommented(text):
    """The example with every commented setting in force: comments that look like `key:` or `date:`."""
    return re.sub(r"(?m)^( *)# ( *[a-z0-9_-]+:( |$).*)$", r"\1\2", text)


def test_the_example_site_has_no_problem():
    site, problems = load_site(REPO / "config", REPO / "data", known_actions=ACTIONS)
    assert problems == ()
    assert len([entry for entry in site.people.offices if entry.kind != "centre"]) == 8
    assert len(site.people.operators) == 7
    assert {str(clerk.office) for clerk in site.people.clerks} == {str(e.office.id) for e in site.people.offices}
    assert site.hours.week[0] == (Segment(480, 720), Segment(810, 1020))
    assert site.hours.week[5:] == ((), ())
    assert site.wrap_up.dispositions[0] is Outcome.ANSWERED
    assert set(site.wrap_up.dispositions) == set(Outcome)
    assert (site.wrap_up.after_call_seconds, site.phone.distribute) == (60, True)
    assert site.general.zone.key == "Europe/Zurich"
    assert site.knowledge.folder == REPO / "data" / "knowledge"


def test_every_commented_setting_of_the_example_is_valid(config):
    for name in FILES:
        file = config / name
        file.write_text(uncommented(file.read_text()))
    site, problems = load_site(config, config.parent / "data", known_actions=ACTIONS)
    assert [str(problem) for problem in problems] == []
    assert (site.mail.imap.host, site.mail.imap.port, site.mail.imap.security) == ("imap.ue.example", 993, Security.TLS)
    assert site.mail.imap.secret == Secret(environment="CONSOLE_IMAP_PASSWORD")
    assert site.mail.imap.ca_file == config / "certificati.pem"
    assert site.mail.smtp.secret.file == config / "smtp-password"
    assert site.mail.maildir == config.parent / "data" / "maildir"
    assert site.phone.script == config.parent / "data" / "demo" / "calls.yaml"
    assert site.hours.special_days[date(2026, 12, 24)] == (Segment(480, 720),)
    assert site.keymap == {action.id: action.keys for action in (*CLERK, *OPERATOR)}


def test_a_site_without_any_setting_has_sound_defaults(config):
    (config / "console.yaml").write_text("")
    site, problems = load_site(config, config.parent / "data")
    assert problems == ()
    assert (site.mail.source, site.mail.sends, site.phone.source) == (MailSource.NONE, False, PhoneSource.NONE)
    assert (site.intake, site.general.theme) == (IntakePlace.INSIDE, Theme.DARK)
    assert site.hours.week[4] == (Segment(480, 720), Segment(810, 1020))
    assert site.case_reference.fits("9999123")
    assert not site.case_reference.fits("12a")
    assert (site.mail.undo_seconds, site.mail.receipt_grace_seconds) == (10, 180)


FAULTS = {
    "unknown key": ("console.yaml", "  theme: ", "  tema: ", "general.tema", "sconosciuta", "«theme»"),
    "unknown section": ("console.yaml", "general:", "generale:", "generale", "sconosciuta", "«general»"),
    "unknown value": ("console.yaml", "source: none", "source: imapp", "mail.source", "«imapp»", "«imap»"),
    "wrong number": ("console.yaml", "undo_seconds: 10", "undo_seconds: dieci", "mail.undo_seconds", "intero", ""),
    "number too large": ("console.yaml", "seconds: 10", "seconds: 4000", "mail.undo_seconds", "da 0 a 120", ""),
    "list for a text": ("console.yaml", 'name: "UE Faido"', "name: [UE]", "general.name", "un solo valore", ""),
    "time zone": ("console.yaml", "Europe/Zurich", "Europe/Zürich", "general.time_zone", "Fuso", "«Europe/Zurich»"),
    "language": ("console.yaml", "language: it", "language: rm", "general.language", "Lingua", "it, de, fr, en"),
    "weekday": ("console.yaml", "    wed:", "    wen:", "hours.weekdays.wen", "sconosciuta", "«wed»"),
    "hours": ("console.yaml", 'mon: ["08:00-12:00"', 'mon: ["08:00-25:00"', "hours.weekdays.mon", "08:00-12:00", ""),
    "hours overlap": ("console.yaml", '"13:30-17:00"', '"11:30-17:00"', "hours.weekdays.mon", "sovrappongono", ""),
    "closed": ("console.yaml", "closed: []", "closed: [24.12.2026]", "hours.closed", "AAAA-MM-GG", ""),
    "impossible day": ("console.yaml", "closed: []", "closed: [2026-02-30]", "hours.closed", "AAAA-MM-GG", ""),
    "canton": ("console.yaml", "subdivision: TI", "subdivision: TX", "hours.holidays.subdivision", "«TX»", ""),
    "pattern": ("console.yaml", "{5,12}$", "{5,12$(", "case_reference.pattern", "regolare", ""),
    "disposition": ("console.yaml", "[answered,", "[answred,", "wrap_up.dispositions", "«answred»", "«answered»"),
    "distribute": ("console.yaml", "distribute: true", "distribute: forse", "phone.distribute", "forse", ""),
    "distribute typed wrong": (
        "console.yaml",
        "distribute: true",
        "distribuite: true",
        "phone.distribuite",
        "sconosciuta",
        "«distribute»",
    ),
    "after call": (
        "console.yaml",
        "after_call_seconds: 60",
        "after_call_seconds: -1",
        "wrap_up.after_call_seconds",
        "",
        "",
    ),
    "after call in words": (
        "console.yaml",
        "after_call_seconds: 60",
        "after_call_seconds: un minuto",
        "wrap_up.after_call_seconds",
        "",
        "",
    ),
    "four eyes": ("console.yaml", "four_eyes: never", "four_eyes: sempre", "mail.four_eyes", "«sempre»", ""),
    "size in words": ("console.yaml", "25000000", "25 MB", "mail.max_message_bytes", "intero", ""),
    "size too small": ("console.yaml", "25000000", "1000", "mail.max_message_bytes", "da 100000", ""),
    "marked": (
        "operators.yaml",
        'extension: "3011"',
        'extension: "3011", four_eyes: boh',
        "anna.four_eyes",
        "true",
        "",
    ),
    "address": ("console.yaml", "ufficio@ue.example", "ufficio a ue.example", "mail.address", "e-mail", ""),
    "office missing": ("offices.yaml", "- id: biasca", "- ident: biasca", "[3].ident", "sconosciuta", "«id»"),
    "office id": ("offices.yaml", "- id: biasca", "- id: Biasca!", "Biasca!.id", "minuscole", ""),
    "kind": ("offices.yaml", "kind: agency", "kind: agenzia", "acquarossa.kind", "«agenzia»", "«agency»"),
    "clerk's office": ("clerks.yaml", "office: biasca", "office: biaska", "pellanda.office", "«biaska»", "«biasca»"),
    "clerk twice": ("clerks.yaml", "id: croci", "id: dotti", "dotti.id", "due volte", ""),
    "skill": ("clerks.yaml", "[precetti]", "[faido]", "genini.skills", "nome di un ufficio", ""),
    "languages": ("clerks.yaml", "[it, de]", "[italiano]", "ferrari.languages", "due lettere", ""),
    "extension twice": ("operators.yaml", "3012", "3011", "3011.extension", "due volte", ""),
    "extension": ("operators.yaml", '"3012"', "interno 12", "bruno.extension", "interno", ""),
    "operator is a clerk": ("operators.yaml", "id: anna", "id: dotti", "dotti.id", "funzionario", ""),
    "name missing": ("operators.yaml", 'name: "Anna Bianchi", ', "", "anna.name", "Manca", ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(config, name):
    file, old, new, key, message, hint = FAULTS[name]
    line = (config / file).read_text().split(old)[0].count("\n") + 1
    edit(config, file, old, new)
    found = [problem for problem in problems_of(config) if problem.is_error]
    match = next(problem for problem in found if problem.key == key and message in problem.message)
    assert match.file == str(config / file)
    assert match.line == line
    assert hint in match.hint
    missing = [problem for problem in found if problem is not match]
    assert all("Manca" in problem.message or "sconosciuto" in problem.message for problem in missing), found


def test_a_text_where_keys_belong(config):
    (config / "console.yaml").write_text("intake: inside\n")
    problem = only(config)
    assert (problem.line, problem.key) == (1, "intake")
    assert "chiavi" in problem.message


def test_a_mapping_where_a_list_belongs(config):
    (config / "operators.yaml").write_text("anna:\n  name: Anna\n")
    problem = only(config)
    assert (problem.line, problem.file) == (1, str(config / "operators.yaml"))
    assert "elenco" in problem.message


def test_all_faults_are_told_at_once(config):
    edit(config, "console.yaml", "theme: ", "tema: ")
    edit(config, "console.yaml", "where: inside", "where: fuori")
    edit(config, "offices.yaml", "kind: agency", "kind: agenzia")
    edit(config, "keymap.yaml", "# take: [f5, n]", "tke: [f5]")
    assert {problem.key for problem in problems_of(config)} == {
        "general.tema", "intake.where", "acquarossa.kind", "tke",
    }  # fmt: skip


MAIL = """mail:
  source: imap
  address: a@ue.example
  imap: {{host: posta.ue.example, user: a, {extra}}}
"""


@pytest.mark.parametrize("name", ["password", "pass", "secret"])
def test_a_password_in_the_file_is_refused_with_the_way_out(config, name):
    (config / "console.yaml").write_text(MAIL.format(extra=f"{name}: segretissima, password_env: X"))
    problem = only(config)
    assert (problem.line, problem.key) == (4, f"mail.imap.{name}")
    assert "password_env" in problem.hint
    assert "password_file" in problem.hint
    assert "segretissima" not in str(problem)


def test_the_value_of_a_password_instead_of_its_variable_is_refused_and_not_shown(config):
    (config / "console.yaml").write_text(MAIL.format(extra="password_env: 'gatto-nero-77'"))
    problem = only(config)
    assert problem.key == "mail.imap.password_env"
    assert "gatto" not in str(problem)


def test_a_user_without_a_password_and_a_server_without_cover(config):
    (config / "console.yaml").write_text(MAIL.format(extra="security: none"))
    error, warning = sorted(problems_of(config), key=lambda problem: problem.severity)
    assert (error.key, error.is_error) == ("mail.imap.user", True)
    assert (warning.key, warning.is_error) == ("mail.imap.security", False)


def test_secrets_are_read_when_they_are_needed(tmp_path, monkeypatch):
    file = tmp_path / "password"
    file.write_text("à+b c\n")
    monkeypatch.setenv("CONSOLE_TEST_SECRET", "x")
    assert Secret(environment="CONSOLE_TEST_SECRET").read() == "x"
    assert Secret(file=file).read() == "à+b c"
    assert Secret().read() == ""
    for missing in (Secret(environment="CONSOLE_TEST_NONE"), Secret(file=tmp_path / "manca")):
        with pytest.raises(SecretMissing):
            missing.read()


def test_a_misspelt_file_is_noticed(config):
    (config / "keymap.yaml").rename(config / "keymaps.yaml")
    problem = only(config)
    assert not problem.is_error
    assert (problem.file, problem.hint) == (str(config / "keymaps.yaml"), "Forse «keymap.yaml»?")


def test_missing_files_and_folders(config):
    (config / "clerks.yaml").unlink()
    problem = only(config)
    assert problem.file == str(config / "clerks.yaml")
    site, problems = load_site(config / "manca", config)
    assert site is None
    assert problems[0].file == str(config / "manca")


def test_the_knowledge_of_the_site_goes_before_the_one_that_ships(config):
    data = config.parent / "data"
    assert load_site(config, data)[0].knowledge.folder == REPO / "data" / "knowledge"
    (data / "knowledge").mkdir(parents=True)
    site, _problems = load_site(config, data)
    assert site.knowledge.folder == data / "knowledge"
    assert site.knowledge.reference == data / "reference"
    assert site.knowledge.words == data / "knowledge-words.yaml"


def test_the_search_by_meaning_can_be_switched_off(config):
    file = config / "console.yaml"
    text = file.read_text()
    assert load_site(config, config.parent / "data")[0].knowledge.meaning is True
    file.write_text(text.replace("  meaning: true\n", "  meaning: false\n"))
    assert load_site(config, config.parent / "data")[0].knowledge.meaning is False
    file.write_text(text.replace("  meaning: true\n", "  meaning: forse\n"))
    problem = only(config)
    assert (problem.key, problem.line) == ("knowledge.meaning", text[: text.index("  meaning: true")].count("\n") + 1)


def test_targets_of_a_handoff():
    site, _problems = load_site(REPO / "config", REPO / "data")
    assert {"office", "lugano", "centro-precetti", "pignoramenti"} <= site.people.handoff_targets


@pytest.mark.parametrize(
    ("setting", "anna", "bruno"), [("never", False, False), ("marked", True, False), ("always", True, True)]
)
def test_whose_mails_wait_for_a_colleague(config, setting, anna, bruno):
    edit(config, "operators.yaml", 'extension: "3011"', 'extension: "3011", four_eyes: true')
    edit(config, "console.yaml", "four_eyes: never", f"four_eyes: {setting}")
    site, problems = load_site(config, config.parent / "data")
    assert problems == ()
    first, second, *_others = site.people.operators
    assert (site.mail.holds(first), site.mail.holds(second)) == (anna, bruno)


def test_the_own_list_of_addresses_is_read_and_may_be_missing(config):
    file = config / "addresses.yaml"
    file.write_text("- {name: Pretura, email: p@giustizia.example, role: rigetto, place: Faido}\n")
    site, problems = load_site(config, config.parent / "data")
    assert problems == ()
    [entry] = site.people.addresses
    assert (entry.name, entry.email, entry.role, entry.place) == ("Pretura", "p@giustizia.example", "rigetto", "Faido")
    file.unlink()
    site, problems = load_site(config, config.parent / "data")
    assert (problems, site.people.addresses) == ((), ())


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("- {name: x, email: a@b@c}", "x.email", "e-mail"),
        ("- {name: x, email: a@b.ch, rolle: y}", "x.rolle", "«role»"),
        ("- {email: a@b.ch}", "[1].name", "Manca"),
        ("- {name: x}", "x.email", "Manca"),
        ("- {name: x, email: a@b.ch}\n- {name: y, email: A@b.ch}", "email", "due volte"),
        ("name: x", "", "elenco"),
    ],
)
def test_a_fault_in_the_own_list_is_said_with_its_place(config, text, key, said):
    (config / "addresses.yaml").write_text(text)
    site, problems = load_site(config, config.parent / "data")
    assert site is None
    assert any(key in one.key and said in str(one) and one.file.endswith("addresses.yaml") for one in problems)
