import numpy as np
import pytest

from index.engines import FloatArray
from index.rows import EncodedChunk, unpack_spans, unpack_vectors
from index.stretches import EncodedTexts, Span, TokenIds, encode_stretches, run_all

WORDS = {"sun": (1.0, 0.0), "moon": (0.0, 1.0)}


class Encoding:
    def __init__(self, text: str) -> None:
        words = text.split()
        starts = [text.index(word) for word in words]
        self.ids = [list(WORDS).index(word) for word in words]
        self.offsets = [
            (start, start + len(word)) for start, word in zip(starts, words, strict=True)
        ]


class Tokenizer:
    def encode_batch(self, texts: list[str]) -> list[Encoding]:
        return [Encoding(text) for text in texts]


def run(tokens: list[TokenIds]) -> tuple[FloatArray, FloatArray]:
    longest = max(map(len, tokens))
    outputs = np.zeros((len(tokens), longest, 2), dtype=np.float32)
    for row, ids in enumerate(tokens):
        outputs[row, : len(ids)] = [list(WORDS.values())[number] for number in ids]
    vectors = outputs.sum(axis=1)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), outputs


def encode(
    texts: list[str], stretches: list[list[Span]], *, parallel_runs: int = 1
) -> EncodedTexts:
    return encode_stretches(
        texts,
        stretches,
        tokenizer=Tokenizer(),
        run=run,  # type: ignore[arg-type]  # it takes a list
        dimension=2,
        batch_tokens=4,
        parallel_runs=parallel_runs,
    )


def test_a_stretch_is_the_mean_of_its_own_tokens() -> None:
    encoded = encode(["sun moon"], [[(0, 3), (4, 8), (0, 8)]])
    diagonal = 1 / np.sqrt(2)
    expected = [[1.0, 0.0], [0.0, 1.0], [diagonal, diagonal]]
    np.testing.assert_allclose(encoded.stretches[0], expected, atol=1e-6)


def test_texts_of_any_length_keep_their_order_over_batches() -> None:
    encoded = encode(["sun", "moon sun", "moon"], [[(0, 3)], [(0, 4)], []])
    np.testing.assert_allclose(encoded.vectors[[0, 2]], [[1.0, 0.0], [0.0, 1.0]])
    np.testing.assert_allclose(encoded.stretches[1], [[0.0, 1.0]])
    assert encoded.stretches[2].shape == (0, 2)


def test_batches_that_run_at_once_give_what_they_give_alone() -> None:
    texts = [" ".join(["sun", "moon"][: 1 + n % 2]) for n in range(40)]
    stretches: list[list[Span]] = [[(0, 3)]] * 40
    alone = encode(texts, stretches)
    at_once = encode(texts, stretches, parallel_runs=3)
    np.testing.assert_array_equal(at_once.vectors, alone.vectors)
    np.testing.assert_array_equal(np.stack(at_once.stretches), np.stack(alone.stretches))


def test_an_error_of_one_of_the_batches_that_run_at_once_is_raised() -> None:
    def fail(batch: list[int]) -> None:
        if batch == [3]:
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        run_all(fail, [[number] for number in range(9)], parallel_runs=2)


def test_a_stretch_without_a_token_gets_the_vector_of_its_text() -> None:
    encoded = encode(["sun"], [[(7, 9)]])
    np.testing.assert_allclose(encoded.stretches[0], encoded.vectors)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_packed_chunk_keeps_its_sentences_places_and_all_directions(count: int) -> None:
    vectors = np.random.default_rng(7).normal(size=(1 + count, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    spans = [(10 * n, 10 * n + 9) for n in range(count)]
    packed = EncodedChunk.pack(vectors[0], spans, vectors[1:])
    assert unpack_spans(packed.spans) == tuple(spans)
    unpacked = unpack_vectors(packed.vectors, dimension=384)
    assert np.all(np.sum(unpacked * vectors, axis=1) > 0.999)
