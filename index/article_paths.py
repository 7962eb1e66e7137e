"""Which paths lead to which article: a copy under another path is the same article.

An upload is a source beside the paths. An article without any source left goes, and its chunks with
it. Reads no file.
"""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from index import containers
from index.chunk_reader import ChunkReader
from index.containers import Container
from index.owners import owned_path, plain_path
from index.tables import (
    articles,
    chunks,
    members,
    next_articles,
    removed_chunks,
    sources,
    synced_files,
)

UPLOAD = "upload:"  # begins no path and no address


class ArticlePaths(ChunkReader):
    """The paths of a library's articles; the base of `Library`."""

    def link(self, path: str, article_id: str, *, container: str | None = None) -> None:
        """Record that an article can be read from a path too; an article left without any goes.

        Args:
            path: A file, or a path inside one.
            article_id: The article.
            container: The file that the path lies inside, if it does.
        """
        with self._write() as connection:
            link(connection, path, article_id)
            if container is not None:
                containers.begin(connection, container, path)

    def relink(self, found: Mapping[str, str], *, drop: Collection[str] = ()) -> None:
        """Give paths to articles and take others away, in one commit; what has no path left goes.

        Args:
            found: For each path the SHA-256 of what is there, which the library holds for
                everybody; of an article or of a file of several.
            drop: Paths that no longer lead anywhere.
        """
        if not found and not drop:
            return
        with self._write() as connection:
            whole = {s: containers.find_content(connection, s) for s in set(found.values())}
            ids = {s: containers.article_with(connection, s) for s in whole if not whole[s]}
            touched = containers.forget_paths(connection, [*found, *drop])
            touched |= containers.forget(connection, [*found, *drop])
            linked = {path: i for path, sha256 in found.items() if (i := ids.get(sha256))}
            for path, sha256 in found.items():
                if container := whole[sha256]:
                    inside, lost = containers.copy(connection, container, path)
                    linked |= inside
                    touched |= lost
            rows = [{"path": path, "article_id": i} for path, i in linked.items()]
            if rows:
                connection.execute(sa.insert(sources), rows)
            for article_id in sorted(touched | set(linked.values())):
                _settle(connection, article_id)

    def container(self, path: str) -> Container | None:
        """Give the file of several articles at a path; None if there is none."""
        with self._read() as connection:
            return containers.find(connection, path)

    def container_of(self, path: str, *, owner: str | None = None) -> str | None:
        """Give the file that a path of an owner's lies inside; None if it lies in none."""
        is_it = members.c.path == owned_path(path, owner)
        with self._read() as connection:
            found = connection.scalar(sa.select(members.c.container).where(is_it))
        return found and plain_path(found)

    def has_container(self, sha256: str) -> bool:
        """Tell whether a file of several articles with these bytes is in the library."""
        with self._read() as connection:
            return containers.find_content(connection, sha256) is not None

    def finish_container(self, path: str, sha256: str, kept: Collection[str]) -> None:
        """Record that a file of several articles was read; paths in it that are gone go."""
        with self._write() as connection:
            for article_id in sorted(containers.finish(connection, path, sha256, kept)):
                _settle(connection, article_id)

    def forget_container(self, path: str) -> None:
        """Record that a file holds one article now; what else was read from it goes."""
        with self._write() as connection:
            for article_id in sorted(containers.forget(connection, [path], but=path)):
                _settle(connection, article_id)

    def paths_of(self, article_id: str) -> tuple[str, ...]:
        """Give every path an article was read from; none for an upload."""
        found = self._sources_of(article_id)
        return tuple(plain_path(path) for path in found if not path.startswith(UPLOAD))

    def is_only_source(self, path: str, article_id: str) -> bool:
        """Tell whether an article was read from this path alone, and never uploaded."""
        return self._sources_of(article_id) == [path]

    def _sources_of(self, article_id: str) -> list[str]:
        query = sa.select(sources.c.path).where(sources.c.article_id == article_id)
        with self._read() as connection:
            return list(connection.scalars(query.order_by(sources.c.path)))

    def find_path(self, path: str) -> tuple[str, str] | None:
        """Give id and SHA-256 of the article read from a path; None if there is none."""
        query = (
            sa.select(articles.c.id, articles.c.sha256)
            .join(sources, sources.c.article_id == articles.c.id)
            .where(sources.c.path == path)
        )
        with self._read() as connection:
            row = connection.execute(query).first()
        return None if row is None else (row[0], row[1])


def forget_chunks(connection: sa.Connection, article_id: str) -> None:
    """Drop an article's chunks and note that the indexes have to drop them too.

    An index that is being built beside has to take the article again.
    """
    connection.execute(sa.delete(next_articles).where(next_articles.c.article_id == article_id))
    old = sa.select(chunks.c.id).where(chunks.c.article_id == article_id)
    connection.execute(
        sa.delete(removed_chunks).where(removed_chunks.c.chunk_id.in_(old.scalar_subquery()))
    )
    connection.execute(sa.insert(removed_chunks).from_select(["chunk_id"], old))
    connection.execute(sa.delete(chunks).where(chunks.c.article_id == article_id))


def upload_path(article_id: str, name: str) -> str:
    """Give what stands for an upload among the paths of an article."""
    return f"{UPLOAD}{article_id}:{name}"


def link(connection: sa.Connection, path: str, article_id: str) -> None:
    """Give a path to an article; one that has lost it is named by another source, or goes."""
    before = connection.scalar(sa.select(sources.c.article_id).where(sources.c.path == path))
    connection.execute(sa.delete(sources).where(sources.c.path == path))
    connection.execute(sa.insert(sources).values(path=path, article_id=article_id))
    # Whatever a sync saw there, it was not this article: it has to look again.
    connection.execute(sa.delete(synced_files).where(synced_files.c.path == path))
    if before not in (None, article_id):
        _settle(connection, before)


def _settle(connection: sa.Connection, article_id: str) -> None:
    """Name an article by one of its sources if it lost the one it had; without any it goes."""
    paths = sa.select(sources.c.path).where(sources.c.article_id == article_id)
    left = [_name(path) for path in connection.scalars(paths.order_by(sources.c.path))]
    is_it = articles.c.id == article_id
    if not left:
        forget_chunks(connection, article_id)
        connection.execute(sa.delete(articles).where(is_it))
    elif connection.scalar(sa.select(articles.c.source).where(is_it)) not in left:
        connection.execute(sa.update(articles).where(is_it).values(source=left[0]))


def _name(path: str) -> str:
    return path.split(":", 2)[2] if path.startswith(UPLOAD) else plain_path(path)
