"""channels.yaml, which says what comes as a mail or a file and is something else; and the rules of the quarantine."""

from __future__ import annotations

import re
from pathlib import Path

from console.domain.channels import WEB_FIELDS
from console.domain.quarantine import is_mark
from console.i18n import _
from console.settings import site as s
from console.settings.checks import path
from console.settings.problems import shown
from console.settings.reader import Fields

_LONGEST_PATTERN = 300
_SENDER = re.compile(r"[^\s@,;<>]*@[A-Za-z0-9*.-]+")
_BLOCKED = re.compile(r"[^\s@,;<>*]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def read(fields: Fields, data_dir: Path) -> s.Channels:
    """The gateways, forms and folders. Relative folders lie in the site's data."""
    found = s.Channels(
        fax=tuple(_fax(one) for one in fields.sections("fax")),
        web=tuple(_web(one) for one in fields.sections("web")),
        letters=tuple(_letters(one, data_dir) for one in fields.sections("letters")),
    )
    folders = [one.folder for one in found.letters]
    if len(set(folders)) < len(folders):
        fields.error("letters", _("La stessa cartella c'è due volte."))
    fields.finish()
    return found


def _fax(fields: Fields) -> s.FaxGateway:
    subject = _pattern(fields, "subject")
    if subject and "number" not in re.compile(subject).groupindex:
        hint = _("Per esempio: «Fax da (?P<number>[+0-9 ]+)».")
        fields.error("subject", _("Manca il gruppo «number» con il numero del mittente."), hint)
    found = s.FaxGateway(sender=_sender(fields), subject=subject)
    fields.finish()
    return found


def _web(fields: Fields) -> s.WebForm:
    section = fields.section("fields")
    labels = tuple((name, section.texts(name)) for name in WEB_FIELDS)
    if fields.node("fields") is None:
        fields.missing("fields")
    elif not dict(labels)["email"]:
        section.warning("email", _("Senza l'indirizzo del cittadino non si può rispondere."))
    section.finish()
    found = s.WebForm(
        sender=_sender(fields), subject=_pattern(fields, "subject"),
        labels=tuple((name, words) for name, words in labels if words),
    )  # fmt: skip
    fields.finish()
    return found


def _letters(fields: Fields, data_dir: Path) -> s.LetterFolder:
    usual = s.LetterFolder(folder=data_dir)
    folder = path(fields, "folder", data_dir)
    if folder is None:
        fields.missing("folder")
    found = s.LetterFolder(
        folder=folder or data_dir,
        settle_seconds=fields.integer("settle_seconds", int(usual.settle_seconds), least=0, most=600),
        wait_for_mark=fields.flag("wait_for_mark", usual.wait_for_mark),
    )
    fields.finish()
    return found


def quarantine(fields: Fields) -> s.Quarantine:
    """Headers of servers and senders that make a mail suspect."""
    senders = []
    for sender in fields.texts("senders"):
        if _BLOCKED.fullmatch(sender):
            senders.append(sender.casefold())
        else:
            message = _("Ci vuole un indirizzo, o un dominio come @example.com, non «{text}».")
            fields.error("senders", message.format(text=shown(sender)))
    found = s.Quarantine(headers=tuple(_header(one) for one in fields.sections("headers")), senders=tuple(senders))
    fields.finish()
    return found


def _header(fields: Fields) -> s.SpamHeader:
    name = fields.text("name")
    if name and not is_mark(name):
        hint = _("Si leggono solo le intestazioni X- con spam, scl, junk, phish, virus o bogosity nel nome.")
        fields.error("name", _("Questa intestazione non si legge: «{text}».").format(text=shown(name)), hint)
    equals, begins = fields.text("equals", ""), fields.text("begins", "")
    least = fields.decimal("least", -1_000.0, least=-1_000.0) if fields.node("least") is not None else None
    if sum((bool(equals), bool(begins), least is not None)) != 1:
        fields.error("name", _("Ci vuole una di equals, begins e least."))
    fields.finish()
    return s.SpamHeader(name=name.casefold(), equals=equals, begins=begins, least=least)


def _sender(fields: Fields) -> str:
    sender = fields.text("sender")
    if sender and not _SENDER.fullmatch(sender):
        fields.error("sender", _("Ci vuole un indirizzo, anche con *, non «{text}».").format(text=shown(sender)))
    return sender.casefold()


def _pattern(fields: Fields, name: str) -> str:
    pattern = fields.text(name, "")
    try:
        if len(pattern) > _LONGEST_PATTERN:
            raise re.error(_("più di {count} caratteri").format(count=_LONGEST_PATTERN))
        re.compile(pattern)
    except re.error as error:
        fields.error(name, _("Espressione regolare non valida: {why}.").format(why=shown(str(error))))
        return ""
    return pattern
