"""Reading and searching an open library, as somebody sees it. Changes nothing, knows no file."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Unpack

from index.aliases import Alias
from index.derived import DerivedIndexes
from index.embedding import Embedder
from index.gate import Gate
from index.library import Library
from index.listing import ArticleFilter, ListOptions
from index.near_copies import NearCopy
from index.schema import Article, ArticleSummary, Candidate, Chunk, Hit, LibraryStats, Query
from index.trash import Removed
from index.viewer import WHOLE, Scope, Viewer


class SearchableIndex:
    """A library with its indexes; `ArticleIndex` opens one, which sees it whole.

    What `viewer` does not see is for every method as if it were not there.
    """

    embedder: Embedder
    library: Library
    indexes: DerivedIndexes
    gate: Gate  # closed while other indexes take the place of these
    is_behind: bool  # articles are being indexed that are not found yet
    viewer: Viewer = WHOLE

    def looking(self) -> AbstractContextManager[None]:
        """Have one search after the other see the same indexes, until the block ends."""
        return self.gate.looking()

    def seen_by(self, viewer: Viewer) -> "SearchableIndex":
        """Give the same library as somebody sees it now; cheap, one for each request."""
        return _View(self, viewer)

    def scope_of(self, article_ids: Collection[str] | None = None) -> Scope:
        """Say which articles are searched: of these only, unless None."""
        return self.library.scope_of(self.viewer, article_ids)

    def search(
        self,
        query: Query,
        *,
        limit: int = 50,
        nearest: int | None = None,
        at_least: int | None = None,
        article_ids: Collection[str] | None = None,
    ) -> list[Candidate]:
        """Find chunks by meaning and by words; see `HybridSearch.search`.

        Args:
            query: What to search for.
            limit: At most this many by words.
            nearest: At most this many by meaning; as many if None.
            at_least: So many by words are kept however far behind the best; all if None.
            article_ids: Only in these articles; None for all.
        """
        scope = self.scope_of(article_ids)
        with self.gate.looking():
            return self.indexes.hybrid.search(
                query,
                limit=limit,
                nearest=limit if nearest is None else nearest,
                at_least=limit if at_least is None else at_least,
                scope=scope,
                viewer=self.viewer,
            )

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
        scope = self.scope_of(article_ids)
        with self.gate.looking():
            return self.indexes.hybrid.find_mentions(
                query, names, limit=limit, but_not=but_not, scope=scope, viewer=self.viewer
            )

    def sentence_similarities(
        self, text: str, chunk_ids: Collection[str]
    ) -> dict[str, tuple[float, ...]]:
        """Compare a text with the sentences of chunks; see `HybridSearch.sentence_similarities`."""
        with self.gate.looking():
            return self.indexes.hybrid.sentence_similarities(text, chunk_ids)

    def read(self, query: Query, candidates: Sequence[Candidate]) -> list[Hit]:
        """Read what a query has found, in order; what was removed since then drops out."""
        with self.gate.looking():
            return self.indexes.hybrid.read(query, candidates, self.viewer)

    def analyze(self, text: str) -> list[str]:
        """Give the stems of a text as BM25 sees them, without stop words, in order."""
        return self.indexes.lexical.analyze(text)

    def aliases(self, text: str) -> tuple[Alias, ...]:
        """Give what else abbreviations in a text, and what has some, are called in the articles."""
        with self.gate.looking():
            return self.indexes.hybrid.aliases(text, self.viewer)

    def misspelt(self, text: str) -> dict[str, str]:
        """Give the words of a text that are in no article, each with the word of some that is meant by it."""
        with self.gate.looking():
            return self.indexes.lexical.misspelt(text, find_scope=self.scope_of)

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
        return self.library.article(article_id, viewer=self.viewer)

    def chunks(self, article_id: str) -> tuple[Chunk, ...]:
        """Give the chunks of one article, in order.

        Raises:
            ArticleNotFoundError: There is none of that id.
        """
        self.library.owner_of(article_id, viewer=self.viewer)  # without reading its text
        found = self.library.chunks_of([article_id])
        if not found:
            self.article(article_id)
        return tuple(found)

    def count_tokens(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count the tokens of texts as the embedding model sees them."""
        return tuple(len(self.embedder.token_starts(text)) for text in texts)

    def list_articles(
        self, **wanted: Unpack[ListOptions]
    ) -> tuple[tuple[ArticleSummary, ...], int]:
        """List one page of articles and count all that match; see `ArticleLists.list_articles`."""
        return self.library.list_articles(**wanted, viewer=self.viewer)

    def article_ids(self, wanted: ArticleFilter | None = None) -> tuple[str, ...]:
        """Give the id of every article that a filter lets through, oldest first."""
        return self.library.article_ids(wanted, viewer=self.viewer)

    def publishers(self) -> tuple[tuple[str, int], ...]:
        """Give the publishers by name and how many articles each has; the 500 largest."""
        return self.library.publishers(viewer=self.viewer)

    def removed(self) -> tuple[Removed, ...]:
        """Give the articles removed in the last hour that may be brought back, latest first."""
        return self.library.removed(viewer=self.viewer)

    def near_copies(self, article_id: str) -> tuple[NearCopy, ...]:
        """Give the articles that say nearly the same as one, oldest first."""
        return self.library.near_copies(article_id, viewer=self.viewer)

    def stats(self, article_ids: Collection[str] | None = None) -> LibraryStats:
        """Count articles and chunks, of those of these that there are unless None."""
        return self.library.stats(self.scope_of(article_ids))

    def fingerprint(self) -> str:
        """Give a digest of what there is: the same articles give the same."""
        return self.library.fingerprint(viewer=self.viewer)


class _View(SearchableIndex):
    """A library as a viewer sees it; what is hidden from them is looked up once."""

    def __init__(self, whole: SearchableIndex, viewer: Viewer) -> None:
        self._whole = whole
        self.viewer = viewer
        self._seen: Scope | None = None

    def __getattr__(self, name: str) -> Any:
        """Give the library's own stores, as they are at that moment."""
        return getattr(self._whole, name)

    def scope_of(self, article_ids: Collection[str] | None = None) -> Scope:
        if article_ids is not None:
            return self.library.scope_of(self.viewer, article_ids)
        if self._seen is None:
            self._seen = self.library.scope_of(self.viewer, None)
        return self._seen
