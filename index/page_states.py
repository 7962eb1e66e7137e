"""What is known of web addresses, in the library database. Fetches nothing.

An address is read itself, and then is a path of its article; or another one is read in its place
because both are of one page.
"""

from collections.abc import Collection
from copy import copy

import sqlalchemy as sa

from index.database import Database
from index.owners import OWN, owned_path, plain_path
from index.pages import Page, Validators
from index.tables import articles, sources, web_pages


class PageStates(Database):
    """The states of web addresses; what is known of one whose article is gone does not count.

    Each owner's are kept apart, as `owned_path` writes them: nobody learns what others have added.
    """

    _owner: str | None = None

    def of(self, owner: str | None) -> "PageStates":
        """Give the states of an owner's addresses; of everybody's for None."""
        other = copy(self)
        other._owner = owner
        return other

    def _key(self, address: str) -> str:
        return owned_path(address, self._owner)

    def validators(self, address: str) -> Validators:
        """Give what a server is to be asked with; nothing unless its article is of those bytes."""
        query = (
            sa.select(web_pages.c.etag, web_pages.c.last_modified)
            .join(sources, sources.c.path == web_pages.c.address)
            .join(articles, articles.c.id == sources.c.article_id)
            .where(
                web_pages.c.address == self._key(address), articles.c.sha256 == web_pages.c.sha256
            )
        )
        with self._read() as connection:
            row = connection.execute(query).first()
        return Validators(etag=row[0], last_modified=row[1]) if row else Validators()

    def read_instead(self, address: str) -> str:
        """Give the address to read in place of one: itself, or that of the same page."""
        query = (
            sa.select(web_pages.c.same_as)
            .join(sources, sources.c.path == web_pages.c.same_as)
            .where(web_pages.c.address == self._key(address))
        )
        with self._read() as connection:
            return plain_path(connection.scalar(query) or address)

    def others(self, article_id: str) -> tuple[str, ...]:
        """Give the addresses that an article has besides its paths."""
        query = (
            sa.select(web_pages.c.address)
            .join(sources, sources.c.path == web_pages.c.same_as)
            .where(sources.c.article_id == article_id)
            .order_by(web_pages.c.address)
        )
        with self._read() as connection:
            return tuple(map(plain_path, connection.scalars(query)))

    def candidates(self, addresses: Collection[str]) -> tuple[tuple[str, str], ...]:
        """Give path and article of what was read from these addresses or names them as its own."""
        names = sorted(map(self._key, addresses))
        is_owned = web_pages.c.address.startswith(self._key("") or OWN, autoescape=True)
        is_ours = is_owned if self._owner else ~is_owned
        is_named = web_pages.c.canonical.in_(sorted(addresses)) & is_ours
        claiming = sa.select(web_pages.c.address).where(is_named)
        query = (
            sa.select(sources.c.path, sources.c.article_id)
            .where(sa.or_(sources.c.path.in_(names), sources.c.path.in_(claiming)))
            .order_by(sources.c.path)
        )
        with self._read() as connection:
            return tuple((plain_path(row[0]), row[1]) for row in connection.execute(query))

    def save(self, page: Page, *, sha256: str, canonical: str) -> None:
        """Keep what the server said of a page that was added."""
        self._put(
            page.url,
            sha256=sha256,
            etag=page.validators.etag,
            last_modified=page.validators.last_modified,
            canonical=canonical,
            same_as="",
        )

    def save_same(self, address: str, *, same_as: str) -> None:
        """Keep that an address is of the page at another one."""
        self._put(
            address,
            sha256="",
            etag="",
            last_modified="",
            canonical="",
            same_as=self._key(same_as),
        )  # fmt: skip

    def _put(self, address: str, **values: str) -> None:
        address = self._key(address)
        with self._write() as connection:
            connection.execute(sa.delete(web_pages).where(web_pages.c.address == address))
            connection.execute(sa.insert(web_pages).values(address=address, **values))
