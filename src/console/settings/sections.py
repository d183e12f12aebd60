"""The sections of console.yaml, each read into its frozen value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from console.domain.contact import Outcome
from console.domain.hours import Segment, Week, segment
from console.domain.mail import RegisteredRule
from console.i18n import LANGUAGES, _
from console.settings import site as s
from console.settings.channels import quarantine
from console.settings.checks import address, domains, host, path
from console.settings.document import MapNode
from console.settings.problems import did_you_mean, shown
from console.settings.reader import Fields, days

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_DAY = ("08:00-12:00", "13:30-17:00")
_PORTS = {"imap": {s.Security.TLS: 993, s.Security.STARTTLS: 143, s.Security.NONE: 143},
          "smtp": {s.Security.TLS: 465, s.Security.STARTTLS: 587, s.Security.NONE: 25},
          "asterisk": {s.Security.TLS: 5039, s.Security.STARTTLS: 5039, s.Security.NONE: 5038}}  # fmt: skip
_LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]")


def general(fields: Fields) -> s.General:
    """Name, language, time zone and look of the site."""
    usual = s.General()
    name = fields.text("name", usual.name)
    if len(name) > 30:
        fields.error("name", _("Al massimo 30 caratteri: sta nella riga di stato."))
    language = fields.text("language", usual.language)
    if language not in LANGUAGES:
        message = _("Lingua sconosciuta: «{text}».").format(text=shown(language))
        fields.error("language", message, did_you_mean(language, LANGUAGES))
    zone = _zone(fields, usual.time_zone)
    theme = fields.choice("theme", s.Theme, usual.theme)
    fields.finish()
    return s.General(name=name, language=language, time_zone=zone, theme=theme)


def _zone(fields: Fields, default: str) -> str:
    name = fields.text("time_zone", default)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        message = _("Fuso orario sconosciuto: «{text}».").format(text=shown(name))
        fields.error("time_zone", message, did_you_mean(name, available_timezones()))
        return default
    return name


def hours(fields: Fields) -> s.OpenHours:
    """Week, official holidays and days of their own."""
    holidays = fields.section("holidays")
    country, subdivision = holidays.text("country", "CH"), holidays.text("subdivision", "TI")
    _check_holidays(holidays, country, subdivision)
    holidays.finish()
    special: dict[date, tuple[Segment, ...]] = dict.fromkeys(days(fields, "closed"), ())
    special.update(_special_days(fields))
    found = s.OpenHours(week=_week(fields), country=country, subdivision=subdivision, special_days=special)
    fields.finish()
    return found


def _week(fields: Fields) -> Week:
    given = fields.node("weekdays") is not None
    section = fields.section("weekdays")
    usual = {name: () if given or name in ("sat", "sun") else USUAL_DAY for name in WEEKDAYS}
    week = tuple(_segments(section, name, usual[name]) for name in WEEKDAYS)
    section.finish()
    return week


def _special_days(fields: Fields) -> Mapping[date, tuple[Segment, ...]]:
    node = fields.node("special_days")
    section = fields.section("special_days")
    found: dict[date, tuple[Segment, ...]] = {}
    for pair in node.pairs if isinstance(node, MapNode) else ():
        try:
            found[date.fromisoformat(pair.key)] = _segments(section, pair.key)
        except ValueError:
            section.node(pair.key)
            section.error(pair.key, _("Ci vuole una data AAAA-MM-GG, non «{text}».").format(text=shown(pair.key)))
    return found


def _segments(fields: Fields, name: str, default: tuple[str, ...] = ()) -> tuple[Segment, ...]:
    """The segments of one day; each fault is noted and its segment left out."""
    found: list[Segment] = []
    for text in fields.texts(name, default):
        try:
            found.append(segment(text))
        except ValueError:
            message = _("Ci vuole un orario come 08:00-12:00, non «{text}».")
            fields.error(name, message.format(text=shown(text)))
    if any(later.opens < earlier.closes for earlier, later in pairwise(found)):
        fields.error(name, _("Gli orari si sovrappongono o non sono in ordine."))
        return ()
    return tuple(found)


def _check_holidays(fields: Fields, country: str, subdivision: str) -> None:
    if (country, subdivision) == ("CH", "TI") or not country:
        return
    from holidays import list_supported_countries

    known = list_supported_countries()
    if country not in known:
        message = _("Paese sconosciuto: «{text}».").format(text=shown(country))
        fields.error("country", message, did_you_mean(country, known))
    elif subdivision and subdivision not in known[country]:
        message = _("Cantone o regione sconosciuta: «{text}».").format(text=shown(subdivision))
        fields.error("subdivision", message, did_you_mean(subdivision, known[country]))


def mail(fields: Fields, base: Path, data_dir: Path) -> s.MailSettings:
    """The shared mailbox, its servers and its patience. Certificates and passwords lie in `base`."""
    usual = s.MailSettings()
    source = fields.choice("source", s.MailSource, usual.source)
    imap = server(fields.section("imap"), "imap", base) if fields.node("imap") is not None else None
    smtp = server(fields.section("smtp"), "smtp", base) if fields.node("smtp") is not None else None
    maildir = path(fields, "maildir", data_dir)
    if source is s.MailSource.IMAP and imap is None:
        fields.missing("imap")
    if source is s.MailSource.MAILDIR and maildir is None:
        fields.missing("maildir")
    needs_address = source is not s.MailSource.NONE or smtp is not None
    found = s.MailSettings(
        source=source,
        address=address(fields, "address") if needs_address else address(fields, "address", ""),
        display_name=fields.text("display_name", ""),
        imap=imap,
        folders=fields.texts("folders", usual.folders),
        maildir=maildir,
        smtp=smtp,
        undo_seconds=fields.integer("undo_seconds", int(usual.undo_seconds), least=0, most=120),
        receipt_grace_seconds=fields.integer(
            "receipt_grace_seconds", int(usual.receipt_grace_seconds), least=1, most=3600
        ),
        token_prefix=_token(fields, usual.token_prefix),
        four_eyes=fields.choice("four_eyes", s.FourEyes, usual.four_eyes),
        max_message_bytes=fields.integer("max_message_bytes", usual.max_message_bytes, least=100_000, most=150_000_000),
        quarantine=quarantine(fields.section("quarantine")),
        save_folder=path(fields, "save_folder", data_dir),
        known_domains=domains(fields, "known_domains"),
        registered=_registered(fields.section("registered")),
    )
    fields.finish()
    return found


def _registered(fields: Fields) -> RegisteredRule:
    """Senders and header fields of services for registered mail, and how many days there are to accept."""
    senders = fields.texts("senders")
    for one in senders:
        if not re.fullmatch(r"(?:[^\s@]+@)?[\w-]+(?:\.[\w-]+)+", one):
            fields.error("senders", _("Né un indirizzo né un dominio: «{text}».").format(text=shown(one)))
    headers = fields.texts("headers")
    for one in headers:
        if not re.fullmatch(r"[A-Za-z0-9-]{1,60}", one):
            fields.error("headers", _("Non è il nome di un'intestazione: «{text}».").format(text=shown(one)))
    found = RegisteredRule(senders=senders, headers=headers, days=fields.integer("days", 7, least=1, most=60))
    fields.finish()
    return found


def _token(fields: Fields, default: str) -> str:
    prefix = fields.text("token_prefix", default)
    if not re.fullmatch(r"[A-Z][A-Z-]{0,9}", prefix):
        fields.error("token_prefix", _("Da una a dieci lettere maiuscole, non «{text}».").format(text=shown(prefix)))
        return default
    return prefix


def server(fields: Fields, kind: str, base: Path) -> s.Server:
    """One server: `kind` is imap, smtp or asterisk. A password in the file itself is a fault."""
    security = fields.choice("security", s.Security, s.Security.TLS)
    found = s.Server(
        host=host(fields, "host"),
        port=fields.integer("port", _PORTS[kind][security], least=1, most=65535),
        security=security,
        user=fields.text("user", ""),
        secret=_secret(fields, base),
        ca_file=path(fields, "ca_file", base),
    )
    if security is s.Security.NONE and found.host and found.host not in _LOCAL:
        message = _("Senza cifratura verso un altro computer: password e contenuto si leggono lungo la strada.")
        fields.warning("security", message, _("Usare tls o starttls.") if kind != "asterisk" else _("Usare tls."))
    if found.user and not found.secret.is_given:
        fields.error("user", _("Manca la password: indicare password_env o password_file."))
    fields.finish()
    return found


def _secret(fields: Fields, base: Path) -> s.Secret:
    for name in ("password", "pass", "passwd", "secret"):
        if fields.node(name) is not None:
            message = _("Una password non sta in questo file.")
            hint = _("Indicare password_env (variabile d'ambiente) o password_file (file leggibile da voi soli).")
            fields.error(name, message, hint)
    environment, file = fields.text("password_env", ""), path(fields, "password_file", base)
    if environment and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", environment):
        fields.error("password_env", _("Qui ci vuole il NOME di una variabile d'ambiente, non il suo valore."))
    if environment and file is not None:
        fields.error("password_file", _("O password_env o password_file, non tutti e due."))
    return s.Secret(environment=environment, file=file)


def phone(fields: Fields, base: Path, data_dir: Path) -> s.PhoneSettings:
    """The telephone. Certificates and passwords lie in `base`."""
    usual = s.PhoneSettings()
    source = fields.choice("source", s.PhoneSource, usual.source)
    asterisk = _manager(fields.section("asterisk"), base) if fields.node("asterisk") is not None else None
    if source is s.PhoneSource.ASTERISK and asterisk is None:
        fields.missing("asterisk")
    found = s.PhoneSettings(
        source=source,
        distribute=fields.flag("distribute", usual.distribute),
        script=path(fields, "script", data_dir),
        asterisk=asterisk,
        queue=_pbx_name(fields, "queue", fields.text("queue", usual.queue)),
        trunks=tuple(_pbx_name(fields, "trunks", name) for name in fields.texts("trunks", usual.trunks)),
    )
    if found.queue == "general":
        message = _("Una coda non può chiamarsi general: così si chiama la parte comune di queues.conf.")
        fields.error("queue", message, _("Il nome della coda fornita è «console»."))
    fields.finish()
    return found


def _manager(fields: Fields, base: Path) -> s.Server:
    """The manager interface of an Asterisk: always with a login, never STARTTLS."""
    found = server(fields, "asterisk", base)
    if found.security is s.Security.STARTTLS:
        fields.error("security", _("Il centralino conosce tls o none, non starttls."))
    if not found.user:
        fields.missing("user")
    return found


def _pbx_name(fields: Fields, key: str, name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
        message = _("Un nome del centralino ha solo lettere, cifre, «-» e «_», non «{text}».")
        fields.error(key, message.format(text=shown(name)))
    return name


def intake(fields: Fields) -> s.IntakePlace:
    """Which process takes mail and calls in."""
    found = fields.choice("where", s.IntakePlace, s.IntakePlace.INSIDE)
    fields.finish()
    return found


def knowledge(fields: Fields, data_dir: Path, shipped_data: Path) -> s.KnowledgeSettings:
    """Where the knowledge base is: in the site's data folder where it has one, else the one that ships."""
    base = data_dir if (data_dir / "knowledge").is_dir() else shipped_data
    folder = path(fields, "folder", data_dir) or base / "knowledge"
    reference = path(fields, "reference", data_dir) or folder.parent / "reference"
    words = path(fields, "words", data_dir) or folder.parent / "knowledge-words.yaml"
    meaning = fields.flag("meaning", True)
    fields.finish()
    return s.KnowledgeSettings(folder=folder, reference=reference, words=words, meaning=meaning)


def case_reference(fields: Fields) -> s.CaseReference:
    """What an enforcement number looks like."""
    usual = s.CaseReference()
    pattern = fields.text("pattern", usual.pattern)
    fields.finish()
    try:
        if len(pattern) > 200:
            raise re.error(_("più di 200 caratteri"))
        re.compile(pattern)
    except re.error as error:
        fields.error("pattern", _("Espressione regolare non valida: {why}.").format(why=shown(str(error))))
        return usual
    return s.CaseReference(pattern=pattern)


def wrap_up(fields: Fields) -> s.WrapUp:
    """The order of the dispositions, and the time for them."""
    usual = s.WrapUp()
    known = [outcome.value for outcome in Outcome]
    words = [fields.one_of("dispositions", node, known) for node in fields.items("dispositions")]
    chosen = tuple(dict.fromkeys(Outcome(word) for word in words if word))
    seconds = fields.integer("after_call_seconds", int(usual.after_call_seconds), least=0, most=3600)
    fields.finish()
    return s.WrapUp(dispositions=chosen or usual.dispositions, after_call_seconds=seconds)


def privacy(fields: Fields) -> s.Privacy:
    """How long closed contacts are kept."""
    found = s.Privacy(keep_days=fields.integer("keep_days", 0, least=0, most=36_500))
    fields.finish()
    return found
