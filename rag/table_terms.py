"""The terms of a question, as far as a table holds them: in heads, cells and around it. Knows no table."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from rag.lacking import NEVER_LACKING
from rag.quantities import UNIT_WORDS
from rag.word_forms import add_aliases

WORD = re.compile(r"\w+(?:[.,:]\d+)*")
IN_BRACKETS = re.compile(r"\([^)]*\)")

# They tell one row or column from another, so they have to stand there.
_QUALIFIERS = frozenset(
    "child children man men woman women first second third last spring summer autumn winter".split()
)
FILLER = (NEVER_LACKING | UNIT_WORDS) - _QUALIFIERS


@dataclass(frozen=True, slots=True)
class TableTerms:
    """A question's terms.

    Attributes:
        analyze: Gives the stems of a text.
        weights: How rare each term is.
        aliases: A term by each other stem that stands for it.
        telling: Those that say something of what is asked for.
    """

    analyze: Callable[[str], list[str]]
    weights: Mapping[str, float]
    aliases: Mapping[str, str]
    telling: frozenset[str]

    def stems(self, texts: Iterable[str]) -> frozenset[str]:
        """Give the stems of texts."""
        return frozenset(stem for text in texts for stem in self.analyze(text))

    def held(self, text: str) -> frozenset[str]:
        """Give the terms that a text holds, in any form: a winner is who won."""
        return add_aliases(self.stems([text]), self.aliases) & self.weights.keys()

    def weigh(self, stems: Iterable[str]) -> float:
        """Add up how rare stems are; whatever their order."""
        return fsum(self.weights.get(stem, 0.0) for stem in stems)

    def coverage(self, known: frozenset[str]) -> float:
        """Give the share of the question that is known, by rarity, in [0, 1]."""
        return self.weigh(known) / (self.weigh(self.telling | known) or 1.0)


def cut_ending(word: str) -> str:
    """Take off what tells a singular and a plural apart."""
    return re.sub(r"(?:ies|es|s|y|e)$", "", word.casefold())


def has_to_stand(word: str, at: int) -> bool:
    """Say whether a word of a question is a number, a name, or tells one row from another."""
    is_name = at > 0 and word[0].isupper()
    return is_name or word.casefold() in _QUALIFIERS or any(map(str.isdigit, word))
