"""Which web addresses are well formed, and which hosts may be asked."""

from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from index.addresses import AddressError, HostGuard, is_address, is_public, parse_address


@pytest.mark.parametrize(
    "text",
    """
    0.0.0.0 10.0.0.1 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 192.88.99.1 198.18.0.1 198.51.100.7 203.0.113.9
    224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1
    64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 fc00::1 fd12::1
    fe80::1 fe80::1%eth0 2606:4700::1111%eth0 fec0::1 ff02::1 ff0e::1 5f00::1
    """.split(),
)
def test_what_is_not_of_the_public_internet_is_refused(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)
def test_public_addresses_are_fine(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        (" https://example.org:443/a b?q=ü#part ", "https://example.org/a%20b?q=%C3%BC"),
        ("http://example.org:8080/x/../y", "http://example.org:8080/x/../y"),
        ("https://bücher.example/%C3%BC", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://[2606:4700::1111]:80/", "http://[2606:4700::1111]/"),
        ("http://192.0.2.7/x", "http://192.0.2.7/x"),
    ],
)
def test_an_address_has_one_form(given: str, canonical: str) -> None:
    assert is_address(given)
    assert str(parse_address(given)) == canonical
    assert str(parse_address(canonical)) == canonical


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org", "only http and https"),
        ("http://user:secret@example.org/", "user name or password"),
        ("http://example.org\\@127.0.0.1/", "user name or password"),
        ("http://127.0.0.1\\.example.org/", "user name or password"),
        ("http:///path", "no host name"),
        ("http://exa mple.org/", "no host name"),
        ("http://example.org%00.evil/", "no host name"),
        ("http://2130706433/", "no host name"),
        ("http://0177.0.0.1/", "no host name"),
        ("http://0x7f.1/", "no host name"),
        ("http://127.1/", "no host name"),
        ("http://example.0x7f/", "no host name"),
        ("http://" + "a" * 64 + ".org/", "no host name"),
        ("http://example.org:99999/", "malformed"),
        ("http://[::1/", "malformed"),
        ("http://example.org/" + "x" * 2000, "longer than 2,000"),
    ],
)
def test_a_bad_address_is_refused_with_reason_and_hint(text: str, reason: str) -> None:
    with pytest.raises(AddressError, match=reason) as caught:
        parse_address(text)
    assert caught.value.hint


def test_a_path_is_no_address() -> None:
    assert not any(map(is_address, ("articles/a.txt", "/tmp/http://x", "C:\\a.txt", "http.txt")))


def guard(*found: str, allowed: Sequence[str] = ()) -> HostGuard:
    return HostGuard(allowed, resolve=lambda host, port: found)


def test_one_private_address_of_a_host_refuses_it() -> None:
    assert guard("1.1.1.1", "2606:4700::1111").locate("a.example", 80)[0] == "1.1.1.1"
    for bad in ("10.0.0.1", "::1", "::ffff:127.0.0.1"):
        with pytest.raises(AddressError, match="not on the public internet"):
            guard("1.1.1.1", bad).locate("a.example", 80)


def test_allowed_hosts_are_names_addresses_and_networks() -> None:
    assert guard("10.0.0.1", allowed=["Wiki.example"]).locate("wiki.example", 80)
    assert guard("10.1.2.3", allowed=["10.1.0.0/16"]).locate("any.example", 80)
    assert guard("::ffff:127.0.0.1", allowed=["127.0.0.1"]).locate("any.example", 80)
    for other in ("sub.wiki.example", "10.2.0.1"):
        with pytest.raises(AddressError):
            guard("10.2.0.1", allowed=["wiki.example", "10.1.0.0/16"]).locate(other, 80)


def test_a_host_that_is_not_known_is_named() -> None:
    def fail(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(AddressError, match=r"'nowhere\.example' is not known"):
        HostGuard(resolve=fail).locate("nowhere.example", 80)
    with pytest.raises(AddressError, match="has no address"):
        guard().locate("nowhere.example", 80)
