"""Bytes of a page and what its server says of them → their type, and text as UTF-8. Fetches nothing."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote

from index.addresses import AddressError
from index.reading import CONTENT_TYPES

FEED, SITEMAP = "application/rss+xml", "application/sitemap+xml"
_HEAD_BYTES = 4_096
# Possessive: what was passed over is not tried another way, of which there are too many.
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype html|html)\b", re.I | re.S
)
_LIST = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:(?:<\?[^>]*+>|<!--.*?-->|<!(?i:doctype)(?!\s+(?i:html))[^>\[]*+"
    rb"(?:\[.*?\]\s*+)?>)\s*+)*+<(?:\w{1,20}:)?(?:(?P<feed>rss|feed|RDF)|(?P<sitemap>urlset|sitemapindex))\b",
    re.S,
)
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_UNSAID = {"", "text/plain", "application/octet-stream", "binary/octet-stream"}


def find_type(
    data: bytes, header: str, *, path: str, unpack: Callable[[bytes], bytes]
) -> tuple[bytes, str]:
    """Tell the type by content first, then by what the server says, then by the path's ending.

    Args:
        data: The body.
        header: Its `Content-Type`.
        path: Of the address.
        unpack: Undoes gzip, within limits.

    Returns:
        The bytes, of a packed feed or sitemap unpacked; and the type: one that the reader knows,
        or `FEED` or `SITEMAP`.

    Raises:
        AddressError: It is of none of these.
    """
    said = header.partition(";")[0].strip().lower()
    suffix = PurePosixPath(unquote(path.partition("?")[0])).suffix.lower()
    if data.startswith(b"\x1f\x8b"):
        data = unpack(data)
        if _list_type(data):
            return data, _list_type(data)
        raise AddressError(
            "it is a gzip file and no sitemap or feed", hint="unpack it and add the files"
        )
    if data.startswith(b"%PDF-"):
        return data, "application/pdf"
    if _list_type(data):
        return data, _list_type(data)
    if _HTML.match(data[:_HEAD_BYTES]) or said in _HTML_TYPES:
        return data, "text/html"
    if said == "text/markdown" or (said in _UNSAID and suffix in CONTENT_TYPES):
        return data, CONTENT_TYPES.get(suffix, "text/markdown")
    if said == "text/plain":
        return data, said
    raise AddressError(
        f"it is of type {said!r}, which cannot be read" if said else "it does not say its type",
        hint="addresses of web pages, PDF, Markdown, text, feeds and sitemaps can be added",
    )


def to_utf8(data: bytes, header: str) -> bytes:
    """Put text into UTF-8 if it is not and the server names another encoding that fits."""
    named = _CHARSET.search(header)
    if named is None or data.startswith(b"%PDF-"):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(named[1]).encode("utf-8")
        except (LookupError, UnicodeError):
            return data
    return data


def _list_type(data: bytes) -> str:
    found = _LIST.match(data[:_HEAD_BYTES])
    if found is None:
        return ""
    return FEED if found["feed"] else SITEMAP
