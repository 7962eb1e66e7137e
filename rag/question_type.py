"""What kind of thing a question asks for, and whether a sentence holds one.

Deterministic rules for English; a question of no known kind favours no sentence. Knows no model.
"""

import functools
import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from rag.kinds import (
    CLOCK,
    CURRENCY,
    DATE,
    NUMBER,
    holds_age,
    holds_span,
    holds_unit,
    tells_other_end,
    weigh_cause,
    weigh_person,
    weigh_place,
)

Kind = Literal["count", "measure", "money", "time", "date", "person", "place", "reason", "other"]

VALUES: tuple[Kind, ...] = ("count", "measure", "money", "date", "time")
_PATTERNS: tuple[tuple[Kind, str], ...] = (
        ("reason", r"^\W*(?:(?:and|but|so|then|explain|for what reason) )*(?:why\b|for what reason\b|how come\b)"),
        ("time", r"\b(?:what|which) time\b|\bhow late\b|\bhours\?"),
        ("date", r"^\W*(?:\w+\W+){0,2}when\b|\bwhen\W*$|\b(?:what|which|same) (?:year|date|day|month|decade|century)\b"),
        ("measure", r"\bhow much (?!(?:money|funding|revenue|profit|debt|aid|pay|tax|income|budget|cash|worth|cost|in|"
                    r"for|per|more|less|of|it|they|he|she|did|do|does|is|are|was|were|will|would|has|have|had|can|"
                    r"could|should|must|may|the|a|an|this|that|those|these|their|his|her|its)\b)[a-z]"),
        ("measure", r"\bhow much (?:do|does|did|will|can|could) [^,;?]*\b(?:weigh|hold|measure|rise|fall|grow|shrink|"
                    r"carry|lift|drink|eat|rain|snow)\W*$|\bwhat (?:do|does|did|will) [^,;?]*\bweigh\W*$"),
        ("money", r"\b(?:how much|cost|costs|price|fares?|fee|paid for .* how much|salary|budget|"
                  r"subsidy|what .* allowance|levy)\b.*\?|\bhow expensive\b|"
                   r"\bwhat (?:did|does|do|will|would|must|has|have)\b.*\b(?:pay|paid|spend|spent|charged?|earn)\b|"
                   r"\bwhat (?:is|are|was|were)\b.*\b(?:paying|paid|charging|charged|spending|earning)\b(?!.*\b(?:on|for|with|to)\W*$)|"
                   r"\b(?:what|which) (?:fine|fee|rent|sum|wage|deposit|reward|penalty|bonus|discount)\b"),
        ("measure", r"\bhow (?:long|far|tall|high|deep|big|large|heavy|fast|wide|old|hot|cold)\b|"
                    r"\b(?:what|which) (?:percentage|percent|share|proportion|age|size|fraction|"
                    r"length|height|weight|distance|speed|temperature)\b"),
        ("count", r"\bhow (?:many|often)\b|\bwhat (?:number|population)\b"),
        ("person", r"\bwho(?:m|se)?\b|\b(?:which|what) (?:\w+ )?(?:person|man|woman|company|firm|"
                   r"author|artist|player|team|king|queen|president)\b"),
        ("place", r"\bwhere\b|\b(?:in |at )?(?:which|what) (?:\w+ )?(?:city|country|town|village|"
                  r"place|state|county|region|building)\b"),
        ("reason", r"\bwhy\b|\bwhat (?:caused|led)\b|"
                   r"\bwhat(?: is|['’]?s| was| are| were) the (?:\w+ )?(?:reason|cause)s?\b|"
                   r"\bfor what reason\b"),
)  # fmt: skip
_RULES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
# Wider than the patterns above: without any of these a text surely holds nothing of the kind.
ANY_NUMBER = re.compile(
    rf"\d|{NUMBER.pattern}|\b(?:one|once|single|sole|no|zero|several|few|many|all|both|pair|couple|"
    r"first|second|\w+(?:teen|ty|dred|sand|llions?))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
ANY_DATE = re.compile(
    rf"\d|{DATE.pattern}|\b(?:yesterday|today|tomorrow|tonight|now|ago|century|centuries|decades?|"
    r"years?|months?|weeks?|days?|spring|summer|autumn|winter|morning|evening|night|noon|early|late|"
    r"christmas|easter|may|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    re.IGNORECASE,
)


# Many type no question mark.
_ASKS = re.compile(
    r"\W*(?:(?:and|so|but|then) )?(?:how|what|which|when|where|who|is|are|was|does|do|did|will)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"\b(?:how|what|which) ([a-z]+)", re.IGNORECASE)
_LASTING = re.compile(
    r"\bhow long (?:ago|after|before|did|does|do|has|have|had|will|would|can|could|must|may|until)\b|"
    r"\bhow long\b.*\b(?:last|take|stay|in use)",
    re.IGNORECASE,
)
AGES = ("old", "age")
SPAN_FOR_AGE = 0.3  # of an age's worth where a sentence tells only how long something lasted
OTHER_END = 0.3  # of a date's worth where the sentence tells when it ended, not when it began
OTHER_YEAR = 0.5  # of a value's worth where the sentence is of another year than the question


@dataclass(frozen=True, slots=True)
class QuestionType:
    """The kind of thing asked for.

    Attributes:
        question: As asked.
        kind: What it asks for.
        counted: For a count the nouns that may be counted.
        measured: For a measure the word that says what is, such as `heavy`; `lasting` of time.
    """

    question: str
    kind: Kind
    counted: tuple[str, ...] = ()
    measured: str = ""


def classify(question: str) -> QuestionType:
    """Read the kind from the question's words; the first rule that fits wins."""
    asked = f"{question}?" if _ASKS.match(question) and "?" not in question else question
    kind: Kind = next((kind for kind, pattern in _RULES if pattern.search(asked)), "other")
    counted: tuple[str, ...] = ()
    if kind == "count":
        match = re.search(r"\bhow many ((?:\w+ ?){1,3})", question, re.IGNORECASE)
        counted = tuple(word.lower() for word in match[1].split()) if match else ()
    measured = ""
    if kind == "measure" and (match := _MEASURED.search(question)):
        measured = "lasting" if _LASTING.search(question) else match[1].lower()
    return QuestionType(question, kind, counted, measured)


def match(asked: QuestionType, sentence: str) -> float:
    """Tell how well a sentence holds the kind of thing asked for.

    Returns:
        From 0 (nothing of that kind, so it can hardly answer) to 1; 0.5 for kind `other`. What
        the question itself says does not count.
    """
    if asked.kind == "other":
        return 0.5
    known = _words_of(asked.question)
    if asked.kind in ("count", "measure", "money"):
        return _match_number(asked, sentence, known)
    if asked.kind == "time":
        return 1.0 if CLOCK.search(sentence) else 0.0
    if asked.kind == "date":
        return _match_date(asked, sentence, known)
    if asked.kind == "reason":
        return weigh_cause(sentence)
    return (weigh_person if asked.kind == "person" else weigh_place)(sentence, known)


def missing_kind(asked: QuestionType, text: str) -> str:
    """Name the kind of thing asked for if a text surely holds none of it.

    Returns:
        `"price"`, `"number"`, `"date"` or `"time"`; empty if it may hold one, or the kind shows in no form.
    """
    if asked.kind == "money":
        is_none = not re.search(CURRENCY, text, re.IGNORECASE) and not ANY_NUMBER.search(
            _YEAR.sub("", text)
        )
        return "price" if is_none else ""
    if asked.kind in ("count", "measure"):
        return "" if ANY_NUMBER.search(text) else "number"
    if asked.kind in ("date", "time"):
        return "" if ANY_DATE.search(text) else "date" if asked.kind == "date" else "time"
    return ""


@functools.lru_cache(64)  # the same for all sentences that are looked at
def _words_of(question: str) -> frozenset[str]:
    return frozenset(word.lower() for word in re.findall(r"[\w.,]+", question))


def _match_date(asked: QuestionType, sentence: str, known: Set[str]) -> float:
    new = [found[0] for found in DATE.finditer(sentence) if found[0].lower() not in known]
    is_exact = CLOCK.search(sentence) or any(re.search(r"\d", date) for date in new)
    told = 1.0 if is_exact else 0.7 * bool(new)
    return told * (OTHER_END if tells_other_end(asked.question, sentence) else 1.0)


def _match_number(asked: QuestionType, sentence: str, known: Set[str]) -> float:
    numbers = [n for n in NUMBER.finditer(sentence) if n[0].lower() not in known]
    if asked.measured == "lasting" and holds_span(sentence):
        return 0.9
    if not numbers:
        return 0.0
    if asked.kind == "money":
        return 1.0 if re.search(CURRENCY, sentence, re.IGNORECASE) else 0.3
    if asked.measured == "much" and re.search(CURRENCY, sentence, re.IGNORECASE):
        return 1.0
    in_unit = asked.kind == "measure" and any(
        holds_unit(sentence, number, of=asked.measured) for number in numbers
    )
    if asked.measured in AGES:
        return 1.0 if holds_age(sentence) else SPAN_FOR_AGE * in_unit
    if asked.kind == "measure":
        return 1.0 if in_unit else 0.3
    after = [sentence[number.end() : number.end() + 40].lower() for number in numbers]
    stems = {word[: max(4, len(word) - 2)] for word in asked.counted if len(word) > 3}
    near = any(stem in rest for stem in stems for rest in after)
    return (1.0 if near else 0.6) * (OTHER_YEAR if _is_of_other_year(asked, sentence) else 1.0)


def _is_of_other_year(asked: QuestionType, sentence: str) -> bool:
    wanted, told = set(_YEAR.findall(asked.question)), set(_YEAR.findall(sentence))
    return bool(wanted and told) and wanted.isdisjoint(told)
