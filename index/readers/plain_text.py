"""Plain text → `Draft`: title, byline and date line out, hard-wrapped lines joined."""

import re

from index.readers.draft import Draft, TextBuilder, add_rows
from index.readers.text_heads import LIST_ITEM, take_head
from index.readers.text_tables import split_columns

MIN_WORD_SHARE = 0.85  # of prose; of a program's text, a half to three quarters are words
PROSE_CHARS = 40, 20_000  # at least and at most, that tell it
_WORD = re.compile(r"[\"'“‘(\[«¿¡]*[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?…\"'”’)\]»。、，！？：；]*")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")  # the indentation behind them tells columns
_NUMBER = re.compile(r"[\d.,:;/%+-]+")


def read_plain_text(text: str) -> Draft:
    """Read decoded text; an empty text gives an empty draft."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\n")
    title, said, blocks = take_head([block for block in _BLANK_LINES.split(text) if block.strip()])
    builder = TextBuilder()
    _add_blocks(builder, blocks)
    return Draft(
        text=builder.text(),
        title=title,
        author=said.author,
        publisher=said.publisher,
        published_at=said.published_at,
        blocks=builder.blocks(),
    )


def is_prose(text: str) -> bool:
    """Tell whether a text of an unknown kind is words for people, not data or a program."""
    least, most = PROSE_CHARS
    words = [word for word in text[:most].split() if not _NUMBER.fullmatch(word)]
    like_words = sum(
        _WORD.fullmatch(word) is not None
        or sum(map(_is_letter, word)) >= MIN_WORD_SHARE * len(word)
        for word in words
    )
    return len(text) >= least and like_words >= MIN_WORD_SHARE * len(words)


def add_text(builder: TextBuilder, text: str) -> None:
    """Append plain text as paragraphs; nothing in it is taken for a title or a byline."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\n")
    _add_blocks(builder, [block for block in _BLANK_LINES.split(text) if block.strip()])


def _add_blocks(builder: TextBuilder, blocks: list[str]) -> None:
    for block in blocks:
        lines = [line.rstrip(" ") for line in block.split("\n") if line.strip()]
        above, rows, below = split_columns(lines) or (lines, [], [])
        for paragraph in _paragraphs(above):
            builder.add_paragraph(paragraph)
        if rows:
            head, *others = ([("td", cell) for cell in row] for row in rows)
            add_rows(builder, [[("th", cell) for _, cell in head], *others])
        for paragraph in _paragraphs(below):
            builder.add_paragraph(paragraph)


def _is_letter(char: str) -> bool:
    return char > "\x7f" and char.isalpha()


def _paragraphs(lines: list[str]) -> list[str]:
    """Split lines of a block: joined if hard-wrapped, one per line if they are long, lists by item."""
    if any(LIST_ITEM.match(line) for line in lines):
        return ["\n".join(_join_items(lines))]
    if len(lines) < 2:
        return lines
    if _is_hard_wrapped(lines, width=max(map(len, lines))):
        return [" ".join(line.strip() for line in lines)]
    if sum(len(line) for line in lines) / len(lines) > 90:
        return lines
    return ["\n".join(lines)]


def _join_items(lines: list[str]) -> list[str]:
    """Join the lines of each item of a list that is hard-wrapped."""
    width = max(map(len, lines))
    items: list[list[str]] = []
    for line in lines:
        if not items or LIST_ITEM.match(line):
            items.append([line])
        else:
            items[-1].append(line)
    return [
        line
        for item in items
        for line in (
            [" ".join(map(str.strip, item))] if _is_hard_wrapped(item, width=width) else item
        )
    ]


def _is_hard_wrapped(lines: list[str], *, width: int) -> bool:
    """Tell whether each line was broken only because the next word did not fit the width any more."""
    if not 40 <= width <= 120:
        return False
    firsts = [line.split(maxsplit=1)[0] for line in lines[1:]]
    breaks = [len(line) + 1 + len(first) for line, first in zip(lines, firsts, strict=False)]
    return all(reach > width - 8 for reach in breaks)
