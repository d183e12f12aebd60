"""Who wrote: persons, mailings, machines and servers; certified and registered mail, invitations."""

from __future__ import annotations

from .case import Case, file, inner, mail, multi, part

TEXT = part("text/plain", "Buongiorno")
STATUS = part(
    "message/delivery-status",
    "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; x@example.com\nAction: failed\nStatus: 5.1.1",
)
SENT = "From: ufficio@ue.example\nSubject: nostra\nMessage-ID: <nostra@ue.example>\n\ntesto"


def _kind(name: str, kind: str, head: str = "", **expected: object) -> Case:
    return Case(name=name, raw=mail(head, "Buongiorno"), kind=kind, text="Buongiorno", **expected)  # type: ignore[arg-type]


KINDS = [
    _kind("person", "person"),
    _kind("person with suppression of answers", "person", "X-Auto-Response-Suppress: All\n"),
    _kind("person, auto-submitted no", "person", "Auto-Submitted: no\n"),
    _kind("person with a return path", "person", "Return-Path: <anna@example.ch>\n"),
    _kind("person who writes about deliveries", "person", "Subject: mancata consegna della lettera\n"),
    _kind("auto-replied", "automatic", "Auto-Submitted: auto-replied\n"),
    _kind("auto-replied with a comment", "automatic", "Auto-Submitted: auto-replied (vacation)\n"),
    _kind("auto-generated", "automatic", "Auto-Submitted: auto-generated; x=y\n"),
    _kind("auto-replied with empty path", "automatic", "Auto-Submitted: auto-replied\nReturn-Path: <>\n"),
    _kind("autoreply", "automatic", "X-Autoreply: yes\n"),
    _kind("autorespond", "automatic", "X-Autorespond: Re\n"),
    _kind("precedence auto_reply", "automatic", "Precedence: auto_reply\n"),
    _kind("Exchange rule", "automatic", "X-MS-Exchange-Inbox-Rules-Loop: a@example.ch\n"),
    _kind("out of office by subject, it", "automatic", "Subject: Risposta automatica: x\n"),
    _kind("out of office by subject, de", "automatic", "Subject: Automatische Antwort: x\n"),
    _kind("out of office by subject, fr", "automatic", "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_x?=\n"),
    _kind("out of office by subject, en", "automatic", "Subject: Automatic reply: x\n"),
    _kind("no-reply", "automatic", "From: no-reply@example.ch\n"),
    _kind("list", "bulk", "List-Id: <a.example.ch>\n"),
    _kind("unsubscribe", "bulk", "List-Unsubscribe: <https://example.ch>\n"),
    _kind("precedence bulk", "bulk", "Precedence: bulk\n"),
    _kind("list with empty path", "bulk", "Precedence: list\nReturn-Path: <>\n"),
    _kind("empty path", "bounce", "Return-Path: <>\n"),
    _kind("daemon", "bounce", "From: MAILER-DAEMON@mx.example.com\n"),
    _kind("daemon by name", "bounce", "From: Mail Delivery Subsystem <x@example.com>\n"),
    _kind("postmaster", "bounce", "From: postmaster@example.com\n"),
    _kind("failed recipients", "bounce", "X-Failed-Recipients: a@example.com\n"),
    Case(
        name="delivery report",
        raw=multi("report", TEXT, STATUS, part("message/rfc822", SENT), more="; report-type=delivery-status"),
        kind="bounce",
        text="Buongiorno",
        replies_to=("<nostra@ue.example>",),
        has=frozenset({"report"}),
    ),
    Case(
        name="delivery report with headers only",
        raw=multi("report", TEXT, STATUS, part("text/rfc822-headers", SENT), more="; report-type=delivery-status"),
        kind="bounce",
        replies_to=("<nostra@ue.example>",),
    ),
    Case(name="delivery report without a type", raw=multi("report", TEXT, STATUS), kind="bounce"),
    Case(name="delivery status in a mixed mail", raw=multi("mixed", TEXT, STATUS), kind="bounce"),
    Case(
        name="delivery report without text",
        raw=multi("report", STATUS, more="; report-type=delivery-status"),
        kind="bounce",
        shows=("x@example.com",),
    ),
    Case(
        name="read receipt",
        raw=multi(
            "report",
            TEXT,
            part("message/disposition-notification", "Disposition: x"),
            more="; report-type=disposition-notification",
        ),
        kind="automatic",
    ),
    Case(
        name="abuse report",
        raw=multi(
            "report",
            TEXT,
            part("message/feedback-report", "Feedback-Type: abuse"),
            more="; report-type=feedback-report",
        ),
        kind="automatic",
    ),
    Case(
        name="invitation",
        raw=multi(
            "alternative",
            TEXT,
            part(
                "text/calendar; method=REQUEST; charset=utf-8",
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260310T090000Z\nLOCATION:Fai\n do\n"
                'ORGANIZER;CN="A: B":mailto:agenda@example.ch\nEND:VEVENT\nEND:VCALENDAR',
            ),
        ),
        text="Buongiorno",
        files=(("10.03.2026 09.00 UTC, Faido, agenda@example.ch.ics", 147),),
        has=frozenset({"calendar"}),
    ),
    Case(name="IncaMail", raw=mail("From: IncaMail <noreply@incamail.ch>\n", "x"), has=frozenset({"registered"})),
    Case(name="PrivaSphere", raw=mail("From: x@mail.privasphere.com\n", "x"), has=frozenset({"registered"})),
    Case(name="not IncaMail", raw=mail("From: x@notincamail.ch\n", "x"), flags=frozenset()),
]

INSIDE = (
    "From: Avv. Verdi <verdi@pec.example.com>\nSubject: Opposizione\nMessage-ID: <dentro@pec.example.com>\n"
    'Content-Type: multipart/mixed; boundary="D"\n\n'
    + inner(part("text/plain", "Si oppone."), file("atto.pdf"), boundary="D")
)
ENVELOPE = (
    'From: "Per conto di: verdi@pec.example.com" <posta-certificata@pec.example.com>\n'
    "Subject: POSTA CERTIFICATA: Opposizione\nX-Trasporto: posta-certificata\nMessage-ID: <busta@pec.example.com>\n"
)
CERTIFIED = [
    Case(
        name="certified",
        raw=multi(
            "mixed",
            part("text/plain", "Messaggio di posta certificata"),
            part('message/rfc822; name="postacert.eml"', INSIDE),
            head=ENVELOPE,
        ),
        subject="Opposizione",
        sender="verdi@pec.example.com",
        sender_name="Avv. Verdi",
        text="Si oppone.",
        message_id="<busta@pec.example.com>",
        kind="person",
        has=frozenset({"pec"}),
    ),
    Case(
        name="certified, without the mail inside",
        raw=multi("mixed", part("text/plain", "Busta"), head=ENVELOPE),
        text="Busta",
        has=frozenset({"pec"}),
    ),
    _kind("receipt of certified mail", "automatic", "X-Ricevuta: avvenuta-consegna\n"),
    _kind("failure of certified mail", "bounce", "X-Ricevuta: errore-consegna\n"),
    _kind("refusal of certified mail", "bounce", "X-Ricevuta: non-accettazione\n"),
]

CASES = [*KINDS, *CERTIFIED]
