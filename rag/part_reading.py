"""Several questions in one message → what answers each, put together. Knows no generator."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.answerability import CERTAIN
from rag.conversation import condense
from rag.evidence import Evidence
from rag.generation import NEAR, WIDE_SHARE, choose_sentences
from rag.merging import merge
from rag.names import find_names
from rag.pointing import points_back
from rag.reading import Reader, Reading
from rag.schema import Turn

PART_SENTENCES = 2


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
    for part in parts:
        asked = _name(part, parts[0])
        reading = reader.read(asked, condense(asked, said), said, top_k=top_k, scope=scope)
        said.append(Turn(role="user", text=part))
        if not reading.is_answered:
            notes.append(f"nothing was found that answers “{part}”")
            continue
        chosen = choose_sentences(
            reading.evidence,
            limit=PART_SENTENCES * (1 + is_wide),
            share=WIDE_SHARE if is_wide else NEAR,
        )
        read.append((reading, chosen))
        notes += reading.notes
    if not read:
        return None
    certainty = min(reading.judgement.certainty for reading, _ in read)
    judgement = replace(CERTAIN, certainty=certainty)
    return replace(merge(read), judgement=judgement, notes=tuple(dict.fromkeys(notes)))


def _name(part: str, first: str) -> str:
    """Give a part with the names of the first, where it has none and does not point back to it."""
    names = find_names(first, [(0, len(first))])
    if not names or part == first or points_back(part) or find_names(part, [(0, len(part))]):
        return part
    return f"{part.rstrip('?')}, {', '.join(names)}?"
