"""Lists, filters and the trash in SQL."""

from datetime import UTC, datetime, timedelta

import pytest

from index import trash
from index.article_index import ArticleIndex
from index.errors import ArticleNotFoundError, ListingError
from index.listing import NO_PUBLISHER, ArticleFilter
from index.schema import Article
from tests.integration.stores import OpenIndex, assert_in_step

NOON = datetime(2034, 1, 1, 12, tzinfo=UTC)
GIVEN = (  # title, publisher, date, source
    ("beta bridge", "Gazette", "2033-03-01", "/news/b.txt"),
    ("Alpha ferry", "Courier", "2033-01-01", "/news/a.txt"),
    ("Gamma ferry", None, None, "https://herald.example/g"),
    ("delta 100%_", "Gazette", "2033-02-01T10:00", "upload.txt"),
)


def put(article_index: ArticleIndex) -> list[str]:
    articles = [
        Article(
            id=f"{number:012x}",
            title=title,
            text=f"Words of {title}, number {number}.",
            source=source,
            publisher=publisher,
            published_at=published_at,
            content_type="text/plain",
            added_at=NOON + timedelta(minutes=number),
            sha256=f"{number:064x}",
        )
        for number, (title, publisher, published_at, source) in enumerate(GIVEN)
    ]
    article_index.add_articles(articles)
    return [article.id for article in articles]


@pytest.fixture
def filled(open_index: OpenIndex) -> ArticleIndex:
    article_index = open_index()
    put(article_index)
    return article_index


def titles(article_index: ArticleIndex, **wanted: str) -> str:
    page, total = article_index.list_articles(**wanted)  # type: ignore[arg-type] # words by name
    assert total == len(page)
    return " ".join(summary.title.split()[0].lower() for summary in page)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", "delta gamma alpha beta"),
        ("title", "alpha beta delta gamma"),
        ("published_newest", "beta delta alpha gamma"),
        ("published_oldest", "alpha delta beta gamma"),
        ("source", "alpha beta delta gamma"),
    ],
)
def test_articles_are_sorted(filled: ArticleIndex, sort: str, expected: str) -> None:
    assert titles(filled, sort=sort) == expected
    pages = [filled.list_articles(sort=sort, limit=1, offset=n)[0][0].title for n in range(4)]
    assert " ".join(title.split()[0].lower() for title in pages) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"text": "FERRY"}, "gamma alpha"),
        ({"text": "100%_"}, "delta"),
        ({"source": "Gazette"}, "delta beta"),
        ({"source": "/news/"}, "alpha beta"),
        ({"source": "https://herald.example/"}, "gamma"),
        ({"source": "Gaz"}, ""),
        ({"source": NO_PUBLISHER}, "gamma"),
        ({"published_from": "2033-02-01"}, "delta beta"),
        ({"published_to": "2033-02-01"}, "delta alpha"),
        ({"published_from": "2033-01-02", "published_to": "2033-02-28"}, "delta"),
        ({"text": "ferry", "published_to": "2033-12-31"}, "alpha"),
        ({"published_from": "2034-01-01", "published_to": "2033-01-01"}, ""),
    ],
)
def test_articles_are_filtered(filled: ArticleIndex, wanted: dict[str, str], expected: str) -> None:
    assert titles(filled, **wanted) == expected
    ids = filled.library.article_ids(ArticleFilter(**wanted))
    assert set(ids) == {s.id for s in filled.list_articles(**wanted)[0]}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"sort": "random"}, "cannot be sorted by 'random'"),
        ({"published_from": "yesterday"}, "there is no date 'yesterday'"),
        ({"published_to": "2033-02-30"}, "there is no date '2033-02-30'"),
    ],
)
def test_a_bad_condition_is_named(
    filled: ArticleIndex, wanted: dict[str, str], message: str
) -> None:
    with pytest.raises(ListingError, match=message) as caught:
        titles(filled, **wanted)
    assert caught.value.hint


def test_publishers_are_counted(filled: ArticleIndex) -> None:
    assert filled.library.publishers() == (("Courier", 1), ("Gazette", 2))
    assert filled.library.publishers(limit=1) == (("Gazette", 2),)


def test_the_trash_is_emptied_after_an_hour(
    open_index: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_index = open_index()
    first, second, *_ = put(article_index)
    article_index.remove(first)
    monkeypatch.setattr(trash, "KEPT", timedelta(0))
    article_index.remove(second)
    with pytest.raises(ArticleNotFoundError, match="in the last hour"):
        article_index.restore(first)
    article_index.close()
    again = open_index()
    with pytest.raises(ArticleNotFoundError, match="in the last hour"):
        again.restore(second)


def test_a_removal_is_undone_after_a_restart(open_index: OpenIndex) -> None:
    article_index = open_index()
    first, *_ = put(article_index)
    before = article_index.article(first)
    article_index.library.delete(first)  # as if killed before the indexes followed
    article_index.close()
    again = open_index()
    assert_in_step(again)
    again.restore(first)
    assert again.article(first) == before
    assert_in_step(again)
