"""Questions for the most of something, or the more of two: which word, and which columns of a table it is of.

A table of English adjectives and of the heads under which their measure stands. Knows no library.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.stretches import Span

Dimension = Literal[
    "age", "time", "price", "speed", "size", "length", "height", "depth", "weight", "width",
    "warmth", "traffic", "noise", "quiet", "amount",
]  # fmt: skip
# They say what is measured whatever noun follows: of “the cheapest beds” their number is none.
_STRICT = frozenset(("age", "time", "price", "speed"))
_YEARS = (
    r"years?|built|opened|opening|founded|foundation|established|since|born|birth|dates?|completed|completion|"
    r"commissioned|constructed|construction|launched|introduced|incorporated|first|begun|started|planted|laid|cast|released|registered"
)
_TIMES = (
    r"times?|dates?|days?|years?|starts?|begins?|opens?|closes?|ends?|departs?|departure|arrives?|arrival|"
    r"open from|open to|deadline|due|until|sailing|train|bus"
)
_TRAFFIC = (
    r"passengers?|visitors?|visits?|users?|traffic|footfall|journeys?|guests?|customers?|vehicles?"
)
_NOISE = r"noise|loudness|sound|db|db\(a\)|decibels?"
_DURATIONS = r"times?|durations?|hours?|hrs?|minutes?|mins?|seconds?|secs?|days?"
# What a head says where the measure is more, and where it is less, the greater the number.
_HEADS: dict[Dimension, tuple[str, str]] = {
    "age": (r"ages?|years old", _YEARS),
    "time": (_TIMES, ""),
    "price": (
        r"prices?|costs?|fees?|fares?|rates?|charges?|rents?|tenders?|bids?|offers?|quotes?|amounts?|sums?|premiums?|"
        r"€|£|\$|eur|euros?|gbp|usd|chf|crowns?|pounds?|dollars?|pence|cents?",
        "",
    ),
    "speed": (r"speeds?|mph|km/h|knots?|kn|(?:per|an?|each|/) ?(?:second|minute|hour|day)|throughput|fps|growth", _DURATIONS),
    "size": (
        r"areas?|sizes?|capacity|population|inhabitants|residents|volumes?|acreage|hectares?|ha|acres?|"
        r"km²|km2|m²|m2|sq\.?|square|employees|staff|members|teu|dwt|turnover|revenue|sales",
        "",
    ),
    "length": (rf"lengths?|distances?|long|km|miles?|pages?|span|{_DURATIONS}", ""),
    "height": (r"heights?|altitudes?|elevations?|summit|above sea level|tall|high", ""),
    "depth": (r"depths?|deep", ""),
    "weight": (r"weights?|mass|kg|tonnes?|tons?|g|lb", ""),
    "width": (r"widths?|breadth|wide", ""),
    "warmth": (r"temperatures?|temp|°c|°f|highs?|lows?", ""),
    "traffic": (_TRAFFIC, ""),
    "noise": (_NOISE, ""),
    "quiet": (rf"{_TRAFFIC}|{_NOISE}", ""),
    "amount": ("", ""),
}  # fmt: skip
_ADJECTIVES: dict[str, tuple[Dimension, int]] = {
    **dict.fromkeys(("oldest", "eldest"), ("age", 1)),
    **dict.fromkeys(("youngest", "newest", "most recent", "most recently"), ("age", -1)),
    "earliest": ("time", -1), "latest": ("time", 1),
    **dict.fromkeys(("cheapest", "least expensive", "least costly"), ("price", -1)),
    **dict.fromkeys(("dearest", "most expensive", "costliest", "priciest", "most costly"), ("price", 1)),
    **dict.fromkeys(("fastest", "quickest"), ("speed", 1)), "slowest": ("speed", -1),
    **dict.fromkeys(("largest", "biggest", "greatest"), ("size", 1)), "smallest": ("size", -1),
    **dict.fromkeys(("most populous", "most populated"), ("size", 1)),
    **dict.fromkeys(("longest", "farthest", "furthest"), ("length", 1)), "shortest": ("length", -1),
    **dict.fromkeys(("highest", "tallest"), ("height", 1)), "lowest": ("height", -1),
    "deepest": ("depth", 1), "shallowest": ("depth", -1),
    "heaviest": ("weight", 1), "lightest": ("weight", -1),
    "widest": ("width", 1), "narrowest": ("width", -1),
    **dict.fromkeys(("hottest", "warmest"), ("warmth", 1)), **dict.fromkeys(("coldest", "coolest"), ("warmth", -1)),
    "busiest": ("traffic", 1), "loudest": ("noise", 1), "noisiest": ("noise", 1), "quietest": ("quiet", -1),
    "most": ("amount", 1), **dict.fromkeys(("least", "fewest"), ("amount", -1)),
}  # fmt: skip
_SUPERLATIVE = re.compile(
    rf"\b(?:(?P<rank>second|third|2nd|3rd)[ -])?(?P<word>{'|'.join(sorted(_ADJECTIVES, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_NO_SPEED = re.compile(r"price|cost|fee|fare|rent|charge|wage|[€$£]", re.IGNORECASE)  # per day
_TIMED = re.compile(r"time|duration", re.IGNORECASE)  # per lap
_NO_SUPERLATIVE = re.compile(
    r"\b(?:at (?:the )?(?:most|least|latest|earliest|best)|(?:one|some|two|three|any) of the|most(?:ly)? (?:of|people|often)|"
    r"how (?:many|much) more|than|average|mean|total)\b",
    re.IGNORECASE,
)
# Nouns that are counted, and heads that say so in another word.
_COUNTED = tuple(
    (frozenset(nouns.split()), re.compile(rf"(?<![^\W\d])(?:{heads})(?![^\W\d])", re.IGNORECASE))
    for nouns, heads in (
        ("electricity energy power", r"[kmgt]wh"),
        ("people inhabitants residents citizens", r"population|inhabitants|residents"),
        ("people visitors spectators guests fans", r"attendances?|visitors|visits|spectators"),
        ("people staff workers employees jobs", r"employees|staff|headcount|jobs"),
        ("points", r"pts\.?"),
        ("rain", r"rainfall|precipitation"),
        ("sun", r"sunshine"),
        ("money", r"revenue|takings|turnover|income|raised"),
        ("seats", r"capacity"),
    )
)
_FORMS = {"most ": "more ", "least ": "less ", "est": "er"}
_COMPARATIVES = {"more": "most", "fewer": "fewest", "less": "least", "farther": "farthest", "further": "furthest"} | {
    re.sub(r"^most (?=.)|^least (?=.)|est$", lambda found: _FORMS[found[0]], word): word for word in _ADJECTIVES
    if word not in ("most", "least", "fewest", "farthest", "furthest", "eldest")
}  # fmt: skip
_COMPARATIVE = re.compile(
    rf"\b(?:{'|'.join(sorted(_COMPARATIVES, key=len, reverse=True))})\b", re.IGNORECASE
)
_ONE = r"(?:[^\W_][\w.’'&/-]*)(?: [\w.’'&/-]+){0,5}?"
_AUXILIARY = r"^(?:is|are|was|were|does|do|did|has|have|had)"
# Between which two: “Which is higher, A or B?”, “Which of A and B is higher?”, “Is A higher than B?”
_BETWEEN = (
    re.compile(rf"[,:;–—]\s*(?P<one>{_ONE}),? or (?P<other>{_ONE})\s*\??$", re.IGNORECASE),
    re.compile(rf"\b(?:of|between|out of) (?P<one>{_ONE}) (?:and|or) (?P<other>{_ONE})(?=,| (?:have|had|did|\w+s|\w+ed|were|are)\b)", re.IGNORECASE),
    re.compile(rf"\b(?:in|on) (?P<one>{_ONE}) or (?:in |on )?(?P<other>{_ONE})\s*\??$", re.IGNORECASE),
    re.compile(rf"\b(?P<in>in|on|at) (?P<one>{_ONE}) than (?P=in) (?P<other>{_ONE})\s*\??$", re.IGNORECASE),
    re.compile(rf"{_AUXILIARY} (?P<one>{_ONE}) (?:or|and) (?P<other>{_ONE})(?= (?:a |the |have |has |had )?(?:{_COMPARATIVE.pattern}))", re.IGNORECASE),
    re.compile(rf"{_AUXILIARY} (?P<one>{_ONE})(?= (?:\w+ ){{0,2}}?{_COMPARATIVE.pattern} .*\bthan )(?:.*\bthan )(?P<other>{_ONE})(?: did| does| was| is| had| has)?\s*\??$", re.IGNORECASE),
)  # fmt: skip
_RANKS = {"second": 2, "2nd": 2, "third": 3, "3rd": 3}


@dataclass(frozen=True, slots=True)
class Superlative:
    """The one superlative of a question, or its comparative.

    Attributes:
        start: Where it begins in the question.
        end: Where it ends.
        word: It, as asked, in small letters; `most` with an adjective that it forms a word of.
        dimension: What it measures; `amount` for whatever noun follows.
        sign: 1 for the most of it, -1 for the least.
        rank: 1 for the first, 2 for “second highest”.
        between: The two that are compared; none if all are.
    """

    start: int
    end: int
    word: str
    dimension: Dimension
    sign: int
    rank: int = 1
    between: tuple[Span, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Tell whether only columns of its own measure are meant, whatever noun follows."""
        return self.dimension in _STRICT

    def sign_of(self, head: str) -> int:
        """Tell which way a column measures it.

        Returns:
            1 if the greatest number under this head is meant, -1 for the smallest, 0 if the head
            does not say that it measures it.
        """
        if self.dimension == "speed" and _NO_SPEED.search(head):
            return 0
        more, less = _HEADS[self.dimension]
        for pattern, sign in ((more, 1), (less, -1)):
            if not pattern or (self.dimension == "speed" and sign > 0 and _TIMED.search(head)):
                continue
            if re.search(rf"(?<![^\W\d])(?:{pattern})(?![^\W\d])", head, re.IGNORECASE):
                return sign * self.sign
        return 0


def counts(words: Sequence[str], head: str) -> bool:
    """Tell whether a head counts what a noun names in another word: “Output (GWh)” is electricity."""
    asked = {word.casefold() for word in words}
    return any(asked & nouns and heads.search(head) for nouns, heads in _COUNTED)


def find_superlative(question: str) -> Superlative | None:
    """Give the superlative of a question; None if it has none, several, or one that asks for no single thing."""
    found = list(_SUPERLATIVE.finditer(question))
    if len(found) != 1 or _NO_SUPERLATIVE.search(question):
        return None
    (match,) = found
    word = match["word"].casefold()
    dimension, sign = _ADJECTIVES[word]
    rank = _RANKS.get((match["rank"] or "").casefold(), 1)
    return Superlative(match.start(), match.end(), word, dimension, sign, rank)


def find_comparison(question: str) -> Superlative | None:
    """Give the comparative of a question that asks for the more of two; None if it is no such question."""
    found = list(_COMPARATIVE.finditer(question))
    between = next((match for form in _BETWEEN if (match := form.search(question))), None)
    if len(found) != 1 or between is None:
        return None
    (match,) = found
    dimension, sign = _ADJECTIVES[_COMPARATIVES[match[0].casefold()]]
    return Superlative(
        match.start(),
        match.end(),
        match[0].casefold(),
        dimension,
        sign,
        between=(between.span("one"), between.span("other")),
    )
