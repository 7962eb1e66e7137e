"""What several questions found → one reading, its passages numbered through. Knows no question."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from rag.answerability import CERTAIN
from rag.evidence import Evidence
from rag.reading import Reading
from rag.retrieval import Found
from rag.schema import Passage


def merge(read: Sequence[tuple[Reading, list[Evidence]]]) -> Reading:
    """Put the passages of several readings together, numbered through, with what was chosen of each."""
    passages: dict[str, Passage] = {}
    evidence: dict[tuple[str, int, str | None], Evidence] = {}
    # The best of each first: a model may have room for some only.
    for passage in filter(
        None, chain.from_iterable(zip_longest(*(one.passages for one, _ in read)))
    ):
        number = len(passages) + 1
        passages.setdefault(passage.chunk.id, replace(passage, number=number))
    for reading, chosen in read:
        new = {p.number: passages[p.chunk.id] for p in reading.passages}
        for one in chosen:
            head = None if one.head_passage is None else new[one.head_passage].number
            moved = replace(one, passage=new[one.passage.number], head_passage=head)
            evidence.setdefault((one.passage.chunk.article_id, one.start, one.wording), moved)
    found = Found(
        passages=tuple(passages.values()),
        matched=sum(reading.found.matched for reading, _ in read),
        read=sum(reading.found.read for reading, _ in read),
    )
    return Reading(
        found=found,
        passages=found.passages,
        evidence=tuple(evidence.values()),
        judgement=CERTAIN,
        is_prepared=True,
    )
