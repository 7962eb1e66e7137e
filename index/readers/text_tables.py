"""Lines of plain text → the cells of a table that is set with spaces or tabs. Knows no file."""

import re
from collections.abc import Sequence
from itertools import groupby

MIN_ROWS = 3  # the head among them
PAIR = 2  # columns, the least
MIN_GAP = 2  # spaces between columns, in every row
MAX_LINES = 2_000  # of a block, and characters of a line: more is data or a log
MAX_WIDTH = 300
MAX_OUTSIDE = 2  # lines of the block above the table, and below it
MAX_MEAN_CHARS = 30  # of a cell; longer ones are text set in columns
MIN_FULL = 0.6  # of the rows have all cells but one
_RULE = re.compile(r"[\s\-=+_|.]*")
# What begins an item of a list, a pair of a name and a value, and what somebody says.
_COUNTER = re.compile(
    r"[-*•·–]|\(?(?:\d+(?:\.\d+)*|[a-zA-Z]{1,4})[.)]|[^:]{1,40}:|[A-Z][A-Z .]{0,20}"
)
_WORDS = re.compile(r"[.?!;…]$|//|[.?!] ")
MAX_WORDED = 0.3  # of the last cells of two columns


def split_columns(lines: Sequence[str]) -> tuple[list[str], list[list[str]], list[str]] | None:
    """Find the table in the lines of a block.

    Args:
        lines: Without an empty line between.

    Returns:
        The lines above it, its rows of equally many cells, and the lines below; None without one.
    """
    if len(lines) > MAX_LINES or any("|" in line or len(line) > MAX_WIDTH for line in lines):
        return None  # rows with bars are a table already
    found = [
        (list(lines[:above]), rows, list(lines[len(lines) - below :]))
        for above in range(MAX_OUTSIDE + 1)
        for below in range(MAX_OUTSIDE + 1)
        if (rows := _cut(lines[above : len(lines) - below]))
    ]
    # A line across the columns hides where they are parted.
    return max(found, key=lambda parts: len(parts[1][0]), default=None)


def _cut(lines: Sequence[str]) -> list[list[str]] | None:
    """Cut lines where all have a gap, or at their tabs; None if that gives no table."""
    lines = [line for line in lines if not _RULE.fullmatch(line)]
    if len(lines) < MIN_ROWS:
        return None
    tabs = max(line.count("\t") for line in lines)
    if tabs and all("\t" in line for line in lines):  # only empty cells at the end may be left out
        rows = [[cell.strip() for cell in line.split("\t")] for line in lines]
        rows = [[*row, *[""] * (tabs + 1 - len(row))] for row in rows]
    else:
        rows = _cut_at_gaps([line.expandtabs() for line in lines])
    return rows if _is_table(rows) else None


def _cut_at_gaps(lines: Sequence[str]) -> list[list[str]]:
    width = max(map(len, lines))
    padded = [line.ljust(width) for line in lines]
    blank = [all(line[at] == " " for line in padded) for at in range(width)]
    columns, start = [], 0
    for is_blank, run in groupby(range(width), key=blank.__getitem__):
        places = list(run)
        if is_blank and len(places) >= MIN_GAP and places[0] > 0:
            columns.append((start, places[0]))
            start = places[-1] + 1
    columns.append((start, width))
    return [[line[first:end].strip() for first, end in columns] for line in padded]


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Tell a table from prose in columns, a list and lines of a name and a value."""
    count = len(rows[0])
    cells = [cell for row in rows for cell in row if cell]
    if count < PAIR or sum(map(len, cells)) > MAX_MEAN_CHARS * len(cells):
        return False
    if any("  " in cell for cell in cells):  # justified prose, or columns that not all lines have
        return False
    if count == PAIR:
        worded = sum(_WORDS.search(row[1]) is not None for row in rows)
        is_list = all(_COUNTER.fullmatch(row[0]) for row in rows[1:])
        if is_list or worded > MAX_WORDED * len(rows):
            return False
    full = sum(sum(map(bool, row)) >= max(PAIR, count - 1) for row in rows)
    return all(row[0] for row in rows[1:]) and full >= MIN_FULL * len(rows)
