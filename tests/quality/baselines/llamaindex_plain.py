"""LlamaIndex as its guides set it up: its splitter, Chroma, the same MiniLM, default settings."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings as ChromaSettings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.model_folder import BUNDLED_MODEL, find_model
from index.schema import Article
from rag.datasets import Span

TITLE_CHARS = "title_chars"  # metadata that is neither embedded nor shown


class LlamaIndexPlain:
    """The index as stored."""

    def __init__(self, folder: Path) -> None:
        self.index = VectorStoreIndex.from_vector_store(
            _open_store(_open_client(folder)), embed_model=_load_model()
        )

    def search(self, query: str, limit: int) -> list[Span]:
        """Rank chunks as a retriever made with `as_retriever` does."""
        found = self.index.as_retriever(similarity_top_k=limit).retrieve(query)
        return [_span(one.node) for one in found]


def build(articles: Sequence[Article], folder: Path) -> None:
    """Split, embed and store every article, its title before its text."""
    client = _open_client(folder)
    documents = [_document(article) for article in articles]
    VectorStoreIndex(
        SentenceSplitter().get_nodes_from_documents(documents),
        storage_context=StorageContext.from_defaults(vector_store=_open_store(client)),
        embed_model=_load_model(),
    )
    client.close()


def load(folder: Path) -> LlamaIndexPlain:
    """Open the store."""
    return LlamaIndexPlain(folder)


def _document(article: Article) -> Any:
    title = f"{article.title}\n\n" if article.title else ""
    return Document(
        id_=article.id,
        text=title + article.text,
        metadata={TITLE_CHARS: len(title)},
        excluded_embed_metadata_keys=[TITLE_CHARS],
        excluded_llm_metadata_keys=[TITLE_CHARS],
    )


def _span(node: Any) -> Span:
    """Give where a chunk stands in its article's text."""
    title_chars = node.metadata[TITLE_CHARS]
    start, end = node.start_char_idx - title_chars, node.end_char_idx - title_chars
    return node.ref_doc_id, max(0, start), max(0, end)


def _open_client(folder: Path) -> Any:
    settings = ChromaSettings(anonymized_telemetry=False)
    return chromadb.PersistentClient(path=str(folder), settings=settings)


def _open_store(client: Any) -> Any:
    return ChromaVectorStore(chroma_collection=client.get_or_create_collection("articles"))


def _load_model() -> Any:
    return HuggingFaceEmbedding(model_name=str(find_model(BUNDLED_MODEL).path))
