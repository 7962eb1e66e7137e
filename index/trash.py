"""Removed articles, kept for an hour so that a removal can be undone. Knows no chunk and no index.

Each function works inside the transaction of the change that it belongs to.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from index.owners import owner_of
from index.tables import article_blocks, articles, sources, trash
from index.viewer import Viewer

KEPT = timedelta(hours=1)
MAX_LISTED = 30


class Removed(NamedTuple):
    """An article in the trash."""

    id: str
    title: str


def keep(connection: sa.Connection, article_id: str) -> None:
    """Copy an article's row and paths into the trash; what is older than an hour leaves it."""
    empty_old(connection)
    query = sa.select(articles, article_blocks.c.blocks).outerjoin(article_blocks)
    found = connection.execute(query.where(articles.c.id == article_id)).mappings().first()
    if found is None:
        return
    paths = sa.select(sources.c.path).where(sources.c.article_id == article_id)
    connection.execute(sa.delete(trash).where(trash.c.article_id == article_id))
    connection.execute(
        sa.insert(trash).values(
            article_id=article_id,
            removed_at=datetime.now(UTC),
            article=json.dumps({**found, "added_at": found["added_at"].isoformat()}),
            paths=json.dumps(list(connection.scalars(paths))),
            owner=owner_of(connection, article_id),
        )
    )


def find(connection: sa.Connection, article_id: str) -> Mapping[str, Any] | None:
    """Give the row of a removed article; None if it is not in the trash."""
    kept = connection.execute(sa.select(trash).where(trash.c.article_id == article_id)).first()
    if kept is None:
        return None
    row = {"language": None, **json.loads(kept.article), "owner": kept.owner}
    return {**row, "added_at": datetime.fromisoformat(row["added_at"])}


def list_removed(connection: sa.Connection, viewer: Viewer) -> tuple[Removed, ...]:
    """Give the last 30 removed within an hour that the viewer may bring back, the latest first."""
    query = (
        sa.select(trash.c.article_id, sa.func.json_extract(trash.c.article, "$.title"))
        .where(trash.c.removed_at >= datetime.now(UTC) - KEPT, *_changed_by(viewer))
        .where(trash.c.article_id.not_in(sa.select(articles.c.id)))  # added again meanwhile
        .order_by(trash.c.removed_at.desc(), trash.c.article_id)
        .limit(MAX_LISTED)
    )
    return tuple(Removed(*row) for row in connection.execute(query))


def _changed_by(viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """Give what `Viewer.may_change` says of an owner as conditions."""
    conditions: list[sa.ColumnElement[bool]] = []
    if viewer.user is not None:
        conditions.append(trash.c.owner.is_(None) | (trash.c.owner == viewer.user))
    if viewer.is_private:
        conditions.append(trash.c.owner.is_not(None))
    return conditions


def take_paths(connection: sa.Connection, article_id: str) -> list[str]:
    """Take an article out of the trash; give those of its paths that no article has now."""
    kept = connection.scalar(sa.select(trash.c.paths).where(trash.c.article_id == article_id))
    connection.execute(sa.delete(trash).where(trash.c.article_id == article_id))
    paths = json.loads(kept or "[]")
    is_taken = [sa.select(sources.c.path).where(sources.c.path == path) for path in paths]
    return [path for path, one in zip(paths, is_taken, strict=True) if not connection.scalar(one)]


def empty_old(connection: sa.Connection) -> None:
    """Forget what was removed more than an hour ago."""
    limit = datetime.now(UTC) - KEPT
    connection.execute(sa.delete(trash).where(trash.c.removed_at < limit))
