"""A deterministic embedder without a model: similar texts get similar vectors."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from index.embedding import EncodedTexts, FloatArray
from index.stretches import Span


class FakeEmbedder:
    """Hashes words into a unit vector; tokens are words."""

    name = "fake"
    dimension = 64
    max_tokens = 256

    def __init__(self, fingerprint: str = "0" * 64) -> None:
        self.fingerprint = fingerprint

    def encode(self, texts: Sequence[str]) -> FloatArray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
                vectors[row, int.from_bytes(digest, "big") % self.dimension] += 1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: FloatArray = vectors / np.maximum(lengths, 1e-6)
        return unit

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]], *, job_texts: int
    ) -> EncodedTexts:
        cut = [
            [text[start:end] for start, end in spans]
            for text, spans in zip(texts, stretches, strict=True)
        ]
        return EncodedTexts(
            vectors=self.encode(texts), stretches=tuple(self.encode(part) for part in cut)
        )

    def token_starts(self, text: str) -> Sequence[int]:
        return [match.start() for match in re.finditer(r"\w+|[^\w\s]", text)]
