"""Intake with its links to the world: the mailbox, the telephone, the outbox."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from console.bootstrap.late import mail_rules
from console.bootstrap.services import Services
from console.domain.channels import ChannelRules, FaxRule, WebRule
from console.domain.quarantine import HeaderRule, QuarantineRules
from console.domain.record import record
from console.services.after_call import AfterCall
from console.services.intake import Intake, IntakeLimits
from console.services.intake_calls import CallIntake
from console.services.intake_contact import IntakeRules
from console.services.intake_mail import MailIntake
from console.services.opening import OpeningKeeper
from console.services.phone import PhoneKeeper
from console.services.ports import Mailbox, MailReader, Outbox, Telephony
from console.services.seats import SeatKeeper
from console.services.wishes import MailPatience, WishRunner
from console.settings.site import MailSettings, MailSource, PhoneSettings, PhoneSource, Server, Site

CONTROL_VARIABLE = "CONSOLE_PHONE_CONTROL"
"""A folder by which tests let the simulated telephone ring."""


@record
class Links:
    """The adapters of intake. `reader` holds a worker process: close it."""

    mailbox: Mailbox | None
    outbox: Outbox | None
    telephony: Telephony | None
    reader: MailReader
    letters: Mailbox | None = None
    """The folders of scanned letters."""


def build_intake(services: Services) -> Intake:
    """Intake as the settings of the site want it."""
    return intake_of(services, links_of(services))


def intake_of(services: Services, links: Links) -> Intake:
    """Intake over these links."""
    from console.adapters.phone.numbers import e164

    store, clock, mail = services.store, services.clock, services.site.mail
    wishes = WishRunner(
        store=store, clock=clock, wakeup=services.wakeup, telephony=links.telephony, outbox=links.outbox,
        receipts=links.mailbox is not None, patience=MailPatience(receipt_grace=mail.receipt_grace_seconds),
    )  # fmt: skip
    opening = OpeningKeeper(store=store, clock=clock, hours=services.hours, telephony=links.telephony)
    calls = CallIntake(store=store, clock=clock, directory=services.directory, hours=opening, normalise=e164)
    mails = MailIntake(
        store=store, clock=clock, reader=links.reader, hours=opening, rules=partial(mail_rules, services.site),
        sorting=_sorting(services, e164),
    )  # fmt: skip
    seats = _seats(services, links.telephony) if links.telephony is not None else None
    return Intake(
        store=store, clock=clock, owner=_owner(), mailbox=links.mailbox, telephony=links.telephony,
        mails=mails, calls=calls, wishes=wishes, is_dead=is_dead,
        phone=PhoneKeeper(wakeup=services.wakeup, opening=opening, seats=seats),
        after_call=AfterCall(store=store, clock=clock, seconds=services.site.wrap_up.after_call_seconds),
        letters=links.letters,
    )  # fmt: skip


def _sorting(services: Services, normalise: Callable[[str], str]) -> IntakeRules:
    """What the settings say of mails, in the words of the rules."""
    mail, channels, directory = services.site.mail, services.site.channels, services.directory
    headers = tuple(
        HeaderRule(name=one.name, equals=one.equals, begins=one.begins, least=one.least)
        for one in mail.quarantine.headers
    )
    return IntakeRules(
        own=mail.address, token_prefix=mail.token_prefix, normalise=normalise, said_place=directory.said_in,
        quarantine=QuarantineRules(headers=headers, senders=mail.quarantine.senders), route=directory.route,
        channels=ChannelRules(
            fax=tuple(FaxRule(sender=one.sender, subject=one.subject) for one in channels.fax),
            web=tuple(WebRule(sender=one.sender, subject=one.subject, labels=one.labels) for one in channels.web),
        ),
    )  # fmt: skip


def _seats(services: Services, telephony: Telephony) -> SeatKeeper:
    return SeatKeeper(
        store=services.store, clock=services.clock, directory=services.directory, telephony=telephony,
        distribute=services.site.phone.distribute, console_gone=IntakeLimits().console_gone,
    )  # fmt: skip


def links_of(services: Services) -> Links:
    """The mailbox, the outbox and the telephone of the site."""
    from console.adapters.mail.reader import ProcessMailReader

    mail = services.site.mail
    return Links(
        mailbox=_mailbox(services, mail), outbox=_outbox(services, mail), telephony=_telephony(services),
        reader=ProcessMailReader(), letters=_letters(services),
    )  # fmt: skip


def _letters(services: Services) -> Mailbox | None:
    folders = services.site.channels.letters
    if not folders:
        return None
    from console.adapters.mail.letters import LetterFolders

    return LetterFolders(folders, services.store.ledger, services.clock)


def _mailbox(services: Services, mail: MailSettings) -> Mailbox | None:
    if mail.source is MailSource.IMAP:
        from console.adapters.mail.imap_watch import ImapMailbox

        return ImapMailbox(mail, services.store.ledger, services.clock)
    if mail.source is MailSource.MAILDIR and mail.maildir is not None:
        from console.adapters.mail.maildir import MaildirMailbox

        return MaildirMailbox(mail.maildir, services.store.ledger, services.clock)
    return None


def _outbox(services: Services, mail: MailSettings) -> Outbox | None:
    if mail.smtp is not None:
        from console.adapters.mail.smtp_out import SmtpOutbox

        return SmtpOutbox(mail)
    if mail.source is MailSource.MAILDIR and mail.maildir is not None:
        from console.adapters.mail.maildir_out import MaildirOutbox

        return MaildirOutbox(sent=sent_folder(services.site), inbox=mail.maildir)
    return None


def sent_folder(site: Site) -> Path:
    """Where a site without a server that sends keeps what it would have sent."""
    return site.data_dir / "sent"


def _telephony(services: Services) -> Telephony | None:
    phone = services.site.phone
    if phone.source is PhoneSource.ASTERISK and phone.asterisk is not None:
        return _asterisk(services, phone, phone.asterisk)
    if phone.source is not PhoneSource.SIMULATED:
        return None
    from console.adapters.phone.simulated import SimulatedTelephony

    control = os.environ.get(CONTROL_VARIABLE, "")
    # Behind the door only the test calls, and the calls outlive the process as those of a real PBX do.
    return SimulatedTelephony(
        None if control else phone.script, services.clock, random=not control,
        state=services.paths.state / "phone" if control else None, control=Path(control) if control else None,
    )  # fmt: skip


def _asterisk(services: Services, phone: PhoneSettings, server: Server) -> Telephony:
    from console.adapters.phone.ami.account import account_of
    from console.adapters.phone.ami.asterisk import AsteriskTelephony

    extensions = {one.extension for one in services.site.people.operators if one.extension}
    return AsteriskTelephony(
        partial(account_of, server), services.clock, operators=extensions, queue=phone.queue, trunks=phone.trunks
    )


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def is_dead(owner: str) -> bool:
    """Whether this owner of a lease was a process of this computer that is gone."""
    host, _colon, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it lives, under another user
    return False
