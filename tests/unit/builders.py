"""Small values for unit tests."""

from index.schema import Chunk, Hit
from rag.schema import Passage


def make_chunk(text: str, *, article_id: str = "a" * 12, start: int = 0) -> Chunk:
    end = start + len(text)
    return Chunk(
        id=f"{article_id}:{start}-{end}",
        article_id=article_id,
        number=0,
        start=start,
        end=end,
        text=text,
        header="Title",
    )


def make_passage(text: str, *, number: int = 1, start: int = 0) -> Passage:
    chunk = make_chunk(text, article_id=f"{number:012x}", start=start)
    return Passage(number=number, chunk=chunk, title="Title", source="a.txt", score=1.0)


def make_hit(text: str, *, start: int = 0, **scores: object) -> Hit:
    chunk = make_chunk(text, start=start)
    return Hit(chunk_id=chunk.id, chunk=chunk, title="Title", source="a.txt", **scores)  # type: ignore[arg-type]  # any score
