"""The lines of a PDF's page in the order they are read. Knows no file.

Pages are read in the order they were drawn in, which is what most programs write, unless that order
cannot be meant: columns drawn row by row, or a line drawn after those below it.
"""

import re
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, chain, groupby, pairwise

import pypdfium2

from index.readers.pdf_lines import (
    Line,
    PlacedText,
    are_level,
    join_letters,
    place_text,
    without_breaks,
)

MIN_ROWS = 4  # that have a gap at the same place, to be columns
MIN_CELL_WORDS = 3  # of half of the pieces; a table's cells are shorter
CONTINUED = 0.35  # of the pieces of a column begin with a small letter; a table's cells seldom do
ALIGNED = 0.6  # of the pieces of a column begin where most do; first lines may not
TRIED_PLACES = 8  # that most gaps lie over
SAMPLED_LINES = 12
MIN_LINE_CHARS = 20  # of a line that may be of two columns
BLOCK_GAP = 0.25  # of the page's height, as between its head and its foot
MAX_LINES, MAX_BLOCKS = 1_000, 200  # a page of more is a drawing
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff]")
_ENDS = re.compile(r"[.!?][\"”’)\]]*(?:\s|$)")
Parts = Sequence[Line]


def read_lines(textpage: pypdfium2.PdfTextPage, *, is_rotated: bool) -> list[Line]:
    """Give the lines of a page in the order they are read.

    Args:
        textpage: The page.
        is_rotated: Boxes say nothing of what is above or left of what: keep the order.
    """
    text = textpage.get_text_range()
    compounds = frozenset(re.findall(r"\w+-\w+", text))
    placed = place_text(textpage, text)
    is_kept = is_rotated or _RIGHT_TO_LEFT.search(text)
    lines = [line.whole() for line in placed]
    if 2 * sum(len(line.text) == 1 for line in lines) > len(lines):
        lines = join_letters(lines)
    elif not is_kept:
        lines = _arrange(placed, lines)
    return [replace(line, text=without_breaks(line.text, compounds)) for line in lines]


def _arrange(lines: Sequence[PlacedText], whole: list[Line]) -> list[Line]:
    """Give lines in the order they are read."""
    if not whole:
        return whole
    height = statistics.median(line.height for line in whole)
    if len(lines) <= MAX_LINES and _are_columns_likely(lines, whole, height):
        parts = [line.cut(height) for line in lines]
        middle = _find_gutter(parts, height)
        if middle is not None:
            return _by_columns(parts, middle, height)
    return _in_order(whole)


def _are_columns_likely(lines: Sequence[PlacedText], whole: Sequence[Line], height: float) -> bool:
    """Tell whether lines have gaps, or lie side by side, as often as those of columns would."""
    beside = sum(_are_beside(above, below) for above, below in pairwise(whole))
    long = [line for line in lines if len(line.text) >= MIN_LINE_CHARS]
    sample = long[:: max(1, len(long) // SAMPLED_LINES)]
    gaps = sum(any(True for _ in line.wide_gaps(height)) for line in sample)
    return beside >= MIN_ROWS or 4 * gaps > len(sample)


def _are_beside(one: Line, other: Line) -> bool:
    """Tell whether a line lies right of another, on the same row."""
    return other.left > one.right and are_level(one, other)


def _by_columns(parts: Sequence[Parts], middle: float | None, height: float) -> list[Line]:
    """Give a page whose columns were drawn row by row column by column.

    Args:
        parts: The pieces of each line between its wide gaps.
        middle: The place between two columns; None if there is but one.
        height: Of a line.
    """
    if middle is None:
        return [_joined(pieces) for pieces in parts]
    ordered: list[Line] = []
    for run in _runs(parts, middle):
        if not _rows(run, middle):
            ordered += [_joined(pieces) for pieces in run]
            continue
        for is_right in (False, True):
            cut = ([one for one in pieces if (one.left > middle) == is_right] for pieces in run)
            side = [pieces for pieces in cut if pieces]
            ordered += _by_columns(side, _find_gutter(side, height), height)
    return ordered


def _find_gutter(parts: Sequence[Parts], height: float) -> float | None:
    """Find the place between two columns of sentences that most rows leave free."""
    beside = (pair for pair in pairwise(chain.from_iterable(parts)) if _are_beside(*pair))
    gaps = [(one.right, other.left) for one, other in beside if other.left - one.right > height]
    rights, lefts = sorted(gap[0] for gap in gaps), sorted(gap[1] for gap in gaps)

    def crossed(place: float) -> int:
        return bisect_left(rights, place) - bisect_right(lefts, place)

    places = sorted(
        {round((right + left) / 2) for right, left in gaps}, key=lambda x: (-crossed(x), x)
    )
    found: dict[float, int] = {}
    for place in places[:TRIED_PLACES]:
        rows = [row for run in _runs(parts, place) for row in _rows(run, place)]
        if rows and all(_is_prose(side, height) for side in zip(*rows, strict=True)):
            found[place] = len(rows)
    return max(found, key=lambda place: (found[place], -place), default=None)


def _runs(parts: Sequence[Parts], middle: float) -> Iterator[list[Parts]]:
    """Group lines one below the other that leave a place free, and those that do not."""
    for _, run in groupby(parts, lambda pieces: any(p.left < middle < p.right for p in pieces)):
        yield list(run)


def _rows(run: Sequence[Parts], middle: float) -> list[tuple[Line, Line]]:
    """Give the neighbours on both sides of a place, if they are enough for columns."""
    beside = (pair for pair in pairwise(chain.from_iterable(run)) if _are_beside(*pair))
    rows = [(one, other) for one, other in beside if one.right < middle < other.left]
    return rows if len(rows) >= MIN_ROWS else []


def _is_prose(pieces: Sequence[Line], height: float) -> bool:
    """Tell a column's lines from cells of a table, and from what stands behind gaps in lines.

    They begin at one place, some of them with a small letter, and a sentence ends among them.
    """
    words = statistics.median(len(piece.text.split()) for piece in pieces)
    continued = sum(piece.text[0].islower() for piece in pieces)
    usual = statistics.median(piece.left for piece in pieces)
    aligned = sum(abs(piece.left - usual) <= height / 2 for piece in pieces)
    return (
        words >= MIN_CELL_WORDS
        and continued >= CONTINUED * len(pieces)
        and aligned >= ALIGNED * len(pieces)
        and any(_ENDS.search(piece.text) for piece in pieces)
    )


def _joined(pieces: Sequence[Line]) -> Line:
    text = " ".join(piece.text for piece in pieces)
    return replace(pieces[0], text=text, right=pieces[-1].right)


def _in_order(lines: list[Line]) -> list[Line]:
    """Put blocks of lines in order where a line was drawn after those below or right of it."""
    blocks = [[lines[0]]]
    is_out_of_order = False
    extent = max(line.top for line in lines) - min(line.bottom for line in lines)
    for above, line in pairwise(lines):
        goes_up = line.bottom > above.top
        if goes_up and line.left <= statistics.median(one.right for one in blocks[-1]):
            is_out_of_order = True  # it is in no next column
        if goes_up or above.bottom - line.top > BLOCK_GAP * extent:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    if not is_out_of_order:
        return lines
    return list(chain.from_iterable(_cut_apart(blocks)))


def _cut_apart(blocks: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """Order blocks by cutting the page at its widest gap, again and again.

    It is the recursive X-Y cut (Nagy and Seth 1984), but no block is cut, and those that lie over
    each other stay in the order they were drawn in.
    """
    waiting = [list(blocks)]
    while waiting:
        group = waiting.pop()
        cuts = [_widest_gap(group, _from_above), _widest_gap(group, _from_left)]
        gap, first, second = max(cuts, key=lambda cut: cut[0])
        if gap > 0 and len(group) <= MAX_BLOCKS:
            waiting += [second, first]
        else:
            yield from group


def _from_above(block: list[Line]) -> tuple[float, float]:
    return -max(line.top for line in block), -min(line.bottom for line in block)


def _from_left(block: list[Line]) -> tuple[float, float]:
    return min(line.left for line in block), max(line.right for line in block)


def _widest_gap(
    blocks: list[list[Line]], extent: Callable[[list[Line]], tuple[float, float]]
) -> tuple[float, list[list[Line]], list[list[Line]]]:
    """Give the widest gap between blocks along an axis, and the blocks on its two sides."""
    places = sorted(extent(block) for block in blocks)
    reached = accumulate((end for _, end in places), max)
    gaps = [(start - end, start) for end, (start, _) in zip(reached, places[1:], strict=False)]
    gap, border = max(gaps, default=(0.0, 0.0))
    sides: tuple[list[list[Line]], list[list[Line]]] = [], []
    for block in blocks:
        sides[extent(block)[0] >= border].append(block)
    return gap, *sides
