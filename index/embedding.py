"""The encoder: texts → unit vectors, by the engine that suits the job, and where tokens start.

Knows nothing about articles or stores. Importing this module costs nothing; an engine is loaded
when the first text is encoded.
"""

import logging
import re
import threading
from array import array
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.engines import (
    TORCH_TEXTS,
    Device,
    EngineName,
    EngineSetting,
    FloatArray,
    check_engine,
    choose_engine,
    detect_machine,
)
from index.errors import EmbeddingError
from index.model_folder import BUNDLED_MODEL, ModelFolder, find_model, load_tokenizer
from index.onnx_graph import GraphStore
from index.settings import IndexSettings
from index.stretches import EncodedTexts, Engine, Span
from index.torch_engine import TorchEngine

__all__ = [
    "Embedder",
    "EncodedTexts",
    "FloatArray",
    "SentenceTransformerEmbedder",
    "Span",
    "load_embedder",
]

log = logging.getLogger(f"citewell.{__name__}")

# To be cut into tokens at once: up to the space after so many characters, or twice as many.
_PIECE = re.compile(r".{1,50000}\S{0,50000}", re.DOTALL)


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is the cosine of their meanings."""

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length; `(0, dimension)` for none."""

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]], *, job_texts: int
    ) -> EncodedTexts:
        """Give the vectors of texts and of half-open character spans in each.

        `job_texts` says how many texts are to come in all: many are worth another engine.
        """

    def token_starts(self, text: str) -> Sequence[int]:
        """Give where each token of `text` starts, in order, without special tokens."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model: few texts go through its ONNX graph, many by a faster engine.

    Attributes:
        name: The model as the settings name it.
        fingerprint: SHA-256 of the weights file; of another making than float32 or bfloat16 it
            begins with the making, such as `int8:`.
        dimension: Length of a vector.
        max_tokens: The window; a longer text is cut by the model.
    """

    def __init__(
        self,
        model: ModelFolder,
        *,
        cache: Path,
        device: Device = "auto",
        engine: EngineSetting = "auto",
    ) -> None:
        is_int8 = engine == "onnx-int8"
        self.name = model.name
        self.fingerprint = f"int8:{model.sha256}" if is_int8 else model.sha256
        self.dimension = model.dimension
        self.max_tokens = model.max_tokens
        self._model = model
        self._device = device
        self._setting = engine
        self._graphs = GraphStore(model, cache, int8=is_int8)
        self._lock = threading.Lock()
        self._tokenizer_lock = threading.Lock()  # cutting does not wait until a graph is made
        self._torch_lock = threading.Lock()  # a question does not wait until torch is loaded
        self._openvino_lock = threading.Lock()
        self._onnx: Engine | None = None
        self._openvino: Engine | None = None
        self._torch: TorchEngine | None = None
        self._tokenizer: Any = None

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length; `(0, dimension)` for none.

        The first call loads an engine. On a machine that has no ONNX graph of the model yet,
        that includes making it, which takes some seconds. Any number of threads may encode.

        Raises:
            EmbeddingError: The model cannot be loaded, or not on this device.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._engine_for(len(texts)).encode(texts)

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]], *, job_texts: int
    ) -> EncodedTexts:
        """Give the vectors of texts and of half-open character spans in each.

        A stretch is pooled from its tokens' outputs where the model pools by their mean, else it
        is encoded as a text of its own.

        Raises:
            EmbeddingError: As for `encode`.
        """
        engine = self._engine_for(job_texts)
        if self._model.pools_by_mean and texts:
            return engine.encode_stretches(texts, stretches)
        cut = [
            [text[start:end] for start, end in spans]
            for text, spans in zip(texts, stretches, strict=True)
        ]
        flat = self.encode(()) if not texts else engine.encode([*texts, *chain(*cut)])
        ends = np.cumsum([len(texts), *(len(part) for part in cut)])[:-1]
        vectors, *pooled = np.split(flat, ends)
        return EncodedTexts(vectors=vectors, stretches=tuple(pooled))

    def token_starts(self, text: str) -> Sequence[int]:
        """Give where each token of `text` starts, in order, without special tokens.

        A long text is cut into tokens piece by piece, at its spaces: what a tokenizer keeps of one
        token takes some hundred bytes.
        """
        with self._tokenizer_lock:
            if self._tokenizer is None:
                self._tokenizer = load_tokenizer(self._model.path)
        starts = array("Q")
        for piece in _PIECE.finditer(text):
            tokens = self._tokenizer.encode(piece[0], add_special_tokens=False)
            starts.extend(piece.start() + start for start, _ in tokens.offsets)
        return starts

    def describe_engine(self) -> str:
        """Say what encodes a question, whether its ONNX graph is there, and what encodes many texts."""
        many = {"torch": ", torch for many texts", "openvino": ", OpenVINO for many texts"}
        if self._choose(1) == "torch":
            return f"torch on {self._device}"
        if self._graphs.failure:
            return f"torch: {self._graphs.failure}"
        bulk = many.get(self._choose(TORCH_TEXTS), "")
        if self._graphs.path.is_file():
            return f"ONNX graph {self._graphs.path}{bulk}"
        return f"ONNX graph, made when first needed in {self._graphs.path.parent}{bulk}"

    def _choose(self, texts: int) -> EngineName:
        return choose_engine(self._setting, self._device, texts=texts, machine=detect_machine())

    def _engine_for(self, texts: int) -> Engine:
        chosen = self._choose(texts)
        if chosen == "torch":
            return self._load_torch()
        return self._load_onnx() if chosen == "onnx" else self._load_openvino()

    def _load_openvino(self) -> Engine:
        """Load the graph in OpenVINO; onnxruntime stands in where it was not asked for by name."""
        with self._openvino_lock:
            if self._openvino is None:
                try:
                    self._openvino = self._graphs.load_openvino()
                except EmbeddingError as exc:
                    if self._setting == "openvino":
                        raise
                    log.warning("encoding without OpenVINO: %s (%s)", exc.message, exc.hint)
                    self._openvino = self._load_onnx()
            return self._openvino

    def _load_onnx(self) -> Engine:
        """Load the graph; torch stands in where the model has none that gives the same vectors."""
        with self._lock:
            if self._onnx is None:
                try:
                    self._onnx = self._graphs.load()
                except EmbeddingError as exc:
                    if self._setting == "onnx-int8":
                        raise
                    log.warning("encoding with torch: %s (%s)", exc.message, exc.hint)
                    self._onnx = self._load_torch()
            return self._onnx

    def _load_torch(self) -> Engine:
        with self._torch_lock:
            if self._torch is None:
                self._torch = TorchEngine(self._model, device=self._device)
            return self._torch


def load_embedder(
    name: str = BUNDLED_MODEL,
    *,
    device: Device = "auto",
    engine: EngineSetting = "auto",
    cache: Path | None = None,
) -> SentenceTransformerEmbedder:
    """Find a model and check its weights; the network is used only for a hub name.

    Args:
        name: The bundled model's name, a folder, or a hub name such as `BAAI/bge-small-en-v1.5`.
        device: `auto`, `cpu`, `cuda` or `mps`.
        engine: `auto`, `torch`, `onnx`, `onnx-int8` or `openvino`.
        cache: Where ONNX graphs are kept; the setting `cache` if None.

    Raises:
        EmbeddingError: There is no such model, it cannot be fetched, the bundled weights are not
            the ones this version was made for, or the engine does not run on the device.
        SettingsError: The setting `cache` was wanted and a setting cannot be used.
    """
    check_engine(engine, device)
    folder = (cache or IndexSettings.load().cache).expanduser()
    return SentenceTransformerEmbedder(find_model(name), cache=folder, device=device, engine=engine)
