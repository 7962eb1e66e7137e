"""What pdfium gives of a page → its lines, as they were drawn. Knows no file."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2

LETTER_GAP = 0.4  # of a letter's height; a wider one is a space
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a column's part of one, with its box in points; `top` lies above `bottom`."""

    text: str
    top: float
    bottom: float
    left: float
    right: float

    @property
    def height(self) -> float:
        """Give how high its box is."""
        return self.top - self.bottom


def place_text(textpage: pypdfium2.PdfTextPage, text: str) -> list["PlacedText"]:
    """Cut a page's text at line breaks."""
    lines, position = [], 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            lines.append(PlacedText(textpage, position + raw.index(stripped[0]), stripped))
        position += len(raw)
    return lines


class PlacedText:
    """A stretch of a page's characters on one line."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, first: int, text: str) -> None:
        self._page = textpage
        self._first = first
        self._last = max(0, textpage.count_chars() - 1)
        self.text = text

    def whole(self) -> Line:
        """Give it as one line."""
        return self._line(0, len(self.text))

    def cut(self, height: float) -> list[Line]:
        """Cut it at its wide gaps."""
        ends = [0, *(at for gap in self.wide_gaps(height) for at in gap), len(self.text)]
        return [self._line(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True)]

    def wide_gaps(self, height: float) -> Iterator[tuple[int, int]]:
        """Give the spaces that are wider than a line is high, or behind which it begins anew."""
        for space in _SPACES.finditer(self.text):
            before, after = self._box(space.start() - 1), self._box(space.end())
            if after[0] - before[2] > height or after[0] < before[0]:
                yield space.span()

    def _line(self, start: int, end: int) -> Line:
        left, bottom, _, top = self._box(start)
        right = max(left, self._box(end - 1)[2])  # pdfium may join it with the next row
        return Line(self.text[start:end], max(top, bottom), bottom, left, right)

    def _box(self, at: int) -> tuple[float, float, float, float]:
        box: tuple[float, float, float, float] = self._page.get_charbox(
            min(self._first + at, self._last)
        )
        return box


def are_level(one: Line, other: Line) -> bool:
    """Tell whether two lines are on one row."""
    return min(one.top, other.top) > max(one.bottom, other.bottom)


def join_letters(lines: Sequence[Line]) -> list[Line]:
    """Put letters beside one another on lines: of a page with few lines pdfium takes them for columns."""
    height = statistics.median(line.height for line in lines)
    joined = [lines[0]]
    for line in lines[1:]:
        above = joined[-1]
        gap = line.left - above.right
        if len(line.text) == 1 and are_level(above, line) and -height < gap < 2 * height:
            space = " " if gap > LETTER_GAP * height else ""
            text = f"{above.text}{space}{line.text}"
            joined[-1] = replace(above, text=text, right=line.right)
        else:
            joined.append(line)
    return joined


def without_breaks(line: str, compounds: frozenset[str]) -> str:
    """Join the words that pdfium put on one line with U+FFFE for the hyphen between them.

    Args:
        line: As pdfium gives it.
        compounds: What stands on the page with a hyphen inside a line, and so keeps it.
    """

    def join(match: re.Match[str]) -> str:
        first, last = match.groups()
        is_compound = f"{first}-{last}" in compounds or not last[0].islower()
        return f"{first}-" if is_compound else first

    line = re.sub(r"(\w+)\ufffe(?=(\w+))", join, line)
    return re.sub(r"\ufffe(?=.)", "-", line)
