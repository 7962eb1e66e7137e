"""The head of a text, as newsrooms write it → title, byline, date. Knows no format of file.

Lines that say only who wrote or published it and when are taken out; every other line stays in the text,
also where its date is read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.readers.agency import read_issue, read_lead
from index.readers.bylines import find_written_date, names_outlet, read_header
from index.readers.datelines import GIVEN_OUT, KICKER_LINE, NOTHING, Said, read_loosely
from index.readers.draft import SENTENCE_END, Draft, clean

MAX_TITLE_CHARS = 150
MAX_LINE_CHARS = 100
MAX_LINES = 8
MAX_BLOCKS = 4
MAX_MASTHEAD = 2
MAX_HEAD_CHARS = 1_500
MIN_CAPITALS = 3  # words of a title in capitals
MAX_SHORT_CHARS = 25  # of a line of an address
LIST_ITEM = re.compile(r"^\s*([-*•·–]|\d{1,3}[.)])\s")
_RULE = re.compile(r"\s*[-=_*~#–—]{3,}\s*")
_TITLE_LABEL = re.compile(r"^(?:headline|title):\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    block: int
    at: int  # in its block
    text: str


def take_head(blocks: Sequence[str]) -> tuple[str | None, Said, list[str]]:
    """Read the head of a text.

    Args:
        blocks: The text, parted at its empty lines.

    Returns:
        The title, what else the head says, and the blocks without its lines. A text is never left
        without any.
    """
    lines = _first_lines(blocks) if len(blocks) > 1 else []
    if not lines:
        return None, NOTHING, list(blocks)
    above, below = _part_masthead(lines)
    has_title = bool(below) and _may_be_title([line.text for line in below])
    first, after = below[:has_title], below[has_title:]
    deck = _count_deck([line.text for line in after]) if has_title else 0
    over = [line for line in above if read_header([line.text])[3]]
    header = [*over, *after[deck:]] if has_title else over
    author, publisher, day, used = read_header([line.text for line in header])
    taken = [*first, *header[:used]]
    rest = [line.text for line in lines if line not in taken]
    loose = read_loosely(rest, "\n".join(blocks), author)
    is_head = _stands_alone(first, after) or used or any(map(_has_date, lines[1:MAX_LINES]))
    is_head = is_head or (bool(first) and _is_in_capitals(first[0], blocks))
    left = _without(blocks, taken)
    if not left:  # the article would be without text
        left, author, publisher, day, loose = _without(blocks, first), None, None, None, NOTHING
    if not is_head or not left:
        return None, NOTHING, list(blocks)
    title = _TITLE_LABEL.sub("", clean(first[0].text)) if first else None
    said = Said(author or loose.author, publisher or loose.publisher, day or loose.published_at)
    return title, said, left


def read_under_title(draft: Draft, first_lines: Sequence[str] | None = None) -> Draft:
    """Add author, outlet and date that stand in the first lines under a title, or before the text, where none is known.

    The lines stay in the text. There has to be a sentence below them, and they are no rows of a table.

    Args:
        draft: What was read.
        first_lines: Its first lines as the file has them; those of its text if None.
    """
    agency, day = read_lead(draft.text)
    draft = replace(
        draft,
        publisher=draft.publisher or agency,
        published_at=draft.published_at or day or read_issue(draft.text),
    )
    if draft.title is None or (draft.author and draft.published_at):
        return draft
    lines: list[str] = []
    for line in first_lines or draft.text[:MAX_HEAD_CHARS].split("\n"):
        if len(line) > MAX_LINE_CHARS:
            break
        lines += [line] if line and line != draft.title else []
        if SENTENCE_END.search(line):
            break
    else:
        return draft
    if sum("|" in line for line in lines) > 1:
        return draft
    lines = lines[:MAX_LINES]
    deck = _count_deck(lines)
    author, publisher, day, used = read_header(lines[deck:])
    author = draft.author or author
    loose = read_loosely([*lines[:deck], *lines[deck + used :]], draft.text, author)
    return replace(
        draft,
        author=author or loose.author,
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
        is_label = any(one.match(line.text) for one in (KICKER_LINE, GIVEN_OUT))
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


def _is_in_capitals(first: _Line, blocks: Sequence[str]) -> bool:
    """Tell whether a title is in capitals, and what stands right under it is not."""
    lines = blocks[first.block].split("\n")
    below = lines[first.at + 1 :]
    is_title = first.text.isupper() and len(first.text.split()) >= MIN_CAPITALS
    is_row = re.search(r"\s{2}|\t|\d", lines[first.at].strip()) is not None
    is_led = any(len(line) > MAX_SHORT_CHARS for line in below)
    return (
        is_title
        and not is_row
        and is_led
        and len(below) < MAX_LINES
        and not any(map(str.isupper, below))
    )


def _count_deck(lines: Sequence[str]) -> int:
    """Count the lines between a title and its byline: one, or none."""
    is_read = bool(read_header(lines)[3] or read_header(lines[:1])[3])
    has_deck = not is_read and read_header(lines[1:])[0] is not None
    return int(has_deck)


def _has_date(line: _Line) -> bool:
    """Tell whether a line holds a date and is no sentence."""
    return find_written_date(line.text) is not None and not SENTENCE_END.search(line.text)


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
