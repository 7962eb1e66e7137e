"""Encoding of pairs, a question with each text, by a graph that reads both together.

Knows a graph file, not where it comes from, and no question's answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.engines import FloatArray
from index.graph_engine import TOKENS_OUTPUT
from index.model_folder import ModelFolder
from index.onnx_engine import OnnxEngine
from index.stretches import Span, pad_rows

_QUESTION_CHARS = 400  # room is left for the text, whatever is asked
_SECOND = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedPair:
    """What the model gives for one pair.

    Attributes:
        whole: `(dim,)` float32, the output of the token before both.
        tokens: `(n, dim)` float32, those of the text's tokens.
        spans: The half-open characters of the text that each of these stands for.
    """

    whole: FloatArray
    tokens: FloatArray
    spans: tuple[Span, ...]


class PairEngine(OnnxEngine):
    """A graph whose model was trained on pairs; any number of threads may encode at once.

    Raises:
        EmbeddingError: The file is not there, broken, or not such a graph.
    """

    def __init__(self, graph: Path, model: ModelFolder) -> None:
        super().__init__(graph, model)
        self._tokenizer.enable_truncation(model.max_tokens, strategy="only_second")

    def encode_pairs(self, question: str, texts: Sequence[str]) -> list[EncodedPair]:
        """Encode at least one text with the question; what a long text has at its end is cut."""
        pairs = [(question[:_QUESTION_CHARS], text) for text in texts]
        encodings = self._tokenizer.encode_batch(pairs)
        tokens = [np.array(one.ids, dtype=np.int64) for one in encodings]
        types = [np.array(one.type_ids, dtype=np.int64) for one in encodings]
        features = self._features(tokens)
        features["token_type_ids"], _ = pad_rows(types, pad_id=0)
        (outputs,) = self._infer([TOKENS_OUTPUT], features)
        found = []
        for encoding, output in zip(encodings, outputs, strict=True):
            places = [
                place
                for place, (start, end) in enumerate(encoding.offsets)
                if encoding.sequence_ids[place] == _SECOND and start < end
            ]
            spans = tuple(encoding.offsets[place] for place in places)
            found.append(EncodedPair(whole=output[0], tokens=output[places], spans=spans))
        return found
