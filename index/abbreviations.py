"""Text → the abbreviations that it introduces, as in “European Central Bank (ECB)”. Knows no index.

A question with one form is also to find what is said with the other. The long form is found as by
Schwartz and Hearst (2003), “A simple algorithm for identifying abbreviation definitions in
biomedical text”: from the end, each letter of the short one is looked for in the words before it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import pairwise

from index.aliases import Alias

MAX_WORDS = 7  # of a long form that is looked for in a question
MAX_CAPITALS = 3  # words of a question in capitals that may be short forms
MAX_CHARS = 120  # before a bracket, and in it
# Two to ten characters with a capital and another or a digit: “ECB”, “mRNA”, “G7”.
_SHORT = r"(?=[\w\-]{0,9}[A-Z])(?=[\w\-]{0,8}[A-Z\d][\w\-]{0,8}[A-Z\d])[^\W_][\w\-]{1,9}"
_IS_SHORT = re.compile(_SHORT)
_IN_BRACKETS = re.compile(rf"\(\s*({_SHORT})\s*[);,]")
_BEFORE_BRACKETS = re.compile(rf"\b({_SHORT}) \(([^()]{{5,{MAX_CHARS}}})\)")
_WORD = re.compile(r"[^\W_][\w\-]*")

_BETWEEN = "\t"  # short and long form

Analyze = Callable[[str], list[str]]  # gives the stems of a text


def find_abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """Give each short form that a text introduces and its long form, as they stand there."""
    for found in _IN_BRACKETS.finditer(text):
        short = _singular(found[1])
        before = text[max(0, found.start() - MAX_CHARS) : found.start()].rstrip()
        if long := _long_form(short, before):
            yield short, long
    for found in _BEFORE_BRACKETS.finditer(text):
        short = _singular(found[1])
        if _long_form(short, found[2]) == found[2]:
            yield short, found[2]


def terms_of(text: str, analyze: Analyze) -> list[str]:
    """Give what is indexed of the abbreviations that a text introduces: each form, and both as a pair."""
    terms: list[str] = []
    for short, long in find_abbreviations(text):
        if stems := " ".join(analyze(long)):
            terms += [short, stems, f"{short}{_BETWEEN}{stems}"]
    return terms


def terms_in(question: str, analyze: Analyze) -> list[str]:
    """Give what is looked up for a question: whatever may be a short or a long form in it."""
    shorts, longs = _forms_in(question, analyze)
    return sorted(longs.union(shorts))


def choose_aliases(terms: Iterable[str], question: str, analyze: Analyze) -> tuple[Alias, ...]:
    """Give what else the forms in a question are called.

    Args:
        terms: What is indexed of the texts that introduce them.
        question: With some of these.
        analyze: Gives the stems of a text.

    Returns:
        For a short form its most frequent long one, for a long form each short one; none that
        stands in the question as well.
    """
    shorts, longs = _forms_in(question, analyze)
    pairs = (term.partition(_BETWEEN) for term in terms)
    counts = Counter((short, long) for short, between, long in pairs if between)
    most_frequent = dict(sorted(counts, key=lambda pair: (counts[pair], pair)))
    found = []
    for short, long in sorted(counts):
        stems = frozenset(long.split())
        if short in shorts and long not in longs and most_frequent[short] == long:
            own = frozenset(analyze(shorts[short]))
            found.append(Alias(short=short, long=stems, terms=own, implied=stems))
        elif long in longs and short not in shorts:
            other = frozenset(analyze(short))
            found.append(Alias(short=short, long=stems, terms=stems, implied=other))
    return tuple(found)


def add_meant(stems: Set[str], aliases: Iterable[Alias], *, text: str) -> frozenset[str]:
    """Give the stems of a text, and those of both forms where it has one of them.

    A short form counts as it is written: “aid” is not “AIDS”. Of a word written apart both stand together.
    """
    meant = (one.terms | one.implied for one in aliases if _says(text, stems, one))
    return frozenset(stems).union(*meant)


def _says(text: str, stems: Set[str], alias: Alias) -> bool:
    if alias.apart is None:
        is_short = re.search(rf"\b{re.escape(alias.short)}s?\b", text) is not None
        return alias.long <= stems or is_short
    together = alias.implied if len(alias.implied) == 1 else alias.terms
    if together <= stems or not alias.long <= stems:
        return together <= stems
    # A stem may end in another letter than the word.
    first, second = (re.escape(part[:-1] if len(part) > 3 else part) for part in alias.apart)
    return re.search(rf"\b{first}\w*[\W_]{{1,3}}{second}", text, re.IGNORECASE) is not None


def _forms_in(question: str, analyze: Analyze) -> tuple[dict[str, str], set[str]]:
    """Give what may be a short form in a question, by its singular, and a long one, as joined stems.

    Where a whole sentence is in capitals, none is taken for short; in a few words, no stop word: “WHO WON?”
    """
    words, stems = _WORD.findall(question), analyze(question)
    if question.isupper() and len(words) > 1:
        words = list(filter(analyze, words)) if len(words) <= MAX_CAPITALS else []
    shorts = {_singular(word): word for word in words if _IS_SHORT.fullmatch(word)}
    longs = {
        " ".join(stems[start : start + length])
        for length in range(2, MAX_WORDS + 1)
        for start in range(len(stems) - length + 1)
    }
    return shorts, longs


def _singular(short: str) -> str:
    """Take the plural's ending off: “MRIs”."""
    return short[:-1] if len(short) > 2 and short.endswith("s") and short[-2].isupper() else short


def _long_form(short: str, before: str) -> str:
    """Give the shortest end of a text, of two words or more, that has the letters of a short form."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    text = before.lower()
    at = len(text)
    for place, letter in enumerate(reversed(letters)):
        is_first = place == len(letters) - 1
        at = text.rfind(letter, 0, at)
        while is_first and at > 0 and text[at - 1].isalnum():
            at = text.rfind(letter, 0, at)
        if at < 0:
            return ""
    long = before[before.rfind(" ", 0, at + 1) + 1 :].lstrip("(,;“\"'‘")
    words = long.split()
    is_fit = 2 <= len(words) <= min(len(letters) + 5, 2 * len(letters))
    return long if is_fit and short not in words and not _ends_sentence(words) else ""


def _ends_sentence(words: list[str]) -> bool:
    return any(a.endswith((".", "!", "?")) and b[:1].isupper() for a, b in pairwise(words))
