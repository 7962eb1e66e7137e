"""Words of a query that no article holds → those meant by them, one letter away.

“Develped” is “developed”: a letter left out, added, changed, or two changed round (Norvig, “How to write a
spelling corrector”). What an index holds decides what may be meant, and that some text holds it with the other
words of the query; a dictionary says which words are none. Knows no index.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from itertools import islice

from spellchecker import SpellChecker

MIN_CHARS, MIN_NAME_CHARS = 4, 5
# Of the weight of a query's other words a text with the one meant has to hold so much. Of 121 words misspelt in
# 5,285 questions to SQuAD's articles 100 have it, and of 111 that are right but in no article 12.
MIN_CONTEXT = 0.4
# A longer word that is no name is hardly any other than the English one that is near it.
LONG_CHARS, MIN_LONG_CONTEXT = 7, 0.12
# Letters are left out or changed round more often than added or taken for others.
USUAL_SLIP = 2
ASKING = frozenset("what which when where whose while whom".split())
# Words of today and of Britain that the dictionary lacks, and that are a letter away from others.
ALSO_ENGLISH = frozenset(
    "aluminium analyse app apps blockchain brexit cheque covid defence draught draughty ebike ebikes emoji fibre "
    "gaol hashtag jewellery kerb manoeuvre marvellous mould mouldy oestrogen offence paediatric paralyse programme "
    "programmes pyjamas sceptic sceptical selfie smartphone tyres vape wifi woollen".split()
)
# Of substances: propyne is no slip of propane.
_OF_SUBSTANCES = frozenset("ane ene yne ine one ide ite ate ase ose nol nal".split())
MAX_CHARS = 1_000  # a longer question is none that is typed
MAX_UNKNOWN = 8  # words of a question that are looked at
_ANY_WORD = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?![^\W_])(?!['’]t\b)")  # not of “couldn’t”

Analyze = Callable[[str], list[str]]  # gives the stems of a text
CountTerm = Callable[[str], int]  # gives the number of chunks that hold a stem
# Gives the largest share, in [0, 1], that a chunk with a stem holds of others, weighed by rarity.
ShareHeld = Callable[[str, Collection[str]], float]


def find_misspelt(
    text: str, analyze: Analyze, *, count: CountTerm, share_held: ShareHeld
) -> dict[str, str]:
    """Give the words of a text that are misspelt, each with the word that is meant by it.

    Args:
        text: A question, in English.
        analyze: Gives stems, none of a function word.
        count: Tells which stems there are.
        share_held: Tells whether a stem stands near others.
    """
    if len(text) > MAX_CHARS:
        return {}
    words = (word for word in dict.fromkeys(_WORD.findall(text)) if _is_plain(word, text))
    unknown = islice((word for word in words if _is_unknown(word, analyze, count)), MAX_UNKNOWN)
    forms = {word: found for word in unknown if (found := _find_forms(word, analyze, count))}
    others = list(_others(text, forms, analyze, count)) if forms else []
    meant = {
        word: _choose(word, found, others, analyze=analyze, share_held=share_held)
        for word, found in forms.items()
    }
    return {word: _like(word, form) for word, form in meant.items() if form}


def _others(
    text: str, misspelt: Collection[str], analyze: Analyze, count: CountTerm
) -> Iterator[str]:
    """Give the stems of the other words; of one that is English, and in no text, nothing follows."""
    for word in dict.fromkeys(_ANY_WORD.findall(text)):
        for stem in () if word in misspelt else analyze(word):
            if count(stem) or word.lower() not in _english():
                yield stem


def put_right(text: str, misspelt: Mapping[str, str]) -> str:
    """Give a text with the words that are meant in place of those misspelt."""
    return _WORD.sub(lambda found: misspelt.get(found[0], found[0]), text) if misspelt else text


def _is_plain(word: str, text: str) -> bool:
    is_name = not word.islower() and not text.startswith(word)
    least = MIN_NAME_CHARS if is_name else MIN_CHARS
    return len(word) >= least and word.isalpha() and (word.islower() or word.istitle())


def _is_unknown(word: str, analyze: Analyze, count: CountTerm) -> bool:
    """Tell whether no text and no dictionary has a word.

    “Whos” and “didnt” lack but a mark, “summarise” has the stem of “summarize”.
    """
    stems, lower = analyze(word), word.lower()
    if len(stems) != 1 or count(stems[0]) or lower in _english() or lower in ALSO_ENGLISH:
        return False
    marked = (f"{lower[:at]}'{lower[at:]}" for at in range(1, len(lower)))
    spelled = (form for form in _near(lower) if form in _english() and analyze(form) == stems)
    return not any(form in _english() for form in marked) and not any(spelled)


def _find_forms(word: str, analyze: Analyze, count: CountTerm) -> list[str]:
    """Give what may be meant by a word, likelier first; a function word alone where there is one."""
    forms = list(_near(word.lower()))
    little = [form for form in forms if form in _english() and not analyze(form)]
    if little := [form for form in little if form in ASKING or _is_usual(word.lower(), form)]:
        return [max(little, key=lambda form: (form in ASKING, _english()[form], form))]
    worth = {
        form: count(stem) * (USUAL_SLIP if _is_usual(word.lower(), form) else 1)
        for form in forms
        for stem in analyze(form)
    }
    held = (form for form in worth if worth[form])
    return sorted(held, key=lambda form: (form not in _english(), -worth[form], len(form), form))


def _choose(
    word: str,
    forms: list[str],
    others: Collection[str],
    *,
    analyze: Analyze,
    share_held: ShareHeld,
) -> str | None:
    """Choose the form that stands with most of the other words; None if none stands with enough of them."""
    best, most = None, 0.0
    for form in forms:
        stems, is_word = analyze(form), word.islower() and form in _english()
        if not stems or (not others and is_word):
            return form
        share = share_held(stems[0], others) if others else 0.0
        # Another letter may make another word: a draught is no drought.
        is_long = is_word and len(word) >= LONG_CHARS and not _is_other_letter(word, form)
        if share > most and share >= (MIN_LONG_CONTEXT if is_long else MIN_CONTEXT):
            best, most = form, share
    return best


def _near(word: str) -> Iterator[str]:
    """Give what is one letter away, in the word's own letters and those of English; its first letter stays."""
    for form in _english().edit_distance_1(word):
        is_written_so = form.isalpha() and all(c.isascii() or c in word for c in form)
        is_other = word[-3:] != form[-3:] and {word[-3:], form[-3:]} <= _OF_SUBSTANCES
        if form != word and form[:1] == word[0] and is_written_so and not is_other:
            yield form


def _is_other_letter(word: str, form: str) -> bool:
    return len(word) == len(form) and sorted(word) != sorted(form)


def _is_usual(word: str, form: str) -> bool:
    return len(form) > len(word) or sorted(form) == sorted(word)


def _like(word: str, meant: str) -> str:
    return meant.capitalize() if word.istitle() else meant


@cache
def _english() -> SpellChecker:
    """Load 160,000 words: .1 seconds and 40 MB, the first time that a word is in no article."""
    return SpellChecker(language="en")
