"""Web addresses → articles: one page, or all that a list, a feed or a sitemap names.

Knows no format, no vectors and no BM25: it is given how to add a page that was fetched.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import replace
from pathlib import Path

from index.address_lists import LISTS, Listed, read_list
from index.addresses import HostGuard, is_address
from index.database import DATABASE_NAME, sqlite_url
from index.errors import ArticleNotFoundError, FetchError, ReadingError
from index.fetch import GONE, Fetcher
from index.library import Library
from index.manners import PoliteFetcher
from index.near_copies import are_alike
from index.owners import owned_path
from index.page_addresses import find_canonical, normal_address, same_site, variants
from index.page_states import PageStates
from index.pages import Page, Unchanged
from index.progress import ignore_progress
from index.readers.kinds import ENTRY, HTML
from index.readers.limits import Limits
from index.reading_process import FileReader
from index.schema import LIST_LIMIT, AddReport, Failure, Note, OnProgress, Progress
from index.sources import printable

AddPage = Callable[[Page, OnProgress, str | None], AddReport]


def open_web(
    library: Library,
    folder: Path,
    *,
    allowed_hosts: Iterable[str],
    delay_s: float,
    add_page: AddPage,
    lock: AbstractContextManager[object],
    limits: Limits,
) -> "WebIntake":
    """Open what adds web addresses to the library in a folder; see `WebIntake` and its `close`."""
    fetcher = Fetcher(max_bytes=limits.max_file_bytes, guard=HostGuard(allowed_hosts))
    return WebIntake(
        library,
        PageStates(sqlite_url(folder / DATABASE_NAME), label=str(folder)),
        fetcher=PoliteFetcher(fetcher, delay_s=delay_s),
        add_page=add_page,
        lock=lock,
        limits=limits,
    )


class WebIntake:
    """Adds what web addresses lead to.

    Args:
        library: Says what is there already.
        states: What is known of addresses.
        fetcher: Gets pages.
        add_page: Adds one, to be an owner's or everybody's.
        lock: Held while a page is added, not while it is fetched.
        limits: How much of a page is read.
    """

    def __init__(
        self,
        library: Library,
        states: PageStates,
        *,
        fetcher: PoliteFetcher,
        add_page: AddPage,
        lock: AbstractContextManager[object],
        limits: Limits,
    ) -> None:
        self._library = library
        self._states = states
        self._fetcher = fetcher
        self._add_page = add_page
        self._lock = lock
        self._limits = limits
        self._owner: str | None = None

    def of(self, owner: str | None) -> "WebIntake":
        """Give the same for what is an owner's, None for everybody's, who have their own addresses."""
        other = copy(self)
        other._owner, other._states = owner, self._states.of(owner)
        return other

    def _held(self, address: str) -> tuple[str, str] | None:
        return self._library.find_path(owned_path(address, self._owner))

    def close(self) -> None:
        """Close what is known of addresses."""
        self._states.close()

    def add(
        self, addresses: Sequence[str], *, limit: int = LIST_LIMIT, on_progress: OnProgress
    ) -> AddReport:
        """Add pages, and the pages of feeds and sitemaps.

        An address by itself is fetched as by a browser; with more than one, and for what feeds and
        sitemaps list, robots.txt is kept to.

        Args:
            addresses: Of pages, feeds and sitemaps.
            limit: At most so many pages of a feed or sitemap.
            on_progress: Told what is fetched, read and indexed.

        Returns:
            What became of each; a page that is as it was when last fetched is unchanged, and one
            that cannot be fetched is a failure, which removes nothing.
        """
        report = AddReport()
        for done, address in enumerate(addresses):
            step = Progress(stage="fetching", done=done, total=len(addresses), label=address)
            on_progress(step)
            report += self._add_one(
                address, limit=limit, is_listed=len(addresses) > 1, on_progress=on_progress
            )
        return report

    def fetch(self, address: str, *, is_listed: bool = False) -> Page | Unchanged:
        """Get a page, or learn that the library has it as it is.

        Raises:
            FetchError: It cannot or may not be fetched.
        """
        normal = normal_address(address)
        read = self._states.read_instead(normal)
        try:
            return self._fetcher.fetch(
                read if read != normal else address,
                known=self._states.validators,
                is_listed=is_listed,
            )
        except FetchError as exc:
            held = self._held(read)
            if exc.status not in GONE or held is None:
                raise
            hint = f"what was read from it before is kept; `citewell remove {held[0]}` removes it"
            raise FetchError(
                exc.message, hint=hint, source=exc.source, status=exc.status
            ) from exc  # fmt: skip

    def addresses(self, article_id: str) -> tuple[str, ...]:
        """Give every web address that is known to lead to an article."""
        paths = self._library.paths_of(article_id)
        return (*filter(is_address, paths), *self._states.others(article_id))

    def keep(self, page: Page) -> None:
        """Keep what a server said of a page that was added, to be asked with the next time."""
        sha256 = hashlib.sha256(page.data).hexdigest()
        self._states.save(page, sha256=sha256, canonical=_canonical(page))

    def _add_one(
        self, address: str, *, limit: int, is_listed: bool, on_progress: OnProgress
    ) -> AddReport:
        try:
            page = self.fetch(address, is_listed=is_listed)
            if isinstance(page, Unchanged):
                held = self._held(page.url)
                return AddReport(unchanged=(held[0],) if held else ())
            if page.content_type not in LISTS:
                return self._take(page, on_progress)
            if not limit:
                reason = f"cannot add {address!r}: it is a feed or sitemap inside another one"
                raise FetchError(reason, hint="add it by itself", source=address)
            return self._follow(page, limit=limit, on_progress=on_progress)
        except FetchError as exc:
            failure = Failure(source=printable(address), reason=exc.message, hint=exc.hint)
            return AddReport(failures=(failure,))

    def _take(self, page: Page, on_progress: OnProgress) -> AddReport:
        """Add a page, unless it is one that is here from another address."""
        # Two addresses of a web page are told by their texts, so nothing may come between.
        with self._lock if page.content_type == HTML else nullcontext():
            if twin := self._find_twin(page):
                self._states.save_same(page.url, same_as=twin[0])
                return AddReport(unchanged=(twin[1],))
            report = self._add_page(page, on_progress, self._owner)
            if not report.failures:
                self.keep(page)
            return report

    def _find_twin(self, page: Page) -> tuple[str, str] | None:
        """Find path and article of the same page under another address.

        What pages say of themselves, and how addresses look, is a hint only: many pages name the
        first of a series, or the front page. So both have to say nearly the same.
        """
        if page.content_type != HTML or self._held(page.url):
            return None
        names = {page.url, *variants(page.url)}
        if canonical := _canonical(page):
            names |= {canonical, *variants(canonical)}
        found = [one for one in self._states.candidates(names) if same_site(one[0], page.url)]
        if not found:
            return None
        try:
            with FileReader(self._limits) as reader:
                contents = reader.read(page.data, source=page.url, content_type=page.content_type)
        except ReadingError:  # said when it is added
            return None
        text = contents.articles[0].text
        alike = (one for one in found if are_alike(text, self._library.article(one[1]).text))
        return next(alike, None)

    def _follow(self, page: Page, *, limit: int, on_progress: OnProgress) -> AddReport:
        """Add the pages of a feed or sitemap.

        Raises:
            FetchError: It is damaged.
        """
        listed = read_list(page, limit=limit, fetch=self._fetch_list)
        report = AddReport(failures=listed.failures, notes=listed.notes)
        total = len(listed.pages)
        for done, one in enumerate(listed.pages):
            on_progress(
                Progress(stage="following", done=done, total=total, label=one.address)
            )  # fmt: skip
            report += self._add_listed(one, page)
        on_progress(Progress(stage="following", done=total, total=total))
        return report

    def _fetch_list(self, address: str) -> Page:
        """Fetch a sitemap that another one names, whether or not it has changed."""
        page = self._fetcher.fetch(address, known=self._states.validators, is_listed=True)
        if isinstance(page, Unchanged):
            raise FetchError(
                f"{address!r} is an article of the library", hint="remove it", source=address
            )
        return page

    def _is_page(self, url: str) -> bool:
        """Tell whether the library holds what was read from a page, and not from a feed's entry."""
        held = self._held(url)
        if held is None:
            return False
        try:
            return self._library.article(held[0]).content_type != ENTRY
        except ArticleNotFoundError:  # removed meanwhile
            return False

    def _add_listed(self, one: Listed, feed: Page) -> AddReport:
        """Add a page that a list names; in its place the entry, if the feed may speak for it."""
        report = self._add_one(
            one.address, limit=0, is_listed=True, on_progress=ignore_progress
        )  # fmt: skip
        url = normal_address(one.address)
        if not (report.failures and one.data and same_site(url, feed.url)):
            return report
        if self._is_page(url):
            return report  # what was read from the page itself is better
        entry = Page(url=url, data=one.data, content_type=ENTRY)
        taken = self._add_page(entry, ignore_progress, self._owner)
        if taken.failures:
            return report
        reason = report.failures[0].reason
        text = f"the feed's own text was taken, because of its page: {reason}"
        return replace(taken, notes=(*taken.notes, Note(source=url, text=text)))


def _canonical(page: Page) -> str:
    return find_canonical(page.data, url=page.url) if page.content_type == HTML else ""
