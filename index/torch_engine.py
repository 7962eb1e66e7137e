"""Encoding with sentence-transformers on torch, and the ONNX graph of such a model.

Importing this module costs nothing; torch is imported when an engine is made, which takes seconds.
"""

import contextlib
import logging
import os
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.engines import Device, FloatArray, detect_machine
from index.errors import EmbeddingError
from index.model_folder import ModelFolder, load_tokenizer
from index.stretches import EncodedTexts, Span, TokenIds, encode_stretches, pad_rows

log = logging.getLogger(f"citewell.{__name__}")

BATCH_SIZE = 32
BATCH_TOKENS = 16_384  # padding included, where stretches are encoded
PROCESSOR_BATCH_TOKENS = 2_800  # 16 chunks as they are cut
PROCESSOR_BATCH_SIZE = 16  # a larger batch leaves the processor's cache and is a tenth slower
OPSET = 17
MAX_GRAPH_BYTES = 2**31 - 1  # what protobuf can write
# Two texts of different length, so that tracing sees a batch with padding.
_TRACED = ("short", "a text of more words than the other one has")


class TorchEngine:
    """A sentence-transformers model in memory.

    Raises:
        EmbeddingError: The model cannot be loaded, or the device is not there.
    """

    def __init__(self, model: ModelFolder, *, device: Device = "auto") -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        check_device(device)
        disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no types
        try:
            self._model = SentenceTransformer(
                str(model.path), device=None if device == "auto" else device, local_files_only=True
            ).eval()
        except (OSError, ValueError, RuntimeError, KeyError) as exc:
            raise EmbeddingError(
                f"cannot load the embedding model in {str(model.path)!r}: {exc}",
                hint="name another with CITEWELL_EMBEDDING_MODEL, or reinstall citewell",
            ) from exc
        self._on_processor = self._model.device.type == "cpu"
        self._has_bf16 = self._on_processor and detect_machine().has_bf16
        self._name = model.name
        self._dimension = model.dimension
        self._pad_id = model.pad_id
        self._tokenizer = load_tokenizer(model.path)
        self._tokenizer.enable_truncation(model.max_tokens)
        self._lock = threading.Lock()
        self._torch: Any = torch
        log.debug("loaded %s on %s", model.name, self._model.device)

    def encode(self, texts: Sequence[str], *, exact: bool = False) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length.

        Args:
            texts: At least one.
            exact: Compute in float32; else in bfloat16 where the processor has it, at a cosine of
                0.9999 to float32 and about twice its speed.
        """
        half = self._torch.autocast("cpu", self._torch.bfloat16, enabled=self._has_bf16)
        with self._lock, contextlib.nullcontext() if exact else half:
            vectors = self._model.encode(
                list(texts),
                batch_size=PROCESSOR_BATCH_SIZE if self._on_processor else BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]]
    ) -> EncodedTexts:
        """Encode texts and stretches of them; see `index.stretches.encode_stretches`."""
        return encode_stretches(
            texts,
            stretches,
            tokenizer=self._tokenizer,
            run=self._run_whole,
            dimension=self._dimension,
            batch_tokens=PROCESSOR_BATCH_TOKENS if self._on_processor else BATCH_TOKENS,
        )

    def _run_whole(self, tokens: Sequence[TokenIds]) -> tuple[FloatArray, FloatArray]:
        torch = self._torch
        input_ids, attention_mask = pad_rows(tokens, pad_id=self._pad_id)
        features = {
            name: torch.from_numpy(values).to(self._model.device)
            for name, values in (("input_ids", input_ids), ("attention_mask", attention_mask))
        }
        half = torch.autocast("cpu", torch.bfloat16, enabled=self._has_bf16)
        with self._lock, torch.inference_mode(), half:
            outputs = self._model(features)
            vectors = torch.nn.functional.normalize(outputs["sentence_embedding"].float(), dim=-1)
        return vectors.cpu().numpy(), outputs["token_embeddings"].float().cpu().numpy()

    def export(self, path: Path) -> None:
        """Write the whole model, pooling and normalisation included, as one ONNX graph.

        Its outputs are `sentence_embedding` (n, dimension), of unit length, and
        `token_embeddings` (n, tokens, dimension).

        Raises:
            EmbeddingError: The model has something that ONNX cannot say, or is too large.
        """
        size = sum(parameter.nbytes for parameter in self._model.parameters())
        if size > MAX_GRAPH_BYTES:
            raise EmbeddingError(
                f"the model has {size:,} bytes of weights, an ONNX file holds {MAX_GRAPH_BYTES:,}",
                hint="set CITEWELL_ENGINE=torch",
            )
        sample = self._model.preprocess(list(_TRACED))
        inputs = {key: value for key, value in sample.items() if self._torch.is_tensor(value)}
        sizes = {0: "texts", 1: "tokens"}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what tracing warns of is compared afterwards
                self._torch.onnx.export(
                    _whole_model(self._model, list(inputs)),
                    tuple(inputs.values()),
                    str(path),
                    input_names=list(inputs),
                    output_names=["sentence_embedding", "token_embeddings"],
                    dynamic_axes={
                        **dict.fromkeys(inputs, sizes),
                        "sentence_embedding": {0: "texts"},
                        "token_embeddings": sizes,
                    },
                    opset_version=OPSET,
                    dynamo=False,  # the newer exporter gave a wrong model, cosine -0.009
                )
        except (OSError, ImportError, MemoryError):  # may go well another time
            raise
        except Exception as exc:  # the model's own code is traced: anything may come out of it
            raise EmbeddingError(
                f"the model {self._name!r} has no ONNX form: {exc}",
                hint="set CITEWELL_ENGINE=torch",
            ) from exc


def check_device(device: Device) -> None:
    """See that torch can use the device.

    Raises:
        EmbeddingError: It cannot.
    """
    import torch

    is_missing = {
        "cuda": not torch.cuda.is_available(),
        "mps": not torch.backends.mps.is_available(),
    }
    if is_missing.get(device):
        raise EmbeddingError(
            f"the device {device!r} is not there for torch {torch.__version__}",
            hint="set CITEWELL_DEVICE=auto, or install the build of torch for your GPU",
        )


def _whole_model(model: Any, names: Sequence[str]) -> Any:
    import torch

    class WholeModel(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = self.model(dict(zip(names, inputs, strict=True)))
            embedding = torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)
            return embedding, features["token_embeddings"]

    return WholeModel().eval()
