"""BM25 alone: tantivy over paragraphs, English stems without stop words, its default weights."""

from collections.abc import Sequence
from pathlib import Path

import tantivy

from index.schema import Article
from rag.datasets import Span
from tests.quality.baselines.paragraphs import load_spans, save_spans, split_paragraphs

ANALYZER = "en_stem_stop"


class Bm25:
    """The index as stored."""

    def __init__(self, folder: Path) -> None:
        self._index = _open(folder)
        self._spans = load_spans(folder)
        self._analyzer = _build_analyzer()

    def search(self, query: str, limit: int) -> list[Span]:
        """Rank paragraphs that hold any of the query's stems."""
        terms = list(dict.fromkeys(self._analyzer.analyze(query)))
        if not terms:
            return []
        wanted = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, "text", term))
                for term in terms
            ]
        )
        searcher = self._index.searcher()
        hits = searcher.search(wanted, limit).hits
        return [self._spans[searcher.doc(address)["number"][0]] for _, address in hits]


def build(articles: Sequence[Article], folder: Path) -> None:
    """Index every paragraph."""
    paragraphs = split_paragraphs(articles)
    writer = _open(folder).writer(64_000_000, 1)
    for number, paragraph in enumerate(paragraphs):
        writer.add_document(tantivy.Document(number=number, text=paragraph.text))
    writer.commit()
    writer.wait_merging_threads()
    save_spans(folder, paragraphs)


def load(folder: Path) -> Bm25:
    """Open the index."""
    return Bm25(folder)


def _open(folder: Path) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("number", stored=True)
    schema.add_text_field("text", tokenizer_name=ANALYZER)
    index = tantivy.Index(schema.build(), path=str(folder))
    index.register_tokenizer(ANALYZER, _build_analyzer())
    return index


def _build_analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
