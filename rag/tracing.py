"""How an answer was found: what was searched, read and left out, and why. Decides nothing."""

from collections.abc import Collection, Sequence

from index.library import Library
from rag.evidence import Evidence
from rag.explanations import Trace, Unused
from rag.generation import EXTRACTIVE, repeats
from rag.retrieval import Found
from rag.schema import Sentence

NO_SENTENCE = "has no sentence that came near enough"
REPEATED = "says what is quoted already"
LEFT_OUT = "was not cited by the model"
LESS_WELL = "answers less well"


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
    unused = []
    for passage in found.passages:
        if not sentences or passage.number in cited:
            continue
        own = [one for one in evidence if one.passage.number == passage.number]
        unused.append(
            Unused(
                passage=passage.number,
                title=passage.title,
                reason=_reason(own, quoted) if generator == EXTRACTIVE else LEFT_OUT,
                share=_share(own[0], evidence[0]) if own else None,
            )
        )
    return Trace(
        chunks_searched=chunks_searched,
        matched=found.matched,
        read=found.read,
        unused=tuple(unused),
    )


def count_independent(sentences: Sequence[Sentence], library: Library) -> int:
    """Count the articles cited; near copies of one text count once."""
    cited = {c.article_id for sentence in sentences for c in sentence.citations}
    return len(set(library.copy_groups(cited).values()))


def _is_quoted(one: Evidence, sentences: Sequence[Sentence]) -> bool:
    return any(
        one.overlaps(c.article_id, c.start, c.end)
        for sentence in sentences
        for c in sentence.citations
    )


def _reason(own: Sequence[Evidence], quoted: Collection[Evidence]) -> str:
    """Say why none of a passage's sentences was quoted."""
    if not own:
        return NO_SENTENCE
    return REPEATED if repeats(own[0], quoted) else LESS_WELL


def _share(own: Evidence, best: Evidence) -> float:
    return min(1.0, max(0.0, own.score) / max(best.score, 1e-9))
