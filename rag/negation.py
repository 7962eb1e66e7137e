"""Text → its negations and what they negate; whether two texts differ in them. Knows no model.

A negation is compared by the words around it, since a sentence may deny one thing and say another.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.stop_words import FUNCTION_WORDS

_CUES = frozenset(
    "not no never without cannot neither nor none nobody nothing nowhere hardly scarcely barely "
    "fail fails failed failing deny denies denied denying refuse refuses refused refusing decline "
    "declines declined declining unable lack lacks lacked lacking absence absent reject rejects "
    "rejected rejecting unlikely impossible prevented prevents avoid avoided avoids".split()
)
_NO_CUE_BEFORE = re.compile(r"\s+(?:only|just|merely|necessarily|least|doubt|matter|until)\b", re.I)
_WORD = re.compile(r"\w+(?:[’'.&-]\w+)*")
_CONTRACTED = re.compile(r"n[’']t$", re.IGNORECASE)
_BREAK = re.compile(r"[,;:.()—–]\s|\s(?:but|and|or|because|while|although|which|who)\s")
WORDS_BEFORE, WORDS_AFTER = 2, 3
SHARED_FROM = 0.6  # of a negation's surroundings, for it to be about the same thing
_LIGHT = frozenset(FUNCTION_WORDS) | frozenset(
    "a an the in on at of and or but for to with by as is was are were it this that these those "
    "they their there then if not no into did does do had has have be been being will would can "
    "could may might must shall should ever yet also".split()
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A negating word at characters `[start, end)` and the keys of the words around it."""

    start: int
    end: int
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def around(self) -> frozenset[str]:
        """Give the keys of the words before and after."""
        return frozenset((*self.before, *self.after))


def word_key(word: str) -> str:
    """Reduce a word to what its inflected forms share: opened, opens and opening to open."""
    word = re.sub(r"[’']s?$", "", word.lower())
    stem = re.sub(r"(?:ings?|ied|ies|ed|es|s|e|y)$", "", word)
    if len(stem) < 3:
        return word
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeiou" else stem


def content_words(text: str) -> list[tuple[int, int]]:
    """Give the half-open spans of the words that say something, negating words left out."""
    return [word.span() for word in _WORD.finditer(text) if not _is_light(word[0])]


def content_keys(text: str) -> list[str]:
    """Give the keys of the words that say something, in order."""
    return [word_key(text[start:end]) for start, end in content_words(text)]


def find_negations(text: str) -> tuple[Negation, ...]:
    """Give the negations of a text, in order; two that cancel out, as in "did not deny", are none."""
    words = list(_WORD.finditer(text))
    cues = [at for at, word in enumerate(words) if _is_cue(text, word)]
    found, skipped = [], -1
    for cue, following in zip(cues, [*cues[1:], -1], strict=False):
        if cue == skipped:
            continue
        if following == cue + 1:
            skipped = following
            continue
        found.append(_negation(text, words, cue))
    return tuple(found)


def differing(
    ours: Sequence[Negation], theirs: Sequence[Negation], *, their_keys: Collection[str]
) -> tuple[Negation, ...]:
    """Give our negations of what the other text says without one.

    Args:
        ours: The negations of one text.
        theirs: The negations of the other.
        their_keys: `content_keys` of the other text.
    """
    left, found = list(theirs), []
    keys = set(their_keys)
    for negation in ours:
        match = next((other for other in left if _is_same(negation, other)), None)
        if match is not None:
            left.remove(match)
        elif _is_about(negation, keys):
            found.append(negation)
    return tuple(found)


def _is_about(negation: Negation, keys: Collection[str]) -> bool:
    """Tell whether a text with these keys speaks of what is negated."""
    around = negation.around
    shared = around.intersection(keys)
    speaks = not negation.after or any(key in keys for key in negation.after)
    return bool(around) and speaks and len(shared) >= SHARED_FROM * len(around)


def _is_same(one: Negation, other: Negation) -> bool:
    if set(one.after) & set(other.after):
        return True
    return bool(one.around & other.around) and not (one.after and other.after)


def _is_light(word: str) -> bool:
    lower = word.lower()
    return lower in _LIGHT or lower in _CUES or bool(_CONTRACTED.search(lower))


def _is_cue(text: str, word: re.Match[str]) -> bool:
    lower = word[0].lower()
    if lower == "no" and re.match(r"\.\s?\d", text[word.end() :]):
        return False
    is_negative = lower in _CUES or _CONTRACTED.search(lower) is not None
    return is_negative and not _NO_CUE_BEFORE.match(text, word.end())


def _negation(text: str, words: Sequence[re.Match[str]], cue: int) -> Negation:
    before: list[str] = []
    for at in range(cue - 1, -1, -1):
        if len(before) == WORDS_BEFORE or _BREAK.search(text, words[at].end(), words[at + 1].end()):
            break
        if not _is_light(words[at][0]):
            before.insert(0, word_key(words[at][0]))
    after: list[str] = []
    for at in range(cue + 1, len(words)):
        broken = _BREAK.search(text, words[at - 1].end(), words[at].end())
        if len(after) == WORDS_AFTER or broken:
            break
        if not _is_light(words[at][0]):
            after.append(word_key(words[at][0]))
    return Negation(words[cue].start(), words[cue].end(), tuple(before), tuple(after))
