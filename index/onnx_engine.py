"""Encoding with onnxruntime: starts in a fraction of a second, without torch.

Knows a graph file and a tokenizer, not where they come from.
"""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.engines import FloatArray
from index.errors import EmbeddingError
from index.model_folder import ModelFolder, load_tokenizer
from index.stretches import (
    EncodedTexts,
    Span,
    TokenIds,
    encode_stretches,
    pad_rows,
    plan_batches,
)

log = logging.getLogger(f"citewell.{__name__}")

# onnxruntime 1.32 reports its use to its maker, unless this is set before it is imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# Padding included. What a batch of 512 computes stays in the processor's cache: 25 texts of 175
# tokens a second on one core, against 15 in batches of 4,096.
BATCH_TOKENS = 512
TOKENIZED_TEXTS = 1024  # at once: a text cut into tokens is large until its ids are taken
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUT, _TOKENS_OUTPUT = "sentence_embedding", "token_embeddings"


class OnnxEngine:
    """The graph of a model in memory; any number of threads may encode at once.

    Raises:
        EmbeddingError: The file is not there, broken, or not such a graph.
    """

    def __init__(self, graph: Path, model: ModelFolder) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors; its warnings are for those who make graphs
        # Its threads would wait for each other in busy loops: 13 texts a second of processor
        # time on a busy machine, 20 without.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:  # onnxruntime's exceptions share no narrower base
            raise EmbeddingError(
                f"cannot load the ONNX graph {str(graph)!r}: {exc}", hint="delete that file"
            ) from exc
        self._inputs = [node.name for node in self._session.get_inputs()]
        if unknown := set(self._inputs) - set(_INPUTS):
            raise EmbeddingError(
                f"the ONNX graph {str(graph)!r} wants {', '.join(sorted(unknown))}, "
                f"not only {', '.join(_INPUTS)}",
                hint="set CITEWELL_ENGINE=torch",
            )
        self._tokenizer = load_tokenizer(model.path)
        self._tokenizer.enable_truncation(model.max_tokens)
        self._dimension = model.dimension
        self._pad_id = model.pad_id
        log.debug("loaded %s", graph)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length, for at least one text.

        Texts of like length are run together, whatever their order.
        """
        tokens = self._tokenize(texts)
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        for batch in plan_batches([len(ids) for ids in tokens], limit=BATCH_TOKENS):
            vectors[batch] = self._run([tokens[row] for row in batch])
        return vectors

    def _tokenize(self, texts: Sequence[str]) -> list[TokenIds]:
        return [
            np.array(encoding.ids, dtype=np.int64)
            for start in range(0, len(texts), TOKENIZED_TEXTS)
            for encoding in self._tokenizer.encode_batch_fast(
                list(texts[start : start + TOKENIZED_TEXTS])
            )
        ]

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
            batch_tokens=BATCH_TOKENS,
        )

    def _run(self, tokens: Sequence[TokenIds]) -> FloatArray:
        vectors: FloatArray = self._session.run([_OUTPUT], self._features(tokens))[0]
        return vectors

    def _run_whole(self, tokens: Sequence[TokenIds]) -> tuple[FloatArray, FloatArray]:
        vectors, token_vectors = self._session.run(
            [_OUTPUT, _TOKENS_OUTPUT], self._features(tokens)
        )
        return vectors, token_vectors

    def _features(self, tokens: Sequence[TokenIds]) -> dict[str, TokenIds]:
        input_ids, attention_mask = pad_rows(tokens, pad_id=self._pad_id)
        features = (input_ids, attention_mask, np.zeros_like(input_ids))
        given = dict(zip(_INPUTS, features, strict=True))
        return {name: given[name] for name in self._inputs}


def quantize(graph: Path, path: Path) -> None:
    """Write a graph whose weights, and inputs as they come, are 8-bit integers.

    Raises:
        EmbeddingError: It has a part that cannot be quantized.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quant_utils, quantize_dynamic

    try:
        model = onnx.load(graph)
        # Without this mark it warns through the root logger, which it sets up for that.
        quant_utils.add_pre_process_metadata(model)
        quantize_dynamic(model, path, per_channel=True, weight_type=QuantType.QInt8)
    except (OSError, ImportError, MemoryError):  # may go well another time
        raise
    except Exception as exc:  # it raises whatever went wrong in it
        raise EmbeddingError(
            f"cannot quantize the ONNX graph {str(graph)!r}: {exc}", hint="set CITEWELL_ENGINE=onnx"
        ) from exc
