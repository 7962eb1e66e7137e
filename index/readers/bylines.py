"""Bylines and dates as articles write them → names and ISO 8601. Knows no format of file."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from index.readers.draft import SENTENCE_END, clean

MAX_HEADER_LINE_CHARS = 100
MAX_HEADER_LINES = 6

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH}),? (\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.IGNORECASE)

# In figures alone, day or month first: a date where only one of these is possible.
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\d/-])")
LAST_MONTH = 12

# "By Ann Berg and Jo de Vries", not "By the time the council met": capitals throughout.
NAME = r"[^\W\d_a-z][\w.'’-]*"
_NAMES = rf"{NAME}(?:,? (?:{NAME}|and|de|del|der|di|la|of|the|van|von|&)){{0,9}}"
_WRITTEN = (
    r"reported|written|prepared|compiled|reviewed|interviewed|story|words|text|report|review|interview|analysis|opinion|"
    r"comment|commentary|guide|feature|essay|column"
)
_BYLINE = re.compile(
    rf"(?:(?:an? |exclusive |special )?(?:{_WRITTEN}) )?by[ :]\s*(?-i:({_NAMES}))|"
    rf"(?:author|reporter|writer|words|text|story|interview):\s*(?-i:({_NAMES}))",
    re.IGNORECASE,
)
# What may stand with a byline and says nothing of it: "Rowing. By …", "…, environment correspondent".
_KICKER = re.compile(
    r"[^\W\d_a-z][\w’'-]*(?: [\w’'-]+){0,2}(?:[.:|/–—-]| [|/–—-]) ?(?=(?:by|BY|By) )"
)
_ROLE = re.compile(
    r",? (?:(?:our|the|senior|chief|special|deputy|political|staff|[a-z]+) ){0,3}"
    r"(?:correspondent|reporter|editor|writer|columnist|critic|contributor|journalist|photographer)\b",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    rf"[.,;|]? ?(?:pictures?|photos?|photographs?|photography)(?::| by) (?-i:{_NAMES})\.?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r", (?:p(?:age|p)?\.? ?)[A-Z]?\d+(?:[-–]\d+)?$", re.IGNORECASE)
_PUBLISHER = re.compile(_NAMES)
# "Skerrow Gazette, 4 June 2032" says who published it; "Trial, 4 June 2032" may say what comes.
_OUTLET = re.compile(
    r"\w (?:Argus|Beacon|Bulletin|Chronicle|Citizen|Courier|Daily|Dispatch|Echo|Examiner|Express"
    r"|Gazette|Globe|Guardian|Herald|Independent|Inquirer|Journal|Lantern|Ledger|Letter|Magazine|Mail"
    r"|Mercury|Mirror|Monitor|News|Newspaper|Observer|Paper|Pilot|Post|Press|Quarterly|Record|Register"
    r"|Reporter|Review|Sentinel|Standard|Star|Sun|Telegraph|Times|Tribune|Weekly|Wire)(?: of .+)?$"
)
_SET_OFF = re.compile(r"(^|[,|·–—-]) *$")
_SEPARATOR = re.compile(r" ?[|·–—] ?")
_UPDATE = re.compile(r"(last )?(updated|modified|edited)\b", re.IGNORECASE)
_LABEL = (
    r"(?:(?:(?:first|originally|last) )?(?:published|posted|updated|modified|edited(?! by\b))"
    rf"|(?:publication )?date(?=:| on\b| \d| {_MONTH} ))\b(?: online)?(?: on)?:?"
)
_LABELLED = re.compile(_LABEL, re.IGNORECASE)
_NEXT_LABEL = re.compile(
    rf"(?<!\bfirst)(?<!\boriginally)(?<!\blast)[\s,;|·(–—-]+(?={_LABEL})", re.IGNORECASE
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_BEFORE_DATE = re.compile(rf"\b{WEEKDAY}\.?,? (?=\d|{_MONTH} )", re.IGNORECASE)
# "by the Courier" and "in Nature" name an outlet, "by Ann Berg" a person.
_GIVEN_BY = re.compile(rf"(?P<how>[Bb]y|[Ii]n|[Oo]n|[Aa]t)(?P<the> [Tt]he)? (?P<name>{_NAMES})")
_TIME = re.compile(
    r"^(?:,?(?: at)? |T)\d{1,2}[:.]\d\d(?::\d\d(?:\.\d+)?)?"
    r"(?i: ?[ap]\.?m\b\.?)?(?:Z|[+-]\d\d:?\d\d| [A-Z]{2,4}\b)?"
)


def find_written_date(text: str) -> tuple[str, int, int] | None:
    """Find the first full date in a line.

    Returns:
        The date in ISO 8601 and its half-open span in `text`; None without a date.
    """
    for pattern, year, month, day in (
        (_ISO, 1, 2, 3),
        (_DAY_FIRST, 3, 2, 1),
        (_MONTH_FIRST, 3, 1, 2),
    ):
        match = pattern.search(text)
        if match is None:
            continue
        number = _MONTHS.get(match[month].lower().rstrip("."))
        try:
            found = date(int(match[year]), number or int(match[month]), int(match[day]))
        except ValueError:
            continue
        return found.isoformat(), match.start(), match.end()
    return _find_figures(text)


def _find_figures(text: str) -> tuple[str, int, int] | None:
    """Find a date such as 13/06/2032; 04/06/2032 is June or April, so it is none."""
    match = _FIGURES.search(text)
    if match is None:
        return None
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    if one <= LAST_MONTH and other <= LAST_MONTH and one != other:
        return None
    try:
        found = date(year, min(one, other), max(one, other))
    except ValueError:
        return None
    return found.isoformat(), match.start(), match.end()


def parse_date(text: str | None) -> str | None:
    """Give the first date of `text` in ISO 8601; None without one."""
    found = find_written_date(text) if text else None
    return found[0] if found else None


class Byline(NamedTuple):
    """What one line of an article's head says."""

    author: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    is_update: bool = False  # the date is that of a later change
    is_doubtful: bool = False  # a header only beside a byline


def read_header(lines: Sequence[str]) -> tuple[str | None, str | None, str | None, int]:
    """Read byline and date lines; give author, publisher, date and how many lines they took.

    The date of publication wins over that of an update, in whatever order they stand. What may be
    text is none: a name with a date far from any byline, and bylines that follow each other.
    """
    found: list[Byline] = []
    for at, line in enumerate(lines[:MAX_HEADER_LINES]):
        read = _read_line(line)
        if read is None:
            break
        if read.author and not read.published_at and found and _is_byline(found[-1]):
            found.pop()
            break
        if _is_second(read, found):
            break
        if read.is_doubtful and not any(one.author for one in found):
            after = _read_line(lines[at + 1]) if at + 1 < len(lines) else None
            if after is None or not _is_byline(after):
                break
        found.append(read)
    by_date = sorted(found, key=lambda one: one.is_update)
    return (
        next((one.author for one in found if one.author), None),
        next((one.publisher for one in found if one.publisher), None),
        next((one.published_at for one in by_date if one.published_at), None),
        len(found),
    )


def continues_header(header: Sequence[str], line: str) -> bool:
    """Tell whether `line` is one more byline or date under those of `header`."""
    return read_header([*header, line])[3] > len(header)


def _is_byline(read: Byline) -> bool:
    return read.author is not None and read.published_at is None


def _is_second(read: Byline, found: Sequence[Byline]) -> bool:
    """Tell whether another line gave such a date, or another author."""
    is_dated = read.published_at is not None
    return any(
        (is_dated and one.published_at is not None and one.is_update == read.is_update)
        or (read.author is not None and one.author not in (None, read.author))
        for one in found
    )


def _read_line(line: str) -> Byline | None:
    """Read `By …`, `publisher, date`, `Published date` or several of them; None if it says more."""
    line = _BEFORE_DATE.sub("", clean(line))
    line = line.rstrip(".") if _LABELLED.match(line) else line
    line = _PAGE.sub("", _PICTURES.sub("", _KICKER.sub("", _unwrap(line), count=1)))
    if not line or len(line) > MAX_HEADER_LINE_CHARS or SENTENCE_END.search(line):
        return None
    parts = [
        _read_labelled(part) if _LABELLED.match(part) else _read_unlabelled(part)
        for part in _NEXT_LABEL.split(line)
    ]
    read = [part for part in parts if part is not None]
    if len(read) < len(parts):
        return None
    author = next((part.author for part in read if part.author), None)
    publisher = next((part.publisher for part in read if part.publisher), None)
    dated = [part for part in read if part.published_at]
    if dated:
        first = min(dated, key=lambda part: part.is_update)
        return first._replace(author=author, publisher=publisher)
    if author is None:
        return Byline(publisher=publisher, is_doubtful=True)
    return Byline(author=author, publisher=publisher) if " " in author else None  # "By Bus"


def strip_role(name: str) -> str:
    """Give “Ann Berg” of “Ann Berg, environment correspondent”."""
    return _ROLE.sub("", name)


def says_no_name(part: str) -> bool:
    """Tell whether a part of a byline is a day or a role."""
    is_day = re.fullmatch(WEEKDAY, part, re.IGNORECASE)
    return bool(is_day or is_role(part) or find_written_date(part))


def is_role(line: str) -> bool:
    """Tell whether a line says only what somebody is: “Football writer”."""
    return _ROLE.fullmatch(f" {line.strip()}") is not None


def _unwrap(line: str) -> str:
    """Give what brackets around a whole line hold."""
    inner = line[1:-1]
    is_wrapped = f"{line[:1]}{line[-1:]}" in ("()", "[]") and not re.search(r"[()\[\]]", inner)
    return inner if is_wrapped else line


def _read_unlabelled(part: str) -> Byline | None:
    """Read `By Ann Berg, the Courier, 2 May 2021` or a part of it; None if it says more."""
    dated = find_written_date(part)
    before, day = part, None
    if dated is None and (figures := _FIGURES.search(part)) and not part[figures.end() :]:
        before = part[: figures.start()]  # of an unknown day
    if dated:
        day, before = dated[0], part[: dated[1]]
        # Text may only stand before the date, set off from it: the first line of an article that
        # happens to end in a date is no header.
        is_set_off = _SET_OFF.search(before) or _BYLINE.fullmatch(before.removesuffix(" on "))
        if _TIME.sub("", part[dated[2] :]).strip() or not is_set_off:
            return None
        before = before.removesuffix(" on ")
    before = before.strip(" ,|·–—-")
    name, *others = _SEPARATOR.split(before)
    if len(others) < 2 and (byline := _BYLINE.fullmatch(strip_role(name))):
        return _read_names(byline[1] or byline[2], *others)._replace(published_at=day)
    if not before:
        return Byline(published_at=day)
    if before.isupper() and day and not _OUTLET.search(before.title()):
        return Byline(published_at=day, is_doubtful=True)  # "SKERROW, 4 June 2032"
    is_outlet = _OUTLET.search(before) is not None
    if not _PUBLISHER.fullmatch(before) or (day is None and not is_outlet):
        return None
    return Byline(publisher=before, published_at=day, is_doubtful=not is_outlet)


def _read_names(names: str, publisher: str | None = None) -> Byline:
    """Part `Ann Berg, Skerrow Gazette` into author and publisher."""
    names = re.sub(r"(?<=\w{4})\.$", "", names)
    author, _, last = names.rpartition(", ")
    if publisher is None and author and (_OUTLET.search(last) or last.startswith("The ")):
        return Byline(author=author, publisher=last)
    if " " in author and " " not in last:  # "Ann Berg, Skerrow"
        names = author
    return Byline(author=names, publisher=publisher)


def _read_labelled(part: str) -> Byline | None:
    """Read one label with its date, and with who gave it out before or after that."""
    label, dated = _LABELLED.match(part), find_written_date(part)
    if label is None or dated is None:
        return None
    after = _TIME.sub("", part[dated[2] :]).strip(" ,|·)–—-")
    before = re.sub(r"( on)?$", "", part[label.end() : dated[1]].strip(" ,:)"))
    given = " ".join(text for text in (before, after) if text)
    found = Byline(published_at=dated[0], is_update=_UPDATE.match(part) is not None)
    if not given:
        return found
    by = _GIVEN_BY.fullmatch(given)
    if by is None:
        return None
    if by["how"].lower() == "by" and not by["the"]:
        return found._replace(author=by["name"])
    # "Published 2 May 2021 in London" names no outlet.
    if after and by["how"].lower() in ("in", "at") and not names_outlet(by["name"]):
        return None
    return found._replace(publisher=by["name"])


def names_outlet(name: str) -> bool:
    """Tell whether a name is that of a newspaper or magazine by one of its words."""
    return "&" in name or _OUTLET.search(name) is not None
