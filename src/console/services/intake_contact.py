"""What a mail becomes: by which channel it counts, whose it is, what it answers, whether it is suspect or double."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace

from console.domain.case_reference import find_references, judge
from console.domain.channels import ChannelRules, Fax, citizen_of, fax_of, form_of
from console.domain.contact import (
    FOLDED,
    NO_OPERATOR,
    Channel,
    Contact,
    ContactId,
    Disposition,
    MailId,
    OfficeId,
    Outcome,
    Party,
    State,
)
from console.domain.duplicates import WITHIN_SECONDS, is_twin
from console.domain.errors import NotFound
from console.domain.look_alike import DOUBTS
from console.domain.mail import Mail, MailClass
from console.domain.quarantine import SPAM_SENDER, QuarantineRules, suspicion
from console.domain.record import record
from console.domain.routing import Proposal, ProposalKind
from console.domain.threads import folded_behind, host_of, knows, token_of
from console.services.ports import Clock, Hours, Store

LETTERS = "letters:"
"""Begins the name of the folder of a mail that is a scanned letter; what follows is the folder of the scanner."""
_ABOUT_SENDERS = DOUBTS | {"suspicious"}
_NOT_PUT_ASIDE = ("registered", "pec")
"""Flags of registered and certified mail: terms hang on it."""


@record
class IntakeRules:
    """What this site knows about the mails it gets."""

    own: str = ""
    """The shared mailbox."""
    token_prefix: str = ""
    quarantine: QuarantineRules = field(default_factory=QuarantineRules)
    channels: ChannelRules = field(default_factory=ChannelRules)
    normalise: Callable[[str], str] = str
    """A phone number as it is kept."""
    said_place: Callable[[str], str] = lambda _text: ""
    """The municipality that a text names beyond doubt, or empty."""
    route: Callable[[str], Proposal | None] = lambda _place: None


@record
class Arrival:
    """A new contact, and the one behind which it stands, with the count that one has then."""

    contact: Contact
    why: str = ""
    """What put it elsewhere than into the queue."""
    host: ContactId = ContactId(0)
    count: int = 0


class ContactMaker:
    """Makes the contact of a decoded mail. Reads the store, changes nothing."""

    def __init__(self, *, store: Store, clock: Clock, hours: Hours, rules: IntakeRules) -> None:
        self._store = store
        self._clock = clock
        self._hours = hours
        self._rules = rules

    def meant(self, decoded: Mail) -> Mail:
        """The mail as its channel means it: nothing is doubtful about the machine that brings a fax or a form."""
        channels = self._rules.channels
        if fax_of(decoded, channels) is None and form_of(decoded, channels) is None:
            return decoded
        flags = tuple(flag for flag in decoded.flags if flag not in _ABOUT_SENDERS)
        return replace(decoded, kind=MailClass.PERSON, reply_to="", flags=flags, original=None)

    async def arrival(self, mail: MailId, decoded: Mail) -> Arrival:
        """The contact as it enters: in the queue, in the quarantine, or closed behind another of the same machine."""
        source = await self._store.sorting.source(mail)
        contact = self._as_letter(decoded) if source.startswith(LETTERS) else self._as_channel(decoded)
        contact = replace(contact, mail=mail)
        answered = await self._answered(decoded) if contact.channel is Channel.EMAIL else None
        contact = self._completed(_in_thread(contact, answered), decoded)
        contact = replace(contact, twin=await self._twin(mail, contact, decoded))
        flag = await self._suspicion(contact, decoded, answers=answered is not None)
        if flag:
            suspect = replace(contact, state=State.QUARANTINED, flags=tuple(dict.fromkeys((*contact.flags, flag))))
            return Arrival(contact=suspect, why=flag)
        return await self._folded(contact, decoded)

    # --- the channel -----------------------------------------------------------------------------

    def _as_channel(self, decoded: Mail) -> Contact:
        fax = fax_of(decoded, self._rules.channels)
        if fax is not None:
            return self._as_fax(decoded, fax)
        form = form_of(decoded, self._rules.channels)
        if form is not None:
            return self._as_form(decoded, form)
        party = Party(name=decoded.sender_name, email=decoded.sender)
        return replace(self._new(Channel.EMAIL, decoded), party=party, flags=_flags(decoded))

    def _as_fax(self, decoded: Mail, fax: Fax) -> Contact:
        number = self._rules.normalise(fax.number)
        party = Party(name=fax.name, phone=number, phone_raw=fax.number)
        return replace(self._new(Channel.FAX, decoded), party=party, flags=decoded.flags)

    def _as_form(self, decoded: Mail, form: Mapping[str, str]) -> Contact:
        """The citizen is who filled the form in; the address that sent it is a machine's."""
        citizen, raw = citizen_of(form), form.get("phone", "")
        contact = self._new(Channel.WEB, decoded)
        place = self._rules.route(form["municipality"]) if form.get("municipality") else None
        return replace(
            contact,
            party=Party(
                name=citizen.name, email=citizen.address, phone=self._rules.normalise(raw) if raw else "", phone_raw=raw
            ),
            subject=form.get("subject") or decoded.subject,
            municipality=(place.municipality if place else "") or form.get("municipality", ""),
            office=OfficeId(place.office) if place and place.kind is ProposalKind.OFFICE else contact.office,
            case_reference=judge(form.get("case_reference", "")).reference,
            flags=decoded.flags,
        )

    def _as_letter(self, decoded: Mail) -> Contact:
        return replace(self._new(Channel.LETTER, decoded), language="it")

    def _new(self, channel: Channel, decoded: Mail) -> Contact:
        now = self._clock.now()
        return Contact(
            channel=channel, subject=decoded.subject, language=decoded.language or "it", arrived_at=now,
            state_since=now, out_of_hours=not self._hours.is_open(now),
            accept_by=decoded.registered.deadline or 0.0 if decoded.registered else 0.0,
        )  # fmt: skip

    # --- what is known ---------------------------------------------------------------------------

    def _completed(self, contact: Contact, decoded: Mail) -> Contact:
        """Case reference and domicile out of the words, where nothing better is known."""
        names = (attachment.name for attachment in decoded.attachments)
        found = find_references(decoded.subject, decoded.text, *names)
        reference = contact.case_reference if contact.channel is Channel.WEB else ""
        reference = reference or (found[0].reference if found else "") or contact.case_reference
        contact = replace(contact, case_reference=reference)
        if contact.municipality or decoded.kind is not MailClass.PERSON:
            return contact
        said = self._rules.said_place(decoded.text)
        place = self._rules.route(said) if said else None
        if place is None:
            return contact
        office = contact.office or (OfficeId(place.office) if place.kind is ProposalKind.OFFICE else OfficeId(""))
        return replace(contact, municipality=said, office=office)

    async def _answered(self, decoded: Mail) -> Contact | None:
        """The contact that this mail answers: by Message-ID, else by our token from somebody who has a part in it."""
        found = await self._store.contact_of_message(decoded.in_reply_to) if decoded.in_reply_to else None
        named = token_of(decoded.subject, self._rules.token_prefix)
        if found is not None or not named:
            return found
        try:
            contact = await self._store.contact(named)
        except NotFound:
            return None
        wishes = await self._store.wishes_of(contact.id)
        written_to = [address for wish in wishes if wish.mail for address in wish.mail.recipients]
        return contact if knows(contact, written_to, decoded.sender) else None

    async def _twin(self, mail: MailId, contact: Contact, decoded: Mail) -> ContactId:
        if contact.channel is Channel.LETTER:
            return ContactId(0)
        sender, since = contact.party.email or decoded.sender, contact.arrived_at - WITHIN_SECONDS
        for other, before in await self._store.sorting.alike(decoded.message_id, sender, since):
            if other.mail != mail and is_twin(decoded, before, apart=contact.arrived_at - other.arrived_at):
                return other.id
        return ContactId(0)

    # --- where it goes ---------------------------------------------------------------------------

    async def _suspicion(self, contact: Contact, decoded: Mail, *, answers: bool) -> str:
        """Why it goes into the quarantine. An answer to us and registered mail only when the sender is blocked."""
        if contact.channel in (Channel.LETTER, Channel.FAX) or any(flag in decoded.flags for flag in _NOT_PUT_ASIDE):
            return ""
        blocked = [one.sender for one in await self._store.sorting.blocked()]
        flag = suspicion(decoded, self._rules.quarantine, blocked)
        if contact.channel is Channel.WEB and flag == SPAM_SENDER:
            return ""  # the sender is the site's own form
        return "" if answers and flag != SPAM_SENDER else flag

    async def _folded(self, contact: Contact, decoded: Mail) -> Arrival:
        if not contact.thread or any(flag in decoded.flags for flag in _NOT_PUT_ASIDE):
            return Arrival(contact=contact)
        group = await self._store.sorting.thread(ContactId(0), contact.thread)
        host = host_of(contact, group)
        if host is None:
            return Arrival(contact=contact)
        done = Disposition(outcome=Outcome.NO_ACTION)
        behind = replace(
            contact, state=State.CLOSED, disposition=done, twin=host.id, flags=(*contact.flags, FOLDED),
            operator=NO_OPERATOR,
        )  # fmt: skip
        return Arrival(contact=behind, why=FOLDED, host=host.id, count=folded_behind(host, group) + 1)


def _in_thread(contact: Contact, answered: Contact | None) -> Contact:
    """What the earlier contact knows holds for its answer too."""
    if answered is None:
        return contact
    return replace(
        contact, thread=answered.id, meant_for=answered.operator, case_reference=answered.case_reference,
        municipality=answered.municipality, office=answered.office,
    )  # fmt: skip


def _flags(mail: Mail) -> tuple[str, ...]:
    kind = () if mail.kind is MailClass.PERSON else (str(mail.kind),)
    return (*kind, *mail.flags)
