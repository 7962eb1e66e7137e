"""Sitemaps (sitemaps.org) → the addresses they list, or the sitemaps that an index of them lists."""

from dataclasses import dataclass

from index.readers.feed import parse_moment
from index.readers.xml_trees import local_name, parse_list

MAX_LISTED = 50_000  # by the protocol; the rest is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap, or an index of sitemaps.

    Attributes:
        is_index: Whether the addresses are of sitemaps, not of pages.
        addresses: As they stand there, newest first; those without a date last, in their order.
        is_cut: There are more than `MAX_LISTED`.
    """

    is_index: bool
    addresses: tuple[str, ...]
    is_cut: bool = False


def read_sitemap(data: bytes) -> Sitemap:
    """Read a sitemap.

    Raises:
        FormatError: It is no XML, or too much of it.
    """
    root = parse_list(data, what="sitemap")
    found: dict[str, float] = {}
    is_cut = False
    for entry in root.iterchildren("{*}url", "{*}sitemap"):
        if len(found) == MAX_LISTED:
            is_cut = True
            break
        given = {local_name(child): (child.text or "").strip() for child in entry}
        address = given.get("loc", "")
        if address:
            moment = parse_moment(given.get("lastmod", ""))
            found[address] = max(moment, found.get(address, 0.0))
    newest = sorted(found, key=found.__getitem__, reverse=True)  # stable: undated keep their order
    return Sitemap(
        is_index=local_name(root) == "sitemapindex", addresses=tuple(newest), is_cut=is_cut
    )
