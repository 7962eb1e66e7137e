"""Everything BM25: a tantivy index on disk. Knows ids and texts, not articles.

English stemming and stop words (tantivy's `en_stem` with a stop list measured best).
"""

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from index.errors import StorageError
from index.schema import Chunk

WRITER_HEAP_BYTES = 64_000_000
MAX_QUERY_TERMS = 200
# A scope of more articles is first tried by searching for more chunks and passing over those of
# other articles: 1.5 ms for half of 5,000 articles, where the filter takes 3.5.
MANY_ARTICLES = 100
OVERFETCH = 4
_ANALYZER = "citewell_en"
# tantivy's own list has 33 words; without these, the words a question is made of weigh most.
FUNCTION_WORDS = [
    "about",
    "after",
    "again",
    "all",
    "also",
    "am",
    "any",
    "anybody",
    "anyone",
    "anything",
    "because",
    "been",
    "before",
    "being",
    "between",
    "both",
    "can",
    "cannot",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "done",
    "during",
    "each",
    "else",
    "ever",
    "every",
    "few",
    "from",
    "further",
    "get",
    "gets",
    "give",
    "gives",
    "given",
    "go",
    "goes",
    "got",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "him",
    "his",
    "how",
    "i",
    "its",
    "itself",
    "just",
    "let",
    "many",
    "may",
    "me",
    "might",
    "more",
    "most",
    "much",
    "must",
    "my",
    "name",
    "nor",
    "now",
    "off",
    "once",
    "only",
    "other",
    "ought",
    "our",
    "out",
    "over",
    "own",
    "per",
    "please",
    "same",
    "say",
    "says",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "something",
    "tell",
    "than",
    "them",
    "themselves",
    "those",
    "through",
    "too",
    "under",
    "until",
    "up",
    "us",
    "very",
    "want",
    "we",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "would",
    "yes",
    "you",
    "your",
    "s",
    "t",
    "d",
    "ll",
    "re",
    "ve",
]


class LexicalIndex:
    """BM25 over the chunks' embedding texts.

    Raises:
        StorageError: The folder cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._analyzer = _build_analyzer()
        self._open()

    def _open(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("article_id", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="position")
        self._schema = builder.build()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                self._tantivy = tantivy.Index(self._schema, path=str(self._folder))
            except ValueError:  # unreadable or of another schema: it is derived, so start anew
                shutil.rmtree(self._folder)
                self._folder.mkdir()
                self._tantivy = tantivy.Index(self._schema, path=str(self._folder))
        except (OSError, ValueError) as exc:
            raise _storage_error(self._folder, exc) from exc
        self._tantivy.register_tokenizer(_ANALYZER, self._analyzer)
        self._tantivy.reload()

    def analyze(self, text: str) -> list[str]:
        """Give the stems of `text` as they are indexed, without stop words, in order."""
        return list(self._analyzer.analyze(text))

    def replace(self, chunks: Iterable[Chunk], *, remove_ids: Iterable[str] = ()) -> None:
        """Add chunks in place of those with the same id, and drop `remove_ids`, in one commit."""
        try:
            writer = self._tantivy.writer(WRITER_HEAP_BYTES, 1)
            for chunk_id in remove_ids:
                writer.delete_documents_by_term("id", chunk_id)
            for chunk in chunks:
                writer.delete_documents_by_term("id", chunk.id)
                document = tantivy.Document(
                    id=chunk.id, article_id=chunk.article_id, text=chunk.embedding_text
                )
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
            self._tantivy.reload()
        except (OSError, ValueError) as exc:
            raise _storage_error(self._folder, exc) from exc

    def search(
        self, query: str, limit: int, *, article_ids: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Find the best chunks, any of the query's terms counting.

        Returns:
            Pairs of chunk id and BM25 score, above 0, higher is better, best first. Empty if no
            term of the query is indexed.
        """
        terms = list(dict.fromkeys(self.analyze(query)))[:MAX_QUERY_TERMS]
        if not terms or limit < 1 or (article_ids is not None and not article_ids):
            return []
        should = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", term))
            for term in terms
        ]
        wanted = tantivy.Query.boolean_query(should)
        if article_ids is None:
            return self._run(wanted, limit)
        if len(article_ids) > MANY_ARTICLES:
            searched = OVERFETCH * limit
            found = self._run(wanted, searched)
            kept = [pair for pair in found if pair[0].rpartition(":")[0] in article_ids]
            if len(kept) >= limit or len(found) < searched:
                return kept[:limit]
        scope = tantivy.Query.term_set_query(self._schema, "article_id", sorted(article_ids))
        unscored = tantivy.Query.const_score_query(scope, 0.0)
        both = [(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, unscored)]
        return self._run(tantivy.Query.boolean_query(both), limit)

    def _run(self, wanted: tantivy.Query, limit: int) -> list[tuple[str, float]]:
        searcher = self._tantivy.searcher()
        hits = searcher.search(wanted, limit).hits
        return [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def chunk_counts(self, terms: Collection[str]) -> dict[str, int]:
        """Count for each analysed term the chunks that hold it."""
        searcher = self._tantivy.searcher()
        return {term: int(searcher.doc_freq("text", term)) for term in terms}

    def count(self) -> int:
        """Count the chunks."""
        return int(self._tantivy.searcher().num_docs)

    def ids(self) -> set[str]:
        """Give the id of every chunk."""
        searcher = self._tantivy.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
        return {searcher.doc(address)["id"][0] for _, address in hits}

    def reset(self) -> None:
        """Drop everything."""
        try:
            writer = self._tantivy.writer(WRITER_HEAP_BYTES, 1)
            writer.delete_all_documents()
            writer.commit()
            self._tantivy.reload()
        except (OSError, ValueError) as exc:
            raise _storage_error(self._folder, exc) from exc


def _build_analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.custom_stopword(FUNCTION_WORDS))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _storage_error(folder: Path, exc: Exception) -> StorageError:
    return StorageError(
        f"cannot use the BM25 index in {str(folder)!r}: {exc}",
        hint="check free space and permissions; deleting that folder is safe, it is rebuilt",
    )
