"""“Which articles mention Brackwater?” → of what, by whom and of when articles are listed. English rules.

Knows no store.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.headers import MONTHS
from index.readers.bylines import find_written_date

_ARTICLES = (
    r"(?:news )?(?:articles?|stories|story|pieces?|reports?|documents?|texts?|interviews?|essays?)"
)
# What may be something else than an article: “what letters are on the plate?”, “which sources contain iron?”
_OTHERS = r"(?:notes?|papers?|files?|columns?|letters?|emails?|posts?|sources?|stud(?:y|ies)|reviews?|memos?)"
_PIECES = rf"(?:{_ARTICLES}|{_OTHERS})"
_THINGS = rf"(?:(?:(?:of|the|these|my|our|your|all|every|any|some|an?|other) )*{_PIECES}|anything|everything|something)"
_HERE = r"(?: (?:here|in here|in (?:the|this|my|our|your) (?:library|archive|collection)|are there|is there|do (?:you|we|i) have|were there))?"
_ASKED = re.compile(
    rf"(?:please |so |and |well,? |ok,? |now |hi,? |hello,? )*(?:(?:which|what|how many) (?:of )?{_THINGS}|"
    rf"(?:(?:can|could) you )?(?:list|show|find|give|get|name|search for|look for)(?: me)? {_THINGS}|"
    rf"(?:are|is) there {_THINGS}|(?:do|have) (?:you|we|i)(?: have| got)? {_THINGS}|what (?:do|have) (?:you|we|i) (?:have|got)|"
    rf"{_THINGS}(?= (?:that|which|about|on|by|mention|published|written|from)| *$))"
    rf"{_HERE} ",
    re.IGNORECASE,
)
# What tells that articles are asked for, and not what they are of: “which reports do I have to hand in?”
_IS = r"(?:that |which )?(?:is |are |was |were |has been |have been )?"
_ABOUT = rf"{_IS}(?:written )?(?:about|on|regarding|concerning)"
_MENTION = (
    r"(?:that |which )?(?:(?:mention|name|refer to|talk about|deal with|discuss|cover|describe|quote|contain|speak of)"
    r"(?:e?s|e?d|ing)?(?: the words?)?|(?:refers|talks|deals|speaks|referred|talked|dealt|spoke) (?:to|about|with|of)|"
    r"(?:have|has|say|says|said) (?:something|anything) (?:about|on))"
)
_OF_OTHERS = re.compile(
    r"(?:that |which )?(?:is |are )?(?:mention|refer|talk|deal|discuss|about\b)", re.IGNORECASE
)
_PUBLISHED = rf"{_IS}(?:published|printed|written|dated|posted|came out|appeared|appearing)"
_MONTHS = rf"(?:{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in MONTHS)})\b\.?"
_BY = rf"(?:{_PUBLISHED} |{_IS})(?:by|from)"
_SUBJECT = re.compile(rf"(?:(?P<mention>{_MENTION})|{_ABOUT}) ", re.IGNORECASE)
_NAME = re.compile(rf"{_BY} ", re.IGNORECASE)
_THEN_NAME = re.compile(rf" {_BY} ", re.IGNORECASE)
_THEN_SUBJECT = re.compile(rf" (?:(?P<mention>{_MENTION})|{_ABOUT}) ", re.IGNORECASE)
_TIME = re.compile(
    rf" (?P<when>in|from|of|on|during|since|after|before|until) "
    rf"(?P<time>(?:the )?(?:year )?(?:[0-9]{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTHS},? )?(?:[0-9]{{1,2}},? )?[0-9]{{4}}(?:-[0-9]{{2}}-[0-9]{{2}})?)$",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"what (?:has|have|did|does|do) (?P<name>.{2,60}?) (?:written|write|wrote|publish|published)(?: (?:about|on) (?P<subject>.+))?$",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"what (?:(?:was|were|has been|have been) (?:published|printed|written|reported|in the (?:news|papers?))|happened|news (?:was there|were there|is there)|did (?:the|we|you) (?:papers?|articles) report)$",
    re.IGNORECASE,
)
_THEN_PUBLISHED = re.compile(rf" {_PUBLISHED}$", re.IGNORECASE)
# Which of two is meant, or another question after it: no search of words answers that.
_COMPOUND = re.compile(
    r"\b(?:or|but|not|neither|nor|except|without)\b|\band (?:who|what|when|where|why|how)\b|\?",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r" (?:are there|is there|were there|do (?:you|we|i) have|exist)$", re.IGNORECASE
)
MAX_CHARS = 300
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
        is_sure: That articles are asked for, and by when they were published; else something may be asked of them.
    """

    subject: str = ""
    is_mention: bool = False
    name: str = ""
    published_from: str = ""
    published_to: str = ""
    time: str = ""
    is_sure: bool = False


def find_list_request(question: str) -> ListRequest | None:
    """Read which articles a question asks for; None if it asks for something else."""
    asked = question.strip(" \t?.!").replace("’", "'")
    if len(asked) > MAX_CHARS or _COMPOUND.search(asked):
        return None
    asked = _AFTERWARDS.sub("", asked)
    timed = _TIME.search(asked)
    span = _find_span(timed["when"], timed["time"]) if timed else ("", "")
    if span is None:
        return None
    asked = asked[: timed.start()] if timed else asked
    is_whole = _HAPPENED.match(asked) or _WRITTEN.match(asked)
    untimed = asked if is_whole else _THEN_PUBLISHED.sub("", asked)
    wanted = _find_clauses(untimed, is_timed=timed is not None)
    if wanted is None or not (wanted.subject or wanted.name or timed):
        return None
    when, time = (timed["when"].lower(), timed["time"]) if timed else ("", "")
    is_dated = not timed or untimed != asked or when not in ("in", "of", "on", "during", "from")
    return replace(
        wanted, published_from=span[0], published_to=span[1], time=f"{when} {time}".strip(),
        is_sure=wanted.is_sure and (is_dated or not wanted.subject),
    )  # fmt: skip


def _find_clauses(asked: str, *, is_timed: bool) -> ListRequest | None:
    """Read what articles are about and by whom, without the time; None if they are not asked for."""
    if is_timed and _HAPPENED.match(asked):
        return ListRequest()
    if written := _WRITTEN.match(asked):
        return ListRequest(name=_clean(written["name"]), subject=_clean(written["subject"] or ""))
    opening = _ASKED.match(f"{asked} ")
    if opening is None:
        return None
    is_sure = re.search(rf"\b{_ARTICLES}\b", opening[0], re.IGNORECASE) is not None
    may_be_other = re.search(rf"\b{_OTHERS}\b", opening[0], re.IGNORECASE) is not None
    rest = asked[opening.end() :]
    by = _NAME.match(rest)
    name, then, subject = (
        _part(rest[by.end() :], _THEN_SUBJECT) if by else ("", _SUBJECT.match(rest), "")
    )
    if by is None and then is not None:
        subject, _, name = _part(rest[then.end() :], _THEN_NAME)
    if may_be_other and then is not None and not _OF_OTHERS.match(then[0].strip()):
        return None
    if not (by or then):
        return (
            ListRequest(is_sure=is_sure)
            if is_timed and not rest.strip() and not may_be_other
            else None
        )
    is_mention = then is not None and bool(then["mention"])
    return ListRequest(
        subject=subject, is_mention=is_mention, name=name, is_sure=is_sure and is_mention
    )


def _part(text: str, by: re.Pattern[str]) -> tuple[str, re.Match[str] | None, str]:
    """Cut a text in two at the first place that a pattern matches; the second is empty without one."""
    found = by.search(text)
    if found is None:
        return _clean(text), None, ""
    return _clean(text[: found.start()]), found, _clean(text[found.end() :])


def _clean(text: str) -> str:
    return _ARTICLE.sub("", text.strip(" ,\"“”'"))


def _find_span(when: str, time: str) -> tuple[str, str] | None:
    """Give the first and the last day that are meant, either empty; None if no date can be read."""
    read = _read_days(_ARTICLE.sub("", time.strip(" ,.")))
    if read is None:
        return None
    first, last = read
    day = timedelta(days=1)
    match when.lower():
        case "since":
            return str(first), ""
        case "until":
            return "", str(last)
        case "after":
            return (str(last + day), "") if last < date.max else None
        case "before":
            return ("", str(first - day)) if first > date.min else None
        case _:
            return str(first), str(last)


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
