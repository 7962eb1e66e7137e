"""What is known of the files of synced folders, in the library database. Reads no file."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass

import sqlalchemy as sa

from index.containers import find_content
from index.database import Database, batches
from index.owners import belongs_to
from index.schema import Failure
from index.tables import articles, containers, members, sources, synced_files


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """A file as it was when last seen.

    Attributes:
        article_id: The article read from it, or one of them; None if it could not be read.
        sha256: Of its bytes.
        is_whole: Nothing that was read from it has been removed since.
        stamp: Size and times when it was last looked at; empty if it never was by a sync.
        reason: Why it could not be read; empty if it could.
        hint: What the person can do about that.
        inside: What could not be read of those in it, if it is a file of several.
        inside_of: The SHA-256 of the bytes in which those lie; empty if it holds no article.
    """

    article_id: str | None = None
    sha256: str = ""
    is_whole: bool = True
    stamp: str = ""
    reason: str = ""
    hint: str = ""
    inside: tuple[Failure, ...] = ()
    inside_of: str = ""

    @property
    def is_settled(self) -> bool:
        """Tell whether there is nothing to read as long as the file looks as it did."""
        has_all = self.is_whole and (self.article_id is not None or bool(self.inside))
        return has_all or bool(self.reason)


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
            held = _held_in_containers(connection, folder, from_articles)
            looked_at = {row.path: row for row in connection.execute(seen)}
        states = {}
        for path in from_articles.keys() | looked_at.keys():
            article_id, sha256 = from_articles.get(path, (None, ""))
            is_whole = path not in held or held[path]
            row = looked_at.get(path)
            hint, inside_of, inside = _unpack((row.hint or "") if row else "")
            states[path] = FileState(
                article_id=article_id,
                sha256=sha256,
                is_whole=is_whole,
                stamp=row.stamp if row else "",
                reason=(row.reason or "") if row else "",
                hint=hint,
                inside=inside,
                inside_of=inside_of,
            )
        return states

    def save(self, states: Mapping[str, FileState], *, forget: Iterable[str] = ()) -> None:
        """Keep stamps and reasons, and forget files that are gone, in one commit."""
        rows = [
            {"path": path, "stamp": s.stamp, "reason": s.reason or None, "hint": _pack(s) or None}
            for path, s in states.items()
        ]
        with self._write() as connection:
            for batch in batches([*states, *forget]):
                connection.execute(sa.delete(synced_files).where(synced_files.c.path.in_(batch)))
            if rows:
                connection.execute(sa.insert(synced_files), rows)

    def held(self, digests: Collection[str]) -> set[str]:
        """Give those contents that everybody has here, as an article or as a file of several."""
        found: set[str] = set()
        with self._read() as connection:
            for batch in batches(sorted(digests)):
                query = sa.select(articles.c.sha256).where(articles.c.sha256.in_(batch))
                found |= set(connection.scalars(query.where(belongs_to(None))))
                known = sa.select(containers.c.sha256).where(containers.c.sha256.in_(batch))
                for sha256 in set(connection.scalars(known)):
                    is_whole = find_content(connection, sha256) is not None
                    (found.add if is_whole else found.discard)(sha256)
        return found


def _pack(state: FileState) -> str:
    """Give what is kept as a file's hint: also, as JSON, what could not be read inside it."""
    if not state.inside:
        return state.hint
    inside = [astuple(failure) for failure in state.inside]
    return json.dumps([state.hint, state.inside_of, inside], ensure_ascii=False)


def _unpack(kept: str) -> tuple[str, str, tuple[Failure, ...]]:
    """Give the hint, the SHA-256 and the failures that `_pack` made one text of."""
    if not kept.startswith('["'):
        return kept, "", ()
    hint, inside_of, inside = json.loads(kept)
    found = (Failure(source=source, reason=reason, hint=hint) for source, reason, hint in inside)
    return hint, inside_of, tuple(found)


def _held_in_containers(
    connection: sa.Connection, folder: str, from_articles: dict[str, tuple[str | None, str]]
) -> dict[str, bool]:
    """Put files of several articles in the place of the paths inside them.

    Returns:
        For each such file whether all that was read from it is there.
    """
    under = containers.c.path.startswith(folder, autoescape=True)
    query = sa.select(containers.c.path, containers.c.sha256).where(under)
    files = {row.path: row.sha256 for row in connection.execute(query)}
    inside = sa.select(members.c.path, members.c.container).where(
        members.c.container.startswith(folder, autoescape=True)
    )
    is_whole = {path: bool(sha256) for path, sha256 in files.items()}
    owners: dict[str, list[str | None]] = {path: [] for path in files}
    for path, container in connection.execute(inside):
        owners[container].append(from_articles.pop(path, (None, ""))[0])
    for path, ids in owners.items():
        held = [one for one in ids if one is not None]
        is_whole[path] &= len(held) == len(ids) > 0
        from_articles[path] = (held[0] if held else None, files[path])
    return is_whole
