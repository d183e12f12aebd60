"""Words that say nothing about the matter: articles, pronouns, auxiliaries, courtesy. Folded, without accents.

Question words that tell cards apart (how much, where, when, who) are not among them. German, French and
English words that are also Italian words with a meaning ("sera", "fine", "come") are left out.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ITALIAN = _words(
    """
    a ad al allo alla ai agli alle all con col coi coll da dal dallo dalla dai dagli dalle dall di del dello della dei
    degli delle dell in nel nello nella nei negli nelle nell su sul sullo sulla sui sugli sulle sull per tra fra
    il lo la i gli le l un uno una e ed o od ma se che chi cui ne ci vi si mi ti li io tu lui lei noi voi loro me te
    ce ve cio mio mia miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra nostri nostre vostro vostra vostri
    vostre questo questa questi queste quest quello quella quelli quelle quell quel quei sto sta
    sono sei e siamo siete era ero erano essere stato stata stati state sia ho hai ha abbiamo avete hanno aveva avevo
    avere avuto abbia vorrei volevo voglio vuole posso puo possono potrei potrebbe devo deve devono dovrei
    fare fa fatto faccio fate sapere so sapete sa
    anche allora poi proprio piu molto poco po qui qua la li cosi come cosa cos qualcosa
    buongiorno buonasera salve ciao grazie prego scusi scusate senta favore piacere gentilmente cortesemente signora
    signor signore egregi gentili ecco insomma cioe praticamente
    dunque quindi pero magari
    sarebbe sara c d n s t m v gl
    """
)

GERMAN = _words(
    """
    der die das den dem des ein eine einen einem einer eines und oder aber ich du er sie es wir ihr mich mir dich dir
    ihn ihm uns euch ihnen mein meine meinen meinem meiner dein deine sein seine seinen seiner unser unsere euer eure
    ihre ihren ihrem ihrer bin bist ist sind seid war waren gewesen habe hast hat haben hatte hatten gehabt werde wird
    werden wurde kann kannst konnen konnte muss mussen soll sollen mochte will wollen darf durfen
    zu zum zur von vom mit bei beim nach aus auf an am im fur uber unter vor durch gegen um ohne
    dass wenn weil ob als wie was auch noch nur schon sehr so da dann denn doch mal man sich kein keine nicht
    guten tag danke bitte gruezi hallo
    """
)

FRENCH = _words(
    """
    le la les l un une des du de d au aux et ou mais je tu il elle on nous vous ils elles me te se lui leur y en
    mon ma mes ton ta tes son sa ses notre nos votre vos leurs ce cet cette ces ceci cela ca qui que qu quoi dont
    suis es est sommes etes sont etait etre ete ai as avons avez ont avait avoir eu peux peut pouvez puis dois doit
    faut veux voudrais veut fait faire dans sur sous avec sans pour par chez vers ne pas plus tres aussi si donc alors
    bonjour merci svp plait j n s m t c jusqu lorsqu puisqu
    """
)

ENGLISH = _words(
    """
    the a an and or but of to in on at by for from with about into i you he she it we they me him her us them my your
    his its our their this that these those is are am was were be been being have has had do does did can could will
    would shall should may might must not no so if then than as what which there here just also very
    hello hi please thanks thank don t ve re ll s d m
    """
)

BY_LANGUAGE = {"it": ITALIAN, "de": GERMAN, "fr": FRENCH, "en": ENGLISH}
EVERY = ITALIAN | GERMAN | FRENCH | ENGLISH
