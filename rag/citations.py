r"""Text with `[n]` markers → sentences with exact spans. Knows no model; never raises on model output.

A marker is `[3]` or `[1, 2]`, the numbers being those of passages. `\[` stands for a bracket that
is no marker, so that quoted text which holds one is safe.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.facts import check_facts
from rag.schema import Passage
from rag.table_claims import find_row
from rag.tables import MARK, trace_row

MAX_RUN = 3  # sentences quoted for one that is not verbatim
CLEAR_GAIN = 0.2  # of the sentence's terms, for a longer quote to be worth reading
_MARKER = r"(?<!\\)\[\d{1,3}(?:[ ,]{1,3}\d{1,3}){0,20}\]"
_MARKERS = re.compile(rf"{_MARKER}(?:\s{{0,3}}{_MARKER})*")
_NUMBER = re.compile(r"\d+")
_OPEN_MARKER = re.compile(r"(?<!\\)\[[\d, ]{0,80}$|\\$")
_ESCAPED = re.compile(r"\\([\\\[])")
MIN_MATCHED_TERMS = 0.5  # of a sentence that cites nothing

Analyze = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text up to its markers; `numbers` are empty for a tail without any."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start, end)` of the article that `passage` lies in.

    Attributes:
        says: What they say, if it takes more than their own words: a row of a table is said with
            the names of its columns; nothing of the head that gives these. None for the words.
    """

    passage: Passage
    start: int
    end: int
    says: str | None = None

    @property
    def quote(self) -> str:
        """Give the exact text of the span."""
        offset = self.passage.chunk.start
        return self.passage.chunk.text[self.start - offset : self.end - offset]


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence and the spans it was traced to; none if nothing matches.

    Attributes:
        text: The sentence.
        spans: What it cites, or what it was matched to.
        is_matched: It cites nothing itself.
    """

    text: str
    spans: tuple[Span, ...]
    is_matched: bool = False


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

    A segment that stands in a cited passage word for word is one sentence with that span; one that
    says cell by cell what a row of a table holds has the row's span and that of the table's head.
    Otherwise it is split into sentences: the last has the markers and is given the run of each
    cited passage that supports it best; those before it cite nothing and are matched to the passage
    that holds most of their terms. Numbers of no passage are dropped.
    """
    by_number = {passage.number: passage for passage in passages}
    cited = [by_number[number] for number in segment.numbers if number in by_number]
    verbatim = tuple(span for passage in cited if (span := find_verbatim(segment.text, passage)))
    if verbatim:
        return (Grounded(segment.text, verbatim),)
    for passage in cited:
        if spans := _trace_said_row(segment.text, passage, cited):
            return (Grounded(segment.text, spans),)
    sentences = [segment.text[start:end] for start, end in sentence_spans(segment.text)]
    grounded = []
    for at, sentence in enumerate(sentences):
        if cited and at == len(sentences) - 1:
            found = (trace(sentence, passage, analyze) for passage in cited)
            grounded.append(Grounded(sentence, tuple(span for spans in found for span in spans)))
        else:
            spans = _match(sentence, passages, analyze)
            grounded.append(Grounded(sentence, spans, is_matched=True))
    return tuple(grounded)


def _trace_said_row(sentence: str, passage: Passage, cited: Sequence[Passage]) -> tuple[Span, ...]:
    """Find the row of a passage that a sentence says cell by cell, and its head; empty if none."""
    chunk = passage.chunk
    earlier = [
        other
        for other in cited
        if other.chunk.article_id == chunk.article_id and other.chunk.number < chunk.number
    ]
    found = trace_row(sentence, chunk.text, [other.chunk.text for other in earlier])
    places = (passage, *earlier)
    return tuple(
        _span(places[at], line.start, line.end, says=says)
        for (at, line), says in zip(found, (sentence, ""), strict=False)
    )


def _match(sentence: str, passages: Sequence[Passage], analyze: Analyze) -> tuple[Span, ...]:
    """Find the spans that hold most of a sentence's terms, and more than half of them."""
    wanted = set(analyze(sentence))
    best: tuple[Span, ...] = ()
    most = MIN_MATCHED_TERMS * len(wanted)
    for passage in passages:
        if len(wanted.intersection(analyze(passage.chunk.text))) <= most:
            continue
        spans = trace(sentence, passage, analyze)
        held = len(wanted.intersection(analyze(" ".join(span.quote for span in spans))))
        if held > most:
            best, most = spans, held
    return best


def trace(sentence: str, passage: Passage, analyze: Analyze) -> tuple[Span, ...]:
    """Find what of a passage supports a sentence best.

    Returns:
        A run of its sentences, see `find_nearest`, or a row of a table, and its head, that hold as
        many of the sentence's terms; empty if no term stands there.
    """
    text = passage.chunk.text
    told = None
    if MARK in text:
        told = find_row(sentence, text, analyze, goes_on=passage.chunk.number > 0)
    if told is None or find_verbatim(sentence, passage):
        span = find_nearest(sentence, passage, analyze)
        return (span,) if span else ()
    span = find_nearest(sentence, passage, analyze, is_prose_only=True)
    terms = set(analyze(sentence))
    if span and len(terms.intersection(analyze(span.quote))) > told.coverage * len(terms):
        return (span,)
    row = _span(passage, told.row.start, told.row.end, says=told.says)
    return (row, _span(passage, told.head.start, told.head.end, says="")) if told.head else (row,)


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
    return _span(passage, best.start(), best.end())


def _span(passage: Passage, start: int, end: int, *, says: str | None = None) -> Span:
    """Give the span of characters `[start, end)` of a passage's text."""
    return Span(passage, passage.chunk.start + start, passage.chunk.start + end, says)


def _whole(words: Sequence[str]) -> str:
    """Match words in a row, never a part of one: "12 people" does not stand in "112 people"."""
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def holds_verbatim(text: str, words: str) -> bool:
    """Tell whether words stand in a text, white space apart and never as a part of other words."""
    wanted = [re.escape(word) for word in words.split()]
    return bool(wanted) and re.search(_whole(wanted), text) is not None


def find_nearest(
    sentence: str, passage: Passage, analyze: Analyze, *, is_prose_only: bool = False
) -> Span | None:
    """Find the shortest run of a passage's sentences that supports a sentence best.

    A longer run, of at most `MAX_RUN` neighbours, is taken only if it holds clearly more of the
    sentence's terms, or bears out more of its facts.

    Returns:
        The words themselves if they stand in the passage; None if no term does.
    """
    verbatim = find_verbatim(sentence, passage)
    if verbatim is not None:
        return verbatim
    text = passage.chunk.text
    spans = sentence_spans(text)
    if is_prose_only:
        spans = tuple(span for span in spans if MARK not in text[slice(*span)])
    held = [frozenset(analyze(text[start:end])) for start, end in spans]
    best: _Run | None = None
    for length in range(1, min(MAX_RUN, len(spans)) + 1):
        run = _best_run(frozenset(analyze(sentence)), held, length)
        if best is None or _adds_clearly(run, best, sentence, text, spans):
            best = run
    if best is None or not best.coverage:
        return None
    return _span(passage, *best.span(spans))


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring sentences: the first, how many, and the share of the terms they hold."""

    first: int
    length: int
    coverage: float

    def span(self, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
        return spans[self.first][0], spans[self.first + self.length - 1][1]


def _best_run(wanted: frozenset[str], held: Sequence[frozenset[str]], length: int) -> _Run:
    """Find the run of a length that shares most of the terms and has the fewest others."""
    runs = []
    for first in range(len(held) - length + 1):
        terms = frozenset().union(*held[first : first + length])
        shared = len(wanted & terms)
        runs.append((shared / (len(wanted | terms) or 1), first, shared / (len(wanted) or 1)))
    _, first, coverage = max(runs, key=lambda run: (run[0], -run[1]))
    return _Run(first, length, coverage)


def _adds_clearly(
    longer: _Run, run: _Run, sentence: str, text: str, spans: Sequence[tuple[int, int]]
) -> bool:
    gain = longer.coverage - run.coverage
    if gain <= 0 or gain >= CLEAR_GAIN:
        return gain > 0
    issues = [
        len(check_facts(sentence, text[start:end]).issues)
        for start, end in (longer.span(spans), run.span(spans))
    ]
    return issues[0] < issues[1]


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
