"""How the calculator speaks: kinds of enforcement, days, what to mind, why nothing is computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from console.domain.fees import Fee
from console.domain.terms import Caution, Computed, Enforcement, NotComputed, Question, Result, Role, Why
from console.i18n import _, language


def enforcement_words(kind: Enforcement) -> str:
    """The kind of enforcement, in one or two words."""
    return {
        Enforcement.ORDINARY: _("ordinaria"),
        Enforcement.PLEDGE: _("pegno manuale"),
        Enforcement.MORTGAGE: _("pegno immobiliare"),
        Enforcement.BILL: _("cambiale"),
    }[kind]


def name(question: Question) -> str:
    """What is asked, in the language in use."""
    return question.name.get(language()) or question.name["it"]


def note(question: Question) -> str:
    """What the site's file adds to the answer; empty when nothing."""
    return (question.note or {}).get(language()) or (question.note or {}).get("it", "")


def day_words(day: date) -> str:
    """A day as it is said: "ven 13.02.2026"."""
    return f"{weekday(day)} {day:%d.%m.%Y}"


def weekday(day: date) -> str:
    """Its short name."""
    return (_("lun"), _("mar"), _("mer"), _("gio"), _("ven"), _("sab"), _("dom"))[day.weekday()]


def head(result: Result) -> str:
    """What was computed, or that nothing is: the line that is read aloud."""
    if isinstance(result, NotComputed):
        return _("Non si calcola")
    if result.role is Role.FIRST:
        return _("Possibile dal {day}").format(day=day_words(result.day))
    return _("Entro il {day}").format(day=day_words(result.day))


def length_words(result: Result) -> str:
    """The limit itself with its rule: "10 giorni da: notificazione del precetto · LEF 74 cpv. 1"."""
    term = result.term
    start = term.start.get(language()) or term.start["it"]
    unit = {"days": _("giorni"), "months": _("mesi"), "years": _("anni")}[term.unit]
    one = {"days": _("giorno"), "months": _("mese"), "years": _("anno")}[term.unit]
    return _("{length} {unit} da: {start} · {article}").format(
        length=term.length, unit=one if term.length == 1 else unit, start=start, article=term.article
    )


def remarks(result: Result) -> tuple[str, ...]:
    """What to mind about it, each a sentence."""
    if isinstance(result, NotComputed):
        return (why_words(result.why),)
    said = [caution_words(caution, result) for caution in result.cautions]
    if not result.verified:
        said.append(_("Non verificato: lo dice il funzionario."))
    return tuple(said)


def caution_words(caution: Caution, result: Computed) -> str:
    """One caution as a sentence."""
    nominal = day_words(result.nominal)
    return {
        Caution.FERIE: _("Scadrebbe il {day}, nelle ferie: terzo giorno utile dopo (LEF 63)."),
        Caution.COURT_HOLIDAYS: _("Senza contare la sospensione dei tribunali (CPC 145)."),
        Caution.NEXT_WORKING_DAY: _("L'ultimo giorno non è lavorativo: vale il prossimo (CPC 142 cpv. 3)."),
        Caution.EDGE: _("Il giorno utile seguente cade nelle ferie: discusso, passare al funzionario."),
        Caution.CAUTIOUS: _("Lettura prudente di un termine in mesi."),
        Caution.CLOSED_DAY: _by_post(result),
        Caution.NOT_WORKING_DAY: _("Non è un giorno lavorativo: meglio prima."),
    }[caution].format(day=nominal)


def _by_post(result: Computed) -> str:
    if result.by_post is None:
        return _("Ricevuto in un giorno non lavorativo: lo valuta il funzionario.")
    later = day_words(result.by_post)
    return _("Se è arrivato per posta ordinaria in un giorno non lavorativo: {later} (CPC 142 cpv. 1bis).").format(
        later=later
    )


def why_words(why: Why) -> str:
    """Why there is no day, and what to do."""
    return {
        Why.SUMMARY: _("Causa sommaria: la data la dice il giudice o il funzionario."),
        Why.SERVED_IN_FERIE: _("Ricevuto durante le ferie: l'effetto lo valuta il funzionario."),
        Why.COURT_MONTHS: _("Termine di causa in mesi o anni: passare al funzionario."),
        Why.NO_LIMIT: _("È una durata, dipende da più di una data: passare al funzionario."),
        Why.OTHER_LAW: _("Termine di un'altra legge: lo dice l'autorità competente."),
        Why.OUT_OF_RANGE: _("Data troppo lontana: controllare l'anno."),
    }[why]


def no_such_limit(kind: Enforcement) -> str:
    """That this enforcement does not know the limit."""
    return _("Con questa esecuzione ({kind}) il termine non c'è: passare al funzionario.").format(
        kind=enforcement_words(kind)
    )


def fee_name(fee: Fee) -> str:
    """What the fee is for."""
    return fee.what.get(language()) or fee.what["it"]


def francs(amount: float | Decimal) -> str:
    """An amount with its centimes, as on a bill: 1'074.00."""
    return f"{amount:,.2f}".replace(",", "'")


def label() -> str:
    """What stands under every result."""
    return _("Indicativo: la data e l'importo vincolanti li dice il funzionario.")
