"""The ONNX graphs of one model: made once, compared with sentence-transformers, kept in the cache.

A graph that differs is not kept; the reason is, so that it is not made again at each start. Knows
nothing about when an ONNX graph is the better engine.
"""

import contextlib
import functools
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
from filelock import FileLock

from index.engines import FloatArray
from index.errors import EmbeddingError
from index.graph_engine import GraphEngine
from index.model_folder import ModelFolder
from index.onnx_engine import OnnxEngine, quantize
from index.openvino_engine import OpenVinoEngine
from index.torch_engine import TorchEngine

log = logging.getLogger(f"citewell.{__name__}")

FORMAT_VERSION = 1
MAX_DISTANCE = 1e-4  # largest cosine distance to sentence-transformers
MAX_BF16_DISTANCE = 1e-3  # all-MiniLM-L6-v2 has 3e-5
MAX_INT8_DISTANCE = 0.05  # of int8 to float32; all-MiniLM-L6-v2 has 0.01
_TORCH_HINT = "set CITEWELL_ENGINE=torch"
_COMPARED = (
    "",
    "Ferry fares rise.",
    "When was the lighthouse at Cape Orrin first lit?",
    "The council voted 7–4 on Tuesday, 12 September 2033, to keep both schools open until spring.",
    "Die Fähre fährt im Winter nur zweimal täglich; die Übernachtung im Hafen ist teurer geworden.",
    "El puente se derrumbó a las 3:40 de la madrugada y nadie resultó herido, según la alcaldía.",
    "灯台は百年前に初めて灯された。Маяк зажгли сто лет назад. أضيئت المنارة قبل قرن.",
    "Prices: £3.20 → £4.75 (+48 %); e-mail press@example.org, see §12(b) — “not before May”. 🌊",
    "The tidal farm delivered its first power to the island grid before dawn. " * 8,
    "Puffins, guillemots and kittiwakes were counted again on the northern cliffs. " * 400,
)


class GraphStore:
    """The graphs of one model in a cache folder.

    Args:
        model: The model they are made from.
        cache: The folder; made when there is something to keep.
        int8: Keep and load the graph whose weights are 8-bit integers, made from the other.
    """

    def __init__(self, model: ModelFolder, cache: Path, *, int8: bool = False) -> None:
        self._model = model
        self._folder = cache / "onnx"
        name = f"{model.digest()[:16]}-{FORMAT_VERSION}"
        self._int8 = int8
        self.float_path = self._folder / f"{name}.onnx"
        self.path = self._folder / f"{name}-int8.onnx" if int8 else self.float_path
        self._failure = self.path.with_suffix(".failed")

    @property
    def failure(self) -> str:
        """Say why this model has no such graph; empty if nothing is known against it."""
        return self._failure.read_text(encoding="utf-8") if self._failure.is_file() else ""

    def load(self) -> OnnxEngine:
        """Load the graph, making it first if it is not there or broken.

        Another process that makes the same one is waited for.

        Raises:
            EmbeddingError: This model has no graph that does the same, or it cannot be kept.
        """
        if self.failure:
            hint = f"{_TORCH_HINT}, or delete {str(self._failure)!r} to try again"
            raise EmbeddingError(self.failure, hint=hint)
        try:
            return OnnxEngine(self.path, self._model)
        except EmbeddingError as exc:
            log.debug("%s", exc.message)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / f"{self.float_path.stem}.lock"):
                return self._load_or_quantize() if self._int8 else self._load_or_export()
        except (OSError, ImportError, MemoryError) as exc:
            raise EmbeddingError(
                f"cannot make an ONNX graph in {str(self._folder)!r}: {exc}",
                hint="name another folder with CITEWELL_CACHE, or set CITEWELL_ENGINE=torch",
            ) from exc

    def load_openvino(self) -> OpenVinoEngine:
        """Load the graph in OpenVINO and compare it with onnxruntime, making it first if needed.

        Raises:
            EmbeddingError: As for `load`; OpenVINO is not installed or does not do the same.
        """
        reference = self.load()
        engine = OpenVinoEngine(self.path, self._model)
        _check_distance(
            engine,
            reference.encode(_COMPARED),
            max_distance=MAX_BF16_DISTANCE,
            made=f"OpenVINO with {self._model.name!r}",
        )
        return engine

    def _load_or_export(self) -> OnnxEngine:
        with contextlib.suppress(EmbeddingError):
            return OnnxEngine(self.float_path, self._model)
        log.info("making the ONNX graph of %s, once", self._model.name)
        original = TorchEngine(self._model, device="cpu")
        return self._keep(
            self.float_path,
            original.export,
            expected=original.encode(_COMPARED, exact=True),
            max_distance=MAX_DISTANCE,
        )

    def _load_or_quantize(self) -> OnnxEngine:
        with contextlib.suppress(EmbeddingError):
            return OnnxEngine(self.path, self._model)
        return self._keep(
            self.path,
            functools.partial(quantize, self.float_path),
            expected=self._load_or_export().encode(_COMPARED),
            max_distance=MAX_INT8_DISTANCE,
        )

    def _keep(
        self,
        path: Path,
        write: Callable[[Path], None],
        *,
        expected: FloatArray,
        max_distance: float,
    ) -> OnnxEngine:
        """Write a graph beside its place and move it there if its vectors are as expected."""
        new = path.with_suffix(".new")
        try:
            write(new)
            engine = OnnxEngine(new, self._model)
            _check_distance(
                engine,
                expected,
                max_distance=max_distance,
                made=f"the ONNX graph of {self._model.name!r}",
            )
            new.replace(path)
        except EmbeddingError as exc:
            self._failure.write_text(exc.message, encoding="utf-8")
            raise
        finally:
            new.unlink(missing_ok=True)
        return OnnxEngine(path, self._model)


def _check_distance(
    engine: GraphEngine, expected: FloatArray, *, max_distance: float, made: str
) -> None:
    """See that an engine gives the vectors expected.

    Raises:
        EmbeddingError: One of them is farther away.
    """
    found = engine.encode(_COMPARED)
    same_shape = found.shape == expected.shape
    distance = float(np.max(1 - np.sum(found * expected, axis=1))) if same_shape else np.inf
    if not distance <= max_distance:  # also when it is not a number
        raise EmbeddingError(
            f"{made} differs from the model: cosine distance {distance:.2g}, "
            f"at most {max_distance:g}",
            hint=_TORCH_HINT,
        )
