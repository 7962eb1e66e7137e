"""Pages that are fetched again, that have several addresses, that are gone; servers that are busy."""

import pytest

from index.addresses import HostGuard
from index.article_index import ArticleIndex
from index.errors import FetchError, ReadingError
from index.fetch import Fetcher
from index.manners import PoliteFetcher
from index.pages import Page, Validators
from tests.integration.stores import OpenIndex, assert_in_step
from tests.integration.web_server import ARTICLE, Web

LOOPBACK = ["127.0.0.1"]
OTHER = "The harbour master counted forty-one ships in the roads before the storm of Thursday. " * 3


@pytest.fixture
def article_index(open_index: OpenIndex) -> ArticleIndex:
    return open_index(allowed_hosts=LOOPBACK, fetch_delay_s=0)


def page(*, canonical: str = "", more: str = "") -> str:
    link = f"<link href='{canonical}' rel=canonical><title>" if canonical else "<title>"
    return ARTICLE.format(more=more).replace("<title>", link)


@pytest.mark.parametrize(
    ("name", "header", "value"),
    [
        ("etag", "if-none-match", 'W/"7"'),
        ("last_modified", "if-modified-since", "Fri, 06 May 2033 08:00:00 GMT"),
    ],
)
def test_a_page_that_has_not_changed_is_not_sent_again(
    web: Web, article_index: ArticleIndex, name: str, header: str, value: str
) -> None:
    url = web.put("/choir", page(), **{name: value})
    (added,) = article_index.add([url]).added
    assert header not in web.seen[-1][1]
    assert article_index.add([web.redirect("/short", "/choir")]).unchanged == (added,)
    assert web.seen[-1][1][header] == value
    assert article_index.reread(added).unchanged == (added,)
    assert web.seen[-1][1][header] == value
    url = web.put("/choir", page(more="A second choir was founded. "), **{name: f"{value} "[:-2]})
    assert article_index.add([url]).updated == (added,)
    assert "second choir" in article_index.article(added).text
    assert_in_step(article_index)


def test_a_page_is_asked_for_whole_when_its_article_is_not_there(
    web: Web, article_index: ArticleIndex
) -> None:
    url = web.put("/choir", page(), etag='"1"')
    (added,) = article_index.add([url]).added
    article_index.remove(added)
    assert len(article_index.add([url]).added) == 1
    assert "if-none-match" not in web.seen[-1][1]


def test_a_huge_etag_is_not_kept_and_one_beyond_measure_is_refused(
    web: Web, article_index: ArticleIndex
) -> None:
    url = web.put("/choir", page(), etag=f'"{"x" * 5_000}"')
    (added,) = article_index.add([url]).added
    assert article_index.add([url]).unchanged == (added,)
    assert "if-none-match" not in web.seen[-1][1]
    report = article_index.add([web.put("/wide", page(), etag=f'"{"x" * 200_000}"')])
    assert "the connection failed" in report.failures[0].reason


def test_an_etag_that_cannot_be_sent_back_is_not_kept(
    web: Web, article_index: ArticleIndex
) -> None:
    url = web.put("/choir", page(), etag='"caf\xe9"')
    (added,) = article_index.add([url]).added
    assert article_index.add([url]).unchanged == (added,)
    assert "if-none-match" not in web.seen[-1][1]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_told_and_its_article_stays(
    web: Web, article_index: ArticleIndex, status: int
) -> None:
    url = web.article()
    (added,) = article_index.add([url]).added
    web.put("/choir", b"", status)
    (failure,) = article_index.add([url]).failures
    assert f"status {status}" in failure.reason
    assert failure.hint == (
        f"what was read from it before is kept; `citewell remove {added}` removes it"
    )
    with pytest.raises(ReadingError, match=f"status {status}"):
        article_index.reread(added)
    assert article_index.article(added).text


def test_what_tracks_readers_is_no_part_of_an_address(
    web: Web, article_index: ArticleIndex
) -> None:
    web.put("/choir?id=7", page())
    ends = ("?utm_source=x&id=7&fbclid=a#top", "?id=7&gclid=b", "?id=7")
    report = article_index.add([f"{web.url}/choir{end}" for end in ends])
    (added,) = report.added
    assert report.unchanged == (added, added)
    assert article_index.article(added).source == f"{web.url}/choir?id=7"
    assert {path for path in web.asked() if path != "/robots.txt"} == {"/choir?id=7"}


def test_addresses_of_one_page_are_one_article(web: Web, article_index: ArticleIndex) -> None:
    first = web.put("/choir", page(canonical="/choir", more="<!-- 1 -->"))
    others = [
        web.put("/?p=12", page(canonical="/choir", more="<!-- 2 -->")),
        web.put("/amp/choir", page(canonical=first, more="<!-- 3 -->")),
        web.put("/choir/", page(more="<!-- 4 -->")),
    ]
    (added,) = article_index.add([first]).added
    assert article_index.add(others).unchanged == (added,) * 3
    assert set(article_index.web.addresses(added)) == {first, *others}
    assert article_index.stats().articles == 1
    seen = len(web.seen)
    web.put("/choir", page(canonical="/choir", more="A second choir was founded there. "))
    assert article_index.add([others[1]]).updated == (added,), "its own address is read"
    assert web.asked()[seen:] == ["/choir"]
    assert_in_step(article_index)


def test_the_page_that_others_name_is_found_when_it_comes_last(
    web: Web, article_index: ArticleIndex
) -> None:
    second = web.put("/?p=12", page(canonical="/choir", more="<!-- 2 -->"))
    (added,) = article_index.add([second]).added
    assert article_index.add([web.put("/choir", page(canonical="/choir"))]).unchanged == (added,)
    assert article_index.stats().articles == 1


def test_a_page_with_other_words_is_another_article_whatever_it_calls_itself(
    web: Web, article_index: ArticleIndex
) -> None:
    first = web.put("/series", page(canonical="/series"))
    second = web.put("/series?page=2", page(canonical="/series", more=OTHER * 4))
    third = web.put("/elsewhere", page(canonical="http://127.0.0.2/choir"))
    front = web.put("/story", page(canonical="/", more=OTHER))
    report = article_index.add([first, second, front])
    assert len(report.added) == 3
    assert article_index.add([first, second]).unchanged == report.added[:2]
    assert len(article_index.add([third]).added) == 1


def test_an_alias_is_forgotten_with_its_article(web: Web, article_index: ArticleIndex) -> None:
    first = web.put("/choir", page(more="<!-- 1 -->"))
    second = web.put("/amp", page(canonical="/choir"))
    (added,) = article_index.add([first]).added
    assert article_index.add([second]).unchanged == (added,)
    article_index.remove(added)
    web.pages.pop("/choir")
    (again,) = article_index.add([second]).added
    assert article_index.article(again).source == second


def polite(waits: list[float], **options: float) -> PoliteFetcher:
    fetcher = Fetcher(max_bytes=100_000, guard=HostGuard(LOOPBACK), read_s=1.5, total_s=6.0)
    return PoliteFetcher(fetcher, sleep=waits.append, **options)


def get(fetcher: PoliteFetcher, url: str, *, is_listed: bool = False) -> Page:
    found = fetcher.fetch(url, known=lambda _: Validators(), is_listed=is_listed)
    assert isinstance(found, Page)
    return found


def test_a_host_is_given_a_pause_between_requests(web: Web) -> None:
    waits: list[float] = []
    fetcher = polite(waits, delay_s=2.0)
    get(fetcher, web.redirect("/short", "/choir") if web.article() else "")
    assert waits == []
    get(fetcher, web.article())
    get(fetcher, web.article())
    assert waits == [pytest.approx(2.0, abs=0.3), pytest.approx(4.0, abs=0.5)]


@pytest.mark.parametrize(("asked", "given"), [("4", 4.0), ("600", 10.0), ("-1", 1.0)])
def test_a_crawl_delay_is_kept_up_to_ten_seconds(web: Web, asked: str, given: float) -> None:
    waits: list[float] = []
    fetcher = polite(waits)
    web.put("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\n", content_type="text/plain")
    for _ in range(2):
        get(fetcher, web.article(), is_listed=True)
    assert waits == [pytest.approx(given, abs=0.3)]


def test_a_busy_server_is_asked_again_when_it_says(web: Web) -> None:
    waits: list[float] = []
    web.busy("/choir", retry_after="7")
    web.busy("/choir", status=429, retry_after="0")
    assert get(polite(waits, delay_s=0), web.article()).data
    assert waits == [7.0, 0.0]


@pytest.mark.parametrize("after", ["3600", "Fri, 06 May 2033 08:00:00 GMT", "soon"])
def test_a_server_that_is_busy_for_long_is_left(web: Web, after: str) -> None:
    waits: list[float] = []
    web.busy("/choir", status=429, retry_after=after)
    with pytest.raises(FetchError, match="status 429") as caught:
        get(polite(waits, delay_s=0), web.article())
    assert waits == []
    assert ("asks to come back in" in caught.value.message) is (after != "soon")


def test_a_robots_txt_that_hangs_costs_one_silence(web: Web) -> None:
    web.redirect("/robots.txt", "/silent")
    fetcher = polite([], delay_s=0)
    for _ in range(3):
        with pytest.raises(FetchError, match=r"robots.txt could not be read: .*silent for"):
            get(fetcher, web.article(), is_listed=True)
    assert web.asked().count("/silent") == 1


def test_robots_txt_of_another_scheme_or_place_is_checked_too(web: Web) -> None:
    fetcher = polite([], delay_s=0)
    with pytest.raises(FetchError, match="not on the public internet"):
        get(fetcher, web.redirect("/away", "http://10.0.0.1/x"), is_listed=True)
    with pytest.raises(FetchError, match="only http and https"):
        get(fetcher, web.redirect("/ftp", "ftp://127.0.0.1/x"), is_listed=True)
    assert "/robots.txt" in web.asked()
