"""`console contacts claim`, `close`, `reply` and the like: what an operator does with one contact."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TextIO

import click

from console.cli import contact_data, letters, words
from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site, operator_option
from console.domain.contact import ArticleId, Contact, ContactId, Outcome
from console.domain.letter import Letter
from console.i18n import _

if TYPE_CHECKING:
    from console.services.desk import Desk

NUMBER = click.IntRange(min=1)
NEXT = "next"


def tell(scene: Scene, contact: Contact, sentence: str) -> None:
    """Print the contact as it stands now, or the sentence with its number."""
    data = contact_data.timed(contact_data.of_contact(contact), scene.zone)
    who = scene.person(contact.operator) if contact.operator else "-"
    scene.say(data, sentence.format(number=contact.id, who=who, state=words.state(contact.state)))


@dataclass(frozen=True, slots=True)
class Act:
    """An act that needs nothing but the contact."""

    name: str
    help: str
    done: str
    do: Callable[[Desk, ContactId], Awaitable[Contact]]


def _acts() -> tuple[Act, ...]:
    return (
        Act("take-over", _("Prende un contatto dalle mani di un collega; resta scritto nella storia."),
            _("Il contatto {number} è ora nelle mani di {who}."), lambda desk, number: desk.take_over(number)),
        Act("release", _("Rimette in coda un contatto, al posto di prima."),
            _("Il contatto {number} è di nuovo in coda."), lambda desk, number: desk.release(number)),
        Act("park", _("Mette da parte un contatto; una telefonata va in attesa."),
            _("Il contatto {number} è in attesa."), lambda desk, number: desk.park(number)),
        Act("resume", _("Riprende un contatto messo da parte."),
            _("Il contatto {number} è di nuovo in lavorazione."), lambda desk, number: desk.resume(number)),
        Act("reopen", _("Riapre un contatto chiuso, nelle mani dell'operatore."),
            _("Il contatto {number} è riaperto, nelle mani di {who}."), lambda desk, number: desk.reopen(number)),
        Act("hang-up", _("Chiude la telefonata e tiene il contatto, per dare l'esito."),
            _("La telefonata del contatto {number} si chiude."), lambda desk, number: desk.hang_up(number)),
        Act("call-back", _("Richiama il cittadino: suona prima il telefono dell'operatore, poi il suo."),
            _("Richiamata del contatto {number} in partenza."), lambda desk, number: desk.call_back(number)),
    )  # fmt: skip


def _command(act: Act) -> click.Command:
    async def run(scene: Scene, number: int) -> None:
        tell(scene, await act.do(scene.site.desk, ContactId(number)), act.done)

    run.__name__ = act.name.replace("-", "_")
    parts = click.argument("number", type=NUMBER, metavar=_("NUMERO"))(on_site(run))
    example = examples(f"console contacts {act.name} 12 --operator anna")
    return click.command(act.name, help=act.help, epilog=example)(common(operator_option(parts)))


@click.command(
    help=_("Prende un contatto della coda, o con next il primo che aspetta."),
    epilog=examples("console contacts claim 12 --operator anna", "console contacts claim next --operator anna --json"),
)
@common
@operator_option
@click.argument("number", metavar=_("NUMERO|next"))
@on_site
async def claim(scene: Scene, number: str) -> int:
    """Take a contact, or the next one."""
    if number != NEXT and not (number.isascii() and number.isdecimal() and int(number) > 0):
        raise Ended(Code.USAGE, _("Ci vuole il numero di un contatto, oppure next: non «{text}».").format(text=number))
    desk = scene.site.desk
    taken = await (desk.take_next() if number == NEXT else desk.claim(ContactId(int(number))))
    if taken is None:
        raise Ended(Code.NOT_FOUND, _("Nessuno aspetta."))
    tell(scene, taken, _("Il contatto {number} è nelle mani di {who}."))
    return Code.OK


@click.command(
    help=_("Chiude un contatto con il suo esito."),
    epilog=examples("console contacts close 12 --outcome answered --topic opposizione-come --operator anna"),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@click.option(
    "--outcome", type=click.Choice([str(one) for one in Outcome]), required=True, help=_("Che cosa ne è stato.")
)
@click.option("--topic", default="", metavar=_("SCHEDA"), help=_("La scheda di cui si trattava."))
@on_site
async def close(scene: Scene, number: int, outcome: str, topic: str) -> None:
    """End it with a disposition."""
    if topic:
        scene.site.articles.article(ArticleId(topic))
    closed = await scene.site.desk.close(ContactId(number), Outcome(outcome), ArticleId(topic))
    tell(scene, closed, _("Il contatto {number} è chiuso."))


@click.command(
    help=_(
        "Risponde per e-mail. Il testo viene da --file (- è l'entrata) o dalla scheda --article, con i dati del "
        "contatto. Parte dopo il tempo per annullare, quando è attiva la presa in entrata; il contatto si chiude."
    ),
    epilog=examples(
        "console contacts reply 12 --article opposizione-come --operator anna",
        "console contacts reply 12 --file risposta.txt --to citizen@example.ch --keep-open --operator anna",
    ),
)
@common
@operator_option
@click.argument("number", type=NUMBER, metavar=_("NUMERO"))
@click.option("--file", type=click.File(encoding="utf-8"), help=_("Il testo; - legge l'entrata."))
@click.option("--article", default="", metavar=_("SCHEDA"), help=_("Il testo scritto di questa scheda."))
@click.option("--to", default="", metavar=_("INDIRIZZI"), help=_("Altri destinatari, separati da virgole."))
@click.option("--subject", default="", metavar=_("TESTO"), help=_("L'oggetto, se il cittadino non ha scritto."))
@click.option("--keep-open", is_flag=True, help=_("Il contatto resta in mano all'operatore."))
@letters.letter_options
@on_site
async def reply(scene: Scene, number: int, file: TextIO | None, article: str, **given: Any) -> None:
    """Answer by mail."""
    if bool(file) == bool(article):
        raise Ended(Code.USAGE, _("Ci vuole il testo: --file oppure --article."))
    desk, contact = scene.site.desk, await scene.site.store.contact(ContactId(number))
    letter = Letter(
        text=letters.text_of(file) if file else _text_of_article(scene, contact, article), to=given["to"],
        cc=given["cc"], subject=given["subject"],
        files=await letters.enclosed(desk.letters, given["attach"], programs=given["programs"]),
    )  # fmt: skip
    letters.warn_of_promise(letter)
    outcome = None if given["keep_open"] else Outcome.ANSWERED
    letters.tell_sent(scene, await desk.letters.send(contact.id, letter, outcome=outcome))


def _text_of_article(scene: Scene, contact: Contact, article: str) -> str:
    """The written form in the citizen's language. A variable without a value stays and is refused."""
    card = scene.site.articles.article(ArticleId(article))
    today = datetime.fromtimestamp(scene.site.clock.now(), scene.zone)
    text, _empty = scene.site.desk.filled(card.text(card.written, contact.language), contact, f"{today:%d.%m.%Y}")
    return text


def join(group: click.Group) -> None:
    """Add these commands to `console contacts`."""
    for command in (claim, *map(_command, _acts()), close, reply):
        group.add_command(command)
