"""Generated text, as it comes → sentences, each cited and checked once it is complete.

Knows no generator: every model's text comes through here.
"""

from collections.abc import Iterable, Iterator, Sequence

from rag.citations import Analyze, Segment, Span, ground, parse_segments, visible_text
from rag.schema import Citation, Passage, Sentence, SentenceChecked, TextDelta
from rag.verification import SupportScorer, verify


class DraftChecker:
    """Checks the text of one answer.

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

    def check(self, pieces: Iterable[str]) -> Iterator[TextDelta | SentenceChecked]:
        """Yield the text without markers as it grows, and each sentence when it is complete."""
        text, shown, checked = "", "", 0
        for piece in pieces:
            text += piece
            visible = visible_text(text)
            if len(visible) > len(shown):
                yield TextDelta(text=visible[len(shown) :])
                shown = visible
            complete = parse_segments(text)[:-1]  # the last may still grow
            yield from self._check(complete[checked:])
            checked = max(checked, len(complete))
        yield from self._check(parse_segments(text)[checked:])

    def _check(self, segments: Sequence[Segment]) -> Iterator[SentenceChecked]:
        for segment in segments:
            for grounded in ground(segment, self._passages, analyze=self._analyze):
                support, score = verify(grounded, scorer=self._scorer)
                sentence = Sentence(
                    text=grounded.text,
                    citations=tuple(self._cite(span) for span in grounded.spans),
                    support=support,
                    support_score=score,
                )
                yield SentenceChecked(sentence=sentence)

    def _cite(self, span: Span) -> Citation:
        key = (span.passage.chunk.article_id, span.start, span.end)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return Citation(
            number=number, passage=span.passage, start=span.start, end=span.end, quote=span.quote
        )
