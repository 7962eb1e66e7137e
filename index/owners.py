"""Whose an article is: a person's, who alone sees it, or everybody's. Knows no text.

Each function works inside the transaction of the change, or of the reading, that it belongs to. The
database alone knows owners: vectors and BM25 are told which articles to leave out.
"""

import sqlalchemy as sa

from index.tables import articles, owners
from index.viewer import Viewer

OWN = "own:"  # begins no path and no address
# Made once: every question runs it, and making it takes longer than running it.
_HIDDEN = sa.select(owners.c.article_id).where(owners.c.owner != sa.bindparam("user"))


def owned_path(path: str, owner: str | None) -> str:
    """Give what stands for a path among an owner's: two people may add the same file or page."""
    return path if owner is None else f"{OWN}{owner}:{path}"


def plain_path(path: str) -> str:
    """Give the path that `owned_path` was given."""
    return path.split(":", 2)[2] if path.startswith(OWN) else path


def save_owner(connection: sa.Connection, article_id: str, owner: str) -> None:
    """Record whose a new article is."""
    connection.execute(sa.insert(owners).values(article_id=article_id, owner=owner))


def owner_of(connection: sa.Connection, article_id: str) -> str | None:
    """Give the owner of an article; None if it is everybody's."""
    query = sa.select(owners.c.owner).where(owners.c.article_id == article_id)
    return connection.scalar(query)


def belongs_to(owner: str | None) -> sa.ColumnElement[bool]:
    """Give the condition that an article is this owner's; None for everybody's."""
    owned = sa.select(owners.c.owner).where(owners.c.article_id == articles.c.id)
    return ~owned.exists() if owner is None else owned.where(owners.c.owner == owner).exists()


def hidden_from(connection: sa.Connection, viewer: Viewer) -> frozenset[str]:
    """Give the ids of the articles that a viewer does not see."""
    if viewer.user is None:
        return frozenset()
    return frozenset(connection.scalars(_HIDDEN, {"user": viewer.user}))


def seen_by(connection: sa.Connection, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """Give the conditions that a viewer sees an article; none where they see every one."""
    if viewer.user is None or connection.scalar(_HIDDEN, {"user": viewer.user}) is None:
        return []
    hidden = sa.select(owners.c.article_id).where(owners.c.owner != viewer.user)
    return [articles.c.id.not_in(hidden)]
