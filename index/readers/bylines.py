"""Bylines and dates as articles write them → names and ISO 8601. Knows no format of file."""

import re
from collections.abc import Sequence
from datetime import date

from index.readers.draft import SENTENCE_END, clean

MAX_HEADER_LINE_CHARS = 100
# "By Ann Berg and Jo de Vries", not "By the time the council met": capitals throughout.
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY)[ :]\s*({_NAME}(?:,? (?:{_NAME}|and|de|del|der|di|la|of|van|von|&)){{0,9}})"
)
_SET_OFF = re.compile(r"(^|[,:|·–—-]|\b(published|updated|date)( on)?) *$", re.IGNORECASE)
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


def read_header(lines: Sequence[str]) -> tuple[str | None, str | None, str | None, int]:
    """Read byline and date line; give author, publisher, date and how many lines they took."""
    author, publisher, published_at = None, None, None
    used = 0
    for line in lines:
        found = read_header_line(line)
        if found is None:
            break
        if published_at and found[2]:
            break
        used += 1
        author = author or found[0]
        publisher = publisher or found[1]
        published_at = published_at or found[2]
    return author, publisher, published_at, used


def read_header_line(line: str) -> tuple[str | None, str | None, str | None] | None:
    """Read one line as byline (`By …`) or as `publisher, date`; None if it is neither."""
    line = clean(line)
    if not line or len(line) > MAX_HEADER_LINE_CHARS or SENTENCE_END.search(line):
        return None
    byline = _BYLINE.fullmatch(line)
    dated = find_written_date(line)
    if byline and dated is None:
        return byline[1].strip(), None, None
    if dated is None:
        return None
    # Text may only stand before the date, set off from it: the first line of an article that
    # happens to end in a date is no header.
    before = line[: dated[1]]
    if line[dated[2] :].strip() or not _SET_OFF.search(before):
        return None
    before = _DATE_LABEL.sub("", before).strip(" ,:|·–—-")
    written_by = _BYLINE.fullmatch(before)
    if written_by:
        return written_by[1].strip(), None, dated[0]
    return None, before or None, dated[0]
