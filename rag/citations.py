r"""Text with `[n]` markers → sentences with exact spans. Knows no model; never raises on model output.

A marker is `[3]` or `[1, 2]`, the numbers being those of passages. `\[` stands for a bracket that
is no marker, so that quoted text which holds one is safe.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.schema import Passage

_MARKER = r"(?<!\\)\[\d{1,3}(?:[ ,]{1,3}\d{1,3}){0,20}\]"
_MARKERS = re.compile(rf"{_MARKER}(?:\s{{0,3}}{_MARKER})*")
_NUMBER = re.compile(r"\d+")
_OPEN_MARKER = re.compile(r"(?<!\\)\[[\d, ]{0,80}$|\\$")
_ESCAPED = re.compile(r"\\([\\\[])")

Analyze = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text up to its markers; `numbers` are empty for a tail without any."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start, end)` of the article that `passage` lies in."""

    passage: Passage
    start: int
    end: int

    @property
    def quote(self) -> str:
        """Give the exact text of the span."""
        offset = self.passage.chunk.start
        return self.passage.chunk.text[self.start - offset : self.end - offset]


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence and the spans it was traced to; none if nothing matches."""

    text: str
    spans: tuple[Span, ...]


def escape_markers(text: str) -> str:
    """Protect brackets and backslashes of quoted text from being read as markers."""
    return text.replace("\\", "\\\\").replace("[", "\\[")


def parse_segments(text: str) -> tuple[Segment, ...]:
    """Split text at its markers; any text is accepted, an empty one gives none."""
    segments, start = [], 0
    for match in _MARKERS.finditer(text):
        numbers = tuple(dict.fromkeys(int(n) for n in _NUMBER.findall(match[0])))
        segments.append(Segment(_unescape(text[start : match.start()]).strip(), numbers))
        start = match.end()
    segments.append(Segment(_unescape(text[start:]).strip(), ()))
    return tuple(segment for segment in segments if segment.text)


def hold_back(text: str) -> str:
    """Drop an end that may become a marker or an escape with more text."""
    return _OPEN_MARKER.sub("", text)


def ground(
    segment: Segment, passages: Sequence[Passage], *, analyze: Analyze
) -> tuple[Grounded, ...]:
    """Trace a segment to the passages it cites.

    A segment that stands in a cited passage word for word is one sentence with that span.
    Otherwise it is split into sentences: the last has the markers, and each is given the sentence
    of its passages that shares most of its terms. Numbers of no passage are dropped.
    """
    by_number = {passage.number: passage for passage in passages}
    cited = [by_number[number] for number in segment.numbers if number in by_number]
    verbatim = tuple(span for passage in cited if (span := find_verbatim(segment.text, passage)))
    if verbatim:
        return (Grounded(segment.text, verbatim),)
    sentences = [segment.text[start:end] for start, end in sentence_spans(segment.text)]
    grounded = []
    for at, sentence in enumerate(sentences):
        is_last = at == len(sentences) - 1
        if is_last and cited:
            spans = tuple(
                span for passage in cited if (span := find_nearest(sentence, passage, analyze))
            )
        else:
            found = (find_verbatim(sentence, passage) for passage in passages)
            spans = tuple(span for span in found if span)[:1]
        grounded.append(Grounded(sentence, spans))
    return tuple(grounded)


def find_verbatim(text: str, passage: Passage) -> Span | None:
    """Find text in a passage word for word, white space apart; a sentence's start is preferred."""
    words = [re.escape(word) for word in text.split()]
    if not words or len(text) > 2 * len(passage.chunk.text):
        return None
    matches = list(re.finditer(_whole(words), passage.chunk.text))
    if not matches:
        return None
    starts = {start for start, _ in sentence_spans(passage.chunk.text)}
    best = next((match for match in matches if match.start() in starts), matches[0])
    offset = passage.chunk.start
    return Span(passage, offset + best.start(), offset + best.end())


def _whole(words: Sequence[str]) -> str:
    """Match words in a row, never a part of one: "12 people" does not stand in "112 people"."""
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def holds_verbatim(text: str, words: str) -> bool:
    """Tell whether words stand in a text, white space apart and never as a part of other words."""
    wanted = [re.escape(word) for word in words.split()]
    return bool(wanted) and re.search(_whole(wanted), text) is not None


def find_nearest(sentence: str, passage: Passage, analyze: Analyze) -> Span | None:
    """Find the passage's sentence that shares most of a sentence's terms; None if none does."""
    verbatim = find_verbatim(sentence, passage)
    if verbatim is not None:
        return verbatim
    wanted = set(analyze(sentence))
    text, offset = passage.chunk.text, passage.chunk.start
    best, most = None, 0.0
    for start, end in sentence_spans(text):
        stems = set(analyze(text[start:end]))
        shared = len(wanted & stems) / (len(wanted | stems) or 1)
        if shared > most:
            best, most = Span(passage, offset + start, offset + end), shared
    return best


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
