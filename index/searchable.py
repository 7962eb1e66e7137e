"""Reading and searching an open library. Changes nothing, and knows no file."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Unpack

from index.derived import DerivedIndexes
from index.embedding import Embedder
from index.gate import Gate
from index.library import Library
from index.listing import ListOptions
from index.schema import (
    Article,
    ArticleSummary,
    Candidate,
    Chunk,
    Hit,
    LibraryStats,
    Query,
)


class SearchableIndex:
    """A library with its indexes; `ArticleIndex` opens one."""

    embedder: Embedder
    library: Library
    indexes: DerivedIndexes
    gate: Gate  # closed while other indexes take the place of these

    def looking(self) -> AbstractContextManager[None]:
        """Have one search after the other see the same indexes, until the block ends."""
        return self.gate.looking()

    def search(
        self, query: Query, *, limit: int = 50, article_ids: Collection[str] | None = None
    ) -> list[Candidate]:
        """Find chunks by meaning and by words; see `HybridSearch.search`."""
        with self.gate.looking():
            return self.indexes.hybrid.search(query, limit=limit, article_ids=article_ids)

    def find_mentions(
        self,
        query: Query,
        names: Mapping[str, float],
        *,
        limit: int,
        but_not: Collection[str] = (),
        article_ids: Collection[str] | None = None,
    ) -> list[tuple[Hit, float]]:
        """Find chunks that hold one of some names; see `HybridSearch.find_mentions`."""
        with self.gate.looking():
            return self.indexes.hybrid.find_mentions(
                query, names, limit=limit, but_not=but_not, article_ids=article_ids
            )

    def sentence_similarities(
        self, text: str, chunk_ids: Collection[str]
    ) -> dict[str, tuple[float, ...]]:
        """Compare a text with the sentences of chunks; see `HybridSearch.sentence_similarities`."""
        with self.gate.looking():
            return self.indexes.hybrid.sentence_similarities(text, chunk_ids)

    def read(self, candidates: Sequence[Candidate]) -> list[Hit]:
        """Read candidates, in their order; what was removed since they were found drops out."""
        with self.gate.looking():
            return self.indexes.hybrid.read(candidates)

    def analyze(self, text: str) -> list[str]:
        """Give the stems of a text as BM25 sees them, without stop words, in order."""
        return self.indexes.lexical.analyze(text)

    def term_weights(self, query: Query) -> dict[str, float]:
        """Give the query's analysed terms, weighted by rarity and by where they were said."""
        return self.indexes.lexical.term_weights(query)

    def rarities(self, texts: Collection[str]) -> dict[str, float]:
        """Say how rare the rarest term of each text is; see `LexicalIndex.rarities`."""
        return self.indexes.lexical.rarities(texts)

    def inverse_frequencies(self, terms: Collection[str]) -> dict[str, float]:
        """Weigh analysed terms by how rare they are among the chunks, as BM25 does."""
        return self.indexes.lexical.inverse_frequencies(terms)

    def article(self, article_id: str) -> Article:
        """Give one article.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        return self.library.article(article_id)

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        """Give the chunks of one article, in order.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        found = self.library.chunks_of([article_id])
        if not found:
            self.library.article(article_id)
        return tuple(found)

    def count_tokens(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count the tokens of texts as the embedding model sees them."""
        return tuple(len(self.embedder.token_spans(text)) for text in texts)

    def list_articles(
        self, **wanted: Unpack[ListOptions]
    ) -> tuple[tuple[ArticleSummary, ...], int]:
        """List one page of articles and count all that match; see `ArticleLists.list_articles`."""
        return self.library.list_articles(**wanted)

    def stats(self, article_ids: Collection[str] | None = None) -> LibraryStats:
        """Count articles and chunks, of these articles only unless None."""
        return self.library.stats(article_ids)
