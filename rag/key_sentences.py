"""Chunks of an article → the sentences that say what it is about: its first and those that begin its parts.

Knows no question.
"""

from collections.abc import Iterator, Sequence

from index.schema import Chunk
from index.sentences import sentence_spans
from rag.untrusted import is_order

FIRST_SENTENCES = 2  # of the article, whatever its sections


def key_sentences(chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, int, int]]:
    """Give the first sentences of an article and those that begin its sections, else its paragraphs.

    Returns:
        Each with its chunk and half-open offsets into the chunk's text.
    """
    has_sections = len({chunk.section for chunk in chunks if chunk.section}) > 1
    count, seen = 0, None
    told = -1
    for chunk in chunks:
        for start, end in sentence_spans(chunk.text):
            if chunk.start + start <= told or not is_prose(chunk.text[start:end]):
                continue
            begins = chunk.text[max(0, start - 1) : start] == "\n" or (start == 0 and not count)
            is_new = chunk.section != seen if has_sections else begins
            if count < FIRST_SENTENCES or is_new:
                yield chunk, start, end
                count, seen, told = count + 1, chunk.section, chunk.start + start


def is_prose(text: str) -> bool:
    """Tell whether a line is a sentence, and no title, byline, heading, row or order to whoever answers."""
    if is_order(text):
        return False
    return " | " not in text and len(text.split()) > 3 and text.rstrip("\"'”’)»")[-1:] in ".!?…"
