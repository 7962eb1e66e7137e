"""Encoding of pairs, a question with each text, by a graph that reads both together.

Knows a graph file, not where it comes from, and no question's answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.engines import FloatArray
from index.graph_engine import TOKENS_OUTPUT
from index.model_folder import ModelFolder, load_tokenizer
from index.onnx_engine import OnnxEngine
from index.stretches import Span

QUESTION_TOKENS = 96  # the last; room is left for the text, whatever is asked
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
        self._counter = load_tokenizer(model.path)

    def encode_pairs(self, question: str, texts: Sequence[str]) -> list[EncodedPair]:
        """Encode texts with the question; a long one is cut at its end, a long question at its beginning.

        Each pair is run by itself: 8-bit inputs of a batch share one scale, so that what is found in
        one text would depend on the others; running them together is no faster.
        """
        question = self._last_words(question)
        return [self._encode(question, text) for text in texts]

    def _last_words(self, question: str) -> str:
        offsets = self._counter.encode(question, add_special_tokens=False).offsets
        return (
            question[offsets[-QUESTION_TOKENS][0] :] if len(offsets) > QUESTION_TOKENS else question
        )

    def _encode(self, question: str, text: str) -> EncodedPair:
        encoding = self._tokenizer.encode(question, text)
        features = self._features([np.array(encoding.ids, dtype=np.int64)])
        features["token_type_ids"] = np.array([encoding.type_ids], dtype=np.int64)
        ((output,),) = self._infer([TOKENS_OUTPUT], features)
        places = [
            place
            for place, (start, end) in enumerate(encoding.offsets)
            if encoding.sequence_ids[place] == _SECOND and start < end
        ]
        spans = tuple(encoding.offsets[place] for place in places)
        return EncodedPair(whole=output[0], tokens=output[places], spans=spans)
