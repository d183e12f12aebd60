"""How attachments and what is seen of them are written: kinds, warnings, problems. Pure; the commands use it too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

from console.domain.mail import Attachment, Mail
from console.domain.preview import Preview, PreviewKind, PreviewProblem
from console.i18n import _, ngettext
from console.screens import format as say
from console.screens.dialogs.words import when

if TYPE_CHECKING:
    from console.screens.widgets.ink import Row

_WORD = frozenset({"doc", "docx", "odt", "rtf", "docm"})
_SHEET = frozenset({"xls", "xlsx", "ods", "csv", "xlsm"})
_SLIDES = frozenset({"ppt", "pptx", "odp"})
_PICTURE = frozenset({"png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "heic", "svg"})
_ARCHIVE = frozenset({"zip", "7z", "rar", "gz", "tgz", "tar"})
_SIGNATURE = frozenset({"p7s", "p7m", "sig", "asc"})
_SHOWN_FLAGS = ("executable", "misleading", "encrypted", "escape", "control", "bidi", "invisible", "marks")
_SUSPICIOUS_GROWTH = 100
"""An archive that would grow so many times beyond what it weighs is not what people send (Office files: 20)."""


def name(one: Attachment, number: int) -> str:
    """The cleaned name, or that it has none."""
    return one.name or _("senza nome ({number})").format(number=number)


def kind(one: Attachment) -> str:
    """What it says it is, in one or two words: by the ending of the name, else by the declared type."""
    ending = one.name.rpartition(".")[2].lower() if "." in one.name else ""
    if "executable" in one.flags and ending not in ("html", "htm", "xhtml", "shtml"):
        return _("programma")
    for endings, types, words in (
        ({"pdf"}, ("application/pdf",), _("PDF")), (_WORD, (), _("documento")), (_SHEET, ("text/csv",), _("tabella")),
        (_SLIDES, (), _("diapositive")), (_PICTURE, ("image/",), _("immagine")),
        (_ARCHIVE, ("application/zip",), _("archivio")), ({"eml", "msg"}, ("message/rfc822",), _("e-mail")),
        ({"ics"}, ("text/calendar",), _("appuntamento")),
        (_SIGNATURE, ("application/pkcs7", "application/x-pkcs7", "application/pgp"), _("firma")),
        ({"html", "htm", "xhtml", "shtml"}, ("text/html",), _("pagina web")),
        ({"txt", "xml", "json", "log", "md"}, ("text/",), _("testo")), ((), ("audio/",), _("audio")),
        ((), ("video/",), _("video")),
    ):  # fmt: skip
        if ending in endings or (not ending and one.media_type.startswith(types or ("-",))):
            return words
    return _("file {ending}").format(ending=ending[:8]) if ending else _("file")


def warnings(one: Attachment) -> list[str]:
    """What is doubtful about it, in few words each."""
    said = {
        "executable": _("eseguibile"), "misleading": _("nome ingannevole"), "encrypted": _("cifrato"),
        "escape": _("comandi nel nome"), "control": _("comandi nel nome"), "bidi": _("nome girato"),
        "invisible": _("caratteri invisibili nel nome"), "marks": _("segni sovrapposti nel nome"),
    }  # fmt: skip
    return list(dict.fromkeys(said[flag] for flag in _SHOWN_FLAGS if flag in one.flags))


def machine_spelling(address: str) -> str:
    """The domain as machines spell it (xn--), where it has other letters than ASCII; else empty."""
    from console.domain.look_alike import ascii_form, domain_of

    return ascii_form(domain_of(address))


def problem(found: Preview) -> str:
    """Why there is nothing, or not everything, to be seen; empty when there is no reason."""
    return {
        PreviewProblem.NONE: "",
        PreviewProblem.EMPTY: _("È vuoto."),
        PreviewProblem.ENCRYPTED: _("È cifrato: senza password non si legge."),
        PreviewProblem.BROKEN: _("È guasto o troppo strano: l'anteprima non riesce a leggerlo."),
        PreviewProblem.SCANNED: _("Non contiene testo: le pagine sono immagini o disegni, come in una scansione."),
        PreviewProblem.SLOW: _("Ci vorrebbe troppo tempo: l'anteprima si è fermata."),
        PreviewProblem.LARGE: _("Vorrebbe troppa memoria: l'anteprima si è fermata."),
        PreviewProblem.NO_PREVIEW: _("Di questo tipo di file non c'è anteprima."),
    }[found.problem]


def preview_rows(found: Preview, size: int, now: float, zone: tzinfo) -> list[Row]:
    """The lines of a preview; `size` is that of the attachment in bytes, `now` UTC seconds."""
    rows: list[Row] = []
    if said := _facts(found, size):
        rows.append(((said, "muted"),))
    if why := problem(found):
        rows.append(((why, "warn"),))
    if rows:
        rows.append(())
    rows += _names(found)
    if found.mail is not None:
        rows += _mail_rows(found.mail, now, zone)
    rows += [((line, "text"),) for line in found.text.splitlines()]
    if "truncated" in found.flags and found.kind is not PreviewKind.PDF:
        rows += [(), ((_("… il resto non si mostra: salvare il file."), "muted"),)]
    return rows


def _facts(found: Preview, size: int) -> str:
    """One line about what it is."""
    if found.kind is PreviewKind.PICTURE and found.format:
        measure = _("{width} × {height} punti").format(width=found.width, height=found.height) if found.width else ""
        return " · ".join(filter(None, (_("immagine {format}").format(format=found.format), measure, say.size(size))))
    if found.kind is PreviewKind.PDF and found.pages:
        said = ngettext("PDF di una pagina", "PDF di {count} pagine", found.pages).format(count=found.pages)
        read = _("se ne leggono {count}").format(count=found.pages_read)
        return f"{said} · {read}" if found.pages_read < found.pages else said
    if found.kind is PreviewKind.ARCHIVE and found.count:
        said = ngettext("archivio con un file", "archivio con {count} file", found.count).format(count=found.count)
        grows = _("aperto diventa {size}").format(size=say.size(found.unpacked))
        alarm = found.unpacked > _SUSPICIOUS_GROWTH * max(1, size) and found.unpacked > 100_000_000
        return f"{said} · {grows}" + (" · ⚠ " + _("cresce in modo sospetto") if alarm else "")
    return ""


def _names(found: Preview) -> Iterator[Row]:
    for one in found.names:
        said = ", ".join(warnings(Attachment(name=one.name, media_type="", size=one.size, flags=one.flags)))
        yield ((f"{say.size(one.size):>8}  ", "muted"), (one.name, "text"), (f"  ⚠ {said}" if said else "", "warn"))
    if found.count > len(found.names) > 0:
        more = found.count - len(found.names)
        yield ((ngettext("… e un altro", "… e altri {count}", more).format(count=more), "muted"),)


def _mail_rows(mail: Mail, now: float, zone: tzinfo) -> Iterator[Row]:
    """A mail inside a mail: its header, what it carries by name, its text."""
    sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    yield ((mail.subject or _("(senza oggetto)"), "title"),)
    yield ((_("da "), "muted"), (sender, "text"))
    if mail.to:
        yield ((_("a "), "muted"), (", ".join(mail.to[:10]), "text"))
    if mail.date is not None:
        yield ((when(mail.date, now, zone), "muted"),)
    for number, one in enumerate(mail.attachments, 1):
        said = "".join(f"  ⚠ {word}" for word in warnings(one))
        yield ((_("allegato "), "muted"), (name(one, number), "text"), (f"  {say.size(one.size)}", "muted"),
               (said, "warn"))  # fmt: skip
    yield ()
    yield from (((line, "text"),) for line in mail.text.splitlines())
