"""Question and passages → where in each an answer stands, by a small model that reads both together.

It is the embedding model with an adapter, trained to mark answers (Devlin et al. 2019, section 4.3)
or that there is none (Rajpurkar et al. 2018): see `tests/quality/reader_training`. It knows English
only. Knows no library and no sentence.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from index.adapted_graph import load_adapted, load_adapter
from index.embedding import FloatArray
from index.errors import EmbeddingError
from index.model_folder import BUNDLED_MODEL, find_model
from index.pair_engine import EncodedPair, PairEngine
from index.stretches import Span

log = logging.getLogger(f"citewell.{__name__}")

WEIGHTS = Path(__file__).parent / "weights" / "answer_spans.safetensors"
MAX_ANSWER_TOKENS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSpans:
    """How likely an answer begins and ends at each token of a text.

    Attributes:
        spans: The tokens' half-open characters.
        starts: `(tokens,)` logits that it begins there.
        ends: `(tokens,)` logits that it ends there.
        none: The logit that there is none.
    """

    spans: tuple[Span, ...]
    starts: FloatArray
    ends: FloatArray
    none: float

    def best(self, start: int, end: int) -> float | None:
        """Give the logit of the likeliest answer inside a stretch against none; None without a token."""
        places = [
            at for at, (first, last) in enumerate(self.spans) if start <= first and last <= end
        ]
        if not places:
            return None
        starts, ends = self.starts[places], self.ends[places]
        pairs = np.add.outer(starts, ends)
        length = np.subtract.outer(np.arange(len(places)), np.arange(len(places))).T
        allowed = (length >= 0) & (length < MAX_ANSWER_TOKENS)
        return float(pairs[allowed].max()) - self.none


class AnswerReader(Protocol):
    """Says where texts answer a question."""

    def load(self) -> None:
        """Load the model, so that the first question is as quick as the next."""

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[AnswerSpans]:
        """Read texts, each with the title it stands under; the spans are of the text alone.

        Returns:
            One for each text; none at all where the model cannot be had.
        """


class BundledAnswerReader:
    """The model that Citewell brings; loaded, and at the very first made, when it first reads.

    Any number of threads may read.

    Args:
        cache: Where its graph is kept.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._lock = threading.Lock()
        self._engine: PairEngine | None = None
        self._failed = False
        self._weight: FloatArray = np.zeros((2, 0), dtype=np.float32)
        self._bias: FloatArray = np.zeros(2, dtype=np.float32)

    def load(self) -> None:
        """Load the model, so that the first question is as quick as the next."""
        with self._lock:
            if self._engine is not None or self._failed:
                return
            try:
                heads = load_adapter(WEIGHTS)
                self._weight, self._bias = heads["answer.weight"], heads["answer.bias"]
                model = find_model(BUNDLED_MODEL)
                self._engine = load_adapted(model, WEIGHTS, cache=self._cache)
            except EmbeddingError as exc:
                self._failed = True
                log.warning("no passage is read for answers: %s (%s)", exc.message, exc.hint)

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[AnswerSpans]:
        """Read texts, each with the title it stands under; the spans are of the text alone.

        Returns:
            One for each text; none at all where the model cannot be had, which is logged once.
        """
        if texts:
            self.load()
        if self._engine is None or not texts:
            return []
        heads = [f"{title}. " if title else "" for title, _ in texts]
        whole = [head + text for head, (_, text) in zip(heads, texts, strict=True)]
        pairs = self._engine.encode_pairs(question, whole)
        return [self._mark(pair, len(head)) for pair, head in zip(pairs, heads, strict=True)]

    def _mark(self, pair: EncodedPair, before: int) -> AnswerSpans:
        own = [at for at, (start, _) in enumerate(pair.spans) if start >= before]
        logits = self._apply_heads(pair.tokens[own])
        return AnswerSpans(
            spans=tuple((pair.spans[at][0] - before, pair.spans[at][1] - before) for at in own),
            starts=logits[:, 0],
            ends=logits[:, 1],
            none=float(self._apply_heads(pair.whole).sum()),
        )

    def _apply_heads(self, vectors: FloatArray) -> FloatArray:
        """Give the logits, of beginning and end, for each vector."""
        logits: FloatArray = vectors @ self._weight.T + self._bias
        return logits


def load_answer_reader(name: str, *, cache: Path) -> AnswerReader | None:
    """Give the reader that a setting names; None for `none`. Loads nothing yet."""
    return BundledAnswerReader(cache.expanduser()) if name == "bundled" else None
