"""Generated text, as it comes → sentences, each cited and checked once it is complete.

Knows no generator: every model's text comes through here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rag.citations import Analyze, Segment, Span, ground, hold_back, parse_segments
from rag.schema import Citation, Passage, Sentence, SentenceChecked, TextDelta
from rag.verification import SupportScorer, describe_issue, find_issues, verify


class DraftChecker:
    """Checks the text of one answer.

    Attributes:
        unknown: Numbers that were cited and are those of no passage.

    Args:
        passages: What the markers of the text number.
        scorer: Judges how well a quote supports a sentence.
        analyze: Gives the terms of a text.
    """

    def __init__(
        self, passages: Sequence[Passage], *, scorer: SupportScorer, analyze: Analyze
    ) -> None:
        self._passages = passages
        self._scorer = scorer
        self._analyze = analyze
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._known = {passage.number for passage in passages}
        self.unknown: set[int] = set()

    def check(self, pieces: Iterable[str]) -> Iterator[TextDelta | SentenceChecked]:
        """Yield each sentence's text as it grows, then the sentence checked, one by one.

        For an empty piece an empty `TextDelta` is yielded, so that whoever reads may stop.
        """
        text, shown, done = "", "", 0
        for piece in pieces:
            if not piece:
                yield TextDelta(text="")
                continue
            text += piece
            # The last segment may still grow; the end may turn out to be a marker.
            for segment in (segments := parse_segments(hold_back(text)))[done:]:
                yield from self._grow(segment, shown, is_first=done == 0)
                shown = segment.text
                if segment is not segments[-1]:
                    yield from self._check(segment)
                    shown, done = "", done + 1
        for segment in parse_segments(text)[done:]:
            yield from self._grow(segment, shown, is_first=done == 0)
            yield from self._check(segment)
            shown, done = "", done + 1

    def _grow(self, segment: Segment, shown: str, *, is_first: bool) -> Iterator[TextDelta]:
        if len(segment.text) > len(shown):
            space = "" if shown or is_first else " "
            yield TextDelta(text=space + segment.text[len(shown) :])

    def _check(self, segment: Segment) -> Iterator[SentenceChecked]:
        self.unknown |= set(segment.numbers) - self._known
        for traced in ground(segment, self._passages, analyze=self._analyze):
            grounded = traced
            support, score = verify(grounded, scorer=self._scorer)
            if grounded.is_matched and support == "unsupported":
                grounded, support, score = replace(grounded, spans=()), "uncited", 0.0
            has_issues = support in ("partly", "unsupported")
            sentence = Sentence(
                text=grounded.text,
                citations=tuple(self._cite(span) for span in grounded.spans),
                support=support,
                support_score=score,
                issues=tuple(map(describe_issue, find_issues(grounded))) if has_issues else (),
            )
            yield SentenceChecked(sentence=sentence)

    def _cite(self, span: Span) -> Citation:
        key = (span.passage.chunk.article_id, span.start, span.end)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return Citation(
            number=number, passage=span.passage, start=span.start, end=span.end, quote=span.quote
        )
