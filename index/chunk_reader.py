"""Reading chunks from the library database, most of it for a question. Changes nothing."""

from collections.abc import Collection

import sqlalchemy as sa

from index.database import Database, batches
from index.rows import ChunkRow, to_chunk
from index.schema import Chunk
from index.tables import articles, chunks, encoded_chunks, owners

_SHOWN = ("title", "source", "publisher", "published_at")
_CHUNKS = sa.select(chunks, *(articles.c[name] for name in (*_SHOWN, "author", "pages"))).join(
    articles, chunks.c.article_id == articles.c.id
)
# Made once: every question runs it, and making it takes longer than running it.
_CHUNKS_BY_ID = (
    _CHUNKS.add_columns(encoded_chunks.c.spans, encoded_chunks.c.vectors, owners.c.owner)
    .outerjoin(owners, owners.c.article_id == articles.c.id)
    .outerjoin(encoded_chunks, encoded_chunks.c.chunk_id == chunks.c.id)
    .where(chunks.c.id.in_(sa.bindparam("ids", expanding=True)))
)
_VECTORS_BY_ID = sa.select(encoded_chunks.c.chunk_id, encoded_chunks.c.vectors).where(
    encoded_chunks.c.chunk_id.in_(sa.bindparam("ids", expanding=True))
)


class ChunkReader(Database):
    """One library database, of which chunks are read."""

    def chunks_by_id(self, ids: Collection[str]) -> dict[str, ChunkRow]:
        """Give chunks with what is shown of their articles; unknown ids drop."""
        found: dict[str, ChunkRow] = {}
        if not ids:  # often so, and a connection has its price
            return found
        with self._read() as connection:
            for batch in batches(sorted(ids)):
                for row in connection.execute(_CHUNKS_BY_ID, {"ids": batch}).mappings().all():
                    found[row["id"]] = ChunkRow(
                        chunk=to_chunk(row),
                        owner=row["owner"],
                        shown={name: row[name] for name in _SHOWN},
                        spans=row["spans"] or b"",
                        vectors=row["vectors"] or b"",
                    )
        return found

    def vectors_by_id(self, ids: Collection[str]) -> dict[str, bytes]:
        """Give the vectors of chunks as `unpack_vectors` reads them; empty where there are none."""
        found = dict.fromkeys(ids, b"")
        with self._read() as connection:
            for batch in batches(sorted(ids)):
                rows = connection.execute(_VECTORS_BY_ID, {"ids": batch}).all()
                found.update((row[0], row[1]) for row in rows)
        return found

    def chunks_of(self, article_ids: Collection[str]) -> list[Chunk]:
        """Give the chunks of these articles, by article and number."""
        found = []
        with self._read() as connection:
            for batch in batches(sorted(article_ids)):
                query = _CHUNKS.where(chunks.c.article_id.in_(batch))
                ordered = query.order_by(chunks.c.article_id, chunks.c.number)
                found += [to_chunk(row) for row in connection.execute(ordered).mappings()]
        return found

    def chunk_ids(self, article_ids: Collection[str] | None = None) -> set[str]:
        """Give the id of every chunk of these articles; of all if None."""
        query = sa.select(chunks.c.id)
        with self._read() as connection:
            if article_ids is None:
                return set(connection.scalars(query))
            found: set[str] = set()
            for batch in batches(sorted(article_ids)):
                found.update(connection.scalars(query.where(chunks.c.article_id.in_(batch))))
            return found
