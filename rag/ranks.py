"""A question for a place in a ranking, such as “who came sixth?”, and the row of a table that holds it.

By rule: the table numbers its rows under a head such as “Pos”. Knows no passages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.stretches import Span
from rag.tables import Row

UNRANKED = 10_000
MIN_ROWS = 3
TOLD_IN_WORDS = 2  # the winner and who lost the final
BRONZE = 3
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ASKED = re.compile(
    r"^\W*(?:(?:and|so|but) )?(?:who|which|what|whose)\b.*?"
    r"(?P<rank>\b(?:came|finish(?:ed|es)|placed|ranked|ended(?: up)?|was|were|is|are|took|got|in|on)"
    rf"(?: in)?(?: the)? (?P<nth>{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\b(?: (?:place|position))?)"
    r"(?= (?:in|at|on|of|for|among|overall|with)\b|\W*$)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"(?:(?:rank(?:ing)?|pos(?:ition)?|place|pl|no|nr|number)\.?|#|)", re.IGNORECASE)
_NUMBER = re.compile(r"=?(\d{1,4})(?:\.|st|nd|rd|th|=)?", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in a ranking, from 1, and where a question names it."""

    place: int
    span: Span

    def may_be_told(self, sentence: str) -> bool:
        """Tell whether a sentence may say who has the place; of the first two many words may tell it."""
        if self.place <= TOLD_IN_WORDS:
            return True
        words = [rf"{self.place}(?:st|nd|rd|th)?", *_ORDINALS[self.place - 1 : self.place]]
        words += ["bronze"] if self.place == BRONZE else []
        told = rf"\b(?:{'|'.join(words)})\b"
        return re.search(told, sentence, re.IGNORECASE) is not None


def find_rank(question: str) -> Rank | None:
    """Give the place that a question asks for; None if it asks for none."""
    found = _ASKED.match(question)
    if found is None:
        return None
    nth = found["nth"].casefold()
    place = _ORDINALS.index(nth) + 1 if nth in _ORDINALS else int(nth[:-2])
    return Rank(place, found.span("rank"))


def rows_at(place: int, rows: Sequence[Row], *, head: Row) -> Iterator[tuple[Row, tuple[int, ...]]]:
    """Give the rows of a whole table that have a place, each with the columns of the place and of the name.

    Args:
        place: From 1.
        rows: All its rows but the head.
        head: What names the columns.
    """
    at = _rank_column(rows, head)
    if at is None:
        return
    ranks = [_rank_of(row, at) for row in rows]
    for row, rank in zip(rows, ranks, strict=True):
        named = (n for n, cell in enumerate(row.cells) if n != at and _NAME.search(cell))
        name = next(named, None)
        if rank == place and name is not None:
            yield row, (at, name)


def _rank_column(rows: Sequence[Row], head: Row) -> int | None:
    """Give the column that numbers the rows from 1 on; None if none does."""
    if len(rows) < MIN_ROWS or any(len(row.cells) != len(head.cells) for row in rows):
        return None
    for at, name in enumerate(head.cells):
        ranks = [_rank_of(row, at) for row in rows]
        if _HEAD.fullmatch(name.strip()) and ranks[0] == 1 and ranks == sorted(ranks):
            return at
    return None


def _rank_of(row: Row, at: int) -> int:
    """Give the place of a row; who did not finish stands behind all."""
    found = _NUMBER.fullmatch(row.cells[at].strip())
    return int(found[1]) if found else UNRANKED
