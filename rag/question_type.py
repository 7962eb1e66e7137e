"""What kind of thing a question asks for, and whether a sentence holds one.

Deterministic rules for English; a question of no known kind favours no sentence. Knows no model.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "measure", "money", "time", "date", "person", "place", "reason", "other"]

_CURRENCY = r"(?:[$€£¥]|\b(?:crowns?|dollars?|euros?|pounds?|cents?|pence|francs?|yen|yuan|rupees?|usd|eur|gbp)\b)"
_UNIT = (
    r"(?:per cent|percent|%|°|degrees?|kilo\w*|met(?:re|er)s?|milli\w*|centi\w*|miles?|feet|foot|"
    r"inch(?:es)?|yards?|tonnes?|tons?|grams?|kg|km|mm|cm|mph|litres?|liters?|gallons?|acres?|"
    r"hectares?|watts?|\w*watts?|years?|months?|weeks?|days?|hours?|minutes?|seconds?)"
)
_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|million|billion|dozens?|half|third|quarter|fifth|tenth|twice|"
    r"nobody|none)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[.:]\d{2})? ?(?:[ap]\.?m\b)|\b\d{1,2}:\d{2}\b|o['’]clock|\b(?:noon|midnight)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2})(?:s|\b)|\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|"
    r"\d (?:january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d+(?:st|nd|rd|th) century|"
    r"(?:january|february|march|april|june|july|august|september|october|november|december)|"
    r"(?:last|next|this) (?:spring|summer|autumn|winter|year|month|week)|(?:in|the) (?:spring|summer|"
    r"autumn|winter))\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|caus(?:e[sd]?|ing)|due to|owing to|owe[sd]?|reasons?|so that|in order to|"
    r"thanks to|as a result|therefore|led to|blamed?|attribut\w+|in protest|prompted)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+)*")
_PATTERNS: tuple[tuple[Kind, str], ...] = (
        ("time", r"\b(?:what|which) time\b|\bhow late\b|\bhours\?"),
        ("date", r"^\W*(?:\w+\W+){0,2}when\b|\bwhen\W*$|\b(?:what|which|same) (?:year|date|day|month|decade|century)\b"),
        ("money", r"\b(?:how much|cost|costs|price|fares?|fee|paid for .* how much|salary|budget|"
                  r"subsidy|what .* allowance|levy)\b.*\?|\bhow expensive\b"),
        ("measure", r"\bhow (?:long|far|tall|high|deep|big|large|heavy|fast|wide|old|hot|cold)\b|"
                    r"\b(?:what|which) (?:percentage|percent|share|proportion|age|size|fraction|"
                    r"length|height|weight|distance|speed|temperature)\b"),
        ("count", r"\bhow (?:many|often)\b|\bwhat (?:number|population)\b"),
        ("person", r"\bwho(?:m|se)?\b|\b(?:which|what) (?:\w+ )?(?:person|man|woman|company|firm|"
                   r"author|artist|player|team|king|queen|president)\b"),
        ("place", r"\bwhere\b|\b(?:in |at )?(?:which|what) (?:\w+ )?(?:city|country|town|village|"
                  r"place|state|county|region|building)\b"),
        ("reason", r"\bwhy\b|\bwhat (?:caused|is the (?:reason|cause)|was the (?:reason|cause)|led)\b|"
                   r"\bfor what reason\b"),
)  # fmt: skip
_RULES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
# Wider than the patterns above: without any of these a text surely holds nothing of the kind.
_ANY_NUMBER = re.compile(
    rf"\d|{_NUMBER.pattern}|\b(?:one|once|single|sole|no|zero|several|few|many|all|both|pair|couple|"
    r"first|second|\w+(?:teen|ty|dred|sand|llions?))\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
_ANY_DATE = re.compile(
    rf"\d|{_DATE.pattern}|\b(?:yesterday|today|tomorrow|tonight|now|ago|century|centuries|decades?|"
    r"years?|months?|weeks?|days?|spring|summer|autumn|winter|morning|evening|night|noon|early|late|"
    r"christmas|easter|may|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class QuestionType:
    """The kind of thing asked for, and for a count the nouns that may be counted."""

    question: str
    kind: Kind
    counted: tuple[str, ...] = ()


def classify(question: str) -> QuestionType:
    """Read the kind from the question's words; the first rule that fits wins."""
    kind: Kind = next((kind for kind, pattern in _RULES if pattern.search(question)), "other")
    counted: tuple[str, ...] = ()
    if kind == "count":
        match = re.search(r"\bhow many ((?:\w+ ?){1,3})", question, re.IGNORECASE)
        counted = tuple(word.lower() for word in match[1].split()) if match else ()
    return QuestionType(question, kind, counted)


def match(asked: QuestionType, sentence: str) -> float:
    """Tell how well a sentence holds the kind of thing asked for.

    Returns:
        From 0 (nothing of that kind, so it can hardly answer) to 1; 0.5 for kind `other`. What
        the question itself says does not count.
    """
    if asked.kind == "other":
        return 0.5
    known = {word.lower() for word in re.findall(r"[\w.,]+", asked.question)}
    if asked.kind in ("count", "measure", "money"):
        return _match_number(asked, sentence, known)
    if asked.kind == "time":
        return 1.0 if _CLOCK.search(sentence) else 0.0
    if asked.kind == "date":
        new = [found[0] for found in _DATE.finditer(sentence) if found[0].lower() not in known]
        return 1.0 if any(re.search(r"\d", date) for date in new) else 0.7 * bool(new)
    if asked.kind == "reason":
        return 1.0 if _REASON.search(sentence) else 0.3 * (" to " in sentence)
    return 1.0 if _has_new_name(sentence, known) else 0.0


def missing_kind(asked: QuestionType, text: str) -> str:
    """Name the kind of thing asked for if a text surely holds none of it.

    Returns:
        `"price"`, `"number"`, `"date"` or `"time"`; empty if it may hold one, or the kind shows in no form.
    """
    if asked.kind == "money":
        is_none = not re.search(_CURRENCY, text, re.IGNORECASE) and not _ANY_NUMBER.search(
            _YEAR.sub("", text)
        )
        return "price" if is_none else ""
    if asked.kind in ("count", "measure"):
        return "" if _ANY_NUMBER.search(text) else "number"
    if asked.kind in ("date", "time"):
        return "" if _ANY_DATE.search(text) else "date" if asked.kind == "date" else "time"
    return ""


def _match_number(asked: QuestionType, sentence: str, known: set[str]) -> float:
    numbers = [n for n in _NUMBER.finditer(sentence) if n[0].lower() not in known]
    if not numbers:
        return 0.0
    if asked.kind == "money":
        return 1.0 if re.search(_CURRENCY, sentence, re.IGNORECASE) else 0.3
    after = [sentence[number.end() : number.end() + 40].lower() for number in numbers]
    if asked.kind == "measure":
        return 1.0 if any(re.match(rf"[\s-]*{_UNIT}", rest) for rest in after) else 0.4
    stems = {word[: max(4, len(word) - 2)] for word in asked.counted if len(word) > 3}
    near = any(stem in rest for stem in stems for rest in after)
    return 1.0 if near else 0.6


def _has_new_name(sentence: str, known: set[str]) -> bool:
    """Find a capitalised name the question lacks; one word at the start is no name."""
    for name in _NAME.finditer(sentence):
        words = [word.lower().removesuffix("’s").removesuffix("'s") for word in name[0].split()]
        new = [word for word in words if word not in known]
        if new and (name.start() > 2 or len(words) > 1):
            return True
    return False
