"""Does a sentence surely lack the value that a question asks for? Deterministic rules for English.

Careful: `rag.question_type.match` says how well a sentence fits, this only what cannot answer at all:
“how much is a room?” is not answered by “a guesthouse with five rooms”. Conditions, causes and whatever
may be told in words (“if the light turns red”, “in the war”) are never missed. Knows no model and no score.
"""

import re

from rag.kinds import CLOCK, CURRENCY, MONTHS, NUMBER, UNITS, weigh_person
from rag.question_type import AGES, ANY_DATE, ANY_NUMBER, VALUES, classify
from rag.ranks import find_rank

_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
_DATED = (
    re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS})\b(?: \d{{4}})?|\b(?:{MONTHS}) \d{{1,2}}\b(?:, \d{{4}})?",
        re.I,
    ),
    CLOCK,
    re.compile(
        rf"\b(?:in|since|by|of|from|until|till|and|to|{MONTHS}) (?:1\d{{3}}|20\d{{2}})\b", re.I
    ),
)
_AGE = re.compile(r", \d{1,3},| \(\d{1,3}\)|\baged? \d+|\b\d+-year-old\b")
_SERVICE = re.compile(
    r"\b(?:after|for|over|within|during) (?:[a-z]+ )?(?:\d+|[a-z-]+) (?:years|months|weeks|days)\b",
    re.I,
)
_CURRENCY = re.compile(CURRENCY, re.IGNORECASE)
_PRICE = re.compile(rf"[$€£¥] ?\d[\d.,]*|\b\d[\d.,]*(?: |-)?{CURRENCY}|\b\d[\d.,]*p\b", re.I)
# A price in another currency or in none: nothing, a share, a large sum, what stands after "cost".
_COSTS = re.compile(
    r"\b(?:free|nothing|gratis|without charge|no (?:\w+ )?(?:charge|cost|fee)|waived|included?|complimentary|donations?|"
    r"on request|cheap\w*|expensive|double[ds]?|half|afford\w*|per ?cent|quarter|rent|[mb]illions?|thousands?|lakhs?|"
    r"crores?|\d+(?:k|m|bn|p)|tenners?|fivers?|quid|bucks|guineas?)\b|%|"
    r"\b(?:costs?|costing|prices?|pays?|paid|paying|charg\w+|fares?|fees?|worth|earn\w*|spen[dt]\w*)\b"
    rf"(?: \w+){{0,2}} (?:\d|{NUMBER.pattern})|"
    r"\d (?:kron\w+|krone|rou?bles?|pesos?|reais|lira|baht|won|ringgit|rand|shekels?|dinars?|dirhams?|riyals?|"
    r"zlot\w+|forints?|korun\w+|lei|hryvni\w+|shillings?|florins?|guilders?|marks?|talers?|ducats?)\b",
    re.IGNORECASE,
)
# A number that counts no things.
_BARE_NUMBER = re.compile(
    rf"\b(?!once\b|twice\b)(?:\d(?:[\d.,]*\d)?|{NUMBER.pattern}|[a-z]+ty-[a-z]+)(?=\W*$|[.,;:)|](?!\d)|\s+(?:each|per|an?|for|more|less|and|or|to|"
    r"in|on|apiece|extra|plus|if|with|at|by|from|until|but|when|while|last|this|next)\b)",
    re.IGNORECASE,
)
_ANY_UNIT = re.compile(rf"(?<![a-z])(?:{'|'.join(UNITS)})(?![a-z])", re.IGNORECASE)
_AMOUNT_END = r"(?:(?: (?:per|an?|each|for (?:an?|the|its|their|his|her|one)|in \d{4}|now|altogether|in total)\b.*)?\W*$)"
_ASKS_PRICE = re.compile(
    rf"\bhow (?:much|expensive)\b(?! of\b).*\b(?:costs?|price|pay(?:s|ing)?|charged?)\b{_AMOUNT_END}|"
    r"\bhow (?:much|expensive)\b(?! of\b).*\b(?:paying|fares?|fees?|tickets?)\b|"
    r"\bhow much(?: is|['’]?s| are| was| were) (?:an?|the|one|entry|entrance|admission|membership|parking)\b"
    r"(?!.*\b(?:dose|portion|serving)\b)(?!.*(?:ed|ing)\W*$)|"
    rf"\bwhat (?:do|does|did|will|would)\b.*\b(?:cost|earn|charge|pay|spend)\b{_AMOUNT_END}|"
    r"\bwhat(?: is|['’]?s| was) the (?:price|fare|fee|cost) (?:of|for)\b",
    re.IGNORECASE,
)
_ASKS_SUM = re.compile(
    r"\bwhat (?:is|was|were|are) (?:the |[\w’'& -]+['’]s? )(?:\w+ )?(?:turnover|profits?|revenues?|income|sales|rent|"
    r"earnings|takings|average)\b(?! (?:warning|used|tax|statement))",
    re.IGNORECASE,
)
_ASKS_PHONE = re.compile(
    r"^\W*(?:what|which)(?:['’]?s| is| are)? (?:the |your |their |his |her |its )?(?:[\w-]+ )?(?:tele)?phone number\b(?! (?:change|start|for life))|"
    r"\b(?:what|which) number (?:do|can|should) (?:i|we|you) (?:call|ring|phone)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\d{3,}|\d[\d ()./+-]{4,}")
# Several without a number: those that are named, those of several times, and words.
_COUNTS = re.compile(
    r"[A-Za-z], [^,.]+,? and |\ban? [\w-]+ and an? |[A-Z]\w+ and [A-Z]|\band (?:his|her|their|its|the)\b|"
    r"\b(?:only|every\w*|each|n?either|twins?|trio|triplets|duo|quartet|not|without|nobody|hundreds|handful|thrice|"
    r"childless|score of)\b"
)
_COMPARED = re.compile(
    r"\b(?:until|till|since|while|as long as|always|never|forever|permanent\w*|overnight|immediately|life\w*|ages|"
    r"long|brief\w*|short\w*|whole|entire|indefinite\w*|size of|as \w+ as|than|walk|drive|away|near\w*|next|pace|quick\w*|"
    r"slow\w*|fast\w*|rapid\w*|fortnight|season|opposite|across|round|middle|medium|large|small|room)\b|"
    r"-(?:deep|high|wide|long)\b",
    re.IGNORECASE,
)
_AGED = re.compile(
    r"teen|toddler|infant|\bbab(?:y|ies)|\bchild|elderly|adult|centenar|birthday|anniversary|centur|medieval|ancient|"
    r"\d0s\b|(?:twen|thir|for|fif|six|seven|eigh|nine)ties\b",
    re.IGNORECASE,
)
_WHO = (
    r"(?:man|woman|boy|girl|child|baby|son|daughter|wife|husband|mother|father|grandmother|grandfather|sister|brother|"
    r"uncle|aunt|nephew|niece|cousin|friend|driver|pilot|captain|skipper|owner|victim|survivor|winner|keeper|teacher|"
    r"doctor|nurse|worker|workman|stoker|neighbour|landlord|dog|cat|horse)"
)
_ASKS_NAME = re.compile(
    rf"^\W*what(?: is|['’]?s| was) (?:the )?(?:first |last |full |real )?name of (?:[\w’'-]+ ){{0,3}}?{_WHO}\b(?!-)|"
    rf"^\W*what(?: is|['’]?s| was) (?:[\w’'-]+ ){{1,4}}?{_WHO}(?:['’]s name| called| named)\W*$",
    re.IGNORECASE,
)
# What may be a name though it is none by its form: the first word of a sentence, what is quoted or called so.
_MAY_NAME = re.compile(
    r"[\"“”‘]|\b(?:called|named|known as|name)\b|"
    r"^\W*(?!(?:the|an?|my|his|her|its|our|their|your|he|she|it|i|we|you|they|this|that|these|those|there|one|two|three|in|on|"
    r"at|by|for|from|to|of|with|when|while|after|before|as|if|but|and|so|then|some|many|most|all|both|no)\b)[A-Z]",
    re.IGNORECASE,
)
# The year at the end of a question for an amount, and a span of which only the first and last are told.
_IN_YEAR = re.compile(r"\bin ((?:1\d{3}|20\d{2}))\W*$")
_OPEN_YEARS = re.compile(
    r"\b(?:since|until|till|from|between|before|after|by|through|during|to|over|past|last|next)\b|[–/-]",
    re.IGNORECASE,
)


def missing_value(question: str, sentence: str) -> str:
    """Name the value asked for if a sentence, or a whole passage, surely holds none.

    Returns:
        What is missing: `"price"`, `"number"`, `"phone number"`, `"name"` or `"such place"` in a ranking; empty if
        the sentence may hold it, or what is asked for shows in no form.
    """
    if _ASKS_PHONE.search(question):
        return "" if _PHONE.search(sentence) else "phone number"
    if _ASKS_NAME.search(question):
        return "" if _may_name(question, sentence) else "name"
    if rank := find_rank(question):
        return "" if rank.may_be_told(sentence) else "such place"
    if _ASKS_PRICE.search(question):
        return "" if _may_be_price(sentence) else "price"
    asked = classify(question)
    if asked.kind == "count" and asked.counted:
        return "" if _may_be_count(asked.counted, sentence) else "number"
    if _ASKS_SUM.search(question):
        return "" if ANY_NUMBER.search(_drop_dates(sentence)) else "number"
    if asked.measured in AGES and "group" not in question:
        aged = _AGED.search(sentence) or ANY_NUMBER.search(_drop_dates(_SERVICE.sub(" ", sentence)))
        return "" if aged or _YEAR.search(sentence) else "number"
    if asked.kind == "measure" and asked.measured != "much":
        told = (ANY_NUMBER, ANY_DATE, _COMPARED, _ANY_UNIT)
        return "" if any(one.search(sentence) for one in told) else "number"
    return ""


def tells_other_year(question: str, sentence: str, around: str) -> bool:
    """Tell whether an amount is asked for in a year, and a sentence is of another, as its passage is.

    Args:
        question: As asked.
        sentence: One of the passage.
        around: The passage with its title and date.
    """
    asked = _IN_YEAR.search(question)
    if asked is None or classify(question).kind not in VALUES or _OPEN_YEARS.search(sentence):
        return False
    told = set(_YEAR.findall(sentence))
    return bool(told) and asked[1] not in told.union(_YEAR.findall(around))


def _may_name(question: str, sentence: str) -> bool:
    """Tell whether a sentence may name somebody whom the question does not."""
    known = frozenset(re.findall(r"[\w-]+", question.lower()))
    return _MAY_NAME.search(sentence) is not None or weigh_person(sentence, known) == 1.0


def _may_be_price(sentence: str) -> bool:
    if _CURRENCY.search(sentence) or _COSTS.search(sentence):
        return True
    return _BARE_NUMBER.search(_drop_dates(_AGE.sub(" ", sentence))) is not None


def _may_be_count(counted: tuple[str, ...], sentence: str) -> bool:
    """Tell whether a sentence may count something; a price or a time counts nothing but itself."""
    stems = "|".join(re.escape(word[: max(3, len(word) - 2)]) for word in counted)
    is_one = re.search(rf"\ban? (?:\w+ )?(?:{stems})", sentence, re.IGNORECASE)
    days_and_times = sum(len(dated.findall(sentence)) for dated in _DATED)
    if _COUNTS.search(sentence) or is_one or days_and_times > 1:
        return True
    return ANY_NUMBER.search(_drop_dates(_PRICE.sub(" ", sentence))) is not None


def _drop_dates(sentence: str) -> str:
    for dated in _DATED:
        sentence = dated.sub(" ", sentence)
    return sentence
