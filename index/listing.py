"""Lists of articles from the library database: filtered, sorted, page by page. Changes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypedDict, get_args

import sqlalchemy as sa

from index.chunk_reader import ChunkReader
from index.errors import ListingError
from index.owners import seen_by
from index.rows import SUMMARY_COLUMNS, to_utc
from index.schema import ArticleSummary
from index.tables import articles, chunks, owners
from index.trash import Removed, list_removed
from index.viewer import WHOLE, Viewer

ArticleSort = Literal["newest", "title", "published_newest", "published_oldest", "source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Which articles a list shows; an empty condition lets everything through.

    Attributes:
        text: Title, author, publisher or source holds it, whatever the case.
        source: The publisher's whole name, or how the source (a path or an address) begins;
            `NO_PUBLISHER` for the articles that name none.
        published_from: ISO date; published on this day or later. Undated articles are left out.
        published_to: ISO date; published on this day or before. Likewise.
    """

    text: str = ""
    source: str = ""
    published_from: str = ""
    published_to: str = ""


class ListOptions(TypedDict, total=False):
    """What a list of articles may be asked for, see `ArticleLists.list_articles`."""

    text: str
    source: str
    published_from: str
    published_to: str
    sort: str
    limit: int
    offset: int


NO_PUBLISHER = "(no publisher)"
SORTS = get_args(ArticleSort)
_DAY = sa.func.substr(articles.c.published_at, 1, 10)
_HAS_NO_DATE = articles.c.published_at.is_(None)
_ORDERS: dict[str, tuple[sa.ColumnElement[Any], ...]] = {
    "newest": (articles.c.added_at.desc(), articles.c.title),
    "title": (sa.func.lower(articles.c.title),),
    "published_newest": (_HAS_NO_DATE, articles.c.published_at.desc(), articles.c.title),
    "published_oldest": (_HAS_NO_DATE, articles.c.published_at, articles.c.title),
    "source": (
        sa.func.lower(sa.func.coalesce(articles.c.publisher, articles.c.source)),
        sa.func.lower(articles.c.title),
    ),
}


class ArticleLists(ChunkReader):
    """One library database, of which articles are listed without their texts."""

    def removed(self, *, viewer: Viewer = WHOLE) -> tuple[Removed, ...]:
        """Give the last 30 articles that the viewer may bring back, the last removed first."""
        with self._read() as connection:
            return list_removed(connection, viewer)

    def list_articles(
        self,
        *,
        text: str = "",
        source: str = "",
        published_from: str = "",
        published_to: str = "",
        sort: str = "newest",
        limit: int = 100,
        offset: int = 0,
        viewer: Viewer = WHOLE,
    ) -> tuple[tuple[ArticleSummary, ...], int]:
        """List one page of the articles that `ArticleFilter` lets through.

        Args:
            text: As in `ArticleFilter`, like the next three; empty for no condition.
            source: Likewise.
            published_from: Likewise.
            published_to: Likewise.
            sort: `newest` added first, `title`, `published_newest` or `published_oldest` (those
                without a date last) or `source`.
            limit: At most so many.
            offset: So many are passed over.
            viewer: Only what they see.

        Returns:
            The page, and how many match in all.

        Raises:
            ListingError: There is no such sort, or a date is none.
        """
        if sort not in _ORDERS:
            raise ListingError(
                f"articles cannot be sorted by {sort!r}", hint=f"use {', '.join(SORTS)}"
            )
        wanted = _conditions(
            ArticleFilter(
                text=text, source=source, published_from=published_from, published_to=published_to
            )
        )
        order = (*_ORDERS[sort], articles.c.id)
        owner = _OWNER if self._has_owners else sa.null()
        with self._read() as connection:
            wanted += seen_by(connection, viewer)
            # The page's ids first: to sort with the texts' lengths would read every text.
            page = sa.select(articles.c.id).where(*wanted).order_by(*order)
            query = _SUMMARIES.add_columns(owner.label("owner")).order_by(*order)
            total = sa.select(sa.func.count()).select_from(articles).where(*wanted)
            paged = articles.c.id.in_(page.limit(limit).offset(offset))
            rows = connection.execute(query.where(paged)).mappings()
            found = tuple(
                ArticleSummary(**{**row, "added_at": to_utc(row["added_at"])}) for row in rows
            )
            return found, int(connection.scalar(total) or 0)

    def article_ids(
        self, wanted: ArticleFilter | None = None, *, viewer: Viewer = WHOLE
    ) -> tuple[str, ...]:
        """Give the id of every article that a viewer sees and a filter lets through, oldest first.

        Raises:
            ListingError: A date of it is none.
        """
        query = sa.select(articles.c.id).where(*_conditions(wanted or ArticleFilter()))
        with self._read() as connection:
            query = query.where(*seen_by(connection, viewer))
            return tuple(connection.scalars(query.order_by(articles.c.added_at, articles.c.id)))

    def publishers(
        self, *, limit: int = 500, viewer: Viewer = WHOLE
    ) -> tuple[tuple[str, int], ...]:
        """Give the publishers and how many articles each has, by name; at most the `limit` largest."""
        count = sa.func.count().label("count")
        query = (
            sa.select(articles.c.publisher, count)
            .where(articles.c.publisher.is_not(None))
            .group_by(articles.c.publisher)
            .order_by(count.desc(), articles.c.publisher)
            .limit(limit)
        )
        with self._read() as connection:
            query = query.where(*seen_by(connection, viewer))
            found = [(str(row[0]), int(row[1])) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda pair: pair[0].casefold()))


_SUMMARIES = sa.select(
    *(articles.c[name] for name in SUMMARY_COLUMNS),
    sa.func.length(articles.c.text).label("chars"),
    sa.select(sa.func.count())
    .where(chunks.c.article_id == articles.c.id)
    .scalar_subquery()
    .label("chunks"),
)

_OWNER = sa.select(owners.c.owner).where(owners.c.article_id == articles.c.id).scalar_subquery()


def _conditions(wanted: ArticleFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.text:
        fields = (articles.c.title, articles.c.author, articles.c.publisher, articles.c.source)
        found.append(sa.or_(*(field.icontains(wanted.text, autoescape=True) for field in fields)))
    if wanted.source == NO_PUBLISHER:
        found.append(articles.c.publisher.is_(None))
    elif wanted.source:
        is_under = articles.c.source.startswith(wanted.source, autoescape=True)
        found.append(sa.or_(articles.c.publisher == wanted.source, is_under))
    if wanted.published_from:
        found.append(_check_date(wanted.published_from) <= _DAY)
    if wanted.published_to:
        found.append(_check_date(wanted.published_to) >= _DAY)
    return found


def _check_date(text: str) -> sa.ColumnElement[str]:
    try:
        return sa.literal(date.fromisoformat(text).isoformat())
    except ValueError as exc:
        raise ListingError(
            f"there is no date {text!r}", hint="write it as year-month-day, like 2033-09-04"
        ) from exc
