"""Which addresses are of one page, and which type a page is."""

import time

import pytest

from index.addresses import AddressError
from index.page_addresses import find_canonical, normal_address, same_site, variants
from index.page_types import FEED, SITEMAP, find_type

URL = "https://news.example/story?id=7"


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("HTTPS://News.Example:443/story?id=7#top", URL),
        (f"{URL}&utm_source=a&UTM_Medium=b&fbclid=c&mc_eid=d", URL),
        ("https://news.example/?gclid=1", "https://news.example/"),
        ("https://news.example", "https://news.example/"),
        ("https://a.example/?utm=1&ref=x&source=y&xutm_a=1", "https://a.example/?utm=1&ref=x&source=y&xutm_a=1"),
        ("https://a.example/?q=a%26utm_source%3Db&b", "https://a.example/?q=a%26utm_source%3Db&b"),
        ("https://a.example/?b=2&a=1&a=1", "https://a.example/?b=2&a=1&a=1"),
        ("file:///etc/passwd", ""), ("mailto:a@b.example", ""), ("http://[::1", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_address_has_one_form_without_what_tracks_readers(given: str, normal: str) -> None:
    assert normal_address(given) == normal


def test_hosts_are_one_site_but_for_the_usual_beginnings() -> None:
    assert same_site("http://www.news.example/a", "https://m.news.example/b")
    assert not same_site("https://a.pages.example/", "https://b.pages.example/")
    assert not same_site("https://news.example:8443/", "https://news.example/")
    assert not same_site("file:///a", "mailto:a")


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ('<link rel="canonical" href="/real?utm_source=x">', "https://news.example/real"),
        ("<LINK href=//www.news.example/real rel=canonical>", "https://www.news.example/real"),
        ("<link rel='canonical' href='https://news.example/a?b=1&amp;c=2'/>", "https://news.example/a?b=1&c=2"),
        ('<link rel="canonical" href="https://other.example/real">', ""),
        ('<link rel="canonical" href="https://news.example/">', ""),
        ('<link rel="canonical" href="javascript:alert(1)">', ""),
        ('<link rel="canonical">', ""), ('<link rel="canonical" href="">', ""),
        ('<link rel="alternate" href="/x">', ""), ("", ""),
        ('<link rel="canonical" href="http://[bad">', ""),
    ],
)  # fmt: skip
def test_a_page_names_its_own_address(link: str, canonical: str) -> None:
    assert find_canonical(f"<html><head>{link}</head>".encode(), url=URL) == canonical


def test_hostile_heads_take_no_time() -> None:
    began = time.monotonic()
    for part in (
        b"<link " * 60_000,
        b"<link rel=" + b" " * 300_000,
        b"<link href='" * 30_000,
        (b"<link rel=" + b" " * 3_980 + b">") * 75,
    ):
        find_canonical(part, url=URL)
    for part in (
        b"<!-- " * 2_000,
        b"<?" * 2_000,
        b"<!DOCTYPE [" * 400,
        b" " * 4_096,
        b"<!---->" * 500,
        b"<!DOCTYPE a[]>" * 200,
    ):
        with pytest.raises(AddressError):
            find_type(part, "", path="/", unpack=bytes)
    assert time.monotonic() - began < 2


def test_the_usual_other_addresses_of_a_page() -> None:
    assert set(variants("http://a.example/x")) == {
        f"{scheme}://{www}a.example/x{end}"
        for scheme in ("http", "https") for www in ("", "www.") for end in ("", "/")
    } - {"http://a.example/x"}  # fmt: skip
    assert "http://a.example:8080/x/?q" in variants("http://a.example:8080/x?q")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<?xml-stylesheet href='a'?><!-- b --><rss>", FEED),
        (b"<!DOCTYPE rss PUBLIC '-//N//DTD' 'x.dtd'><rss version='0.91'>", FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", FEED), (b"<rdf:RDF>", FEED),
        (b"<urlset xmlns='x'>", SITEMAP), (b"\n<ns:sitemapindex>", SITEMAP),
        (b"<html><body>&lt;rss><rss>", "text/html"), (b"<!doctype html><rss>", "text/html"),
    ],
)  # fmt: skip
def test_feeds_and_sitemaps_are_told_by_how_they_begin(data: bytes, kind: str) -> None:
    assert find_type(data, "text/html", path="/", unpack=bytes)[1] == kind
