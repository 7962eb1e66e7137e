"""Text → the numbers and dates in it, normalised so that they can be compared. Knows no model.

"3.2 million" is 3,200,000, "seven" is 7, "50 percent" is 50 %, "12 September 2033" is 2033-09-12.
Rules for English.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
_WORDS = {
    **{word: float(at) for at, word in enumerate(_ONES)},
    **{word: 20.0 + 10 * at for at, word in enumerate(_TENS)},
    **{word: float(at) for at, word in enumerate(_ORDINALS, start=1)},
    "dozen": 12.0, "half": 0.5, "twice": 2.0,
}  # fmt: skip
# Unit as written → the unit it is compared in, and how many of that it is.
_UNITS: dict[str, tuple[str, float]] = {
    **dict.fromkeys(("%", "percent", "per cent"), ("%", 1.0)),
    **dict.fromkeys(("$", "dollar", "dollars", "usd", "us$"), ("$", 1.0)),
    **dict.fromkeys(("€", "euro", "euros", "eur"), ("€", 1.0)),
    **dict.fromkeys(("£", "gbp"), ("£", 1.0)),
    **dict.fromkeys(("¥", "yen", "yuan"), ("¥", 1.0)),
    **dict.fromkeys(("crown", "crowns"), ("crown", 1.0)),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), ("m", 1e3)),
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), ("m", 1.0)),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), ("m", 0.01)),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeter", "millimeters"), ("m", 1e-3)),
    **dict.fromkeys(("mile", "miles"), ("mile", 1.0)),
    **dict.fromkeys(("foot", "feet", "ft"), ("foot", 1.0)),
    **dict.fromkeys(("inch", "inches"), ("inch", 1.0)),
    **dict.fromkeys(("kg", "kilogram", "kilograms", "kilo", "kilos"), ("g", 1e3)),
    **dict.fromkeys(("g", "gram", "grams"), ("g", 1.0)),
    **dict.fromkeys(("mg", "milligram", "milligrams"), ("g", 1e-3)),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), ("tonne", 1.0)),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), ("litre", 1.0)),
    **dict.fromkeys(("second", "seconds"), ("second", 1.0)),
    **dict.fromkeys(("minute", "minutes"), ("second", 60.0)),
    **dict.fromkeys(("hour", "hours"), ("second", 3600.0)),
    **dict.fromkeys(("day", "days"), ("day", 1.0)),
    **dict.fromkeys(("week", "weeks"), ("day", 7.0)),
    **dict.fromkeys(("month", "months"), ("month", 1.0)),
    **dict.fromkeys(("year", "years"), ("month", 12.0)),
    **dict.fromkeys(("°c", "°f", "°", "degree", "degrees"), ("°", 1.0)),
    **dict.fromkeys(("hectare", "hectares"), ("hectare", 1.0)),
    **dict.fromkeys(("acre", "acres"), ("acre", 1.0)),
}
UNIT_WORDS = frozenset(_UNITS)
_CLOCK_UNIT = "clock"
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_WORD_NUMBER = "|".join(sorted((*_WORDS, "hundred"), key=len, reverse=True))
_NUMBER = re.compile(
    r"(?P<currency>(?:US)?\$|[€£¥])?\s?"
    rf"(?:(?<![\w.])(?P<digits>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?(?![\d])"
    rf"|\b(?P<words>(?:{_WORD_NUMBER})(?:(?:[ -]|\sand\s)(?:{_WORD_NUMBER}|thousand|million|billion))*)\b)"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|k|bn|tn)\b)?"
    rf"(?:[\s-]?(?P<unit>{'|'.join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))})(?!\w))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[.:](\d{2}))?\s?([ap])\.?m\b\.?|\b(\d{1,2}):(\d{2})\b", re.IGNORECASE
)
_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_YEAR = r"(?P<year>1\d{3}|20\d{2}|21\d{2})"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH} (?:the )?{_DAY}\b(?!:)(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH},? (?:of )?{_YEAR}\b",
        rf"(?<![\w$€£.,]){_YEAR}(?P<decade>['’]?s)?(?!\w|,\d|\.\d| ?%)",
        r"(?<=\b(?:1\d|20)\d\d[–/-])(?P<short>\d\d)(?![\w-])",  # of 2018–19 the second
        rf"\b(?P<weekday>{'|'.join(day.capitalize() for day in _DAYS)})s?\b",
        r"\b(?P<month>January|February|April|June|July|August|September|October|November|December|"
        r"(?:(?<=in )|(?<=of )|(?<=since )|(?<=by )|(?<=last )|(?<=next )|(?<=until )|(?<=before )|"
        r"(?<=after )|(?<=this )|(?<=early )|(?<=late ))(?:May|March))\b",
    )
)
_HEDGE = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|approximately|some|over|under|more than|less than|"
    r"fewer than|at least|up to|circa)\s$",
    re.IGNORECASE,
)
HEDGED_TOLERANCE = 0.1  # "about 3 million" stands for 3.2 million


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at characters `[start, end)`, as written.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        value: The number.
        unit: The unit it is compared in; empty for none.
        factor: How many of that unit one of the written unit is.
        is_hedged: It is said to be about so much.
    """

    start: int
    end: int
    value: float
    unit: str
    factor: float = 1.0
    is_hedged: bool = False

    def covers(self, other: "Quantity") -> bool:
        """Tell whether this number of the evidence bears out another of the claim."""
        if self.unit and other.unit and self.unit != other.unit:
            return False
        has_units = bool(self.unit and other.unit)
        ours, theirs = (
            number.value * number.factor if has_units else number.value for number in (self, other)
        )
        if other.is_hedged and _digits(theirs) < _digits(ours):
            return math.isclose(ours, theirs, rel_tol=HEDGED_TOLERANCE)
        return math.isclose(ours, theirs, rel_tol=1e-6)


@dataclass(frozen=True, slots=True)
class Date:
    """A date at characters `[start, end)`; a part that is not said is None."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    is_decade: bool = False

    def agrees(self, other: "Date") -> bool:
        """Tell whether two dates may be the same, one saying less than the other."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        said = [(ours, theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
        return bool(said) and all(ours == theirs for ours, theirs in said)

    def covers(self, other: "Date") -> bool:
        """Tell whether this date of the evidence says all that another of the claim says."""
        if other.is_decade and self.year is not None and other.year is not None:
            return self.year // 10 == other.year // 10
        pairs = (
            (self.year, other.year),
            (self.month, other.month),
            (self.day, other.day),
            (self.weekday, other.weekday),
        )
        return not self.is_decade and all(
            theirs is None or ours == theirs for ours, theirs in pairs
        )


def find_dates(text: str) -> tuple[Date, ...]:
    """Give the dates in a text, in order: days, months, years, decades and weekdays."""
    found: list[Date] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if not any(match.start() < date.end and date.start < match.end() for date in found):
                found.append(_date(match))
    return tuple(sorted(found, key=lambda date: date.start))


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Give the numbers in a text that are no part of a date, in order."""
    taken = [(date.start, date.end) for date in find_dates(text)]
    found = []
    for quantity in (*_clocks(text), *_numbers(text)):
        if not any(quantity.start < end and start < quantity.end for start, end in taken):
            found.append(quantity)
            taken.append((quantity.start, quantity.end))
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _date(match: re.Match[str]) -> Date:
    parts = {name: text for name, text in match.groupdict().items() if text}
    month, weekday = parts.get("month"), parts.get("weekday")
    return Date(
        start=match.start(),
        end=match.end(),
        year=_year(match, parts),
        month=_month(month) if month else None,
        day=int(parts["day"]) if "day" in parts else None,
        weekday=_DAYS.index(weekday.lower()) if weekday else None,
        is_decade="decade" in parts,
    )


def _year(match: re.Match[str], parts: Mapping[str, str]) -> int | None:
    if "short" in parts:
        return int(match.string[match.start() - 5 : match.start() - 3] + parts["short"])
    return int(parts["year"]) if "year" in parts else None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(at for at, name in enumerate(_MONTHS, start=1) if name.startswith(text.lower()[:3]))


def _clocks(text: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(text):
        hour = int(match[1] or match[4])
        if match[3]:
            hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
        minutes = 60 * hour + int(match[2] or match[5] or 0)
        yield Quantity(match.start(), match.end(), float(minutes), _CLOCK_UNIT)


def _numbers(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        digits, words = match["digits"], match["words"]
        value = float(digits.replace(",", "")) if digits else _value_of(words)
        scale = (match["scale"] or "").lower()
        value *= _SCALES.get(scale, 1.0)
        unit, factor = _UNITS.get((match["currency"] or "").lower(), ("", 1.0))
        written = (match["unit"] or "").lower()
        if unit and written == "m":
            value *= 1e6  # "$3 m" is millions
        elif not unit and written and not (written == "second" and not digits):
            unit, factor = _UNITS[written]
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        hedged = _HEDGE.search(text, max(0, start - 20), start) is not None
        yield Quantity(start, match.end(), value, unit, factor, hedged)


def _value_of(words: str) -> float:
    """Add up a number in words, such as "two hundred and five" or "twenty-one"."""
    total, current = 0.0, 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in ("and", ""):
            continue
        if word == "hundred":
            current = (current or 1.0) * 100
        elif word in _SCALES:
            total, current = total + (current or 1.0) * _SCALES[word], 0.0
        elif word in ("dozen", "half"):
            current = (current or 1.0) * _WORDS[word]
        else:
            current += _WORDS[word]
    return total + current


def _digits(value: float) -> int:
    """Count the significant digits of a number: 1 of 3,000,000, 2 of 3.2 million."""
    return len(f"{value:.6g}".split("e")[0].replace(".", "").strip("0-"))
