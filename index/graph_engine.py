"""Encoding with a model's ONNX graph, whatever runs it. Knows a tokenizer, and no runtime."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from index.engines import FloatArray
from index.model_folder import ModelFolder, load_tokenizer
from index.stretches import (
    EncodedTexts,
    Span,
    TokenIds,
    encode_stretches,
    pad_rows,
    plan_batches,
    run_all,
)

TOKENIZED_TEXTS = 1024  # at once: a text cut into tokens is large until its ids are taken
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUT, TOKENS_OUTPUT = "sentence_embedding", "token_embeddings"


class GraphEngine(ABC):
    """A graph and its tokenizer; any number of threads may encode at once.

    Attributes:
        batch_tokens: Most tokens of one run, padding included.
        parallel_runs: So many runs at once are faster than one after the other.
    """

    batch_tokens: int
    parallel_runs = 1

    def __init__(self, model: ModelFolder, *, inputs: Sequence[str]) -> None:
        self._inputs = inputs
        self._tokenizer = load_tokenizer(model.path)
        self._tokenizer.enable_truncation(model.max_tokens)
        self._dimension = model.dimension
        self._pad_id = model.pad_id

    @abstractmethod
    def _infer(self, outputs: Sequence[str], features: dict[str, TokenIds]) -> Sequence[FloatArray]:
        """Run the graph and give these outputs."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length, for at least one text.

        Texts of like length are run together, whatever their order.
        """
        tokens = self._tokenize(texts)
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)

        def run_batch(batch: list[int]) -> None:
            vectors[batch] = self._run([tokens[row] for row in batch])

        batches = plan_batches([len(ids) for ids in tokens], limit=self.batch_tokens)
        run_all(run_batch, batches, parallel_runs=self.parallel_runs)
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
            batch_tokens=self.batch_tokens,
            parallel_runs=self.parallel_runs,
        )

    def _run(self, tokens: Sequence[TokenIds]) -> FloatArray:
        return self._infer([_OUTPUT], self._features(tokens))[0]

    def _run_whole(self, tokens: Sequence[TokenIds]) -> tuple[FloatArray, FloatArray]:
        vectors, token_vectors = self._infer([_OUTPUT, TOKENS_OUTPUT], self._features(tokens))
        return vectors, token_vectors

    def _features(self, tokens: Sequence[TokenIds]) -> dict[str, TokenIds]:
        input_ids, attention_mask = pad_rows(tokens, pad_id=self._pad_id)
        features = (input_ids, attention_mask, np.zeros_like(input_ids))
        given = dict(zip(INPUTS, features, strict=True))
        return {name: given[name] for name in self._inputs}
