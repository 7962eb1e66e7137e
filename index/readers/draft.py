"""What every reader returns, and the builder that tracks offsets while text is put together.

Knows nothing about any format.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from index.schema import Section

# Control characters, soft hyphen, zero-width space, word joiner and byte order mark carry no
# text; the zero-width joiner (emoji) and the direction marks (right-to-left text) stay.
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff]"
)
MAX_HEADING_CHARS = 200  # a longer one is a paragraph that was marked up as a heading
SENTENCE_END = re.compile(r"[.!?…]['\"”’)\]]*$")
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
    sections: tuple[Section, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(slots=True)
class TextBuilder:
    """Join paragraphs into canonical text and record where headings and pages start."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _sections: list[Section] = field(default_factory=list)
    _pages: list[int] = field(default_factory=list)

    def add_paragraph(self, text: str) -> None:
        """Append one paragraph; blank text adds nothing."""
        self._append(clean(text), separator="\n\n")

    def add_heading(self, text: str) -> None:
        """Append a heading as a paragraph of its own and record it as a section."""
        heading = clean(text).replace("\n", " ")
        if len(heading) > MAX_HEADING_CHARS:
            self.add_paragraph(heading)
        elif heading:
            start = self._append(heading, separator="\n\n")
            self._sections.append(Section(start=start, heading=heading))

    def add_page(self, *, joins_previous: bool = False, first: str = "") -> None:
        """Start a page with the text `first`, which may go on with the last paragraph."""
        before = self._length
        start = self._append(clean(first), separator=" " if joins_previous else "\n\n")
        self._pages.append(start if self._length > before else self._length)

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

    def _append(self, text: str, *, separator: str) -> int:
        if not text:
            return self._length
        piece = (separator if self._parts else "") + text
        self._parts.append(piece)
        self._length += len(piece)
        return self._length - len(text)


def clean(text: str) -> str:
    """Normalise to NFC, drop invisible characters, collapse spaces; single newlines stay."""
    text = _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _AROUND_NEWLINE.sub("\n", text).strip()


def same_words(first: str | None, second: str | None) -> bool:
    """Tell whether two titles say the same but for case, spaces and punctuation."""
    return bool(first and second) and _words(first) == _words(second)


def _words(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").casefold())
