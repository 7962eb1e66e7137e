"""Nearest passages of a refusal → what of the question each mentions and what it lacks.

Deterministic, in the question's own words, and careful: a word counts as lacking only if nothing
like it stands there, and a kind of thing only if nothing of that kind does. Knows no generator.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from index.abbreviations import add_meant
from index.aliases import Alias
from index.searchable import SearchableIndex
from rag.explanations import Nearest
from rag.foreign import is_foreign, is_foreign_word
from rag.missing_values import missing_value
from rag.question_type import classify, missing_kind
from rag.schema import Passage
from rag.word_forms import forms_of

DESCRIBED = 3  # as many as are shown
MOST_WORDS = 3  # of each; the rarest
PREFIX_CHARS = 4  # words that share so many may be forms of one another
_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*")
# Their forms may share no prefix ("pay" and "paid"), or they say nothing of what is asked for.
NEVER_LACKING = frozenset(
    "be become begin bring build buy catch choose come cost cut draw drink drive eat fall feel "
    "fight find fly forget go grow hear hold keep know lead leave lend lie lose make mean meet pay "
    "put read ride ring rise run see seek sell send set show shut sing sink sit sleep speak spend "
    "stand steal swim take teach tell think throw wear win write one two three four five six seven "
    "eight nine ten type kind sort name call use many number amount time year date day month "
    "decade century price person people man woman men women child children thing place main "
    "example term happen occur describe reason cause way part first second third last whom type "
    "old long far tall high big large deep fast often else consider refer".split()
)

# Neither of these is worth a mention.
_EMPTY = frozenset(
    "be become begin bring come get give go happen have keep make mean occur put refer run show take "
    "tell use consider describe often else far".split()
)
Words = list[str]


def describe_nearest(
    question: str, passages: Sequence[Passage], *, article_index: SearchableIndex
) -> tuple[Nearest, ...]:
    """Say of the first three passages what of the question they hold.

    Args:
        question: As it is understood alone.
        passages: What was found, best first.
        article_index: Gives stems and how rare they are.
    """
    names = _names(question, article_index)
    rarity = article_index.inverse_frequencies(
        {stem for words in names for word in words for stem in article_index.analyze(word)}
    )
    aliases = article_index.aliases(question)
    return tuple(
        _describe(
            question, passage, names, rarity=rarity, aliases=aliases, article_index=article_index
        )
        for passage in passages[:DESCRIBED]
    )


class _Words:
    """Tells which words of a question a passage holds, and which it surely lacks."""

    def __init__(
        self, passage: Passage, *, article_index: SearchableIndex, aliases: Sequence[Alias]
    ) -> None:
        text, around = passage.chunk.text, passage.chunk.embedding_text
        self._analyze = article_index.analyze
        self._held = set(self._analyze(text))
        self._near = add_meant(set(self._analyze(around)), aliases, text=around)
        self._flat = f" {' '.join(_WORD.findall(text.casefold()))} "
        self._prefixes = {word[:PREFIX_CHARS] for word in _WORD.findall(around.casefold())}

    def has_whole(self, name: str) -> bool:
        return f" {name.casefold()} " in self._flat

    def is_held(self, word: str) -> bool:
        return set(self._analyze(word)) <= self._held

    def is_lacking(self, word: str) -> bool:
        alike = " ".join((word, *forms_of(word)))
        return (
            not _is_light(word)
            and not self._near.intersection(self._analyze(alike))
            and word.casefold()[:PREFIX_CHARS] not in self._prefixes
        )


def _describe(
    question: str,
    passage: Passage,
    names: Sequence[Words],
    *,
    rarity: Mapping[str, float],
    aliases: Sequence[Alias],
    article_index: SearchableIndex,
) -> Nearest:
    text = passage.chunk.embedding_text
    told = _Words(passage, article_index=article_index, aliases=aliases)
    mentions: list[str] = []
    lacks: list[str] = []
    for words in names:
        whole = " ".join(words)
        if told.has_whole(whole):
            mentions += [] if len(words) == 1 and _is_light(whole, _EMPTY) else [whole]
        elif all(map(told.is_lacking, words)):
            lacks.append(whole)
        else:
            mentions += (
                word for word in words if told.is_held(word) and not _is_light(word, _EMPTY)
            )
            lacks += filter(told.is_lacking, words)

    def weight(found: str) -> float:
        return max(rarity.get(stem, 0.0) for stem in article_index.analyze(found))

    return Nearest(
        passage=passage.number,
        title=passage.title,
        mentions=_rarest(mentions, weight),
        lacks=() if is_foreign(question) else _rarest(lacks, weight),
        missing_kind=missing_value(question, text) or missing_kind(classify(question), text),
    )


def _names(question: str, article_index: SearchableIndex) -> list[Words]:
    """Give the question's content words in order, those of a name together."""
    runs: list[Words] = []
    name_end = -1
    foreign = is_foreign(question)
    for found in _WORD.finditer(question):
        word = found.group()
        if not article_index.analyze(word) or (len(word) == 1 and not word.isdigit()):
            continue
        if foreign and is_foreign_word(word):
            continue
        if word[0].isupper() and question[name_end : found.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
        name_end = found.end() if word[0].isupper() else -1
    return runs


def _is_light(word: str, light: frozenset[str] = NEVER_LACKING) -> bool:
    """Tell whether a word, in any of its forms, is among these."""
    return not light.isdisjoint((word.casefold(), *forms_of(word)))


def _rarest(found: Sequence[str], weight: Callable[[str], float]) -> tuple[str, ...]:
    """Keep the few rarest, in the question's order, each once."""
    distinct = list(dict.fromkeys(found))
    kept = set(sorted(distinct, key=lambda words: -weight(words))[:MOST_WORDS])
    return tuple(words for words in distinct if words in kept)
