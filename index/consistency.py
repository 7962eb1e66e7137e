"""Do database, vectors and BM25 agree? Every chunk is compared, not only their numbers.

Knows no file and no question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.article_index import ArticleIndex
from index.errors import StorageError
from index.intake import cut_article
from index.progress import ignore_progress
from index.rows import unpack_vectors
from index.schema import OnProgress, Progress

BATCH = 500
# Of a chunk's vector in the database, which is kept in 8 bits, and in Chroma.
MIN_COSINE = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that does not agree.

    Attributes:
        what: What was found, as a clause.
        ids: Ids of the chunks or articles it is about, some of them.
        count: How many there are.
        is_repaired: It was repaired.
    """

    what: str
    ids: tuple[str, ...]
    count: int
    is_repaired: bool = False


def check_library(
    article_index: ArticleIndex,
    *,
    repair: bool = False,
    on_progress: OnProgress = ignore_progress,
) -> tuple[Problem, ...]:
    """Prove that the stores of a library agree, chunk by chunk.

    Args:
        article_index: The library.
        repair: Make again, from the articles in the database, what does not agree, their chunks
            too. A database damaged otherwise cannot be repaired; it has to be restored from a backup.
        on_progress: Told how many articles are compared.

    Returns:
        What does not agree; nothing if all is well. The database is compared with itself, then
        vectors and BM25 with the database.
    """
    with article_index.write_lock:
        check = _Check(article_index, on_progress)
        with article_index.change_lock:
            check.run()
            is_to_mend = repair and bool(check.problems) and not check.is_damaged
            if is_to_mend:
                check.mend()
        if is_to_mend:
            article_index.indexes.catch_up(on_progress)
            check.note_repaired()
        return tuple(check.problems)


class _Check:
    def __init__(self, article_index: ArticleIndex, on_progress: OnProgress) -> None:
        self._index = article_index
        self._library = article_index.library
        self._on_progress = on_progress
        self._to_cut: set[str] = set()
        self._to_index: set[str] = set()
        self._stray: set[str] = set()
        self.is_damaged = self._are_unreadable = False
        self.problems: list[Problem] = []

    def run(self) -> None:
        damage = self._library.find_damage()
        if damage:
            self.is_damaged = True
            self._note("the database is damaged: restore a backup", set(damage))
            return
        self._note("articles are not indexed yet", {i for i, _ in self._library.pending()})
        lost = self._library.lost_chunk_ids()
        self._note("chunks are gone whose vectors are kept", lost, to_cut=self._still_here(lost))
        self._compare_articles()
        self._compare_ids()
        try:
            self._compare_vectors()
        except StorageError as exc:
            self._are_unreadable = True
            ids = set(self._library.article_ids())
            self._note(f"articles have unreadable vectors: {exc.message}", ids, to_index=ids)

    def mend(self) -> None:
        """Drop what is wrong, and mark what has to be indexed."""
        if self._are_unreadable:
            self._index.indexes.reset()
        self._library.forget_lost_chunks()
        for article_id in sorted(self._to_cut):
            article = self._library.article(article_id)
            self._library.save([cut_article(article, embedder=self._index.embedder)])
        self._library.set_pending(self._to_index - self._to_cut, pending=True)
        self._index.indexes.drop(self._stray)

    def note_repaired(self) -> None:
        self.problems = [
            Problem(what=one.what, ids=one.ids, count=one.count, is_repaired=True)
            for one in self.problems
        ]

    def _compare_articles(self) -> None:
        """See that every chunk is the stretch of its article that it says it is."""
        ids = self._library.article_ids()
        without, wrong, lacking = set(), set(), set()
        for done, article_id in enumerate(ids):
            if done % BATCH == 0:
                self._on_progress(Progress(stage="checking", done=done, total=len(ids)))
            text = self._library.article(article_id).text
            chunks = self._library.chunks_of([article_id])
            if not chunks:
                without.add(article_id)
            if any(text[chunk.start : chunk.end] != chunk.text for chunk in chunks):
                wrong.add(article_id)
            if any(chunk.number != number for number, chunk in enumerate(chunks)):
                lacking.add(article_id)
        self._on_progress(Progress(stage="checking", done=len(ids), total=len(ids)))
        self._note("articles have no chunks", without, to_cut=without)
        self._note("articles have chunks that are not their text", wrong, to_cut=wrong)
        self._note("articles lack some of their chunks", lacking, to_cut=lacking)

    def _compare_ids(self) -> None:
        known = self._library.chunk_ids()
        for name, store in (
            ("vectors", self._index.indexes.vectors),
            ("BM25", self._index.indexes.lexical),
        ):
            held = store.ids()
            missing, stray = known - held, held - known
            self._note(f"chunks are missing from {name}", missing, to_index=_articles(missing))
            what = f"chunks in {name} are not in the library"
            self._note(what, stray, stray=stray, to_cut=self._still_here(stray))
            if store.count() > len(held):
                twice = f"{name} hold chunks more than once"
                self._note(twice, {"all"}, to_index=set(self._library.article_ids()))

    def _compare_vectors(self) -> None:
        """See that Chroma's vectors are those that the database knows of."""
        different: set[str] = set()
        absent: set[str] = set()
        dimension = self._index.embedder.dimension
        for ids in _batches(sorted(self._library.chunk_ids())):
            packed = self._library.vectors_by_id(ids)
            stored = self._index.indexes.vectors.get(ids)
            for chunk_id in ids:
                if not packed[chunk_id]:
                    absent.add(chunk_id)
                elif chunk_id in stored:
                    kept = unpack_vectors(packed[chunk_id][:dimension], dimension=dimension)[0]
                    if float(np.dot(kept, stored[chunk_id])) < MIN_COSINE:
                        different.add(chunk_id)
        self._note("chunks have no vectors in the database", absent, to_index=_articles(absent))
        self._note(
            "vectors are not those of their chunks", different, to_index=_articles(different)
        )

    def _still_here(self, chunk_ids: set[str]) -> set[str]:
        """Give those articles of chunks that the library has: they may lack these chunks."""
        return _articles(chunk_ids) & set(self._library.article_ids())

    def _note(
        self,
        what: str,
        ids: set[str],
        *,
        to_cut: set[str] | None = None,
        to_index: set[str] | None = None,
        stray: set[str] | None = None,
    ) -> None:
        if ids:
            self.problems.append(Problem(what=what, ids=tuple(sorted(ids)[:20]), count=len(ids)))
            self._to_cut |= to_cut or set()
            self._to_index |= to_index or set()
            self._stray |= stray or set()


def _articles(chunk_ids: set[str]) -> set[str]:
    return {chunk_id.rpartition(":")[0] for chunk_id in chunk_ids}


def _batches(ids: list[str]) -> Iterator[list[str]]:
    walk = iter(ids)
    while batch := list(islice(walk, BATCH)):
        yield batch
