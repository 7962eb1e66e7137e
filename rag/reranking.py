"""Scores of (query, text) pairs by a model that reads both together. Knows no index and no fusion."""

from collections.abc import Sequence
from typing import Protocol

from index.embedding import FloatArray
from index.engines import Device
from index.errors import RerankingError
from rag.cross_encoder import PairModel, load_pair_model

_HINT = "set CITEWELL_RERANKER to the folder or hub name of a sentence-transformers CrossEncoder"


class Reranker(Protocol):
    """Says how well each text answers a query."""

    name: str

    def score(self, query: str, texts: Sequence[str]) -> FloatArray:
        """Give `(n,)` float32, higher is better, comparable within one call; `(0,)` for none."""


class CrossEncoderReranker:
    """A sentence-transformers `CrossEncoder`; any number of threads may score.

    Attributes:
        name: The model as the settings name it.
    """

    def __init__(self, model: PairModel) -> None:
        self.name = model.name
        self._model = model

    def score(self, query: str, texts: Sequence[str]) -> FloatArray:
        """Give `(n,)` float32, higher is better, comparable within one call; `(0,)` for none."""
        return self._model.predict([(query, text) for text in texts])[:, 0]


def load_reranker(name: str, *, device: Device = "auto") -> CrossEncoderReranker:
    """Load a cross-encoder, which takes seconds; the network is used only for a hub name.

    Args:
        name: A folder, or a hub name such as `cross-encoder/ms-marco-MiniLM-L6-v2`.
        device: `auto`, `cpu`, `cuda` or `mps`.

    Raises:
        RerankingError: There is no such model, it cannot be loaded, or it gives no single score.
        EmbeddingError: The device is not there.
    """
    model = load_pair_model(name, device=device, task="reranker", error=RerankingError, hint=_HINT)
    if len(model.labels) != 1:
        raise RerankingError(
            f"the reranker {name!r} gives {len(model.labels)} values for a pair, not one score",
            hint=_HINT,
        )
    return CrossEncoderReranker(model)
