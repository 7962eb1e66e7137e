"""How an answer was found: what was searched, read and left out, and why. Decides nothing."""

from collections.abc import Collection, Sequence

from rag.evidence import Evidence
from rag.explanations import Trace, Unused
from rag.generation import EXTRACTIVE, repeats
from rag.retrieval import Found
from rag.schema import Sentence

NO_SENTENCE = "has no sentence among the best"
REPEATED = "says what is quoted already"
LEFT_OUT = "was not cited by the model"


def trace_answer(
    found: Found,
    *,
    evidence: Sequence[Evidence],
    sentences: Sequence[Sentence],
    generator: str,
    chunks_searched: int,
) -> Trace:
    """Say how an answer was found.

    Args:
        found: What retrieval gave.
        evidence: Sentences of the passages, best first.
        sentences: What was answered; none if it was refused.
        generator: Name of what wrote it.
        chunks_searched: How many chunks were in scope.
    """
    cited = {c.passage.number for sentence in sentences for c in sentence.citations}
    quoted = [one for one in evidence if _is_quoted(one, sentences)]
    unused = [
        Unused(
            passage=passage.number,
            title=passage.title,
            reason=LEFT_OUT
            if generator != EXTRACTIVE
            else _reason(
                [e for e in evidence if e.passage.number == passage.number], evidence, quoted
            ),
        )
        for passage in found.passages
        if sentences and passage.number not in cited
    ]
    return Trace(
        chunks_searched=chunks_searched,
        matched=found.matched,
        read=found.read,
        unused=tuple(unused),
    )


def _is_quoted(one: Evidence, sentences: Sequence[Sentence]) -> bool:
    return any(
        one.overlaps(c.article_id, c.start, c.end)
        for sentence in sentences
        for c in sentence.citations
    )


def _reason(
    own: Sequence[Evidence], evidence: Sequence[Evidence], quoted: Collection[Evidence]
) -> str:
    """Say why none of a passage's sentences was quoted."""
    if not own:
        return NO_SENTENCE
    if repeats(own[0], quoted):
        return REPEATED
    share = max(0.0, own[0].score) / max(evidence[0].score, 1e-9)
    return f"answers less well: its best sentence scores {share:.0%} of the best"
