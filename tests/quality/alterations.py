"""Sentences of articles, altered by one fact or reworded without one. Knows no checker.

Everything here is found by rules of its own, so that a checker is not measured by itself.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from index.sentences import sentence_spans

SEED = 2033
PASSAGE_CHARS = 900  # about what a chunk holds
MIN_WORDS, MAX_WORDS = 8, 45
_DIGITS = re.compile(
    r"(?<![\w.,$€£-])(?!(?:1[5-9]|20)\d\d\b)\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w-]|[.,]\d)"
)
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty".split()
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b(?!-)")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_YEAR = re.compile(r"(?<![\w$€£.,-])(?:1[5-9]|20)\d\d(?![\w-]|[.,]\d)")
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})(?= \d)|(?<=\d )(?:{'|'.join(_MONTHS)})\b")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")
_DAY = re.compile(rf"\b\d{{1,2}}(?= (?:{'|'.join(_MONTHS)}))|(?<=(?:March|April) )\d{{1,2}}\b")
_NAME = re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")
_AUXILIARY = re.compile(
    r"\b(?:is|was|are|were|has|have|had|will|would|can|could|should|must)\b(?! (?:not|no|never)\b)"
)
_NEGATION = re.compile(r"\b(?:not|never|no) (?!longer|only|one|\d)|(?<=d)n['’]t ")
_ADVERB = re.compile(
    r"(?<=[a-z] )(?:also|very|still|now|quite|then|again|already|quickly|slowly|usually|generally|"
    r"widely|largely|mainly|mostly|typically|commonly|often|especially|particularly|extremely|"
    r"highly|originally|currently|eventually|recently) "
)
_OPENING = re.compile(
    r"^((?:In|On|At|After|Before|During|By|Since|For|From) [^,.;:\"“”]{3,60}), (\w.*)\.$"
)
_CONTRACTIONS = (
    (r"\b(did|does|is|was|are|were|has|have|had|would|could|should)( not)\b", r"\1n't"),
    (r"\b(it|he|she|they|that)( is)\b", r"\1's"),
    (r"\b(they|we)( are)\b", r"\1're"),
    (r"\bcannot\b", "can't"),
)  # fmt: skip
_DATED = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})\b")

Alter = Callable[[str, str, random.Random], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sentence, the passage it stands in, and what was made of it.

    Attributes:
        kind: `number`, `name`, `date`, `negation` for an altered claim; how it was reworded.
        claim: The sentence altered or reworded.
        sentence: The sentence as it stands in the passage.
        passage: Whole paragraphs.
    """

    kind: str
    claim: str
    sentence: str
    passage: str


def alter_sentences(texts: Iterable[str], count: int) -> tuple[Sample, ...]:
    """Make altered claims, as many of each kind, one of a sentence; fewer if sentences run out."""
    rng = random.Random(SEED)
    pool = list(_sentences(texts))
    rng.shuffle(pool)
    kinds = cycle(ALTERATIONS.items())
    made: list[Sample] = []
    while pool and len(made) < count:
        kind, alter = next(kinds)
        for at, (sentence, passage) in enumerate(pool):
            claim = alter(sentence, passage, rng)
            if claim is not None and claim != sentence:
                made.append(Sample(kind=kind, claim=claim, sentence=sentence, passage=passage))
                del pool[at]
                break
        else:
            break
    return tuple(made)


def reword_sentences(texts: Iterable[str], count: int) -> tuple[Sample, ...]:
    """Make claims that say the same as a sentence in a slightly different form."""
    rng = random.Random(SEED)
    pool = list(_sentences(texts))
    rng.shuffle(pool)
    made = [
        Sample(kind=kind, claim=claim, sentence=sentence, passage=passage)
        for sentence, passage in pool
        for kind, reword in REWORDINGS.items()
        if (claim := reword(sentence)) != sentence
    ]
    rng.shuffle(made)
    return tuple(made[:count])


def verbatim_sentences(texts: Iterable[str], count: int) -> tuple[Sample, ...]:
    """Give sentences as they stand in their passages."""
    rng = random.Random(SEED)
    pool = list(_sentences(texts))
    rng.shuffle(pool)
    return tuple(
        Sample(kind="verbatim", claim=sentence, sentence=sentence, passage=passage)
        for sentence, passage in pool[:count]
    )


def _sentences(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give sentences of running text, each with its passage."""
    for text in texts:
        for passage in _passages(text.split("\n\n")):
            for start, end in sentence_spans(passage):
                sentence = passage[start:end]
                if MIN_WORDS <= len(sentence.split()) <= MAX_WORDS and sentence.endswith("."):
                    yield sentence, passage


def _passages(paragraphs: Sequence[str]) -> Iterator[str]:
    kept: list[str] = []
    for paragraph in paragraphs:
        kept.append(paragraph)
        if sum(map(len, kept)) >= PASSAGE_CHARS:
            yield "\n\n".join(kept)
            kept = []
    if kept:
        yield "\n\n".join(kept)


def _alter_number(sentence: str, passage: str, rng: random.Random) -> str | None:
    found = [*_DIGITS.finditer(sentence), *_NUMBER_WORD.finditer(sentence)]
    found = [
        match
        for match in found
        if not re.match(rf" (?:{'|'.join(_MONTHS)})", sentence[match.end() :])
    ]
    if not found:
        return None
    match = rng.choice(found)
    if match[0][0].isdigit():
        others = [other[0] for other in _DIGITS.finditer(passage) if other[0] != match[0]]
        changed = str(rng.choice([digit for digit in "123456789" if digit != match[0][0]]))
        others = others or [changed + match[0][1:]]
        # Half are taken from the passage, where they stand for something else.
        new = rng.choice([rng.choice(others), changed + match[0][1:]])
    else:
        new = rng.choice([word for word in _NUMBER_WORDS if word != match[0]])
    return sentence[: match.start()] + new + sentence[match.end() :]


def _alter_name(sentence: str, passage: str, rng: random.Random) -> str | None:
    known = {*_MONTHS, *_WEEKDAYS, *(f"{day}s" for day in _WEEKDAYS)}
    found = [match for match in _NAME.finditer(sentence) if match[0] not in known]
    names = sorted(
        {other[0] for other in _NAME.finditer(passage)}
        - known
        - {name for match in found for name in (match[0], *match[0].split())}
    )
    match = rng.choice(found) if found else None
    names = [name for name in names if match and not set(name.split()) & set(match[0].split())]
    if match is None or not names:
        return None
    return sentence[: match.start()] + rng.choice(names) + sentence[match.end() :]


def _alter_date(sentence: str, passage: str, rng: random.Random) -> str | None:
    patterns = (_YEAR, _MONTH, _WEEKDAY, _DAY)
    found = [match for pattern in patterns for match in pattern.finditer(sentence)]
    if not found:
        return None
    match = rng.choice(found)
    if match[0] in _MONTHS or match[0] in _WEEKDAYS:
        names = _MONTHS if match[0] in _MONTHS else _WEEKDAYS
        new = rng.choice([name for name in names if name != match[0]])
    elif len(match[0]) == 4:
        years = [year[0] for year in _YEAR.finditer(passage) if year[0] != match[0]]
        new = rng.choice([*years, str(int(match[0]) + rng.choice([-10, -2, -1, 1, 3, 20]))])
    else:
        new = str(int(match[0]) % 28 + 1)
    return sentence[: match.start()] + new + sentence[match.end() :]


def _alter_negation(sentence: str, passage: str, rng: random.Random) -> str | None:
    negations, auxiliaries = list(_NEGATION.finditer(sentence)), list(_AUXILIARY.finditer(sentence))
    if negations:
        match = rng.choice(negations)
        return (
            sentence[: match.start()]
            + (" " if match[0][1] in "'’" else "")
            + sentence[match.end() :]
        )
    if auxiliaries:
        match = rng.choice(auxiliaries)
        return sentence[: match.end()] + " not" + sentence[match.end() :]
    return None


def _move_opening(sentence: str) -> str:
    match = _OPENING.match(sentence)
    if match is None:
        return sentence
    opening, rest = match[1], match[2]
    return f"{rest[0].upper()}{rest[1:]} {opening[0].lower()}{opening[1:]}."


def _drop_adverb(sentence: str) -> str:
    return _ADVERB.sub("", sentence, count=1)


def _contract(sentence: str) -> str:
    for pattern, short in _CONTRACTIONS:
        sentence = re.sub(pattern, short, sentence)
    return sentence


def _write_number_in_words(sentence: str) -> str:
    def write(match: re.Match[str]) -> str:
        number = int(match[2])
        is_date = match[1] in _MONTHS or number < 2
        return match[0] if is_date else f"{match[1]} {_NUMBER_WORDS[number - 2]}"

    return re.sub(r"\b(\w*[a-z]) (\d|1[0-2])(?= [a-z]{3,})", write, sentence)


def _turn_date(sentence: str) -> str:
    return _DATED.sub(r"\2 \1, \3", sentence)


ALTERATIONS: dict[str, Alter] = {
    "number": _alter_number,
    "name": _alter_name,
    "date": _alter_date,
    "negation": _alter_negation,
}
REWORDINGS: dict[str, Callable[[str], str]] = {
    "opening moved": _move_opening,
    "adverb dropped": _drop_adverb,
    "contracted": _contract,
    "number in words": _write_number_in_words,
    "date turned": _turn_date,
}
