"""“Which articles mention Brackwater?” → of what, by whom and of when articles are listed. English rules.

Knows no store.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from index.headers import MONTHS
from index.readers.bylines import find_written_date

_PIECES = (
    r"(?:news )?(?:articles?|stories|story|pieces?|reports?|documents?|texts?|notes?|papers?|files?|columns?|"
    r"letters?|interviews?|emails?|posts?|sources?|stud(?:y|ies)|reviews?|essays?|memos?)"
)
_ASKED = (
    rf"(?:(?:which|what)(?: of (?:the|these|my|our|your))? {_PIECES}|how many(?: of (?:the|these|my|our|your))? {_PIECES}|"
    rf"(?:(?:can|could) you )?(?:list|show|find|give|get|name|search for|look for)(?: me)?(?: (?:all|every|any|some|the|of|my|our))* {_PIECES}|"
    rf"(?:are|is) there(?: any| an?| some| other)? {_PIECES}|(?:do|have) (?:you|we|i)(?: have| got)?(?: any| an?| some| other)? {_PIECES}|(?:all |any )?{_PIECES}(?= (?:about|on|by|mention)))"
    r"(?: (?:here|in here|in (?:the|this|my|our) (?:library|archive|collection)|are there|is there|do (?:you|we|i) have|were there))?"
)
# What tells that articles are asked for, and not what they are of: “which reports do I have to hand in?”
_ABOUT = r"(?:(?:that |which )?(?:are |is |were |was |have been |has been )?(?:written )?(?:about|on|regarding|concerning))"
_MENTION = (
    r"(?:(?:that |which )?(?:mention|name|refer to|talk about|deal with|discuss|cover|describe|quote|contain|speak of)"
    r"(?:e?s|e?d|ing)?(?: the words?)?|(?:that |which )?(?:refers|talks|deals|speaks|referred|talked|dealt|spoke) (?:to|about|with|of)|"
    r"(?:that |which )?(?:have|has|say|says|said) (?:something|anything) (?:about|on))"
)
_PUBLISHED = r"(?:(?:that |which )?(?:are |were |was |is |have been )?(?:published|printed|written|dated|posted))"
_MONTHS = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in MONTHS)})\b\.?"
_REQUEST = re.compile(
    rf"^(?:please |so |and |well,? |ok,? |now |hi,? )*{_ASKED} (?:(?:{_ABOUT}|{_MENTION}) (?P<subject>.+?))?"
    rf"(?: ?(?:{_PUBLISHED} |(?:that |which )?(?:are |were )?)(?:by|from(?! (?:the )?(?:year )?(?:\d|{_MONTHS}))) (?P<name>.+?))?"
    rf"(?: ?(?:{_PUBLISHED} )?(?P<when>in|from|of|on|during|since|after|before|until) (?P<time>(?:the )?[\w ,.-]*\d{{4}}[\d-]*))?$",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"^what (?:happened|(?:was|were)(?: (?:published|reported|printed|written|in the (?:news|papers?)))|news (?:was there|were there|is there)|did (?:the|we|you) (?:papers?|articles) report)"
    r" (?P<when>in|during) (?P<time>[a-z]+ \d{4})$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|an?|any) (?=\w)", re.IGNORECASE)
_MONTH = re.compile(rf"({_MONTHS}),? (\d{{4}})", re.IGNORECASE)
_YEAR = re.compile(r"(?:the year )?(\d{4})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRequest:
    """Which articles a question asks for.

    Attributes:
        subject: What they are about or mention; empty for anything.
        is_mention: Whether it is enough to mention it.
        name: Their author or publisher; empty for anybody.
        published_from: ISO date of the first day; empty without one.
        published_to: ISO date of the last; likewise.
        time: These days as the question has them; empty without any.
    """

    subject: str = ""
    is_mention: bool = False
    name: str = ""
    published_from: str = ""
    published_to: str = ""
    time: str = ""


def find_list_request(question: str) -> ListRequest | None:
    """Read which articles a question asks for; None if it asks for something else."""
    asked = question.strip(" \t?.!").replace("’", "'")
    found = _REQUEST.match(asked) or _HAPPENED.match(asked)
    if found is None:
        return None
    parts = {name: part or "" for name, part in found.groupdict().items()}
    subject, name = (
        _ARTICLE.sub("", parts.get(one, "").strip(" ,\"“”'")) for one in ("subject", "name")
    )
    span = _find_span(parts["when"], parts["time"]) if parts["time"] else ("", "")
    if span is None or not (subject or name or parts["time"]):
        return None
    return ListRequest(
        subject=subject,
        is_mention=bool(subject)
        and re.search(rf"{_MENTION} {re.escape(parts['subject'])}", asked, re.IGNORECASE)
        is not None,
        name=name,
        published_from=span[0],
        published_to=span[1],
        time=f"{parts['when']} {parts['time']}".strip(),
    )


def _find_span(when: str, time: str) -> tuple[str, str] | None:
    """Give the first and the last day that are meant, either empty; None if no date can be read."""
    read = _read_days(_ARTICLE.sub("", time.strip(" ,.")))
    if read is None:
        return None
    first, last = read
    spans = {
        "since": (str(first), ""),
        "after": (str(last + timedelta(days=1)), ""),
        "before": ("", str(first - timedelta(days=1))),
        "until": ("", str(last)),
    }
    return spans.get(when.lower(), (str(first), str(last)))


def _read_days(time: str) -> tuple[date, date] | None:
    """Give the first and last day of a year, a month or a day; None of anything else."""
    try:
        if found := _YEAR.fullmatch(time):
            return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
        if found := _MONTH.fullmatch(time):
            year, month = int(found[2]), _number(found[1])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:  # the year 0000
        return None
    written = find_written_date(time)
    day = date.fromisoformat(written[0]) if written and written[1:] == (0, len(time)) else None
    return (day, day) if day else None


def _number(month: str) -> int:
    return [name[:3].lower() for name in MONTHS].index(month[:3].lower()) + 1
