"""How a sentence holds a value of the kind asked for: units, dates, clocks, names, causes.

Deterministic patterns of English, kept apart from the reading of questions. Knows no question.
"""

import re
from collections.abc import Iterator, Mapping, Set
from types import MappingProxyType
from typing import Literal

CauseWords = Literal["sure", "may", "purpose", ""]
CURRENCY = r"(?:[$€£¥]|\b(?:crowns?|dollars?|euros?|pounds?|cents?|pence|francs?|yen|yuan|rupees?|usd|eur|gbp)\b)"
_TIME = r"years?|months?|weeks?|days?|nights?|hours?|minutes?|seconds?|decades?|century|centuries"
_LENGTH = r"(?:kilo|milli|centi|deci|nano)?met(?:re|er)s?|miles?|feet|foot|inch(?:es)?|yards?|km|mm|cm|m\b"
_AREA = r"acres?|hectares?|square"
_VOLUME = r"(?:milli)?lit(?:re|er)s?|gallons?|barrels?|cubic"
_WEIGHT = r"tonnes?|tons?|(?:kilo|milli)?grams?|kilos?|kg|pounds?|lbs?\b|ounces?"
_HEAT = r"degrees?|°"
_SHARE = r"per ?cent|%|percentage"
_POWER = r"\w*watts?|\w*volts?|mph|knots?"
_MORE = r"stor(?:e?y|ies)|floors?"
_ENERGY = r"k?calories|kcal|(?:kilo)?joules?|[kmg]w(?:h)?|(?:kilo|mega|giga)watts?(?:[ -]hours?)?"
# Of each kind of quantity the units, whatever they measure.
UNITS = (_TIME, _LENGTH, _AREA, _VOLUME, _WEIGHT, _HEAT, _SHARE, _ENERGY)
# What an adjective or noun of a question may be measured in.
_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "lasting": _TIME,
        "old": _TIME,
        "age": _TIME,
        "long": rf"{_TIME}|{_LENGTH}",
        "far": rf"{_TIME}|{_LENGTH}",
        "heavy": _WEIGHT,
        "weight": _WEIGHT,
        "hot": _HEAT,
        "cold": _HEAT,
        "temperature": _HEAT,
        "percentage": _SHARE,
        "percent": _SHARE,
    }
)
_SPACE = rf"{_LENGTH}|{_AREA}|{_VOLUME}|{_WEIGHT}|{_HEAT}|{_SHARE}|{_POWER}|{_MORE}"
_NOT_TIME = "tall high deep big large wide size length height distance".split()
_ANY = rf"{_TIME}|{_SPACE}"
NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|million|billion|dozens?|half|third|quarter|fifth|tenth|twice|"
    r"nobody|none)\b",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"\b\d{1,2}(?:[.:]\d{2})? ?(?:[ap]\.?m\b)|\b\d{1,2}:\d{2}\b|o['’]clock|\b(?:noon|midnight)\b",
    re.IGNORECASE,
)
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
DATE = re.compile(
    r"\b(?:1\d{3}|20\d{2})(?:s|\b)|\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|"
    rf"\d (?:{MONTHS})|"
    rf"\b(?:{_DAYS}|\d+(?:st|nd|rd|th) century|{MONTHS}|"
    r"(?:last|next|this) (?:spring|summer|autumn|winter|year|month|week)|(?:in|the) (?:spring|summer|"
    r"autumn|winter))\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b(?:from|between|since)\b.*\b(?:to|until|till|and)\b|\d ?[–-] ?\d")
_STARTS = re.compile(
    r"\b(?:start|began|begin|begun|open|launch|found(?:ed|ing)\b|establish|introduc|walk(?:ed)? out|"
    r"first\b|from\b|since\b)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:end(?:ed|s|ing)?\b|finish|clos(?:e|ed|es|ing|ure)\b|stop|conclu|abolish|until\b|last\b)",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|caus(?:e[sd]?|ing)|due to|owing to|owe[sd]?|reasons?|so that|in order to|"
    r"thanks to|as a result|resulted from|therefore|led to|blame[sd]?|blaming|attribut\w+|in protest|"
    r"prompted|turned out|made it (?:im)?possible|explain(?:s|ed)?|on the grounds?|for fear|in response to|came from|stem(?:s|med) from)\b|"
    r", so (?!that\b|far\b|much\b|many\b)",
    re.IGNORECASE,
)
_MAY_CAUSE = re.compile(
    rf"\b(?:(?:after|since|following) (?!\d|{MONTHS}|then|that|this)|as (?:the|a|an|it|he|she|they|his|her|its|their)\b|"
    r"too \w+|so \w+ that|without|needed|wanted|could (?:not|only)|cannot|unable|found to|failed|"
    r"refused|hop(?:ed?|ing) (?:to|that)|fear(?:ed|ing|s)?)\b|: *[^\s:]",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+)*")
_POSSESSIVE = re.compile("[’']s?$")
_CALENDAR = re.compile(rf"(?:{MONTHS}|{_DAYS})", re.IGNORECASE)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|near|from|into|to|on|across|over)(?: the)? $", re.IGNORECASE
)
_SOME_PLACE = re.compile(
    r"\b(?:in|at|near|into|on|onto) (?:the|a|an|their|his|her|its) \w", re.IGNORECASE
)
_SOMEBODY = re.compile(
    r"\b(?:a|an|the|by|two|three|\d+) (?:[\w-]+ ){0,2}\w+(?:er|or|ist|ian|man|men|woman|women|people|ees?|ants?|"
    r"ents?|society|company|firm|club|group|family|council|team|maker)s?\b",
    re.IGNORECASE,
)


# "Pryce, 58, of", "aged 93", "the 59-year-old", "at 38 she is", "in his fifties".
_AGE = re.compile(
    r"[^\W\d_][’')]?,? \(?\d{1,3}\)?(?:,|\.$| \()|\b[Aa]ged? (?:of )?(?:\d|[a-z]+(?:ty|een|[vx]e|ine)\b)|\byears?[- ]old\b|"
    r"\b(?:[Aa]t|[Tt]urn(?:s|ed)|[Bb]y) (?:just )?\d{1,2}(?:,| (?:she|he|they|the|still|last|in|this)\b)|"
    r"\bin (?:his|her|their) (?:\w+ )?\w+ties\b|[^\W\d_] \(\d{1,3}\)|\b(?:[Hh]e|[Ss]he|who) (?:is|was) (?:now )?\d{1,3}\b(?![.,]\d)"
)


def holds_age(sentence: str) -> bool:
    """Tell whether a sentence says how old somebody is, as news do: “Ann Berg, 58, of”."""
    return _AGE.search(sentence) is not None


def holds_unit(sentence: str, number: re.Match[str], *, of: str) -> bool:
    """Tell whether a number of a sentence is of what a word such as `heavy` is measured in."""
    units = _UNITS.get(of) or (_SPACE if of in _NOT_TIME else _ANY)
    rest = sentence[number.end() : number.end() + 40].lower()
    return re.match(rf"[\s-]*(?:(?!{_ANY})[a-z]+[\s-])?(?:{units})", rest) is not None


def holds_span(sentence: str) -> bool:
    """Tell whether a sentence says from when to when."""
    return len(DATE.findall(sentence)) > 1 and _SPAN.search(sentence) is not None


def tells_other_end(question: str, sentence: str) -> bool:
    """Tell whether a sentence is of an end and the question of a beginning, or the other way."""
    asks_start, asks_end = bool(_STARTS.search(question)), bool(_ENDS.search(question))
    if asks_start == asks_end:
        return False
    wanted, other = (_STARTS, _ENDS) if asks_start else (_ENDS, _STARTS)
    return other.search(sentence) is not None and wanted.search(sentence) is None


def read_cause(sentence: str) -> CauseWords:
    """Say how surely the words of a sentence give a cause; empty if they do not."""
    if _CAUSE.search(sentence):
        return "sure"
    if _MAY_CAUSE.search(sentence):
        return "may"
    return "purpose" if " to " in sentence else ""


def weigh_cause(sentence: str) -> float:
    """Say the same as a number in [0, 1]."""
    return {"sure": 1.0, "may": 0.5, "purpose": 0.3, "": 0.0}[read_cause(sentence)]


def weigh_person(sentence: str, known: Set[str]) -> float:
    """Say how surely a sentence names somebody whom `known` words do not, in [0, 1]."""
    names = list(_new_names(sentence, known))
    if any(not _BEFORE_PLACE.search(sentence, 0, name.start()) for name in names):
        return 1.0
    return 0.4 if names or _SOMEBODY.search(sentence) else 0.0


def weigh_place(sentence: str, known: Set[str]) -> float:
    """Say how surely a sentence names a place that `known` words do not, in [0, 1]."""
    names = list(_new_names(sentence, known))
    if any(_BEFORE_PLACE.search(sentence, 0, name.start()) for name in names):
        return 1.0
    if names:
        return 0.8
    return 0.4 if _SOME_PLACE.search(sentence) else 0.0


def _new_names(sentence: str, known: Set[str]) -> Iterator[re.Match[str]]:
    """Give capitalised names that are not known; one word at the start is no name."""
    for name in _NAME.finditer(sentence):
        words = [_POSSESSIVE.sub("", word.lower()) for word in name[0].split()]
        new = [word for word in words if word not in known and not _CALENDAR.fullmatch(word)]
        if new and (name.start() > 2 or len(words) > 1):
            yield name
