"""A feed or a sitemap → the pages it lists, newest first. Fetches only the sitemaps of an index."""

from collections.abc import Callable
from dataclasses import dataclass

from index.errors import FetchError
from index.page_addresses import join_address, normal_address
from index.page_types import FEED, SITEMAP
from index.pages import Page
from index.readers.limits import FormatError
from index.schema import Failure, Note

LISTS = frozenset((FEED, SITEMAP))
MAX_SITEMAPS = 50  # of one index


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page that a list names.

    Attributes:
        address: Of the page, in full.
        data: The feed's entry if that holds the whole text, see `index.readers.feed.read_entry`.
    """

    address: str
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressList:
    """What a feed or a sitemap lists: each page once, newest first."""

    pages: tuple[Listed, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[Note, ...] = ()


def read_list(page: Page, *, limit: int, fetch: Callable[[str], Page]) -> AddressList:
    """Read a feed or sitemap.

    Args:
        page: The feed or sitemap.
        limit: At most so many pages; what is left out is said in a note.
        fetch: Gets a sitemap that an index names.

    Raises:
        FetchError: It is damaged, or lists nothing.
    """
    try:
        if page.content_type == FEED:
            return _read_feed(page, limit)
        return _Sitemaps(fetch, limit).read(page)
    except FormatError as exc:
        raise FetchError(
            f"cannot read {page.url!r}: {exc.reason}", hint=exc.hint, source=page.url
        ) from exc


def _read_feed(page: Page, limit: int) -> AddressList:
    from index.readers.feed import newest_entries

    entries, total = newest_entries(page.data, limit)
    found: dict[str, Listed] = {}
    failures = []
    for entry in entries:
        if not entry.address:
            reason = f"cannot add the entry {entry.title!r} of {page.url!r}: it names no page"
            hint = "save the feed and add the file: then its entries are the articles"
            failures.append(Failure(source=page.url, reason=reason, hint=hint))
            continue
        address = join_address(page.url, entry.address)
        found.setdefault(
            normal_address(address) or address, Listed(address=address, data=entry.data)
        )
    notes = [_cut(page.url, total, limit)] if total > limit else []
    return AddressList(pages=tuple(found.values()), failures=tuple(failures), notes=tuple(notes))


class _Sitemaps:
    """A sitemap, or an index of some that is being followed; each is read once, so loops end."""

    def __init__(self, fetch: Callable[[str], Page], limit: int) -> None:
        self._fetch = fetch
        self._limit = limit
        self._pages: dict[str, str] = {}
        self._failures: list[Failure] = []
        self._notes: list[Note] = []

    def read(self, page: Page) -> AddressList:
        from index.readers.sitemap import read_sitemap

        top = read_sitemap(page.data)
        if top.is_index:
            self._follow(page, top.addresses)
        else:
            self._take(page, top.addresses, is_cut=top.is_cut)
        if not self._pages and not self._failures:
            raise FormatError(
                "the sitemap lists no page", hint="check that it was downloaded whole"
            )
        pages = [Listed(address=address) for address in list(self._pages.values())[: self._limit]]
        return AddressList(
            pages=tuple(pages), failures=tuple(self._failures), notes=tuple(self._notes)
        )

    def _follow(self, page: Page, addresses: tuple[str, ...]) -> None:
        """Read the sitemaps of an index, newest first, until there are pages enough."""
        seen = {page.url}
        for number, address in enumerate(addresses):
            if number == MAX_SITEMAPS or len(self._pages) >= self._limit:
                text = (
                    f"{len(addresses) - number:,} of its {len(addresses):,} sitemaps were not read"
                )
                self._notes.append(Note(source=page.url, text=f"{text}: there were pages enough"))
                return
            address = join_address(page.url, address)
            if normal_address(address) in seen:
                continue
            seen.add(normal_address(address))
            try:
                self._take_one(self._fetch(address), seen)
            except (FetchError, FormatError) as exc:
                reason = exc.message if isinstance(exc, FetchError) else exc.reason
                self._failures.append(Failure(source=address, reason=reason, hint=exc.hint))

    def _take_one(self, page: Page, seen: set[str]) -> None:
        from index.readers.sitemap import read_sitemap

        seen.add(page.url)
        if page.content_type != SITEMAP:
            raise FormatError(f"{page.url!r} is no sitemap", hint="tell whoever runs the site")
        found = read_sitemap(page.data)
        if found.is_index:
            raise FormatError(
                f"{page.url!r} is an index of sitemaps inside another", hint="add it by itself"
            )
        self._take(page, found.addresses, is_cut=found.is_cut)

    def _take(self, page: Page, addresses: tuple[str, ...], *, is_cut: bool) -> None:
        for address in addresses:
            full = join_address(page.url, address)
            self._pages.setdefault(normal_address(full) or full, full)
        if is_cut or len(self._pages) > self._limit:
            total = f"more than {len(addresses):,}" if is_cut else len(self._pages)
            self._notes.append(_cut(page.url, total, self._limit))


def _cut(source: str, total: int | str, limit: int) -> Note:
    count = total if isinstance(total, str) else f"{total:,}"
    text = f"it lists {count} pages: the {limit:,} newest were taken; a higher limit takes more"
    return Note(source=source, text=text)
