"""Lines that a site repeats, such as a call to subscribe, are left out of the articles read next.

A site is a host, a file of several articles, or a folder of pages. What is stored already stays as
it is. Knows nothing about chunks.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

import sqlalchemy as sa

from index.addresses import is_address
from index.database import Database
from index.edges import cut_edges, digest, find_edges
from index.owners import owned_path
from index.schema import Article
from index.tables import site_lines

MIN_ARTICLES = 3  # that a line was seen in before
# One more, so that each of them too has enough others when it is read again.
MAX_RECORDED = MIN_ARTICLES + 1


class SiteLines(Database):
    """What the articles of each site had at their edges; new ones are kept until `save`."""

    def __init__(self, url: str, *, label: str) -> None:
        super().__init__(url, label=label)
        self._unsaved: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def trim(self, article: Article, *, container: str | None = None) -> tuple[Article, int]:
        """Leave out the lines at both ends of an article that its site repeats.

        Args:
            article: As it was read from a page or a feed.
            container: The file of several articles that it lies in.

        Returns:
            The article and how many lines were left out. A copy of another article of the site
            is left as it is, and does not count as a second one.
        """
        place, edges = _site(article.source, container), find_edges(article)
        if edges is None or not place:
            return article, 0
        # What one person's pages have says nothing of those of others.
        site, source = digest(owned_path(place, article.owner)), digest(article.source)
        known = self._find(site, {*edges.lines, edges.body}, but_not=source)
        if known[edges.body]:
            return article, 0
        for line, sources in known.items():
            if len(sources) < MAX_RECORDED:
                self._unsaved[site, line].add(source)
        return cut_edges(article, lambda line: len(known[line]) >= MIN_ARTICLES)

    def save(self) -> None:
        """Store what the articles trimmed since the last time had."""
        rows = [
            {"site": site, "line": line, "source": source}
            for (site, line), sources in sorted(self._unsaved.items())
            for source in sorted(sources)
        ]
        if rows:
            with self._write() as connection:
                connection.execute(sa.insert(site_lines).prefix_with("OR IGNORE"), rows)
        self._unsaved.clear()

    def _find(self, site: str, lines: Iterable[str], *, but_not: str) -> dict[str, set[str]]:
        """Give the sources of other articles that had these lines, `MAX_RECORDED` at most of each."""
        column = site_lines.c
        found: dict[str, set[str]] = {}
        with self._read() as connection:
            for line in lines:
                query = sa.select(column.source).where(
                    column.site == site, column.line == line, column.source != but_not
                )
                stored = connection.scalars(query.limit(MAX_RECORDED))
                unsaved = self._unsaved.get((site, line), set()) - {but_not}
                found[line] = {*stored, *unsaved}
        return found


def _site(source: str, container: str | None) -> str:
    """Give the site of an article: its host, the file it lies in, or its folder."""
    if is_address(source):
        return urlsplit(source).hostname or ""
    return container or posixpath.dirname(source.replace("\\", "/"))
