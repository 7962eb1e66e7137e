"""What every reader returns, and the builder that tracks offsets while text is put together.

Knows nothing about any format.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Self

from index.schema import Block, Section

# Control characters, soft hyphen, zero-width space, word joiner and byte order mark carry no
# text; the zero-width joiner (emoji) and the direction marks (right-to-left text) stay.
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff]"
)
MAX_HEADING_CHARS = 200  # a longer one is a paragraph that was marked up as a heading
SENTENCE_END = re.compile(r"[.!?…]['\"”’)\]]*$")
_LINED = frozenset(("ul", "ol", "table"))  # one paragraph of the text, a line per item or row
_CELLS = frozenset(("th", "td"))
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_NEWLINE = re.compile(r" ?\n[ \n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as a reader found it, before it has an id."""

    text: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    language: str | None = None  # as the file says, which need not be so
    sections: tuple[Section, ...] = ()
    pages: tuple[int, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()  # what was left out or mended, for the person who adds the file

    def with_notes(self, notes: Iterable[str]) -> Self:
        """Give the same draft with more notes."""
        return replace(self, notes=(*self.notes, *notes))


@dataclass(slots=True)
class _Span:
    """A block whose text is being added; `start` is -1 before the first."""

    kind: str
    depth: int
    start: int = -1
    end: int = -1

    def take(self, start: int, end: int) -> None:
        if self.start < 0:
            self.start = start
        self.end = end


@dataclass(slots=True)
class TextBuilder:
    """Join text into canonical text and record where headings, pages and blocks stand."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _sections: list[Section] = field(default_factory=list)
    _pages: list[int] = field(default_factory=list)
    _spans: list[_Span] = field(default_factory=list)
    _open: list[_Span] = field(default_factory=list)
    _aside: list[str] = field(default_factory=list)

    @contextmanager
    def block(self, kind: str) -> Iterator[None]:
        """Put what is added meanwhile into a block; one without text is none."""
        self.begin(kind)
        yield
        self.end()

    def begin(self, kind: str) -> None:
        """Open a block of one of `BLOCK_KINDS`; what is added until its `end` lies in it."""
        self._open.append(_Span(kind, len(self._open)))
        self._spans.append(self._open[-1])

    def end(self) -> None:
        """Close the block that was opened last."""
        self._open.pop()

    def add_paragraph(self, text: str, kind: str = "p") -> None:
        """Append one paragraph; blank text adds nothing."""
        with self.block(kind):
            self._append(clean(text), before="\n\n")

    def add_heading(self, text: str, *, level: int = 2) -> None:
        """Append a heading as a paragraph of its own and record it as a section."""
        heading = clean(text).replace("\n", " ")
        if len(heading) > MAX_HEADING_CHARS:
            self.add_paragraph(heading)
        elif heading:
            with self.block(f"h{level}"):
                start = self._append(heading, before="\n\n")
            self._sections.append(Section(start=start, heading=heading))

    def add_page(self, *, joins_previous: bool = False, first: str = "") -> None:
        """Start a page with the text `first`, which may go on with the last paragraph."""
        before = self._length
        with self.block("p"):
            start = self._append(clean(first), before=" " if joins_previous else "\n\n")
        self._pages.append(start if self._length > before else self._length)

    def set_aside(self, text: str) -> None:
        """Keep a line of the title or byline, which is the text of a file without any other."""
        self._aside.append(text)

    def finish(self) -> None:
        """Take what was set aside for the text if there is no other."""
        for text in () if self._parts else self._aside:
            self.add_paragraph(text)

    def add_line(self, text: str) -> None:
        """Append a line to the list that is open, as a list item begins."""
        self._append(clean(text), before=self._line_break())

    def add_words(self, text: str) -> None:
        """Append to the line that was added last."""
        self._append(clean(text), before=" ")

    def add_cell(self, text: str, *, kind: str, joint: str) -> None:
        """Append a cell to the row that is open, which keeps its place if it is empty.

        `joint` is what stands between it and the cell before.
        """
        row, text = self._open[-1], clean(text)
        joint = joint if text else joint.rstrip()
        if row.start < 0:
            self._append(joint.lstrip(), before=self._line_break())
        elif joint:
            self._append(joint, before="")
        with self.block(kind):
            cell = self._open[-1]
            self._append(text, before="" if row.end == self._length else self._line_break())
        if not text and row.start >= 0:
            cell.take(self._length, self._length)

    @property
    def last(self) -> str:
        """Give the last paragraph; empty before the first."""
        return self._parts[-1] if self._parts else ""

    def text(self) -> str:
        """Give the canonical text so far."""
        return "".join(self._parts)

    def sections(self) -> tuple[Section, ...]:
        """Give the headings so far, in order."""
        return tuple(self._sections)

    def pages(self) -> tuple[int, ...]:
        """Give the start of each page so far."""
        return tuple(self._pages)

    def blocks(self) -> tuple[Block, ...]:
        """Give the blocks with text so far, in order."""
        found = []
        for span in self._spans:
            if span.kind == "tr":
                row = span
            elif span.kind in _CELLS and span.start < 0 <= row.start:
                span.take(row.start, row.start)  # empty, and nothing before it in its row
            if span.start >= 0:
                found.append(Block(span.kind, span.start, span.end, span.depth))
        return tuple(found)

    def _line_break(self) -> str:
        """Give what parts a line from the one before: a list or table begins as a paragraph."""
        outermost = next(span for span in self._open if span.kind in _LINED)
        return "\n\n" if outermost.start < 0 else "\n"

    def _append(self, text: str, *, before: str) -> int:
        if not text:
            return self._length
        piece = (before if self._parts else "") + text
        self._parts.append(piece)
        start, self._length = self._length + len(piece) - len(text), self._length + len(piece)
        for span in self._open:
            span.take(start, self._length)
        return start


def add_rows(builder: TextBuilder, rows: list[list[tuple[str, str]]]) -> None:
    """Append a table, a line for each row that holds a word.

    Args:
        builder: Takes the text.
        rows: The cells of each, as pairs of `th` or `td` and a text.
    """
    with builder.block("table"):
        for row in rows:
            if not any(text for _, text in row):
                continue
            with builder.block("tr"):
                for number, (kind, text) in enumerate(row):
                    builder.add_cell(
                        " ".join(text.split()), kind=kind, joint=" | " if number else ""
                    )


def clean(text: str) -> str:
    """Normalise to NFC, drop invisible characters, collapse spaces; single newlines stay."""
    text = _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _AROUND_NEWLINE.sub("\n", text).strip()


def were(count: int, what: str) -> str:
    """Count things that something was done with: `1 page was`, `2 pages were`."""
    return f"1 {what} was" if count == 1 else f"{count:,} {what}s were"


def same_words(first: str | None, second: str | None) -> bool:
    """Tell whether two titles say the same but for case, spaces and punctuation."""
    return bool(first and second) and _words(first) == _words(second)


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").casefold())
