"""MiniLM alone: cosine of sentence-transformers' all-MiniLM-L6-v2 over paragraphs, exact."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from index.model_folder import BUNDLED_MODEL, find_model
from index.schema import Article
from rag.datasets import Span
from tests.quality.baselines.paragraphs import load_spans, save_spans, split_paragraphs

VECTORS_NAME = "vectors.npy"


class MiniLM:
    """The vectors as stored."""

    def __init__(self, folder: Path) -> None:
        self._vectors = np.load(folder / VECTORS_NAME)
        self._spans = load_spans(folder)
        self._model = _load_model()

    def search(self, query: str, limit: int) -> list[Span]:
        """Rank paragraphs by cosine."""
        scores = self._vectors @ self._model.encode(query, normalize_embeddings=True)
        return [self._spans[at] for at in np.argsort(-scores, kind="stable")[:limit]]


def build(articles: Sequence[Article], folder: Path) -> None:
    """Embed every paragraph; the model cuts one at 256 tokens."""
    paragraphs = split_paragraphs(articles)
    texts = [paragraph.text for paragraph in paragraphs]
    vectors = _load_model().encode(texts, normalize_embeddings=True, show_progress_bar=False)
    np.save(folder / VECTORS_NAME, vectors)
    save_spans(folder, paragraphs)


def load(folder: Path) -> MiniLM:
    """Load vectors and model."""
    return MiniLM(folder)


def _load_model() -> SentenceTransformer:
    return SentenceTransformer(str(find_model(BUNDLED_MODEL).path), local_files_only=True)
