"""sentence-transformers' `CrossEncoder`, a model that reads two texts together. Knows no task."""

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding import FloatArray
from index.engines import Device
from index.errors import CitewellError
from index.torch_engine import check_device

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

log = logging.getLogger(f"citewell.{__name__}")

BATCH_SIZE = 32


class PairModel:
    """A loaded cross-encoder; any number of threads may use it.

    Attributes:
        name: The model as the settings name it.
        labels: The names of its outputs, in small letters; one for a model that gives one score.
    """

    def __init__(self, model: "CrossEncoder", *, name: str) -> None:
        self.name = name
        by_id: dict[Any, str] = getattr(model.config, "id2label", None) or {}
        self.labels = tuple(by_id.get(at, str(at)).lower() for at in range(model.num_labels))
        self._model = model
        self._lock = threading.Lock()

    def predict(self, pairs: Sequence[tuple[str, str]]) -> FloatArray:
        """Give `(n, labels)` float32: of several labels their probabilities, of one its score."""
        if not pairs:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        with self._lock:
            found = self._model.predict(
                list(pairs),
                batch_size=BATCH_SIZE,
                show_progress_bar=False,
                apply_softmax=len(self.labels) > 1,
            )
        return np.asarray(found, dtype=np.float32).reshape(len(pairs), len(self.labels))


def load_pair_model(
    name: str, *, device: Device, task: str, error: type[CitewellError], hint: str
) -> PairModel:
    """Load a cross-encoder, which takes seconds; the network is used only for a hub name.

    Args:
        name: A folder, or a hub name.
        device: `auto`, `cpu`, `cuda` or `mps`.
        task: What the model is for, as messages name it.
        error: Raised if there is no such model or it cannot be loaded.
        hint: The hint of that error.

    Raises:
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
        raise error(f"cannot load the {task} {name!r}: {exc}", hint=hint) from exc
    log.debug("loaded the %s %s on %s", task, name, model.device)
    return PairModel(model, name=name)
