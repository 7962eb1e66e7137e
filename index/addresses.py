"""Web addresses: which are well formed, and which hosts may be asked. Connects to nothing.

A server that fetches what people name can be used to reach what only it can reach. So a host is
resolved here, once, and every address it has must be public or named in `allowed_hosts`.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

MAX_ADDRESS_CHARS = 2_000
PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")
_SAFE = "/%:@!$&'()*+,;=~-._?"
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Public by the registry that `is_global` follows, yet led elsewhere or to nobody.
_ODD = tuple(
    ipaddress.ip_network(text) for text in ("192.88.99.0/24", "2001::/32", "2002::/16", "3fff::/20")
)  # 6to4 relays, Teredo, 6to4, examples


class AddressError(Exception):
    """Say why an address cannot or may not be fetched, and what to do."""

    def __init__(self, reason: str, *, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A well-formed web address.

    Attributes:
        scheme: `http` or `https`.
        host: In lower case; a name in ASCII, or an IP address without brackets.
        port: Also where it is the scheme's own.
        target: Path and query, percent-encoded.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Give host and port as they stand in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        """Write it in its one canonical form."""
        return f"{self.scheme}://{self.authority}{self.target}"


def is_address(text: str) -> bool:
    """Tell an address, of whatever kind, from a path."""
    return re.match(r"\s*[a-z][a-z0-9+.-]+://", text, re.I) is not None


def parse_address(text: str) -> Address:
    """Read an `http` or `https` address; what follows `#` is dropped.

    Raises:
        AddressError: It is malformed, of another kind, or holds a user name or password.
    """
    hint = "give the whole address, like https://example.org/article"
    text = text.strip()
    if len(text) > MAX_ADDRESS_CHARS:
        raise AddressError(f"it is longer than {MAX_ADDRESS_CHARS:,} characters", hint=hint)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as exc:
        raise AddressError(f"it is malformed ({exc})", hint=hint) from exc
    if parts.scheme not in PORTS:
        raise AddressError("only http and https addresses can be fetched", hint=hint)
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise AddressError(
            "it holds a user name or password", hint="leave out what stands before the @"
        )
    return Address(
        scheme=parts.scheme,
        host=_check_host(parts.hostname or "", hint=hint),
        port=PORTS[parts.scheme] if port is None else port,
        target=quote(parts.path or "/", safe=_SAFE)
        + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""),
    )


def _check_host(host: str, *, hint: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    # `127.1`, `0x7f000001` or `2130706433` name a machine to resolvers, and hide it from people.
    if not _HOST.fullmatch(name) or _NUMBER.fullmatch(name):
        raise AddressError(f"{host!r} is no host name", hint=hint)
    return name


def is_public(address: IPAddress) -> bool:
    """Say whether an IP address is of the public internet, the same for everyone."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.scope_id is not None or address not in _GLOBAL_IPV6:
            return False
    is_odd = any(address in network for network in _ODD if network.version == address.version)
    return address.is_global and not (address.is_multicast or address.is_reserved or is_odd)


def resolve(host: str, port: int) -> Sequence[str]:
    """Give every IP address of a host, best first.

    Raises:
        OSError: There is no such host.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class HostGuard:
    """Decides which hosts may be asked, and where they are.

    Args:
        allowed: Names, IP addresses and networks that are fine although not public.
        resolve: Gives the IP addresses of a host.
    """

    def __init__(self, allowed: Iterable[str] = (), *, resolve: Resolve = resolve) -> None:
        self._resolve = resolve
        self._names: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allowed:
            try:
                self._networks.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                self._names.add(entry.lower())

    def locate(self, host: str, port: int) -> tuple[str, ...]:
        """Give the IP addresses of a host, which alone may be connected to.

        Raises:
            AddressError: There is no such host, or one of its addresses is not public.
        """
        try:
            found = [ipaddress.ip_address(text) for text in self._resolve(host, port)]
        except (OSError, ValueError, UnicodeError) as exc:
            raise AddressError(
                f"the host {host!r} is not known", hint="check the address for mistakes"
            ) from exc
        if not found:
            raise AddressError(f"the host {host!r} has no address", hint="try again later")
        refused = [] if host in self._names else [ip for ip in found if not self._is_allowed(ip)]
        if refused:
            raise AddressError(
                f"the host {host!r} is not on the public internet",
                hint="save the page and add the file, or name the host in CITEWELL_ALLOWED_HOSTS",
            )
        return tuple(str(ip) for ip in found)

    def _is_allowed(self, address: IPAddress) -> bool:
        plain = address
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            plain = address.ipv4_mapped
        is_named = any(plain in net for net in self._networks if net.version == plain.version)
        return is_named or is_public(address)
