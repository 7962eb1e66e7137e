"""Feeds, sitemaps and lists of addresses from a real server on loopback, and how they are asked for."""

import gzip
import time

import pytest

from index.article_index import ArticleIndex
from index.schema import AddReport, Progress
from tests.integration.stores import OpenIndex, assert_in_step
from tests.integration.web_server import Web

LOOPBACK = ["127.0.0.1"]
WHOLE = "The old weighing house was roofed with slate from the quarry itself in March. " * 4


@pytest.fixture
def article_index(open_index: OpenIndex) -> ArticleIndex:
    return open_index(allowed_hosts=LOOPBACK, fetch_delay_s=0)


def add_pages(web: Web, *paths: str) -> None:
    for number, path in enumerate(paths):
        web.article(path, more=f"Singer number {number} of {path} stood at the quarry gate. " * 3)


def rss(*items: str, title: str = "Quarry news") -> str:
    start = '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return f"{start}<channel><title>{title}</title>{''.join(items)}</channel></rss>"


def item(link: str, *, day: int = 1, whole: str = "") -> str:
    body = f"<content:encoded><![CDATA[<p>{whole}</p>]]></content:encoded>" if whole else ""
    date = f"<pubDate>{day:02d} May 2033 08:00:00 +0000</pubDate>"
    return f"<item><title>T {link[-8:]}</title><link>{link}</link>{date}{body}</item>"


def sitemap(*pages: str, kind: str = "urlset", entry: str = "url") -> str:
    """Each page as `address` or `address date`."""
    found = [(*page.split(" "), "")[:2] for page in pages]
    rows = [
        f"<{entry}><loc>{loc}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</{entry}>"
        for loc, at in found
    ]
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{kind} xmlns="{space}">{"".join(rows)}</{kind}>'


def sources(article_index: ArticleIndex, ids: tuple[str, ...]) -> list[str]:
    return [article_index.article(one).source for one in ids]


def reasons(report: AddReport) -> str:
    return "\n".join(failure.reason for failure in report.failures)


def test_a_feed_gives_the_pages_of_its_entries(web: Web, article_index: ArticleIndex) -> None:
    add_pages(web, "/a", "/b")
    feed = web.put(
        "/feed", rss(item("/a", day=1), item(f"{web.url}/b", day=9)), content_type="text/xml"
    )
    steps: list[Progress] = []
    report = article_index.add([feed], on_progress=steps.append)
    assert sources(article_index, report.added) == [f"{web.url}/b", f"{web.url}/a"]
    assert not report.failures
    assert [(s.stage, s.done, s.total) for s in steps] == [
        ("fetching", 0, 1), ("following", 0, 2), ("following", 1, 2), ("following", 2, 2),
    ]  # fmt: skip
    assert article_index.add([feed]).unchanged == report.added
    assert_in_step(article_index)


def test_an_atom_feed_names_its_pages_by_link(web: Web, article_index: ArticleIndex) -> None:
    add_pages(web, "/a")
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><entry><id>tag:x,1</id>'
        '<link rel="self" href="/self"/><link rel="alternate" href="a"/><title>A</title></entry></feed>'
    )
    feed = web.put("/atom.xml", atom, content_type="application/atom+xml")
    assert sources(article_index, article_index.add([feed]).added) == [f"{web.url}/a"]


def test_an_entry_stands_for_a_page_that_cannot_be_fetched(
    web: Web, article_index: ArticleIndex
) -> None:
    add_pages(web, "/a")
    feed = web.put("/feed", rss(item("/gone", whole=WHOLE), item("/lost"), item("/a")))
    report = article_index.add([feed])
    entry, page = (article_index.article(one) for one in report.added)
    assert (entry.source, entry.title, entry.published_at) == (
        f"{web.url}/gone",
        "T /gone",
        "2033-05-01",
    )
    assert entry.text.startswith("The old weighing house")
    assert page.source == f"{web.url}/a"
    assert "/lost" in reasons(report)
    assert [note.source for note in report.notes] == [f"{web.url}/gone"]
    assert "status 404" in report.notes[0].text
    web.article("/gone")
    assert article_index.add([feed]).updated == (entry.id,)
    assert article_index.article(entry.id).title == "Quarry choir grows"
    web.pages.pop("/gone")
    assert "status 404" in reasons(article_index.add([feed]))
    assert article_index.article(entry.id).title == "Quarry choir grows", "the page's text is kept"


def test_a_feed_speaks_for_no_other_site(web: Web, article_index: ArticleIndex) -> None:
    links = (
        "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://127.0.0.2:1/x",
        "http://10.0.0.1/x", "javascript:alert(1)",
        "http://[bad/",
    )  # fmt: skip
    feed = web.put("/feed", rss(*(item(link, whole=WHOLE) for link in links)))
    report = article_index.add([feed])
    assert report.added == ()
    assert [failure.source for failure in report.failures] == list(links)
    assert reasons(report).count("not on the public internet") == 3
    assert reasons(report).count("only http and https") == 2


def test_the_newest_of_a_long_feed_are_taken(web: Web, article_index: ArticleIndex) -> None:
    add_pages(web, "/3", "/2")
    feed = web.put("/feed", rss(*(item(f"/{day}", day=day) for day in (1, 3, 2))))
    report = article_index.add([feed], limit=2)
    assert sources(article_index, report.added) == [f"{web.url}/3", f"{web.url}/2"]
    assert "it lists 3 pages: the 2 newest were taken" in report.notes[0].text


def test_a_feed_of_100_000_entries_is_read_in_seconds(
    web: Web, article_index: ArticleIndex
) -> None:
    add_pages(web, "/99999")
    entries = (item(f"/{number}", day=1 + (number == 99_999)) for number in range(100_000))
    feed = web.put("/feed", rss(*entries))
    began = time.monotonic()
    report = article_index.add([feed], limit=1)
    assert time.monotonic() - began < 20
    assert sources(article_index, report.added) == [f"{web.url}/99999"]
    assert "100,000 pages" in report.notes[0].text


def test_a_sitemap_gives_its_newest_pages_packed_or_not(
    web: Web, article_index: ArticleIndex
) -> None:
    add_pages(web, "/a", "/b", "/c")
    text = sitemap("/a 2033-05-01", f"{web.url}/b", "/c 2033-05-03T08:00:00Z")
    plain = web.put("/sitemap.xml", text, content_type="application/xml")
    packed = web.put("/s.xml.gz", gzip.compress(text.encode()), content_type="application/gzip")
    report = article_index.add([plain], limit=2)
    assert sources(article_index, report.added) == [f"{web.url}/c", f"{web.url}/a"]
    assert "it lists 3 pages" in report.notes[0].text
    report = article_index.add([packed])
    assert sources(article_index, report.added) == [f"{web.url}/b"]
    assert len(report.unchanged) == 2


def test_an_index_of_sitemaps_is_followed_newest_first_and_once(
    web: Web, article_index: ArticleIndex
) -> None:
    add_pages(web, "/a", "/b")
    web.put("/1.xml", sitemap("/a"), content_type="application/xml")
    web.put("/2.xml", sitemap("/b", "/b"), content_type="application/xml")
    maps = ("/index.xml", "/1.xml 2033-01-01", "/2.xml 2033-02-01", "/none.xml 2033-03-01")
    text = sitemap(*maps, kind="sitemapindex", entry="sitemap")
    index_url = web.put("/index.xml", text, content_type="application/xml")
    web.put("/loop.xml", text, content_type="application/xml")
    report = article_index.add([index_url])
    assert sources(article_index, report.added) == [f"{web.url}/b", f"{web.url}/a"]
    assert [failure.source for failure in report.failures] == [f"{web.url}/none.xml"]
    assert web.asked().count("/index.xml") == 1
    report = article_index.add([index_url], limit=1)
    assert "2 of its 4 sitemaps were not read" in report.notes[0].text
    nested = sitemap("/loop.xml", kind="sitemapindex", entry="sitemap")
    report = article_index.add([web.put("/n.xml", nested, content_type="text/xml")])
    assert "an index of sitemaps inside another" in reasons(report)


def test_bad_lists_are_refused_with_a_reason(web: Web, article_index: ArticleIndex) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 80_000_000)
    entities = '<!DOCTYPE r [<!ENTITY a "&b;&b;"><!ENTITY b "x">]><urlset>&a;</urlset>'
    given = {
        "/bomb.xml.gz": (bomb, "more than 64,000,000 bytes"),
        "/cut.xml.gz": (gzip.compress(b"<urlset></urlset>")[:-6], "ends too early"),
        "/zip.gz": (gzip.compress(b"words"), "no sitemap or feed"),
        "/empty.xml": (b"<urlset></urlset>", "lists no page"),
        "/entities.xml": (entities.encode(), "lists no page"),
        "/feed": (b"<rss><channel></channel></rss>", "no entry"),
        "/broken": (b"<rss", "no entry"),
        "/tags.xml": (b"<urlset>" + b"<url/>" * 2_000_000, "more than 2,000,000 tags"),
        "/entries": (b"<rss>" + b"<item/>" * 200_001, "more than 200,000 entries"),
    }
    for path, (body, reason) in given.items():
        report = article_index.add([web.put(path, body, content_type="application/xml")])
        assert reason in reasons(report), path
        assert report.failures[0].source == web.url + path


def test_a_feed_in_a_feed_is_not_followed(web: Web, article_index: ArticleIndex) -> None:
    feed = web.put("/feed", rss(item("/feed")))
    assert "inside another" in reasons(article_index.add([feed]))
    assert web.asked().count("/feed") == 2


def test_lists_keep_to_robots_txt_and_a_single_address_does_not(
    web: Web, article_index: ArticleIndex
) -> None:
    add_pages(web, "/open", "/closed/a")
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: Citewell\nDisallow: /closed\n"
    web.put("/robots.txt", rules, content_type="text/plain")
    moved = web.redirect("/moved", "/closed/a")
    report = article_index.add([f"{web.url}/open", f"{web.url}/closed/a", moved])
    assert sources(article_index, report.added) == [f"{web.url}/open"]
    assert reasons(report).count("robots.txt asks programs that follow lists") == 2
    assert "/closed/a" not in web.asked()
    assert web.asked().count("/robots.txt") == 1
    assert len(article_index.add([f"{web.url}/closed/a"]).added) == 1


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [(404, b"", True), (403, b"", True), (503, b"", False), (200, b"\xff\x00" * 900_000, True)],
)
def test_robots_txt_that_is_missing_broken_or_huge(
    web: Web, article_index: ArticleIndex, status: int, body: bytes, allowed: bool
) -> None:
    add_pages(web, "/a", "/b")
    web.put("/robots.txt", body, status)
    report = article_index.add([f"{web.url}/a", f"{web.url}/b"])
    assert len(report.added) == (2 if allowed else 0)
    assert ("its robots.txt could not be read: status 503" in reasons(report)) is not allowed


def test_an_endless_robots_txt_is_read_in_part(web: Web, article_index: ArticleIndex) -> None:
    add_pages(web, "/a", "/b")
    line = b"User-agent: *\nDisallow: /a\n" + b"#" * 5_000 + b"\n"
    web.put("/robots.txt", line, x_endless="1")
    report = article_index.add([f"{web.url}/a", f"{web.url}/b"])
    assert sources(article_index, report.added) == [f"{web.url}/b"]


def test_the_default_limit_is_said_where_it_cuts(web: Web, article_index: ArticleIndex) -> None:
    pages = [f"{web.url}/none/{number}" for number in range(101)]
    report = article_index.add([web.put("/s.xml", sitemap(*pages), content_type="text/xml")])
    assert len(report.failures) == 100
    assert "it lists 101 pages: the 100 newest were taken" in report.notes[0].text
