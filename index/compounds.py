"""Words of a query → the same ones written together or apart, as the articles write them.

“NIH 3T3” is “NIH3T3”, “healthcare” is “health care”, “e-mail” is “email”. What an index holds decides, not a
dictionary: a form counts if it is in some chunk. Knows no index.
"""

import re
from collections.abc import Callable, Iterator

from index.aliases import Alias

MIN_CHARS = 4  # of a word that is written together
MIN_LAST_CHARS = 3  # of its second part, where no digit tells them apart
# Of a word's chunks, so many have to hold its parts beside each other: “express ion” is a misprint.
MIN_SHARE = 0.05
MAX_CHUNKS = 20  # a word in more of them needs no other spelling to be found
_PAIR = re.compile(r"(?<![^\W_])([^\W_]+)[ /\-\u2010\u2011](?=([^\W_]+))")
_WORD = re.compile(r"[^\W_]+")

Analyze = Callable[[str], list[str]]  # gives the stems of a text
CountTerm = Callable[[str], int]  # gives the number of chunks that hold a stem
CountPair = Callable[[str, str], int]  # ... that hold two next to each other


def find_joined(text: str, analyze: Analyze, *, count: CountTerm) -> Iterator[Alias]:
    """Give each two neighbours of a text that are written together as well."""
    for found in _PAIR.finditer(text):
        first, second = found[1], found[2]
        joined = first + second
        if len(joined) < MIN_CHARS or joined.isdecimal():
            continue
        stems, apart = analyze(joined), [*analyze(first), *analyze(second)]
        # What stems to another word than its end does is one by chance: “direct oral”, “director”.
        if len(set(apart)) == 2 and _is_of_both(stems, first, apart[1]) and count(stems[0]):
            terms = frozenset(apart)
            yield Alias(
                short=joined, long=terms, terms=terms, implied=frozenset(stems),
                apart=(apart[0], apart[1]),
            )  # fmt: skip


def find_parted(
    text: str, analyze: Analyze, *, count: CountTerm, count_pair: CountPair
) -> Iterator[Alias]:
    """Give each word of a text that is written as two words as well, with the most frequent of these."""
    for found in _WORD.finditer(text):
        word, is_first = found[0], not text[: found.start()].strip()
        # “Newport” is no new port.
        is_name = word.istitle() and not is_first
        if len(word) < MIN_CHARS or word.isdecimal() or is_name:
            continue
        stems = analyze(word)
        if len(stems) != 1 or (known := count(stems[0])) > MAX_CHUNKS:
            continue
        pairs = {
            pair: count_pair(*pair)
            for at in _places(word)
            if (pair := _stems_of_parts(word, at, analyze)) and all(map(count, pair))
        }
        most = max(pairs, key=lambda pair: (pairs[pair], pair), default=None)
        if most and pairs[most] and pairs[most] >= MIN_SHARE * known:
            parts = frozenset(most)
            yield Alias(short=word, long=parts, terms=frozenset(stems), implied=parts, apart=most)


def _is_of_both(stems: list[str], first: str, second: str) -> bool:
    """Tell whether a word's stem is that of two, but for the last letter: “healthcar”."""
    return len(stems) == 1 and stems[0].startswith(
        first.lower() + second[: max(1, len(second) - 1)]
    )


def _places(word: str) -> Iterator[int]:
    """Give where a word may be cut: between letters and digits, else before three letters or more."""
    has_digits = any(map(str.isdecimal, word))
    for at in range(1, len(word)):
        is_edge = word[at - 1].isdecimal() != word[at].isdecimal()
        if is_edge if has_digits else at <= len(word) - MIN_LAST_CHARS:
            yield at


def _stems_of_parts(word: str, at: int, analyze: Analyze) -> tuple[str, str] | None:
    first, second = analyze(word[:at]), analyze(word[at:])
    return (first[0], second[0]) if len(first) == len(second) == 1 and first != second else None
