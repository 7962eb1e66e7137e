"""Lines of an article's head that say more than who and when: “Skerrow, 4 June 2032”, “Ann Berg · 4 June”.

What is read from them is what nothing else can be meant by; the lines stay in the text.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.readers.bylines import (
    NAME,
    WEEKDAY,
    find_written_date,
    is_role,
    names_outlet,
    read_header,
    strip_role,
)
from index.readers.draft import SENTENCE_END

KICKER = re.compile(
    r"(?:for immediate release|(?:press|news|media) (?:release|statement)|news|sport|opinion|obituary|clipping|"
    r"feature|analysis|business|culture|comment|interview|reviews?|letters|exclusive|breaking|correction)\W*",
    re.IGNORECASE,
)
# Above a title: such a word alone, or “UNIVERSITY OF WESSING - NEWS RELEASE”.
KICKER_LINE = re.compile(
    rf"{KICKER.pattern}$|.{{0,40}}\b(?:press|news|media) (?:release|statement)\W*$", re.IGNORECASE
)
GIVEN_OUT = re.compile(
    r"(?:for (?:immediate )?release|(?:press|news|media) release|issued|released?|"
    r"embargo(?:ed)?(?: until)?(?: \d{1,2}[.:]\d\d)?(?: on)?|from (?:our|a) correspondents? in [\w’' -]+)\W*(?:on\W*)?",
    re.IGNORECASE,
)

_SOURCE = re.compile(r"(?:source|publisher|publication|newspaper|outlet):\s*(\S.*)", re.IGNORECASE)
_UPDATED = re.compile(r",? \(?(?:last )?updated\b.*$", re.IGNORECASE)
_PIECES = re.compile(r"(?<=\w{3})\.\s+| [|·] ")
_PARTS = re.compile(r"[,|·–—]| - ")
_PLACE = re.compile(rf"{NAME}(?: {NAME}){{0,3}}")
_STAFF = re.compile(r"(?:[\w’']+ )?staff(?: reporters?| writers?)?", re.IGNORECASE)
_PERSON = re.compile(rf"{NAME}(?: {NAME}){{1,2}}")
# Who made it, after a few words that say how: “Tested by Ann Berg and Jo Dee”, “Interview by Ann Berg, The Courier”.
_HOW = (
    r"(?:[\w’'-]+ ){0,2}(?:[Ii]nterview|[Nn]ote|[Rr]eport|[Rr]eview|[Aa]nalysis|[Tt]ext|[Ww]ords|[Ss]tory|[Ee]dited|[Cc]ompiled|"
    r"[Tt]ested|[Rr]eported|[Ww]ritten|[Ii]nterviewed) by |[Bb]y "
)
_MADE_BY = re.compile(
    rf"(?:{_HOW})(?P<names>{NAME}(?: {NAME}){{1,2}}(?: and {NAME}(?: {NAME}){{1,2}})?)(?=$|,| for | in | at )"
)
_MADE = re.compile(_HOW)
_DESK = re.compile(r"\b(?:Report|Lab|Desk|Markets?|Research|Briefing|Newsletter|Digest|Insights?)$")
_NAMED = re.compile(rf"{NAME}(?: (?:{NAME}|of|and|the)){{1,4}}")  # an outlet, a desk, a place
_AT_PLACE = re.compile(r" (?:in|at) (?:the )?[^\W\d_a-z].*$")
_EVENTS = (
    "concert|festival|meeting|exhibition|show|fair|market|match|lecture|workshop|service|trial|hearing|course|tour|"
    "party|dinner|supper|lunch|opening|deadline|gala|inquiry|election|anniversary|launch|conference"
)
_EVENT = re.compile(rf"\b(?:{_EVENTS}|day|night|programme)\b", re.IGNORECASE)
_NO_PERSON = re.compile(
    rf"^The |\b(?:{_EVENTS}|council|office|club|university|news|page|edition|report|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
# Above the name of who wrote it, not of whom it is about.
_SIGNED = re.compile(r"(?:comment|opinion|analysis|column|essay|viewpoint)\W*", re.IGNORECASE)
_AFTER = re.compile(
    r"\W*(?:\([^)]*\))?(?:(?:at )?\d{1,2}[.:]\d\d(?: ?[ap]\.?m\.?)?)?\W*(?:(?<=\| ).*)?"
)
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\.?,? $", re.IGNORECASE)


class Said(NamedTuple):
    """What lines say; None for what they do not."""

    author: str | None = None
    publisher: str | None = None
    published_at: str | None = None


NOTHING = Said()
SEVERAL = 2


def read_loosely(lines: Sequence[str], text: str, author: str | None = None) -> Said:
    """Read lines under a title, up to the first sentence.

    Args:
        lines: In order.
        text: The article's; it tells a place or an event that it speaks of from a person.
        author: Who is already known to have written it.
    """
    publisher = day = None
    bylines = {one for line in lines if (one := read_header([line])[0])}
    for at, whole in enumerate(lines):
        line = _UPDATED.sub("", whole)
        pieces = _PIECES.split(line.rstrip("."))
        read = [read_header([piece]) for piece in pieces]
        if len(bylines) < SEVERAL:  # “By Night Train”, “By Car Ferry”
            author = author or next((one[0].rstrip(".") for one in read if one[0]), None)
        publisher = publisher or next((one[1] for one in read if one[1]), None)
        day = day or next((one[2] for one in read if one[2]), None)
        if len(bylines) < SEVERAL:
            author = author or _find_maker(pieces, text)
        is_sentence = SENTENCE_END.search(line) is not None
        author = author or (None if is_sentence else _find_author(lines, at, text))
        datelines = (
            _find_dateline(piece, text, author, is_first=at == 0) for piece in (line, *pieces)
        )
        day = day or next(filter(None, datelines), None)
        if is_sentence:
            break
        if source := _SOURCE.fullmatch(line):
            publisher = publisher or source[1]
        elif at == 0 and line.isupper() and names_outlet(line.title()):
            publisher = line.title()
    return Said(author, publisher, day)


def _find_author(lines: Sequence[str], at: int, text: str) -> str | None:
    """Find a person in a line with a date or a role, or beside such a line."""
    line = lines[at]
    beside = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
    parts = _PARTS.split(line)
    is_marked = find_written_date(line) is not None or strip_role(line) != line
    is_beside = any(is_role(one) or _is_date(one) or _SIGNED.fullmatch(one) for one in beside)
    if not is_marked and (not is_beside or not all(map(names_outlet, parts[1:]))):
        return None
    return next((name for part in parts if (name := _person(part, text))), None)


def _find_maker(pieces: Sequence[str], text: str) -> str | None:
    """Find “Tested by Ann Berg and Jo Dee”, where the text does not speak of them."""
    made = next(filter(None, map(_MADE_BY.match, pieces)), None)
    names = made["names"] if made else ""
    others = text.replace(made[0], "") if made else text
    is_person = all(_person(name, others) for name in names.split(" and "))
    return names if names and is_person else None


def _is_date(line: str) -> bool:
    dated = read_header([line])
    return dated[2] is not None and dated[0] is None


def _person(part: str, text: str) -> str | None:
    """Give a name of two or three words that the text does not speak of, as it does of places and events."""
    name = _AT_PLACE.sub("", strip_role(part.strip()))
    if not _PERSON.fullmatch(name) or names_outlet(name) or _NO_PERSON.search(name):
        return None
    is_word = re.search(rf"\b{re.escape(name.split()[-1].lower())}\b", text) is not None
    spoken_of = text.count(name) > 1 or _is_known(name, text) or is_word
    return None if spoken_of else name.title() if name.isupper() else name


def _find_dateline(line: str, text: str, author: str | None, *, is_first: bool) -> str | None:
    """Find the date in a line such as “Skerrow, 4 June 2032”; the text has to know the place.

    “Trial, 4 June 2032” may say what comes, and is none. Under a byline any place will do, and in the
    first line under a title the name of a desk or report.
    """
    dated = find_written_date(line)
    if dated is None or not _AFTER.fullmatch(line[dated[2] :]):
        return None
    before = _WEEKDAY.sub("", line[: dated[1]]).strip(" ,:(–—-")
    is_set_off = before.endswith("|") or "|" in line[dated[2] :]
    parts = [part.strip() for part in _PARTS.split(before) if part.strip()]
    if is_set_off or GIVEN_OUT.fullmatch(before) or (author and author in parts):
        return dated[0]
    is_led = all(
        (_PLACE.fullmatch(part) and (part.isupper() or _is_known(part, text)))
        or names_outlet(part)
        or _STAFF.fullmatch(part)
        or KICKER.fullmatch(part)
        or (_MADE.match(part) and find_written_date(part) is None)
        or (is_first and _NAMED.fullmatch(part) and _DESK.search(part))
        or (author and _PLACE.fullmatch(part) and not _EVENT.search(part))
        for part in parts
    )
    return dated[0] if is_led else None


def _is_known(place: str, text: str) -> bool:
    return re.search(rf"[a-z,] {re.escape(place)}\b", text) is not None
