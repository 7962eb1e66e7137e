"""What an address gave: a page, or that it is as it was. Fetches nothing, reads no text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from index.addresses import parse_address

MAX_VALIDATOR_CHARS = 1_000  # of a longer one the page is fetched whole the next time


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server is asked with whether a page has changed: headers of its last answer."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[bytes | str, bytes | str]:
        """Give the headers of a conditional request."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an address gave.

    Attributes:
        url: The address after all redirects, in its canonical form.
        data: The bytes, decompressed; text that is not UTF-8 but says what it is, as UTF-8.
        content_type: One that the reader knows.
        validators: What to ask with the next time.
    """

    url: str
    data: bytes
    content_type: str
    validators: Validators = field(default_factory=Validators)

    @property
    def host(self) -> str:
        """Give the host without `www.`."""
        return parse_address(self.url).host.removeprefix("www.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """An address, after all redirects, whose page is as it was."""

    url: str


Known = Callable[[str], Validators]


def read_validators(headers: Mapping[str, str]) -> Validators:
    """Take from a server's headers, by lower-case name, what to ask with the next time."""
    return Validators(
        etag=_sendable(headers.get("etag", "")),
        last_modified=_sendable(headers.get("last-modified", "")),
    )


def _sendable(value: str) -> str:
    """Give a header's value if it can be sent back; else nothing."""
    is_fit = value.isascii() and value.isprintable() and len(value) <= MAX_VALIDATOR_CHARS
    return value if is_fit else ""
