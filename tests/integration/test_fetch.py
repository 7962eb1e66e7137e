"""Fetching from a real server on loopback: limits, redirects and pinning."""

import gzip
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.addresses import HostGuard
from index.errors import FetchError
from index.fetch import Fetcher
from tests.integration.web_server import Web, bomb, serve_web

LOOPBACK = ["127.0.0.1"]


def make_certificate(folder: Path, name: str) -> Path:
    """Make a certificate that vouches for itself, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    named = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-days", "2"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", *options, *named, *files], check=True, capture_output=True)
    certificate.write_text(certificate.read_text() + key.read_text())
    return certificate


def fetcher(
    *, resolve: object = None, allowed: Sequence[str] = LOOPBACK, **limits: float
) -> Fetcher:
    options = {"resolve": resolve} if resolve else {}
    guard = HostGuard(allowed, **options)  # type: ignore[arg-type] # a test's own resolver
    return Fetcher(max_bytes=100_000, guard=guard, **limits)


def test_a_page_comes_with_type_and_canonical_address(web: Web) -> None:
    page = fetcher().fetch(web.article() + "#part")
    assert (page.url, page.content_type, page.host) == (
        web.url + "/choir",
        "text/html",
        "127.0.0.1",
    )
    headers = web.seen[0][1]
    assert headers["host"] == web.url.removeprefix("http://")
    assert "Citewell" in headers["user-agent"]
    assert not {"cookie", "authorization", "referer"} & set(headers)


def test_redirects_are_followed_to_the_end(web: Web) -> None:
    web.article("/a/final")
    web.redirect("/one", "/a/two", status=301)
    web.redirect("/a/two", "final", status=307)
    assert fetcher().fetch(web.url + "/one").url == web.url + "/a/final"


def test_a_loop_of_redirects_ends(web: Web) -> None:
    web.redirect("/loop", "/loop")
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        fetcher().fetch(web.url + "/loop")
    assert len(web.seen) == 6


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://127.0.0.2:1/", "not on the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "not on the public internet"),
        ("http://[::ffff:10.0.0.1]/", "not on the public internet"),
        ("http://2130706433/", "no host name"),
        ("file:///etc/passwd", "only http and https"),
        ("http://[bad/", "malformed"),
        ("http://me:secret@127.0.0.1/", "user name or password"),
    ],
)
def test_a_redirect_to_a_forbidden_place_is_refused(web: Web, to: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as caught:
        fetcher().fetch(web.redirect("/away", to))
    assert to in caught.value.message
    assert web.url in caught.value.message
    assert caught.value.hint


def test_loopback_is_refused_unless_allowed(web: Web) -> None:
    with pytest.raises(FetchError, match="not on the public internet"):
        fetcher(allowed=()).fetch(web.article())
    assert web.seen == []


def test_the_connection_goes_to_the_address_that_was_checked(web: Web) -> None:
    asked: list[str] = []

    def change(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    web.article()
    port = web.url.rpartition(":")[2]
    page = fetcher(resolve=change).fetch(f"http://news.example:{port}/choir")
    assert page.url == f"http://news.example:{port}/choir"
    assert asked == ["news.example"]
    assert web.seen[0][1]["host"] == f"news.example:{port}"


def test_a_name_that_turns_private_at_a_redirect_is_refused(web: Web) -> None:
    asked: list[str] = []

    def change(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    web.redirect("/again", "/again")
    port = web.url.rpartition(":")[2]
    with pytest.raises(FetchError, match="not on the public internet"):
        fetcher(resolve=change).fetch(f"http://news.example:{port}/again")
    assert len(web.seen) == 1


def test_a_second_address_is_tried_when_the_first_does_not_answer(web: Web) -> None:
    port = int(web.url.rpartition(":")[2])
    web.article()
    found = fetcher(resolve=lambda host, port: ["::1", "127.0.0.1"], allowed=["::1", "127.0.0.1"])
    assert found.fetch(f"http://news.example:{port}/choir").data


@pytest.mark.parametrize("headers", [{}, {"x_endless": "1"}, {"content_encoding": "gzip"}])
def test_a_body_over_the_limit_ends(web: Web, headers: dict[str, str]) -> None:
    body = bomb(50) if "content_encoding" in headers else b"x" * 200_000
    with pytest.raises(FetchError, match="more than 100,000 bytes"):
        fetcher().fetch(web.put("/big", body, **headers))


def test_gzip_is_read_and_damage_is_named(web: Web) -> None:
    web.article()
    packed = gzip.compress(web.pages["/choir"][2])
    whole = fetcher().fetch(web.put("/packed", packed, content_encoding="gzip"))
    assert whole.data == web.pages["/choir"][2]
    two = b"".join(map(gzip.compress, (whole.data[:50], whole.data[50:])))
    assert fetcher().fetch(web.put("/two", two, content_encoding="gzip")).data == whole.data
    for path, data, coding, reason in (
        ("/cut", packed[:-20], "gzip", "ends too early"),
        ("/no", b"not gzip", "gzip", "damaged"),
        ("/many", gzip.compress(b"<html>") * 101, "gzip", "more than 100 gzip pieces"),
        ("/br", b"..", "br", "compressed as 'br'"),
    ):
        with pytest.raises(FetchError, match=reason):
            fetcher().fetch(web.put(path, data, content_encoding=coding))


@pytest.mark.parametrize("path", ["/slow-headers", "/silent"])
def test_a_slow_server_is_left(web: Web, path: str) -> None:
    with pytest.raises(FetchError, match="silent for"):
        fetcher(read_s=0.4, total_s=0.6).fetch(web.url + path)


def test_failures_name_the_address_and_what_happened(web: Web) -> None:
    for path, reason in (("/gone", "status 404"), ("/image", "of type 'image/png'")):
        web.put("/image", b"\x89PNG\r\n", content_type="image/png")
        with pytest.raises(FetchError, match=reason) as caught:
            fetcher().fetch(web.url + path)
        assert caught.value.source == web.url + path
    with pytest.raises(FetchError, match="the connection failed"):
        fetcher().fetch("http://127.0.0.1:1/")


def test_the_type_is_told_by_content(web: Web) -> None:
    html = "<!-- a --><!DOCTYPE html><html><p>Words.</p></html>"
    given = {
        "/a": (html, "application/octet-stream", "text/html"),
        "/b.md": ("# Words", "text/plain; charset=utf-8", "text/markdown"),
        "/c": ("Words", "text/plain", "text/plain"),
        "/d": ("%PDF-1.7", "text/html", "application/pdf"),
        "/e.txt?x=1": ("Words", "", "text/plain"),
    }
    for path, (body, said, expected) in given.items():
        url = web.put(path, body, content_type=said)
        assert fetcher().fetch(url).content_type == expected, path


def test_a_named_encoding_is_used(web: Web) -> None:
    body = "Die Fähre fährt über den Sund.".encode("latin-1")
    url = web.put("/l", body, content_type="text/plain; charset=ISO-8859-1")
    assert fetcher().fetch(url).data.decode() == "Die Fähre fährt über den Sund."


def test_tls_asks_for_the_name_and_not_for_the_pinned_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path, "news.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve_web(certificate=certificate) as secure:
        secure.article()
        port = secure.url.rpartition(":")[2]
        reach = fetcher(resolve=lambda host, port: ["127.0.0.1"])
        assert reach.fetch(f"https://news.example:{port}/choir").data
        with pytest.raises(FetchError, match="certificate"):
            reach.fetch(f"https://other.example:{port}/choir")
