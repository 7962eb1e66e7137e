"""Files that hold several articles: which articles are read from which file, and from which bytes.

Each function works inside the transaction of the change that it belongs to.
"""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from index.database import batches
from index.owners import OWN, belongs_to
from index.tables import articles, containers, members, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A file of several articles.

    Attributes:
        path: Of the file.
        sha256: Of its bytes; empty while it is being read.
        ids: Its articles by their paths.
        is_whole: All that was read from it is still in the library.
    """

    path: str
    sha256: str
    ids: dict[str, str]
    is_whole: bool


def find(connection: sa.Connection, path: str) -> Container | None:
    """Give the container at a path; None if there is none."""
    sha256 = connection.scalar(sa.select(containers.c.sha256).where(containers.c.path == path))
    if sha256 is None:
        return None
    query = (
        sa.select(members.c.path, sources.c.article_id)
        .outerjoin(sources, sources.c.path == members.c.path)
        .where(members.c.container == path)
    )
    ids = {row.path: row.article_id for row in connection.execute(query)}
    return Container(
        path=path,
        sha256=sha256,
        ids={path: article_id for path, article_id in ids.items() if article_id},
        is_whole=bool(sha256 and ids) and all(ids.values()),
    )


def find_content(connection: sa.Connection, sha256: str) -> Container | None:
    """Give a whole container of these bytes that is everybody's; None if there is none."""
    is_it = (containers.c.sha256 == sha256) & ~containers.c.path.startswith(OWN)
    query = sa.select(containers.c.path).where(is_it)
    found = (
        find(connection, path) for path in connection.scalars(query.order_by(containers.c.path))
    )
    return next((one for one in found if one is not None and one.is_whole), None)


def begin(connection: sa.Connection, path: str, member: str) -> None:
    """Record that a path inside a file belongs to it; until `finish` the file counts as unread."""
    is_it = containers.c.path == path
    changed = connection.execute(sa.update(containers).where(is_it).values(sha256=""))
    if changed.rowcount == 0:
        connection.execute(sa.insert(containers).values(path=path, sha256=""))
    connection.execute(sa.delete(members).where(members.c.path == member))
    connection.execute(sa.insert(members).values(path=member, container=path))


def finish(connection: sa.Connection, path: str, sha256: str, kept: Collection[str]) -> set[str]:
    """Record that a file was read whole, and which paths inside it there are; others are forgotten.

    Returns:
        The articles that lost a path.
    """
    inside = sa.select(members.c.path).where(members.c.container == path)
    gone = set(connection.scalars(inside)) - set(kept)
    lost = forget_paths(connection, gone)
    unread = sa.select(sources.c.path).where(sources.c.path == members.c.path).exists()
    connection.execute(sa.delete(members).where(members.c.container == path, ~unread))
    is_it = containers.c.path == path
    connection.execute(sa.update(containers).where(is_it).values(sha256=sha256))
    return lost


def forget(connection: sa.Connection, paths: Collection[str], *, but: str = "") -> set[str]:
    """Forget containers and every path inside them but one; give the articles that lost a path."""
    inside: set[str] = set()
    for batch in batches(sorted(paths)):
        found = sa.select(members.c.path).where(members.c.container.in_(batch))
        inside |= set(connection.scalars(found))
        connection.execute(sa.delete(containers).where(containers.c.path.in_(batch)))
    return forget_paths(connection, inside - {but})


def forget_paths(connection: sa.Connection, paths: Collection[str]) -> set[str]:
    """Take paths away; give the articles that had them."""
    lost: set[str] = set()
    for batch in batches(sorted(paths)):
        owners = sa.select(sources.c.article_id).where(sources.c.path.in_(batch))
        lost |= set(connection.scalars(owners))
        connection.execute(sa.delete(sources).where(sources.c.path.in_(batch)))
        connection.execute(sa.delete(members).where(members.c.path.in_(batch)))
    return lost


def copy(
    connection: sa.Connection, container: Container, path: str
) -> tuple[dict[str, str], set[str]]:
    """Record that another file has the same bytes.

    Returns:
        The articles by their paths in it, which are still to be linked; and the articles that
        lost these paths.
    """
    linked = {path + inside[len(container.path) :]: i for inside, i in container.ids.items()}
    lost = forget_paths(connection, linked.keys())
    connection.execute(sa.insert(containers).values(path=path, sha256=container.sha256))
    rows = [{"path": inside, "container": path} for inside in linked]
    connection.execute(sa.insert(members), rows)
    return linked, lost


def article_with(connection: sa.Connection, sha256: str) -> str | None:
    """Give an article of everybody's that was read from these bytes; None if there is none."""
    is_it = (articles.c.sha256 == sha256) & belongs_to(None)
    return connection.scalar(sa.select(articles.c.id).where(is_it).limit(1))
