"""What is known of the files of synced folders, in the library database. Reads no file."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from index.database import Database, articles, batches, metadata, sources

synced_files = sa.Table(
    "synced_files",
    metadata,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("stamp", sa.String(80), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("hint", sa.Text),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """A file as it was when last seen.

    Attributes:
        article_id: The article read from it; None if it could not be read.
        sha256: Of the article's bytes.
        stamp: Size and times when it was last looked at; empty if it never was by a sync.
        reason: Why it could not be read; empty if it could.
        hint: What the person can do about that.
    """

    article_id: str | None = None
    sha256: str = ""
    stamp: str = ""
    reason: str = ""
    hint: str = ""


class FileStates(Database):
    """The states of files by their printable absolute paths."""

    def under(self, folder: str) -> dict[str, FileState]:
        """Give what is known of every file under a folder (with its closing separator)."""
        read = (
            sa.select(sources.c.path, articles.c.id, articles.c.sha256)
            .join(articles, articles.c.id == sources.c.article_id)
            .where(sources.c.path.startswith(folder, autoescape=True))
        )
        seen = sa.select(synced_files).where(
            synced_files.c.path.startswith(folder, autoescape=True)
        )
        with self._read() as connection:
            from_articles = {row.path: (row.id, row.sha256) for row in connection.execute(read)}
            looked_at = {row.path: row for row in connection.execute(seen)}
        states = {}
        for path in from_articles.keys() | looked_at.keys():
            article_id, sha256 = from_articles.get(path, (None, ""))
            row = looked_at.get(path)
            states[path] = FileState(
                article_id=article_id,
                sha256=sha256,
                stamp=row.stamp if row else "",
                reason=(row.reason or "") if row else "",
                hint=(row.hint or "") if row else "",
            )
        return states

    def save(self, states: Mapping[str, FileState], *, forget: Iterable[str] = ()) -> None:
        """Keep stamps and reasons, and forget files that are gone, in one commit."""
        rows = [
            {"path": path, "stamp": s.stamp, "reason": s.reason or None, "hint": s.hint or None}
            for path, s in states.items()
        ]
        with self._write() as connection:
            for batch in batches([*states, *forget]):
                connection.execute(sa.delete(synced_files).where(synced_files.c.path.in_(batch)))
            if rows:
                connection.execute(sa.insert(synced_files), rows)

    def ids_by_sha256(self, digests: Collection[str]) -> dict[str, str]:
        """Give the article of each content that the library has."""
        found: dict[str, str] = {}
        with self._read() as connection:
            for batch in batches(sorted(digests)):
                query = sa.select(articles.c.sha256, articles.c.id).where(
                    articles.c.sha256.in_(batch)
                )
                found |= {row.sha256: row.id for row in connection.execute(query)}
        return found
