"""Question → is it surely in another language than English? By its function words alone.

A model of languages is at a loss with so few words. Knows no library.
"""

import re

NOTE = "I work best with English questions; the names in yours were looked for"
_ENGLISH = frozenset(
    "a an the of to in on at by for from with and or is are was were be been do does did has have "
    "had will would can could should may might what which who whom whose when where why how many "
    "much that this these those it its he she they his her their there about than not me i you we "
    "tell no so as if all any into over after before".split()
)
# German, French, Spanish, Italian, Dutch, Portuguese, Swedish and Danish; none that is English too or part of a name.
_OTHERS = (
    frozenset(
        "der die das den dem des ein eine einer einem einen und oder ist sind war waren wird wurde wurden "
        "hat haben hatte wer wen wem wie wo wann warum weshalb wieso welche welcher welches wieviel viele "
        "viel von vom zum zur mit nicht auf aus bei über nach für im gibt es sich "
        "le la les un une du au aux et ou est sont était étaient été fut ont avait qui que quoi quel quelle "
        "quels quelles quand où pourquoi comment combien dans sur pour avec par pas ce cette ces il elle "
        "el los las una unos y o es son fue fueron era eran ha han había quién quiénes qué cuál cuáles "
        "cuándo dónde cómo cuánto cuánta cuántos cuántas porque por del al con para sobre "
        "lo gli uno e è sono stato stata furono aveva chi che cosa quale quali quando dove perché come "
        "quanto quanta quanti quante di della dello dei degli delle nel nella con su "
        "het een en zijn werd werden heeft hebben had wie wat welke wanneer waar waarom hoe hoeveel van "
        "voor met niet naar op bij uit "
        "os um uma são foi foram tem têm quem quê qual quais onde quanto quantos quantas não em no na "
        "dos das pelo pela "
        "och är var hur vad vem vilka vilken när varför många det att som på av til og er hvor hvem hvad "
        "hvornår hvorfor mange af".split()
    )
    - _ENGLISH
    - frozenset("war son met hat pour come dove den von van al os var par".split())
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
MIN_WORDS = 2
MAX_ENGLISH_SHARE = 0.5  # of the words that tell


def is_foreign(question: str) -> bool:
    """Tell whether a question is surely in another language than English."""
    words = [word.lower() for word in _WORD.findall(question)]
    latin = sum(_LATIN.match(word) is not None for word in words)
    if words and latin < len(words) / 2:
        return True
    others = sum(map(is_foreign_word, words))
    english = sum(word in _ENGLISH for word in words)
    return others >= MIN_WORDS and english <= MAX_ENGLISH_SHARE * others


def is_foreign_word(word: str) -> bool:
    """Tell whether a word is a function word of another language and of no English text."""
    return word.lower() in _OTHERS
