"""Everything Chroma: chunk vectors on disk, cosine distance, our own embeddings.

Knows ids and vectors, not articles or texts. The collection's metadata says what made it.
"""

import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from index.embedding import FloatArray
from index.errors import StorageError
from index.viewer import Scope

log = logging.getLogger(f"citewell.{__name__}")

COLLECTION = "chunks"
SIZES_NAME = "citewell-sizes.json"  # of Chroma's graph, which it does not look after itself
# How many times the wanted chunks are searched for when only some articles count. Chroma's own
# filter takes longer than the largest: 10 ms for a scope of half of 200,000 chunks, 60 for few.
OVERFETCH = (4, 16)
# Chroma's default of 100 finds 94.5 % of the ten nearest of 500,000, this 98.9 % in no more time.
EF_SEARCH = 200
Identity = dict[str, str | int]


class VectorStore:
    """The vectors of one library's chunks.

    Args:
        folder: Chroma's own folder.
        identity: What made the vectors; recorded when the collection is created.

    Raises:
        StorageError: The folder cannot be read or written.
    """

    def __init__(self, folder: Path, *, identity: Identity) -> None:
        self._folder = folder
        with self._mapped():
            if _is_damaged(folder):
                log.warning("the vectors in %r are damaged: made anew", str(folder))
                shutil.rmtree(folder)  # they are derived
            folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(
                path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._max_batch = self._client.get_max_batch_size()
            self._collection = self._get_or_create(identity)

    @property
    def identity(self) -> Identity:
        """Give what made the vectors, as recorded."""
        return {
            key: value
            for key, value in (self._collection.metadata or {}).items()
            if isinstance(value, str | int)
        }

    def upsert(self, ids: Sequence[str], vectors: FloatArray, article_ids: Sequence[str]) -> None:
        """Store vectors `(n, dim)` of unit length under their chunk ids."""
        with self._mapped():
            for at in range(0, len(ids), self._max_batch):
                to = at + self._max_batch
                self._collection.upsert(
                    ids=list(ids[at:to]),
                    embeddings=vectors[at:to],
                    metadatas=[{"article_id": article_id} for article_id in article_ids[at:to]],
                )

    def delete(self, ids: Collection[str]) -> None:
        """Drop vectors by chunk id; ids that are not there are passed over."""
        ordered = sorted(ids)
        with self._mapped():
            for at in range(0, len(ordered), self._max_batch):
                self._collection.delete(ids=ordered[at : at + self._max_batch])

    def search(
        self,
        vector: FloatArray,
        limit: int,
        *,
        chunk_ids: Collection[str] | None = None,
        where: Any = None,
    ) -> list[tuple[str, float]]:
        """Find the nearest chunks.

        Args:
            vector: `(dim,)` of unit length.
            limit: At most this many.
            chunk_ids: Only among these, which is slower; None for all. Each has to be there.
            where: Chroma's own filter, which is slowest.

        Returns:
            Pairs of chunk id and cosine in [-1, 1], higher is closer, best first.
        """
        if limit < 1 or (chunk_ids is not None and not chunk_ids):
            return []
        with self._mapped():
            found = self._collection.query(
                query_embeddings=vector[np.newaxis, :],
                ids=None if chunk_ids is None else list(chunk_ids),
                where=where,
                n_results=limit,
                include=["distances"],
            )
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        return [(chunk_id, 1.0 - float(d)) for chunk_id, d in zip(ids, distances, strict=True)]

    def compare(
        self, vector: FloatArray, limit: int, *, chunk_ids: Collection[str]
    ) -> list[tuple[str, float]]:
        """Find the nearest of a few chunks exactly; see `search`."""
        found = self.get(sorted(chunk_ids))
        if not found or limit < 1:
            return []
        cosines = np.stack(list(found.values())) @ vector
        ids = list(found)
        nearest = np.argsort(-cosines, kind="stable")[:limit]
        return [(ids[place], float(cosines[place])) for place in nearest]

    def search_articles(
        self,
        vector: FloatArray,
        limit: int,
        *,
        scope: Scope,
        list_chunks: Callable[[], Collection[str]],
    ) -> list[tuple[str, float]]:
        """Find the nearest chunks of some articles; see `search`.

        Args:
            vector: `(dim,)` of unit length.
            limit: At most this many.
            scope: The articles.
            list_chunks: Gives the ids of all their chunks, should they lie far from the query.
        """
        for times in OVERFETCH:
            found = self.search(vector, times * limit)
            wanted = [pair for pair in found if pair[0].rpartition(":")[0] in scope]
            if len(wanted) >= limit or len(found) < times * limit:
                return wanted[:limit]
        try:
            return self.search(vector, limit, chunk_ids=list_chunks())
        except StorageError:  # Chroma refuses ids it lacks, as of an article just being indexed
            named = {"$nin": sorted(scope.hidden)}
            if scope.only is not None:
                named = {"$in": sorted(scope.only)}
            return self.search(vector, limit, where={"article_id": named})

    def get(self, ids: Sequence[str]) -> dict[str, FloatArray]:
        """Give the vectors of these chunks, those that are there."""
        if not ids:
            return {}
        with self._mapped():
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return dict(zip(found["ids"], vectors, strict=True))

    def count(self) -> int:
        """Count the vectors."""
        with self._mapped():
            return self._collection.count()

    def ids(self) -> set[str]:
        """Give the id of every chunk that has a vector."""
        with self._mapped():
            return set(self._collection.get(include=[])["ids"])

    def reset(self, identity: Identity) -> None:
        """Drop everything and record what makes the vectors from now on."""
        with self._mapped():
            with suppress(NotFoundError):
                self._client.delete_collection(COLLECTION)
            (self._folder / SIZES_NAME).unlink(missing_ok=True)
            self._collection = self._get_or_create(identity)

    def close(self) -> None:
        """Let go of the folder, so that it can be opened again or deleted."""
        self._client.close()  # type: ignore[attr-defined]  # missing in its interface
        with suppress(OSError):  # a full disk: the files are then not compared
            _record_sizes(self._folder)

    def _get_or_create(self, identity: Identity) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            COLLECTION,
            metadata=dict(identity),
            configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
            embedding_function=None,
        )

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, OSError, ValueError) as exc:
            raise StorageError(
                f"cannot use the vectors in {str(self._folder)!r}: {exc}",
                hint="check free space and permissions; deleting that folder is safe, it is rebuilt",
            ) from exc


def _record_sizes(folder: Path) -> None:
    """Write down which files the graph has, and how large those are that only grow."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.glob("*/*")}
    sizes = {
        name: path.stat().st_size if path.suffix == ".bin" else 0 for name, path in files.items()
    }
    (folder / SIZES_NAME).write_text(json.dumps(sizes), encoding="ascii")


def _is_damaged(folder: Path) -> bool:
    """Tell whether Chroma's database or a file of its graph is broken off or gone."""
    database = folder / "chroma.sqlite3"
    if not database.exists():
        return folder.exists()
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as exc:
        if exc.sqlite_errorcode in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return True
    try:
        sizes = json.loads((folder / SIZES_NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):  # not closed cleanly, or made before sizes were written
        sizes = {}
    places = {folder / name: int(size) for name, size in sizes.items()}
    is_short = any(not at.is_file() or at.stat().st_size < size for at, size in places.items())
    # A pickle that was broken off lacks its last byte, which is always the same; it is not loaded.
    return is_short or any(at.read_bytes()[-1:] != b"." for at in folder.glob("*/*.pickle"))
