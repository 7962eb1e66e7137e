"""The head of a text, as newsrooms write it → title, byline, date. Knows no format of file.

Lines that say only who wrote or published it and when are taken out; every other line stays in the text,
also where its date is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.readers.bylines import find_written_date, names_outlet, read_header, strip_role
from index.readers.draft import SENTENCE_END, Draft, clean

MAX_TITLE_CHARS = 150
MAX_LINE_CHARS = 100
MAX_LINES = 8
MAX_BLOCKS = 4
MAX_MASTHEAD = 2
MAX_HEAD_CHARS = 1_500
LIST_ITEM = re.compile(r"^\s*([-*•·–]|\d{1,3}[.)])\s")
_RULE = re.compile(r"\s*[-=_*~#–—]{3,}\s*")
_TITLE_LABEL = re.compile(r"^(?:headline|title):\s*", re.IGNORECASE)
_SOURCE = re.compile(r"(?:source|publisher|publication|newspaper|outlet):\s*(\S.*)", re.IGNORECASE)
_KICKER = re.compile(
    r"(?:for immediate release|(?:press|news|media) (?:release|statement)|news|sport|opinion|obituary|"
    r"feature|analysis|business|culture|comment|interview|reviews?|letters|exclusive|breaking|correction)\W*",
    re.IGNORECASE,
)
_GIVEN_OUT = re.compile(
    r"(?:for (?:immediate )?release|(?:press|news|media) release|issued|released?|"
    r"from (?:our|a) correspondents? in [\w’' -]+)\W*(?:on\W*)?",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_PLACE = re.compile(rf"{_NAME}(?: {_NAME}){{0,3}}")
_PERSON = re.compile(rf"{_NAME}(?: {_NAME}){{1,2}}")
_AFTER = re.compile(
    r"\W*(?:\([^)]*\))?(?:(?:at )?\d{1,2}[.:]\d\d(?: ?[ap]\.?m\.?)?)?\W*(?:(?<=\| ).*)?"
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? $", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a text says; None for what it does not."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    block: int
    at: int  # in its block
    text: str


def take_head(blocks: Sequence[str]) -> tuple[Head, list[str]]:
    """Read the head of a text.

    Args:
        blocks: The text, parted at its empty lines.

    Returns:
        What the head says, and the blocks without its lines. A text is never left without any.
    """
    lines = _first_lines(blocks) if len(blocks) > 1 else []
    if not lines:
        return Head(), list(blocks)
    above, below = _part_masthead(lines)
    has_title = bool(below) and _may_be_title([line.text for line in below])
    first, after = below[:has_title], below[has_title:]
    deck = _count_deck([line.text for line in after]) if has_title else 0
    over = [line for line in above if read_header([line.text])[3]]
    header = [*over, *after[deck:]] if has_title else over
    author, publisher, day, used = read_header([line.text for line in header])
    taken = [*first, *header[:used]]
    loose = _read_loosely([line.text for line in lines if line not in taken], "\n".join(blocks))
    is_head = (
        _stands_alone(first, after) or used or any(map(_has_date, lines[1 : MAX_MASTHEAD + 1]))
    )
    left = _without(blocks, taken)
    if not left:  # the article would be without text
        left, author, publisher, day, loose = _without(blocks, first), None, None, None, Head()
    if not is_head or not left:
        return Head(), list(blocks)
    title = _TITLE_LABEL.sub("", clean(first[0].text)) if first else None
    head = Head(
        title=title,
        author=author or loose.author,
        publisher=publisher or loose.publisher,
        published_at=day or loose.published_at,
    )
    return head, left


def read_under_title(draft: Draft) -> Draft:
    """Add author, outlet and date that stand in the first lines under a title, where none is known.

    The lines stay in the text. There has to be a sentence below them, and they are no rows of a table.
    """
    if draft.title is None or (draft.author and draft.published_at):
        return draft
    lines: list[str] = []
    for line in draft.text[:MAX_HEAD_CHARS].split("\n"):
        if len(line) > MAX_LINE_CHARS or SENTENCE_END.search(line):
            break
        lines += [line] if line and line != draft.title else []
    else:
        return draft
    if sum("|" in line for line in lines) > 1:
        return draft
    lines = lines[:MAX_LINES]
    deck = _count_deck(lines)
    author, publisher, day, used = read_header(lines[deck:])
    loose = _read_loosely([*lines[:deck], *lines[deck + used :]], draft.text)
    return replace(
        draft,
        author=draft.author or author or loose.author,
        publisher=draft.publisher or publisher or loose.publisher,
        published_at=draft.published_at or day or loose.published_at,
    )


def _first_lines(blocks: Sequence[str]) -> list[_Line]:
    """Give the short lines that a text begins with, without rules between them."""
    found: list[_Line] = []
    for block, text in enumerate(blocks[:MAX_BLOCKS]):
        for at, line in enumerate(text.split("\n")):
            is_long = len(line.strip()) > (MAX_LINE_CHARS if found else MAX_TITLE_CHARS)
            if is_long or len(found) == MAX_LINES:
                return found
            if not _RULE.fullmatch(line):
                found.append(_Line(block, at, line.strip()))
    return found


def _part_masthead(lines: Sequence[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Part what stands above a title: an outlet and a date, “PRESS RELEASE”; or a byline without one."""
    count = 0
    for line in lines[:MAX_MASTHEAD]:
        is_label = _KICKER.fullmatch(line.text) or _GIVEN_OUT.match(line.text)
        if not (is_label or read_header([line.text])[3] or (count == 0 and _is_nameplate(lines))):
            break
        count += 1
    return list(lines[:count]), list(lines[count:])


def _is_nameplate(lines: Sequence[_Line]) -> bool:
    """Tell whether a text begins with the name of its outlet, in capitals or above a date."""
    name = lines[0].text
    is_dated = len(lines) > 1 and read_header([lines[1].text])[2] is not None
    return names_outlet(name.title()) and (name.isupper() or is_dated)


def _may_be_title(lines: Sequence[str]) -> bool:
    """Tell whether the first line may be a title; with a full stop only above a byline or date."""
    if re.search(r"[,;:]$", lines[0]) or LIST_ITEM.match(lines[0]):
        return False
    return not lines[0].endswith(".") or read_header(lines[1:])[3] > 0


def _stands_alone(first: Sequence[_Line], after: Sequence[_Line]) -> bool:
    return any(one.at == 0 and all(line.block != one.block for line in after) for one in first)


def _count_deck(lines: Sequence[str]) -> int:
    """Count the lines between a title and its byline: one, or none."""
    is_read = bool(read_header(lines)[3] or read_header(lines[:1])[3])
    has_deck = not is_read and read_header(lines[1:])[0] is not None
    return int(has_deck)


def _has_date(line: _Line) -> bool:
    """Tell whether a line holds a date and is no sentence."""
    return find_written_date(line.text) is not None and not SENTENCE_END.search(line.text)


def _read_loosely(lines: Sequence[str], text: str) -> Head:
    """Read lines that say more than who and when, and stay in the text: “Skerrow, 4 June 2032”."""
    publisher = author = day = None
    for at, line in enumerate(lines):
        if SENTENCE_END.search(line):
            break
        if source := _SOURCE.fullmatch(line):
            publisher = publisher or source[1]
        elif at == 0 and line.isupper() and names_outlet(line.title()):
            publisher = line.title()
        elif day is None and (day := _find_dateline(line, text)):
            beside = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
            author = _find_name(line.split("|") if "|" in line else beside, text)
    return Head(author=author, publisher=publisher, published_at=day)


def _find_name(parts: Sequence[str], text: str) -> str | None:
    """Find a person beside a date, “Ann Berg | 4 June 2032”: of two or three words that no sentence says."""
    for part in map(str.strip, parts):
        name = strip_role(part)
        is_person = (
            _PERSON.fullmatch(name) and not names_outlet(name) and not name.startswith("The ")
        )
        if is_person and (name != part or not _is_known(name, text)):
            return name
    return None


def _find_dateline(line: str, text: str) -> str | None:
    """Find the date in a line such as “Skerrow, 4 June 2032”; the text has to know the place.

    “Trial, 4 June 2032” may say what comes, and is none.
    """
    dated = find_written_date(line)
    if dated is None or not _AFTER.fullmatch(line[dated[2] :]):
        return None
    before = _WEEKDAY.sub("", line[: dated[1]]).strip(" ,:(–—-")
    is_set_off = before.endswith("|") or "|" in line[dated[2] :]
    parts = [part.strip() for part in re.split(r"[,|·–—]| - ", before.strip(" |")) if part.strip()]
    if is_set_off or _GIVEN_OUT.fullmatch(before):
        return dated[0]
    is_led = all(_PLACE.fullmatch(part) and _is_known(part, text) for part in parts)
    return dated[0] if is_led else None


def _is_known(place: str, text: str) -> bool:
    return place.isupper() or re.search(rf"[a-z,] {re.escape(place)}\b", text) is not None


def _without(blocks: Sequence[str], taken: Sequence[_Line]) -> list[str]:
    """Give the blocks without some lines, and without the rules in blocks that these stand in."""
    gone = {(line.block, line.at) for line in taken}
    touched = {line.block for line in taken}
    left = []
    for number, block in enumerate(blocks):
        lines = [
            line
            for at, line in enumerate(block.split("\n"))
            if (number, at) not in gone and not (number in touched and _RULE.fullmatch(line))
        ]
        left += ["\n".join(lines)] if any(line.strip() for line in lines) else []
    return left
