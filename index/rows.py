"""Rows of the library database ↔ articles and chunks. Knows no query."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, Self

import numpy as np

from index.embedding import FloatArray, Span
from index.headers import make_header
from index.schema import Article, Block, Chunk, Section

SUMMARY_COLUMNS = (
    "id", "title", "source", "content_type", "added_at", "publisher", "author", "published_at",
)  # fmt: skip
CHUNK_COLUMNS = ("id", "article_id", "number", "start", "end", "section", "page", "text")
ARTICLE_COLUMNS = (*SUMMARY_COLUMNS, "text", "sha256", "language")


SPAN_TYPE = np.dtype("<u4")


class Row(Protocol):
    """A row read by column name."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CutArticle:
    """An article with its chunks.

    Attributes:
        article: The article.
        chunks: What it is cut into, in order.
        path: The file it was read from, which then belongs to no other article, or what stands
            for an upload; None to leave its sources as they are.
        signature: What tells near copies of it, see `index.near_copies.sign`.
        container: The file that `path` lies inside, if it does.
    """

    article: Article
    chunks: tuple[Chunk, ...]
    path: str | None = None
    signature: bytes = b""
    container: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkRow:
    """A chunk as a question needs it.

    Attributes:
        chunk: The chunk.
        shown: Title, source, publisher and date of its article, by name.
        owner: Whose the article is; None for everybody's.
        spans: Of its sentences, as `unpack_spans` reads them; empty while the article is pending.
        vectors: Its own and its sentences', as `unpack_vectors` reads them; likewise.
    """

    chunk: Chunk
    shown: dict[str, Any]
    owner: str | None
    spans: bytes
    vectors: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedChunk:
    """A chunk's vector, and what a question is compared with once the chunk is found.

    Attributes:
        vector: `(dim,)` of unit length.
        spans: The chunk's sentences, half-open offsets into its text, as bytes.
        vectors: The chunk's own vector, which Chroma has too but is slow to give, then its
            sentences', as bytes: scaled to [-127, 127], only their directions are kept.
    """

    vector: FloatArray
    spans: bytes
    vectors: bytes

    @classmethod
    def pack(cls, vector: FloatArray, spans: Sequence[Span], sentences: FloatArray) -> Self:
        """Make one of the vector, the sentences and their vectors `(sentences, dim)`."""
        vectors = np.vstack((vector, sentences))
        largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
        scaled = np.round(vectors * (127.0 / largest)).astype(np.int8)
        packed = np.array(spans, dtype=SPAN_TYPE)
        return cls(vector=vector, spans=packed.tobytes(), vectors=scaled.tobytes())

    def row(self, chunk_id: str) -> dict[str, Any]:
        """Give its row."""
        return {"chunk_id": chunk_id, "spans": self.spans, "vectors": self.vectors}


def article_row(article: Article) -> dict[str, Any]:
    """Give the row of an article that is not yet indexed."""
    sections = [[section.start, section.heading] for section in article.sections]
    return {
        **{name: getattr(article, name) for name in ARTICLE_COLUMNS},
        "sections": json.dumps(sections, ensure_ascii=False),
        "pages": json.dumps(article.pages),
        "pending": True,
    }


def blocks_row(article: Article) -> dict[str, Any]:
    """Give the row of an article's blocks."""
    blocks = [[block.kind, block.start, block.end, block.depth] for block in article.blocks]
    return {"article_id": article.id, "blocks": json.dumps(blocks)}


def chunk_row(chunk: Chunk) -> dict[str, Any]:
    """Give the row of a chunk."""
    return {name: getattr(chunk, name) for name in CHUNK_COLUMNS}


def to_article(row: Row) -> Article:
    """Read an article, joined with its owner and its blocks if it has any."""
    values = {name: row[name] for name in ARTICLE_COLUMNS}
    values["added_at"] = to_utc(row["added_at"])
    sections = (Section(start=start, heading=text) for start, text in json.loads(row["sections"]))
    return Article(
        **values,
        owner=row["owner"],
        sections=tuple(sections),
        pages=tuple(json.loads(row["pages"])),
        blocks=tuple(Block(*block) for block in json.loads(row["blocks"] or "[]")),
    )


def to_chunk(row: Row) -> Chunk:
    """Read a chunk, joined with its article's title, publisher, author, date and pages."""
    pages = json.loads(row["pages"])
    return Chunk(
        **{name: row[name] for name in CHUNK_COLUMNS},
        header=make_header(
            row["title"],
            publisher=row["publisher"],
            author=row["author"],
            published_at=row["published_at"],
        ),
        page_breaks=tuple(page for page in pages if row["start"] < page < row["end"]),
    )


def unpack_vectors(data: bytes, *, dimension: int) -> FloatArray:
    """Read vectors `(n, dim)`, each of unit length; their cosines are right to about 0.001."""
    scaled, lengths = _scaled(data, dimension)
    unit: FloatArray = scaled / lengths[:, np.newaxis]
    return unit


def compare_packed(vectors: FloatArray, data: bytes) -> FloatArray:
    """Give the cosines `(m, n)` of vectors `(m, dim)` of unit length with those in `data`.

    Lengths divide what comes out and not the vectors, which takes a seventh of the time.
    """
    scaled, lengths = _scaled(data, vectors.shape[1])
    cosines: FloatArray = vectors @ scaled.T / lengths
    return cosines


def _scaled(data: bytes, dimension: int) -> tuple[FloatArray, FloatArray]:
    """Read packed vectors `(n, dim)` as they were scaled, and their lengths `(n,)`."""
    scaled = np.frombuffer(data, dtype=np.int8).reshape(-1, dimension).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", scaled, scaled))
    return scaled, np.maximum(lengths, np.float32(1e-12))


def unpack_spans(data: bytes) -> tuple[Span, ...]:
    """Read spans."""
    numbers = np.frombuffer(data, dtype=SPAN_TYPE).tolist()
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def to_utc(moment: datetime) -> datetime:
    """Read a moment; SQLite forgets the zone, which is always UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
