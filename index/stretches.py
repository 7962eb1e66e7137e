"""Vectors of texts and of stretches in them, from one run of the model.

A stretch's vector is the mean of its tokens' outputs, which have seen the whole text ("late
chunking", Günther et al. 2024, arXiv:2409.04701). It costs no further run. Knows no engine.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.engines import FloatArray

Span = tuple[int, int]
TokenIds = NDArray[np.int64]
# Token ids of some texts → their vectors (n, dim) and their tokens' (n, tokens, dim).
RunTokens = Callable[[Sequence[TokenIds]], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedTexts:
    """The vectors of some texts.

    Attributes:
        vectors: `(n, dim)` float32, each row of unit length.
        stretches: For each text `(stretches, dim)` float32, each row of unit length.
    """

    vectors: FloatArray
    stretches: tuple[FloatArray, ...]


class Engine(Protocol):
    """Runs one model."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length, for at least one text."""

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]]
    ) -> EncodedTexts:
        """Give the vectors of at least one text and of half-open character spans in each."""


def encode_stretches(
    texts: Sequence[str],
    stretches: Sequence[Sequence[Span]],
    *,
    tokenizer: Any,
    run: RunTokens,
    dimension: int,
    batch_tokens: int,
    parallel_runs: int = 1,
) -> EncodedTexts:
    """Encode texts and stretches of them.

    Args:
        texts: The texts.
        stretches: For each text half-open character spans in it. One without a token, as behind
            the model's window, gets the text's vector.
        tokenizer: Cuts a text into tokens and says where each stands.
        run: Runs the model.
        dimension: Length of a vector.
        batch_tokens: Most tokens of one run, padding included.
        parallel_runs: So many batches are run at once.
    """
    encodings = tokenizer.encode_batch(list(texts))
    tokens = [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
    vectors = np.empty((len(texts), dimension), dtype=np.float32)
    pooled: list[FloatArray] = [np.empty((0, dimension), dtype=np.float32)] * len(texts)

    def run_batch(batch: list[int]) -> None:
        vectors[batch], outputs = run([tokens[row] for row in batch])
        for row, token_vectors in zip(batch, outputs, strict=True):
            pooled[row] = _pool(
                token_vectors[: len(tokens[row])],
                offsets=encodings[row].offsets,
                stretches=stretches[row],
                otherwise=vectors[row],
            )

    batches = plan_batches([len(ids) for ids in tokens], limit=batch_tokens)
    run_all(run_batch, batches, parallel_runs=parallel_runs)
    return EncodedTexts(vectors=vectors, stretches=tuple(pooled))


def _pool(
    token_vectors: FloatArray,
    *,
    offsets: Sequence[Span],
    stretches: Sequence[Span],
    otherwise: FloatArray,
) -> FloatArray:
    pooled = np.tile(otherwise, (len(stretches), 1))
    places = [place for place, (start, end) in enumerate(offsets) if start < end]
    starts = [offsets[place][0] for place in places]
    for number, (start, end) in enumerate(stretches):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if first < last:
            pooled[number] = token_vectors[places[first] : places[last - 1] + 1].sum(axis=0)
    lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
    unit: FloatArray = pooled / np.maximum(lengths, 1e-12)
    return unit


def plan_batches(lengths: Sequence[int], *, limit: int) -> Iterator[list[int]]:
    """Group rows of like length, the longest first, so that little is padded.

    Args:
        lengths: Tokens of each row.
        limit: Most tokens of a batch, padding included; a longer row is a batch by itself.

    Yields:
        Row numbers; each row once.
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > limit:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def run_all(
    run_batch: Callable[[list[int]], None], batches: Iterable[list[int]], *, parallel_runs: int
) -> None:
    """Run every batch, so many at once; the first error is raised once those begun have ended."""
    if parallel_runs == 1:
        for batch in batches:
            run_batch(batch)
        return
    with ThreadPoolExecutor(parallel_runs, thread_name_prefix="citewell-encode") as executor:
        for _ in executor.map(run_batch, batches):
            pass


def pad_rows(tokens: Sequence[TokenIds], *, pad_id: int) -> tuple[TokenIds, TokenIds]:
    """Fill up rows of token ids to one length; give them with their attention mask."""
    shape = len(tokens), max(map(len, tokens))
    input_ids = np.full(shape, pad_id, dtype=np.int64)
    attention_mask = np.zeros(shape, dtype=np.int64)
    for row, ids in enumerate(tokens):
        input_ids[row, : len(ids)] = ids
        attention_mask[row, : len(ids)] = 1
    return input_ids, attention_mask
