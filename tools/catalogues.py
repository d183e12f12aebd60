"""The message catalogues: gather sentences, bring the languages up to date, compile, check.

    python tools/catalogues.py update   gather new sentences into the .pot and every .po, and compile
    python tools/catalogues.py check    fail when a sentence is missing, untranslated or not compiled

Two domains: `console` holds the program's own sentences, whose ids are Italian; `click` holds those of the
library click that its help and its usage errors are made of, whose ids are English.
"""

from __future__ import annotations

import gettext
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "console"
LOCALE = SOURCE / "locale"
OWN, CLICK = "console", "click"
TRANSLATED = {OWN: ("de", "fr", "en"), CLICK: ("it", "de", "fr")}
"""Languages that need a translation; the others are the ids themselves."""
LANGUAGES = ("it", "de", "fr", "en")
KEYWORDS = {"_": None, "N_": None, "_N": None, "ngettext": (1, 2)}
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
PASSING = tuple(f'"{name}:'.encode() for name in (
    "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To", "Generated-By",
    "Project-Id-Version",
))  # fmt: skip
"""Lines of a catalogue's head that change without any sentence changing, or say nothing."""
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[sdr]|%[sdr]")


def own_sentences() -> Catalog:
    """Every sentence of the program, with the places where it stands."""
    catalogue = Catalog(project="ue-console", charset="utf-8", fuzzy=False)
    found = extract_from_dir(SOURCE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("L10N:",))
    for name, _line, message, comments, context in found:
        catalogue.add(message, None, [(f"src/console/{name}", 0)], auto_comments=comments, context=context)
    return catalogue


def read(path: Path, language: str | None = None) -> Catalog:
    """The catalogue in this file; an empty one when there is no file."""
    if not path.exists():
        return Catalog(locale=language, project="ue-console", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def template(domain: str) -> Catalog:
    """The sentences of a domain: gathered from the source, or as kept in the .pot (click's are few and fixed)."""
    return own_sentences() if domain == OWN else read(LOCALE / "click.pot")


def po_file(language: str, domain: str) -> Path:
    """Where a language's sentences of a domain are edited."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def languages(domain: str) -> tuple[str, ...]:
    """The languages that have a file: Italian too for `console` (an empty one: the ids are Italian already)."""
    return LANGUAGES if domain == OWN else TRANSLATED[domain]


def compiled(catalogue: Catalog) -> bytes:
    """The binary form that gettext reads; the same sentences give the same bytes."""
    catalogue.creation_date = catalogue.revision_date = EPOCH
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def sentences_of(binary: bytes) -> dict[object, str]:
    """What a compiled catalogue holds, whatever wrote it."""
    spoken = gettext.GNUTranslations(io.BytesIO(binary))._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in spoken.items() if key}


def written(catalogue: Catalog) -> bytes:
    """The text form, without line numbers and dates: an unchanged catalogue is an unchanged file."""
    catalogue.header_comment = f"# {catalogue.project}: {catalogue.locale or 'sentences'}"
    out = io.BytesIO()
    write_po(out, catalogue, width=118, include_lineno=False, ignore_obsolete=True, sort_output=True)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(PASSING))


def update() -> None:
    """Write the .pot, every .po and every .mo anew; existing translations stay, similar ones are not guessed."""
    for domain in (OWN, CLICK):
        sentences = template(domain)
        if domain == OWN:
            (LOCALE / "console.pot").write_bytes(written(sentences))
        for language in languages(domain):
            path = po_file(language, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue = read(path, language)
            catalogue.update(sentences, no_fuzzy_matching=True)
            if language not in TRANSLATED[domain]:
                for message in list(catalogue):
                    catalogue.delete(message.id)
            path.write_bytes(written(catalogue))
            path.with_suffix(".mo").write_bytes(compiled(read(path, language)))


def faults() -> Iterator[str]:
    """Everything that keeps the catalogues from being complete."""
    for domain in (OWN, CLICK):
        sentences = template(domain)
        wanted = {message.id: message for message in sentences if message.id}
        kept = {message.id for message in read(LOCALE / f"{domain}.pot") if message.id}
        for sentence in sorted(map(str, wanted.keys() - kept)):
            yield f"{domain}.pot: missing {sentence!r}"
        for sentence in sorted(map(str, kept - wanted.keys())):
            yield f"{domain}.pot: no longer used {sentence!r}"
        for language in languages(domain):
            yield from _file_faults(language, domain, wanted)


def _file_faults(language: str, domain: str, wanted: dict[object, Message]) -> Iterator[str]:
    path = po_file(language, domain)
    name = path.relative_to(ROOT)
    if not path.exists():
        yield f"{name}: missing"
        return
    catalogue = read(path, language)
    binary = path.with_suffix(".mo")
    if not binary.exists() or sentences_of(binary.read_bytes()) != sentences_of(compiled(catalogue)):
        yield f"{name}: not compiled (make messages)"
    if language not in TRANSLATED[domain]:
        return
    known = {message.id: message for message in catalogue if message.id}
    for sentence in wanted:
        fault = _fault(known.get(sentence))
        if fault:
            yield f"{name}: {fault}: {sentence!r}"


def _fault(message: Message | None) -> str:
    if message is None:
        return "missing"
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if message.fuzzy or not all(forms):
        return "not translated"
    wanted = set(PLACEHOLDER.findall(ids[-1]))
    known = {name for one in ids for name in PLACEHOLDER.findall(one)}
    if any(set(PLACEHOLDER.findall(form)) - known for form in forms):
        return "unknown placeholder"
    if set(PLACEHOLDER.findall(forms[-1])) != wanted:
        return "placeholder missing"
    return ""


def main(arguments: list[str]) -> int:
    """Run one of the two commands."""
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        found = list(faults())
        print("\n".join(found) if found else "Catalogues: complete")
        return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
