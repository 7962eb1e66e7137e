"""Does a sentence surely lack the value that a question asks for? Deterministic rules for English.

Careful: `rag.question_type.match` says how well a sentence fits, this only what cannot answer at all:
“how much is a room?” is not answered by “a guesthouse with five rooms”. Knows no model and no score.
"""

import re

from rag.kinds import (
    CLOCK,
    CURRENCY,
    DATE,
    MONTHS,
    NUMBER,
    SHARE_UNITS,
    TIME_UNITS,
    UNITS,
    holds_age,
    holds_unit,
)
from rag.question_type import AGES, ANY_DATE, ANY_NUMBER, classify
from rag.ranks import find_rank

_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})s?\b")
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS})\b|\b(?:{MONTHS}) \d{{1,2}}\b", re.IGNORECASE
)
_AGE = re.compile(r", \d{1,3},| \(\d{1,3}\)|\baged? \d+|\b\d+-year-old\b")
_SERVICE = re.compile(
    r"\b(?:after|for|over|within|during) (?:[a-z]+ )?(?:\d+|[a-z-]+) (?:years|months|weeks|days)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(r"\b\d+[-–]\d+\b")
_CURRENCY = re.compile(CURRENCY, re.IGNORECASE)
_PRICE = re.compile(
    rf"[$€£¥] ?\d[\d.,]*|\b\d[\d.,]*(?: |-)?{CURRENCY}|\b\d[\d.,]*p\b", re.IGNORECASE
)
# A price in another currency or in none: nothing, a share, a large sum, what stands after "cost".
_COSTS = re.compile(
    r"\b(?:free|nothing|gratis|without charge|cheap\w*|expensive|double[ds]?|half|afford\w*|per ?cent|"
    r"[mb]illions?|thousands?|lakhs?|crores?|\d+(?:k|m|bn))\b|%|"
    r"\b(?:costs?|costing|prices?|pays?|paid|paying|charg\w+|fares?|fees?|worth|earn\w*|spen[dt]\w*)\b"
    rf"(?: \w+){{0,2}} (?:\d|{NUMBER.pattern})|"
    r"\d (?:kron\w+|krone|rou?bles?|pesos?|reais|lira|baht|won|ringgit|rand|shekels?|dinars?|dirhams?|riyals?|"
    r"zlot\w+|forints?|korun\w+|lei|hryvni\w+|shillings?|florins?|guilders?|marks?|talers?|ducats?)\b",
    re.IGNORECASE,
)
# A number that counts no things.
_BARE_NUMBER = re.compile(
    r"\d(?:[\d.,]*\d)?(?=\W*$|[.,;:)|]|\s+(?:each|per|an?|for|more|less|and|or|to|in|on|apiece|extra|"
    r"plus|if|with|at|by|from|until|but|when|while|last|this|next)\b)",
    re.IGNORECASE,
)
_PAY = r"(?:costs?|prices?|pay(?:s|ing)?|paid|spen[dt](?:ing)?|charg(?:ed?|es|ing)|earn(?:s|ed|ing)?)\b"
_ASKS_PRICE = re.compile(
    rf"\bhow (?:much|expensive)\b(?! of\b).*\b(?:{_PAY}|(?:worth|fares?|fees?|tickets?|salary|sold for)\b)|"
    r"\bhow much(?: is|['’]?s| are| was| were) (?:an?|the|one|it\W*$|entry|entrance|admission|membership|parking)(?!\w)|"
    rf"\bwhat (?:do|does|did|will|would|must|has|have|had)\b.*\b{_PAY}"
    r"(?! (?:attention|tribute|heed|homage))(?!.*\b(?:on|for|with|to)\W*$)|"
    r"\bwhat(?: is|['’]?s| was| are| were) (?:[\w’'-]+ ){0,3}?(?:costs?|prices?|fares?|fees?|salary|budget|levy)\b|"
    r"\bwhat (?:fine|fee|fare|price|salary|rent|sum|wage|deposit|reward|penalty|bonus|discount)\b",
    re.IGNORECASE,
)
_ASKS_SUM = re.compile(
    r"\bwhat (?:is|was|were|are) (?:(?!names?\b)[\w’'&-]+ ){0,4}?(?:turnover|profits?|revenues?|income|sales|wages?|"
    r"rent|earnings|takings|average|mean|median|score|ratio)\b",
    re.IGNORECASE,
)
# Years of a span, of which only the first and last are told.
_OPEN_YEARS = re.compile(
    r"\b(?:since|until|till|from|between|before|after|by|through|during|to|over|past|last|next)\b|[–/-]",
    re.IGNORECASE,
)
# What somebody's or something's age is told by, beside a number.
_ORIGIN = re.compile(
    r"\b(?:born|birth\w*|built|founded|opened|since|dat(?:es?|ed|ing)|made|launch\w*|centur(?:y|ies)|establish\w*|"
    r"began|created|laid|formed|from|old|age[ds]?|turn(?:ed|s))\b",
    re.IGNORECASE,
)
# Measured in units only; one may be far by a walk, or grow fast.
_IN_UNITS = frozenset(("tall", "high", "deep", "wide", "heavy"))
_HOW_OFTEN = re.compile(r"\bhow often\b", re.IGNORECASE)
_OF_TIME = re.compile(r"\b(?:years?|days?|times?|dates?|hours?)\b", re.IGNORECASE)
# Pounds may be money, degrees those of a university.
_UNIT = re.compile(
    rf"\b(?:how many (?!pounds|degrees)|in (?=\w+\W*$))({'|'.join(UNITS)})\b", re.IGNORECASE
)
_LIST = re.compile(r"[A-Za-z], [^,.\d]+,? and |\b(?:only|every|each|either|neither|twins?|trio)\b")
_PART = re.compile(
    r"\b(?:half|third|quarter|fifth|majority|most|all|double|every|in (?:ten|two|three|four|five))\b",
    re.IGNORECASE,
)
_SPELL = re.compile(
    r"\b(?:until|till|since|while|as long as|always|never|forever|permanent\w*|overnight|immediately|"
    r"lifetime|long|brief\w*|short\w*|whole|entire|indefinite\w*|size of|as \w+ as|than|walk|drive|away|near\w*|"
    r"next door|pace|quick\w*|slow\w*|fast\w*|rapid\w*)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\b(?:when|after|before|while|during|once|until|till|since|as soon as|upon|at|eve|dawn|dusk|"
    r"annually|daily|weekly|always|never|immediately|soon|yet|still|first|last)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^\W*(?:(?:and|so|but|then) )?when (?:did|was|were|is|are|does|do|will|has|have|had|can|should|"
    r"must|would|could)\b|\b(?:what|which) (?:year|date|day|month|decade|century)\b",
    re.IGNORECASE,
)
_PATTERNS = (
    (
        "phone number",
        r"\b(?:tele)?phone number|\bmobile number|\bnumber (?:do|can|should|to) (?:(?:i|we|you) )?(?:call|ring|phone)\b",
        r"\d[\d ()+-]{4,}",
    ),
    ("e-mail address", r"\be-?mail address", r"@"),
    (
        "colour",
        r"\b(?:what|which) colou?r\b",
        r"\bcolou?r|\w+ish\b|\b(?:red|orange|yellow|green|blue|purple|violet|pink|brown|black|white|gr[ae]y|gold|"
        r"silver|beige|cream|ivory|crimson|scarlet|maroon|burgundy|amber|ochre|turquoise|teal|cyan|navy|indigo|"
        r"lilac|lavender|magenta|mauve|khaki|olive|copper|bronze|tan|rust|rose|peach|apricot|coral|ruby|emerald|"
        r"jade|lime|mint|charcoal|pale|dark|light|blond|colou?red)\w*\b",
    ),
)
_OTHERS = tuple(
    (kind, re.compile(asks, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for kind, asks, told in _PATTERNS
)


def missing_value(question: str, sentence: str) -> str:
    """Name the value asked for if a sentence surely holds none.

    Returns:
        What is missing, such as `"price"`, `"number"`, `"date"`, `"time"`, `"phone number"` or the unit
        asked for; empty if the sentence may hold it, or what is asked for shows in no form.
    """
    for kind, asks, told in _OTHERS:
        if asks.search(question):
            return "" if told.search(sentence) else kind
    if rank := find_rank(question):
        return "" if rank.may_be_told(sentence) else "such place"
    asked = classify(question)
    if asked.kind in ("count", "measure") and (unit := _UNIT.search(question)):
        return "" if _holds_unit(unit[1], sentence) else f"number of {unit[1].lower()}"
    if asked.kind == "money":
        return "price" if _ASKS_PRICE.search(question) and not _may_be_price(sentence) else ""
    if (asked.kind == "count" and not _HOW_OFTEN.search(question)) or _ASKS_SUM.search(question):
        return "" if _may_be_number(question, sentence) else "number"
    if asked.kind == "measure" and asked.measured != "much":
        return "" if _may_be_measure(asked.measured, sentence) else "number"
    if asked.kind == "time" or (asked.kind == "date" and _WHEN.search(question)):
        return "" if ANY_DATE.search(sentence) or _MOMENT.search(sentence) else asked.kind
    return ""


def tells_other_year(question: str, sentence: str, around: str) -> bool:
    """Tell whether a sentence is of another year than a question, which its passage does not name either.

    Args:
        question: As asked.
        sentence: One of the passage.
        around: The passage with its title and date.
    """
    wanted, told = _years(question), _years(sentence)
    if not wanted or not told or _OPEN_YEARS.search(sentence):
        return False
    return wanted.isdisjoint(told | _years(around))


def _years(text: str) -> set[str]:
    return {found[0][:4] for found in _YEAR.finditer(text)}


def _holds_unit(unit: str, sentence: str) -> bool:
    """Tell whether a sentence may hold a quantity of the kind that a unit measures."""
    units = next(one for one in UNITS if re.fullmatch(one, unit, re.IGNORECASE))
    if re.search(rf"(?<![a-z])(?:{units})(?![a-z])", sentence, re.IGNORECASE):
        return True
    if units == TIME_UNITS:
        return bool(_SPELL.search(sentence) or DATE.search(sentence))
    return units == SHARE_UNITS and _PART.search(sentence) is not None


def _may_be_price(sentence: str) -> bool:
    if _CURRENCY.search(sentence) or _COSTS.search(sentence):
        return True
    return _BARE_NUMBER.search(_drop_times(_AGE.sub(" ", sentence))) is not None


def _may_be_number(question: str, sentence: str) -> bool:
    """Tell whether a sentence may count something; prices and times count nothing but themselves."""
    if _LIST.search(sentence):
        return True
    if not _CURRENCY.search(question) and not _ASKS_SUM.search(question):
        sentence = _PRICE.sub(" ", sentence)
    if not _OF_TIME.search(question):
        sentence = _drop_times(sentence)
    return ANY_NUMBER.search(sentence) is not None


def _may_be_measure(measured: str, sentence: str) -> bool:
    """Tell whether a sentence may measure something; a day or years of service are no age."""
    if measured in AGES:
        is_since = _ORIGIN.search(sentence) and re.search(r"\d", sentence)
        return (
            bool(is_since) or holds_age(sentence) or _has_unit(_SERVICE.sub(" ", sentence), "old")
        )
    if measured in _IN_UNITS:
        return _has_unit(sentence, measured) or _SPELL.search(sentence) is not None
    if ANY_NUMBER.search(sentence) or _SPELL.search(sentence):
        return True
    return measured == "lasting" and ANY_DATE.search(sentence) is not None


def _has_unit(sentence: str, measured: str) -> bool:
    return any(holds_unit(sentence, found, of=measured) for found in NUMBER.finditer(sentence))


def _drop_times(sentence: str) -> str:
    for pattern in (_DAY, CLOCK, _YEAR, _RESULT):
        sentence = pattern.sub(" ", sentence)
    return sentence
