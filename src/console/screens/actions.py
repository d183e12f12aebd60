"""Every act of the screens: id, default keys, words, and the places where it is offered. Knows no Textual.

A key lives here and nowhere else; a site moves keys by id in `config/keymap.yaml`. No default key needs AltGr on a
Swiss keyboard, and none is only on ctrl (textual-traps.md). Function keys work everywhere, letters are their
twins outside of text.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from console.domain.record import record
from console.i18n import N_, _


class Place(StrEnum):
    """Where the hands are."""

    QUEUE = "queue"
    CONTACT = "contact"
    ANSWERS = "answers"
    WRITING = "writing"
    """The reply or the note: only function keys are free."""


QUEUE, CONTACT, ANSWERS, WRITING = Place
EVERYWHERE = (QUEUE, CONTACT, ANSWERS, WRITING)
READING = (QUEUE, CONTACT)


@record
class Action:
    """One act. `keys` are comma separated, as Textual spells them; words are Italian, translated where shown."""

    id: str
    keys: str
    words: str
    """For the line of keys: one or two words."""
    help: str
    """One sentence, for the overview and the palette."""
    places: tuple[Place, ...] = EVERYWHERE


def _action(id: str, keys: str, words: str, help: str, *places: Place) -> Action:
    return Action(id=id, keys=keys, words=words, help=help, places=places or EVERYWHERE)


GENERAL = (
    _action("help", "f1,question_mark", N_("Aiuto"), N_("I tasti di qui; di nuovo: tutti.")),
    _action("queue", "f2,1", N_("Coda"), N_("Va alla coda.")),
    _action("contact", "f3,2", N_("Contatto"), N_("Va al contatto.")),
    _action("answers", "f4,3", N_("Risposte"), N_("Va alle risposte e alla ricerca.")),
    _action("palette", "f10,colon", N_("Menu"), N_("Tutte le azioni per nome.")),
    _action("open", "enter", N_("Apri"), N_("Apre, o accetta la proposta; mai invia."), *READING),
    _action("back", "escape", N_("Indietro"), N_("Un passo indietro; niente si perde.")),
    _action("search", "slash", N_("Cerca"), N_("Nella coda filtra, altrove cerca risposte."), *READING),
    _action("state", "s", N_("Mio stato"), N_("Disponibile, pausa con motivo, altro."), *READING),
    _action("copy", "k", N_("Copia"), N_("Copia esecuzione, numero o risposta."), *READING),
    _action("undo", "u", N_("Annulla"), N_("L'ultimo atto: invio, passaggio, chiusura."), *READING),
    _action("notices", "j", N_("Avvisi"), N_("Che cosa ne è stato dei passaggi."), *READING),
    _action("theme", "x", N_("Aspetto"), N_("Scuro, chiaro, alto contrasto."), *READING),
    _action("leave", "q", N_("Esci"), N_("Chiude la console; le bozze restano."), *READING),
)
DESK_ACTIONS = (
    _action("take", "f5,n", N_("Prendi"), N_("Il prossimo: telefonate, poi ciò che scade.")),
    _action("handoff", "f6,t", N_("Trasferisci"), N_("Passa a un funzionario, con i dati.")),
    _action("reply", "f7,r", N_("Rispondi"), N_("Scrive al cittadino; al telefono la nota.")),
    _action("park", "f8,p", N_("Parcheggia"), N_("Mette da parte; a mani vuote riporta.")),
    _action("close", "f9,c", N_("Chiudi"), N_("Chiude il contatto con un esito.")),
    _action("fresh", "w", N_("Nuova e-mail"), N_("Scrive per primi, a un cittadino o a un ufficio."), *READING),
    _action("attach", "f12", N_("Allega"), N_("File da unire all'e-mail che si scrive."), WRITING),
    _action("release_mail", "full_stop", N_("Da liberare"), N_("Invii che aspettano un secondo sguardo."), *READING),
    _action("claim", "m", N_("Prendi questo"), N_("Prende proprio questo contatto."), *READING),
    _action("take_over", "o", N_("Subentra"), N_("Dalle mani di un collega, con conferma."), *READING),
    _action("release", "l", N_("Rimetti"), N_("Rimette il contatto in coda, al suo posto."), *READING),
    _action("call_back", "h", N_("Richiama"), N_("Richiama il cittadino dal mio telefono."), *READING),
    _action("hang_up", "g", N_("Riaggancia"), N_("Chiude la telefonata e tiene il contatto."), *READING),
    _action("missed", "d", N_("Da richiamare"), N_("Solo chi è da richiamare; di nuovo, tutti."), *READING),
    _action("hours", "e", N_("Orari"), N_("Aperto o chiuso, anche contro l'orario."), *READING),
    _action("reopen", "z", N_("Riapri"), N_("Riprende un contatto chiuso."), *READING),
    _action("accept", "plus", N_("Accetta"), N_("Accetta una proposta: mittente, doppione."), *READING),
    _action("mark", "space", N_("Segna"), N_("Segna la riga; poi F9 chiude tutte le segnate."), QUEUE),
    _action("quarantine", "y", N_("Quarantena"), N_("I messaggi sospetti: rimettere o confermare."), *READING),
    _action("note", "i", N_("Nota"), N_("Nota interna, il cittadino non la vede."), *READING),
    _action("log", "a", N_("Annota"), N_("Annota a mano sportello, lettera, fax."), *READING),
    _action("calculator", "f11,equals_sign", N_("Termini"), N_("Calcola un termine o le tasse, indicativi.")),
    _action("find", "f", N_("Trova"), N_("Cerca fra tutti, anche i chiusi."), *READING),
    _action("quoted", "v", N_("Citazioni"), N_("Mostra o piega citazioni e storico."), *READING),
    _action("attachments", "b", N_("Allegati"), N_("Allegati e originale del messaggio."), *READING),
)
CLERK_ACTIONS = (
    _action("take", "f5,n", N_("Accetta"), N_("Accetta la pratica: l'operatore lo vede.")),
    _action("handoff", "f6,t", N_("Rimanda"), N_("Rimanda al contact center con un motivo.")),
    _action("reply", "f7,r", N_("Esito"), N_("Scrive l'esito e chiude la pratica.")),
    _action("close", "f9,c", N_("Chiudi"), N_("Scrive l'esito e chiude la pratica.")),
    _action("quoted", "v", N_("Citazioni"), N_("Mostra o piega citazioni e storico."), *READING),
    _action("attachments", "b", N_("Allegati"), N_("Allegati e originale del messaggio."), *READING),
)
OPERATOR = (*DESK_ACTIONS[:5], *GENERAL, *DESK_ACTIONS[5:])
_CLERK_GENERAL = ("help", "queue", "contact", "palette", "open", "back", "search", "state", "copy", "theme", "leave")
CLERK = (*CLERK_ACTIONS, *(one for one in GENERAL if one.id in _CLERK_GENERAL))
ACTION_IDS = frozenset(one.id for one in (*OPERATOR, *CLERK))
"""What a keymap may name."""


def keys_of(action: Action, keymap: Mapping[str, str]) -> str:
    """The keys of this action on this site, comma separated."""
    return keymap.get(action.id) or action.keys


def key_words(key: str) -> str:
    """One key as it is written on the keyboard: "F5", "Invio", "/"."""
    named = {
        "enter": _("Invio"), "escape": _("Esc"), "slash": "/", "question_mark": "?", "colon": ":", "semicolon": ";",
        "comma": ",", "full_stop": ".", "minus": "-", "plus": "+", "equals_sign": "=", "space": _("Spazio"),
        "tab": _("Tab"),
        "up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": _("Pag↑"), "pagedown": _("Pag↓"),
    }  # fmt: skip
    if key in named:
        return named[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdecimal() else key


def keys_words(action: Action, keymap: Mapping[str, str]) -> str:
    """All keys of an action in words: "F5 n"."""
    return " ".join(key_words(key) for key in keys_of(action, keymap).split(","))
