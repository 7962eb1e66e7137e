"""Several questions in one message → what answers each, put together. Knows no generator."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.answerability import CERTAIN
from rag.conversation import condense
from rag.evidence import Evidence
from rag.generation import NEAR, WIDE_SHARE, choose_sentences
from rag.merging import merge
from rag.names import find_names
from rag.pointing import points_back
from rag.reading import AGAIN, Reader, Reading
from rag.schema import Turn

PART_SENTENCES = 2
MIN_COVERAGE = 0.5
# It may stand for what answers the part before: “which jacket won and what does it weigh?”
_STANDS_FOR = re.compile(r"\b(?:it|its|he|him|his|she|her|they|them|their)\b", re.IGNORECASE)


def read_parts(
    parts: Sequence[str],
    reader: Reader,
    *,
    top_k: int,
    scope: Collection[str] | None,
    is_wide: bool = False,
) -> Reading | None:
    """Read one question after the other, each as it follows from those before it.

    Args:
        parts: The questions, in order.
        reader: Finds and reads.
        top_k: At most so many passages of each.
        scope: In these articles only; None for all.
        is_wide: Take twice as many sentences.

    Returns:
        What answers them, with a note for each that nothing answers; None if nothing answers any.
    """
    read: list[tuple[Reading, list[Evidence]]] = []
    notes: list[str] = []
    said: list[Turn] = []
    told = ""
    for part in parts:
        if told and _STANDS_FOR.search(part):
            said.append(Turn(role="assistant", text=told))
        for asked in dict.fromkeys((_name(part, parts[0]), part)):
            reading = reader.read(asked, condense(asked, said), said, top_k=top_k, scope=scope)
            if reading.is_answered:
                break
        said.append(Turn(role="user", text=part))
        if not reading.is_answered:
            # What is quoted for another part may well answer this one.
            if not any(_is_quoted(reading, chosen) for _, chosen in read):
                notes.append(f"nothing was found that answers “{part}”")
            continue
        chosen = choose_sentences(
            reading.evidence,
            limit=PART_SENTENCES * (1 + is_wide),
            share=WIDE_SHARE if is_wide else NEAR,
        )
        told = " ".join(one.wording or one.text for one in chosen[:1])
        read.append((reading, chosen))
        notes += [note for note in reading.notes if note != AGAIN]
    if not read:
        return None
    certainty = min(reading.judgement.certainty for reading, _ in read)
    judgement = replace(CERTAIN, certainty=certainty)
    return replace(merge(read), judgement=judgement, notes=tuple(dict.fromkeys(notes)))


def _is_quoted(reading: Reading, chosen: Sequence[Evidence]) -> bool:
    """Tell whether the best sentence of a reading, with most of what is asked, is among those chosen."""
    best = [one for one in reading.evidence[:1] if one.context_coverage >= MIN_COVERAGE]
    return any(
        one.overlaps(other.passage.chunk.article_id, other.start, other.end)
        for one in best
        for other in chosen
    )


def _name(part: str, first: str) -> str:
    """Give a part with the names of the first, where it has none and does not point back to it."""
    names = find_names(first, [(0, len(first))])
    if not names or part == first or points_back(part) or find_names(part, [(0, len(part))]):
        return part
    return f"{part.rstrip('?')}, {', '.join(names)}?"
