"""The first words of a report as agencies and firms write them: “LONDON, 4 June 2032 (The Wire) – …”.

The words stay in the text. Knows no format of file.
"""

import re

from index.readers.bylines import NAME, WEEKDAY, find_written_date, names_outlet

MAX_PARAGRAPHS = 4
AFTER_CHARS = 30  # behind the dash, where another date may stand
# A place, a date or an agency in brackets or both, and a dash.
_LEAD = re.compile(
    r"(?P<head>[^\W\d_a-z][^\n!?()]{2,80}?)(?: ?\((?P<who>[^\W\d_a-z][^()\n]{1,40})\))? ?(?:--|[–—]| - ?)\s*(?=[\"“(]?\w)"
)
_PLACES = re.compile(rf"{NAME}(?: (?:{NAME}|de|la|am)){{0,3}}(?:, {NAME}(?: {NAME}){{0,2}}){{0,2}}")
_DAY = re.compile(rf",? (?:{WEEKDAY}\.?,? )?$", re.IGNORECASE)
_WIRE = re.compile(
    r"(?:Thomson )?Reuters|AP|Associated Press|AFP|dpa|PA(?: Media)?|UPI|ANI|Xinhua|Bloomberg|Kyodo|TASS|ANSA|EFE|"
    r"PR ?Newswire|Business Wire|Globe ?Newswire",
    re.IGNORECASE,
)
_NO_PLACE = re.compile(
    r"\b(?:day|meeting|concert|festival|match|show|fair|night|opening|trial|hearing)\b", re.I
)
# What is given out, or that it was, right before the date.
_ISSUED = re.compile(
    r"\b(?:(?:published|posted|last (?:changed|updated|modified))(?: online)?(?: on)?|"
    r"(?:announcement|press release|news release|bulletin|newsletter|briefing(?: paper| note)?)(?: \d+)?)$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.,;)|]|\s*$")
MAX_ISSUE_CHARS = 160
MAX_ISSUE_LINES = 2  # of a paragraph
OLDEST = "1990"  # of an earlier day something is told
_TELLS = re.compile(
    r"\b(?:was|were|is|are|been|being|be|first|had|has|have|which|that|who)\b", re.IGNORECASE
)
_SHORT_DATE = re.compile(r",? [A-Z][a-z]{2,8}\.? \d{1,2}$")  # "Oct 3"


def read_lead(text: str) -> tuple[str | None, str | None]:
    """Give the agency and the date that a report begins with; None for what it does not say.

    Args:
        text: It begins within the first four paragraphs.
    """
    for paragraph in text.split("\n\n", MAX_PARAGRAPHS)[:MAX_PARAGRAPHS]:
        found = _LEAD.match(paragraph)
        if found is None:
            continue
        head, who = found["head"].rstrip(), found["who"] or ""
        dated = find_written_date(head)
        if dated and head[dated[2] :].strip(" ,"):
            continue
        place = _DAY.sub("", head[: dated[1]]) if dated else _SHORT_DATE.sub("", head)
        place = place.strip(" ,")
        # “Ann Berg, 4 June 1932 – 5 May 2001” is a life, “Concert, 4 June 2032 – Doors …” a programme.
        after = find_written_date(paragraph[found.end() : found.end() + AFTER_CHARS])
        is_other = _NO_PLACE.search(place) or (after and after[1] == 0)
        is_named = names_outlet(who) or _WIRE.fullmatch(who)
        is_place = _PLACES.fullmatch(place) and not is_other
        if is_place and (dated or (is_named and place.isupper())):
            return who or None, dated[0] if dated else None
    return None, None


def read_issue(text: str) -> str | None:
    """Give the date in what a text begins with that says when it was given out; None without one.

    As in “Briefing paper, 5 June 2025.”, “published online 11 February 2025” and “Eastquay, 22 January 2025. The …”.

    Args:
        text: It stands in the first four paragraphs, not far behind the beginning of one.
    """
    for paragraph in text.split("\n\n", MAX_PARAGRAPHS)[:MAX_PARAGRAPHS]:
        for line in paragraph.split("\n", MAX_ISSUE_LINES)[:MAX_ISSUE_LINES]:
            dated = find_written_date(line[:MAX_ISSUE_CHARS])
            if dated is None or " | " in line or not _ENDS.match(line[dated[2] :]):
                continue
            before = _DAY.sub("", line[: dated[1]]).rstrip(" ,:(–—-|·")
            is_place = _PLACES.fullmatch(before) and not _NO_PLACE.search(before)
            is_led = is_place and line[dated[2] :].startswith(".") and _is_told(before, text)
            is_issued = _ISSUED.search(before) and not _TELLS.search(before)
            if dated[0] >= OLDEST and (is_issued or is_led):
                return dated[0]
    return None


def _is_told(place: str, text: str) -> bool:
    """Tell whether a place is in capitals, or the text speaks of it: not so of most people."""
    return (
        place.isupper()
        or re.search(rf"\b(?:in|at|from|near|of) {re.escape(place)}\b", text) is not None
    )
