"""Bylines and dates as articles write them → names and ISO 8601. Knows no format of file."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from index.readers.draft import SENTENCE_END, clean

MAX_HEADER_LINE_CHARS = 100
# "By Ann Berg and Jo de Vries", not "By the time the council met": capitals throughout.
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_NAMES = rf"{_NAME}(?:,? (?:{_NAME}|and|de|del|der|di|la|of|the|van|von|&)){{0,9}}"
_BYLINE = re.compile(rf"(?:[Bb]y|BY)[ :]\s*({_NAMES})")
_SET_OFF = re.compile(r"(^|[,:|·–—-]|\b(published|updated|date)( on)?) *$", re.IGNORECASE)
_UPDATE = re.compile(r"(last )?(updated|modified|edited)\b", re.IGNORECASE)
_LABEL = (
    r"(?:(?:(?:first|originally|last) )?(?:published|posted|updated|modified|edited)"
    r"|(?:publication )?date)\b(?: on)?:?"
)
_LABELLED = re.compile(_LABEL, re.IGNORECASE)
_NEXT_LABEL = re.compile(
    rf"(?<!\bfirst)(?<!\boriginally)(?<!\blast)[\s,;|·(–—-]+(?={_LABEL})", re.IGNORECASE
)
# "by the Courier" and "in Nature" name an outlet, "by Ann Berg" a person.
_GIVEN_BY = re.compile(rf"(?P<how>[Bb]y|[Ii]n|[Oo]n|[Aa]t)(?P<the> [Tt]he)? (?P<name>{_NAMES})")
_TIME = re.compile(r"^,?( at)? \d{1,2}[:.]\d\d( ?[ap]\.?m\.?)?( [A-Z]{2,4})?", re.IGNORECASE)
_DATE_LABEL = re.compile(r"^(first )?(published|updated|date)( on)?:?", re.IGNORECASE)

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.IGNORECASE)


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
    return None


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


def read_header(lines: Sequence[str]) -> tuple[str | None, str | None, str | None, int]:
    """Read byline and date lines; give author, publisher, date and how many lines they took.

    The date of publication wins over that of an update, in whatever order they stand.
    """
    found: list[Byline] = []
    for line in lines:
        read = read_header_line(line)
        if read is None:
            break
        is_second = any(one.published_at and one.is_update == read.is_update for one in found)
        if read.published_at and is_second:
            break
        found.append(read)
    by_date = sorted(found, key=lambda one: one.is_update)
    return (
        next((one.author for one in found if one.author), None),
        next((one.publisher for one in found if one.publisher), None),
        next((one.published_at for one in by_date if one.published_at), None),
        len(found),
    )


def read_header_line(line: str) -> Byline | None:
    """Read one line as byline (`By …`), `publisher, date` or `Published date`; None if it is none."""
    line = clean(line)
    is_labelled = _LABELLED.match(line) is not None
    line = line.rstrip(".") if is_labelled else line
    if not line or len(line) > MAX_HEADER_LINE_CHARS or SENTENCE_END.search(line):
        return None
    dated = find_written_date(line)
    if dated is None:
        byline = _BYLINE.fullmatch(line)
        return Byline(author=byline[1].strip()) if byline else None
    if is_labelled and (labelled := _read_labelled(line)):
        return labelled
    # Text may only stand before the date, set off from it: the first line of an article that
    # happens to end in a date is no header.
    before = line[: dated[1]]
    if line[dated[2] :].strip() or not _SET_OFF.search(before):
        return None
    before = _DATE_LABEL.sub("", before).strip(" ,:|·–—-")
    written_by = _BYLINE.fullmatch(before)
    if written_by:
        return Byline(author=written_by[1].strip(), published_at=dated[0])
    return Byline(publisher=before or None, published_at=dated[0])


def _read_labelled(line: str) -> Byline | None:
    """Read `Published 2 May 2021 by the Courier, updated 4 May 2021`; None if it says more."""
    parts = [_read_part(part) for part in _NEXT_LABEL.split(line)]
    read = [part for part in parts if part is not None]
    if len(read) < len(parts):
        return None
    first = min(read, key=lambda part: part.is_update)
    author = next((part.author for part in read if part.author), None)
    publisher = next((part.publisher for part in read if part.publisher), None)
    return first._replace(author=author, publisher=publisher)


def _read_part(part: str) -> Byline | None:
    """Read one label with its date, and with who gave it out before or after that."""
    label, dated = _LABELLED.match(part), find_written_date(part)
    if label is None or dated is None:
        return None
    after = _TIME.sub("", part[dated[2] :])
    before = re.sub(r"( on)?$", "", part[label.end() : dated[1]].strip(" ,:)"))
    given = " ".join(text for text in (before, after.strip(" ,|·)–—-")) if text)
    found = Byline(published_at=dated[0], is_update=_UPDATE.match(part) is not None)
    if not given:
        return found
    by = _GIVEN_BY.fullmatch(given)
    if by is None:
        return None
    if by["how"].lower() == "by" and not by["the"]:
        return found._replace(author=by["name"])
    return found._replace(publisher=by["name"])
