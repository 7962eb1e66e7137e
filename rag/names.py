"""Names in a text: runs of capitalised words, found by their form alone. Knows no language model.

They lead from one article to another: the director whom one names is the subject of the next.
"""

import re
from collections.abc import Iterator, Sequence

from index.stop_words import FUNCTION_WORDS

_WORD = re.compile(r"\w+(?:[’'.&-]\w+)*")
_GAP = re.compile(r"\.? |-")  # what may stand between the words of a name
_JOINERS = frozenset("of de la le du del der den di da dos van von und and y".split())
_NO_NAMES = frozenset(FUNCTION_WORDS) | frozenset(
    "a an the in on at of and or but for to with by as is was are were it this that these those "
    "they their there then if not no into however although since one two new first last".split()
)
MIN_SINGLE_CHARS = 4  # a shorter single word is rarely a name that leads anywhere


def find_names(text: str, sentences: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Give the names in a text, each once, in order; a sentence's first word alone is none.

    Args:
        text: The text.
        sentences: Half-open spans of its sentences.
    """
    found: dict[str, None] = {}
    for start, end in sentences:
        for run in _runs(list(_WORD.finditer(text, start, end)), text):
            name = run
            while name and _begins_no_name(name[0].group()):
                name = name[1:]
            if name and not (len(name) == 1 and _says_little(name[0], sentence_start=start)):
                found[text[name[0].start() : name[-1].end()]] = None
    return tuple(found)


def _says_little(word: re.Match[str], *, sentence_start: int) -> bool:
    """Tell whether a single word is short, or has its capitals from elsewhere: its place, HIV."""
    text = word.group()
    return word.start() == sentence_start or len(text) < MIN_SINGLE_CHARS or text.isupper()


def _runs(words: list[re.Match[str]], text: str) -> Iterator[list[re.Match[str]]]:
    """Give runs of capitalised words; numbers and words such as `of` may stand inside."""
    run: list[re.Match[str]] = []
    joiners: list[re.Match[str]] = []
    for word in words:
        first = word.group()[0]
        if not run and not first.isupper():
            continue  # most words
        follows = bool(run) and _is_next(text, (joiners or run)[-1], word)
        if follows and _joins(word.group(), joiners):
            joiners.append(word)
        elif follows and (first.isupper() or first.isdigit()):
            run, joiners = [*run, *joiners, word], []
        else:
            yield from [run] if run else []
            run, joiners = [word] if first.isupper() else [], []
    if run:
        yield run


def _begins_no_name(word: str) -> bool:
    return word[0].isdigit() or word.lower() in _NO_NAMES


def _joins(word: str, before: list[re.Match[str]]) -> bool:
    """Tell whether a word may stand inside a name; `the` only after another, as in `of the`."""
    return word in _JOINERS or (word == "the" and bool(before))


def _is_next(text: str, before: re.Match[str], word: re.Match[str]) -> bool:
    return _GAP.fullmatch(text, before.end(), word.start()) is not None
