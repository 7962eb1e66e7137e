"""Sentences of a text → what they state: headings, labels, datelines, questions and rows of tables state nothing.

Knows no question that is asked, and no passage.
"""

import re
from collections.abc import Iterator

from rag.tables import MARK

MAX_HEADING_WORDS = 14
MIN_WORDS = 4  # a shorter line without a full stop is a heading or a label
# What a line without a full stop states: "The rent is 650 euros a month", "Landlord: Ivo Marsh".
STATEMENT = re.compile(
    r"(?!(?:why|how|what|where|when|who|which|that)\b)\w.*?\s(?:is|are|was|were|has|have|had|will|can|must|"
    r"costs?|needs?)\s|(?!(?:by|credit|image|photo|picture|published|source|tags|topics|updated)\b)"
    r"[^\W\d_][\w ]{1,24}: (?=\w)",
    re.IGNORECASE,
)
# “Harbour & Hull, 12 January 2026.”, “Media contact: …”; and what begins a line of the one who asks in an interview.
_HEAD_LINE = re.compile(
    r"(?:[A-Z&][\w’'&.-]* ?){1,5}(?:, (?:[A-Z][\w’'-]* ?){1,3})?, (?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2},) \d{4}\W*|"
    r"(?i:(?:(?:media|press|investor|editorial)s? )?(?:contacts?|enquiries|inquiries)): .*(?:@|\+?\d[\d ()/-]{6,}).*",
    re.DOTALL,
)
_ASKS = re.compile(r"\W*Q(?:uestion)?[.:] ")
ENDS = ".!?…"  # of a sentence
_CELL = re.compile(r"[^\s|](?:(?!\s\|(?:\s|$)|\n).)*")  # of rows of a table
BULLET = re.compile(r"(?:[-*•]|\d{1,3}[.)])\s+")


def is_heading(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence is a line of its own, a short one that does not end like a sentence.

    One that states something is none, or a last line with a number; a question at a line's end is one.
    """
    line, after = text[start:end], text[end:].lstrip(" ")
    if after and not after.startswith("\n"):
        return False
    if line.endswith("?"):
        return True
    stands_alone = text[:start].rstrip(" ")[-1:] in ("", "\n")
    is_short = line[-1:] not in '.!…:;"”»)' and len(line.split()) <= MAX_HEADING_WORDS
    tells_last = not after.strip() and any(map(str.isdigit, line))
    return stands_alone and is_short and not tells_last and not STATEMENT.match(line)


def stated(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give what a sentence states: itself if no label or question, of a row the cells that are sentences."""
    sentence = text[start:end]
    if MARK not in sentence:
        line = text[text.rfind("\n", 0, start) + 1 : end]
        states = not (_HEAD_LINE.fullmatch(sentence) or _ASKS.match(line))
        if states and not _is_label(sentence) and not sentence.endswith("?"):
            yield start, end
        return
    for cell in _CELL.finditer(text, start, end):
        if len(cell[0].split()) >= MIN_WORDS and cell[0][-1] in ENDS:
            yield cell.span()


def _is_label(sentence: str) -> bool:
    """Tell whether it is a heading."""
    is_short = len(sentence.split()) < MIN_WORDS and sentence[-1:] not in ENDS
    return is_short and not STATEMENT.match(sentence)
