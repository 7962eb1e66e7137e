"""Rows of the library database ↔ articles and chunks. Knows no query."""

import json
from datetime import UTC, datetime
from typing import Any, Protocol

from index.schema import Article, Chunk, Section, make_header

SUMMARY_COLUMNS = (
    "id", "title", "source", "content_type", "added_at", "publisher", "author", "published_at",
)  # fmt: skip
CHUNK_COLUMNS = ("id", "article_id", "number", "start", "end", "section", "page", "text")
ARTICLE_COLUMNS = (*SUMMARY_COLUMNS, "text", "sha256")


class Row(Protocol):
    """A row read by column name."""

    def __getitem__(self, name: str, /) -> Any: ...


def article_row(article: Article) -> dict[str, Any]:
    """Give the row of an article that is not yet indexed."""
    sections = [[section.start, section.heading] for section in article.sections]
    return {
        **{name: getattr(article, name) for name in ARTICLE_COLUMNS},
        "sections": json.dumps(sections, ensure_ascii=False),
        "pages": json.dumps(article.pages),
        "pending": True,
    }


def chunk_row(chunk: Chunk) -> dict[str, Any]:
    """Give the row of a chunk."""
    return {name: getattr(chunk, name) for name in CHUNK_COLUMNS}


def to_article(row: Row) -> Article:
    """Read an article."""
    values = {name: row[name] for name in ARTICLE_COLUMNS}
    values["added_at"] = to_utc(row["added_at"])
    sections = (Section(start=start, heading=text) for start, text in json.loads(row["sections"]))
    return Article(**values, sections=tuple(sections), pages=tuple(json.loads(row["pages"])))


def to_chunk(row: Row) -> Chunk:
    """Read a chunk, joined with its article's title, publisher, date and pages."""
    pages = json.loads(row["pages"])
    return Chunk(
        **{name: row[name] for name in CHUNK_COLUMNS},
        header=make_header(row["title"], row["publisher"], row["published_at"]),
        page_breaks=tuple(page for page in pages if row["start"] < page < row["end"]),
    )


def to_utc(moment: datetime) -> datetime:
    """Read a moment; SQLite forgets the zone, which is always UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
