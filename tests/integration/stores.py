"""What tests of the library's stores share."""

from collections.abc import Callable
from pathlib import Path

from index.article_index import ArticleIndex

OpenIndex = Callable[..., ArticleIndex]


def counts(article_index: ArticleIndex) -> tuple[int, int, int]:
    """Chunks in the database, in Chroma and in BM25."""
    indexes = article_index.indexes
    return (
        article_index.stats().chunks,
        indexes.vectors.count(),
        indexes.lexical.count(),
    )


def assert_in_step(article_index: ArticleIndex) -> None:
    indexes = article_index.indexes
    known = article_index.library.chunk_ids()
    assert known == indexes.vectors.ids() == indexes.lexical.ids()
    assert article_index.library.pending() == []
    assert article_index.library.removed_chunk_ids() == set()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
