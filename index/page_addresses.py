"""Which addresses are of one page: without what tracks readers, and as the page itself names them.

Fetches nothing.
"""

import html
import re
from dataclasses import replace
from urllib.parse import urljoin

from index.addresses import PORTS, Address, AddressError, parse_address

# Those that browsers' own lists of tracking parameters agree on: each says who sent a reader, and
# none which page is meant, as `id`, `ref` or `source` may.
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|ysclid"
    r"|igshid|igsh|li_fat_id|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|__hstc|__hssc|__hsfp|hsCtaTracking"
    r"|vero_id|oly_anon_id|oly_enc_id|wickedid|rb_clickid|s_cid|at_(?:medium|campaign))(?:=|$)",
    re.I,
)
_HEAD_BYTES = 300_000
_LINK = re.compile(rb"<link\b[^<>]{1,4000}>", re.I)
_IS_CANONICAL = re.compile(r"\brel\s*+=\s*+(?:[\"']\s*+)?canonical\b", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_SAME_SITE = re.compile(r"^(?:www|m|mobile|amp)\.")


def strip_tracking(address: Address) -> Address:
    """Leave out the parameters that only say where a reader came from."""
    path, mark, query = address.target.partition("?")
    if not mark:
        return address
    kept = "&".join(part for part in query.split("&") if not _TRACKING.match(part))
    return replace(address, target=f"{path}?{kept}" if kept else path)


def same_site(first: str, second: str) -> bool:
    """Tell whether two addresses are of one host, but for `www.`, `m.`, `mobile.` and `amp.`.

    Narrower than the domain that somebody registered, on purpose: on shared domains neighbours
    are strangers.
    """
    return _site(first) == _site(second) != ""


def find_canonical(data: bytes, *, url: str) -> str:
    """Give the address that a web page names as its own with `<link rel="canonical">`.

    Returns:
        It in its one form; empty if there is none, if it is of another site, so that nobody can
        pass a page off as somebody else's, or if it is the site's front page, a common mistake.
    """
    for link in _LINK.finditer(data[:_HEAD_BYTES]):
        text = link[0].decode("utf-8", "replace")
        if not _IS_CANONICAL.search(text):
            continue
        found = _HREF.search(text)
        named = html.unescape(next((one for one in found.groups() if one), "")) if found else ""
        address = normal_address(join_address(url, named)) if named else ""
        is_front = parse_address(address).target == "/" if address else True
        return "" if is_front or not same_site(address, url) else address
    return ""


def normal_address(text: str) -> str:
    """Give an address in its one form, without what tracks readers; empty if it is none."""
    try:
        return str(strip_tracking(parse_address(text)))
    except (AddressError, ValueError):
        return ""


def join_address(base: str, link: str) -> str:
    """Give the whole address of a link on a page; of a malformed one the link, which is no address."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link


def variants(url: str) -> tuple[str, ...]:
    """Give the addresses that mostly lead to the same page: with and without `www.`, a slash, TLS."""
    address = parse_address(url)
    path, mark, query = address.target.partition("?")
    other_path = path[:-1] if path.endswith("/") else f"{path}/"
    bare = address.host.removeprefix("www.")
    found = [
        replace(address, scheme=scheme, port=port, host=host, target=target)
        for scheme, port in _schemes(address)
        for host in (bare, f"www.{bare}")
        for target in (address.target, f"{other_path}{mark}{query}")
        if target
    ]
    return tuple(str(one) for one in found if one != address)


def _schemes(address: Address) -> list[tuple[str, int]]:
    is_usual = address.port == PORTS[address.scheme]
    return list(PORTS.items()) if is_usual else [(address.scheme, address.port)]


def _site(url: str) -> str:
    try:
        address = parse_address(url)
    except AddressError:
        return ""
    port = "" if address.port in PORTS.values() else f":{address.port}"
    return _SAME_SITE.sub("", address.host) + port
