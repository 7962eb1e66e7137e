"""Scores of (query, text) pairs by a model that reads both together. Knows no index and no fusion."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.embedding import FloatArray
from index.engines import Device
from index.errors import RerankingError
from index.torch_engine import check_device

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = logging.getLogger(f"citewell.{__name__}")

BATCH_SIZE = 32
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

    def __init__(self, model: "CrossEncoder", *, name: str) -> None:
        self.name = name
        self._model = model
        self._lock = threading.Lock()

    def score(self, query: str, texts: Sequence[str]) -> FloatArray:
        """Give `(n,)` float32, higher is better, comparable within one call; `(0,)` for none."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            scores = self._model.predict(
                [(query, text) for text in texts], batch_size=BATCH_SIZE, show_progress_bar=False
            )
        return np.asarray(scores, dtype=np.float32)


def load_reranker(name: str, *, device: Device = "auto") -> CrossEncoderReranker:
    """Load a cross-encoder, which takes seconds; the network is used only for a hub name.

    Args:
        name: A folder, or a hub name such as `cross-encoder/ms-marco-MiniLM-L6-v2`.
        device: `auto`, `cpu`, `cuda` or `mps`.

    Raises:
        RerankingError: There is no such model, it cannot be loaded, or it gives no single score.
        EmbeddingError: The device is not there.
    """
    from sentence_transformers import CrossEncoder

    check_device(device)
    folder = Path(name).expanduser()
    try:
        model = CrossEncoder(
            str(folder) if folder.is_dir() else name,
            device=None if device == "auto" else device,
            local_files_only=folder.is_dir(),
        )
    except (OSError, ValueError, RuntimeError, KeyError) as exc:
        raise RerankingError(f"cannot load the reranker {name!r}: {exc}", hint=_HINT) from exc
    if model.num_labels != 1:
        raise RerankingError(
            f"the reranker {name!r} gives {model.num_labels} values for a pair, not one score",
            hint=_HINT,
        )
    log.debug("loaded the reranker %s on %s", name, model.device)
    return CrossEncoderReranker(model, name=name)
