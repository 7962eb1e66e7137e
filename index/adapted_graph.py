"""The bundled model with an adapter: its graph, made once in the cache from that of the embedder.

An adapter changes a trained model by the product of two small matrices for each of its large ones
(LoRA, Hu et al. 2021, arXiv:2106.09685), so that another task costs 5 MB and no second model.
Knows nothing about the task.
"""

import contextlib
import logging
from pathlib import Path

import numpy as np
from filelock import FileLock
from safetensors import SafetensorError
from safetensors.numpy import load_file

from index.engines import FloatArray
from index.errors import EmbeddingError
from index.model_folder import ModelFolder, sha256_of
from index.onnx_engine import change_weights, quantize
from index.onnx_graph import GraphStore
from index.pair_engine import PairEngine

log = logging.getLogger(f"citewell.{__name__}")

FORMAT_VERSION = 2
MAX_DISTANCE = 0.2  # of a token's output to the exact one; usual are 0.01 to 0.05
_COMPARED = (
    ("When was the lighthouse first lit?", "The lighthouse at Cape Orrin was first lit in 1874."),
    ("Who won?", "Rain fell on every day but one. Anna Berg won the medal, to nobody's surprise."),
)
_DOWN, _UP = ".down", ".up"


def load_adapted(model: ModelFolder, adapter: Path, *, cache: Path) -> PairEngine:
    """Load the graph of a model with an adapter, making it first if it is not there or broken.

    Making takes two seconds, and as long as the embedder's graph does where that is missing too.

    Args:
        model: The model that the adapter was trained on.
        adapter: For each changed matrix, by its name in the model, `NAME.down` of `(rank, inputs)`
            and `NAME.up` of `(outputs, rank)`; vectors by their names, as they are to be.
        cache: Where graphs are kept.

    Raises:
        EmbeddingError: A file cannot be read, the adapter is for another model, or the graph cannot
            be made or kept.
    """
    if not adapter.is_file():
        raise EmbeddingError(f"the adapter {str(adapter)!r} is missing", hint="reinstall citewell")
    name = f"{model.digest()[:16]}-{sha256_of(adapter)[:16]}-{FORMAT_VERSION}.onnx"
    path = cache / "onnx" / name
    with contextlib.suppress(EmbeddingError):
        return PairEngine(path, model)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            with contextlib.suppress(EmbeddingError):
                return PairEngine(path, model)  # another process has made it
            _make(path, model, adapter, cache=cache)
        return PairEngine(path, model)
    except (OSError, ImportError, MemoryError) as exc:
        raise EmbeddingError(
            f"cannot make an ONNX graph in {str(path.parent)!r}: {exc}",
            hint="name another folder with CITEWELL_CACHE, or set CITEWELL_ANSWER_READER=none",
        ) from exc


def load_adapter(path: Path) -> dict[str, FloatArray]:
    """Read the arrays of an adapter's file.

    Raises:
        EmbeddingError: It cannot be read.
    """
    try:
        return {name: values.astype(np.float32) for name, values in load_file(path).items()}
    except (OSError, SafetensorError) as exc:
        raise EmbeddingError(
            f"cannot read the adapter {str(path)!r}: {exc}", hint="reinstall citewell"
        ) from exc


def _make(path: Path, model: ModelFolder, adapter: Path, *, cache: Path) -> None:
    store = GraphStore(model, cache)
    store.load()
    log.info("making the ONNX graph of %s with %s, once", model.name, adapter.name)
    whole, new = path.with_suffix(".float"), path.with_suffix(".new")
    try:
        former = load_file(model.weights)
        change_weights(store.float_path, whole, former, _changes(former, adapter))
        quantize(whole, new, reduce_range=True)
        _check(PairEngine(new, model), PairEngine(whole, model), name=adapter.name)
        new.replace(path)
    finally:
        whole.unlink(missing_ok=True)
        new.unlink(missing_ok=True)


def _check(engine: PairEngine, reference: PairEngine, *, name: str) -> None:
    """See that 8-bit weights give about the same outputs as the exact ones.

    Raises:
        EmbeddingError: They do not, on this processor.
    """
    for question, text in _COMPARED:
        (found,), (exact,) = (one.encode_pairs(question, [text]) for one in (engine, reference))
        lengths = np.linalg.norm(found.tokens, axis=1) * np.linalg.norm(exact.tokens, axis=1)
        distance = float(np.max(1 - np.sum(found.tokens * exact.tokens, axis=1) / lengths))
        if not distance <= MAX_DISTANCE:  # also when it is not a number
            raise EmbeddingError(
                f"the 8-bit graph of {name} differs: cosine distance {distance:.2g}, "
                f"at most {MAX_DISTANCE:g}",
                hint="set CITEWELL_ANSWER_READER=none",
            )


def _changes(former: dict[str, FloatArray], adapter: Path) -> dict[str, FloatArray]:
    """Give each weight that the adapter changes, by its name, as it is to be."""
    given = load_adapter(adapter)
    changed = {
        name.removesuffix(_UP): values @ given[name.removesuffix(_UP) + _DOWN]
        for name, values in given.items()
        if name.endswith(_UP)
    }
    if strangers := changed.keys() - former.keys():
        raise EmbeddingError(
            f"the adapter {str(adapter)!r} is for another model: this one has no {min(strangers)!r}",
            hint="reinstall citewell",
        )
    matrices = {name: former[name] + change for name, change in changed.items()}
    return matrices | {name: values for name, values in given.items() if name in former}
