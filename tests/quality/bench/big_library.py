"""Libraries of any size from perturbed real text and vectors, kept in the user's cache folder.

Encoding 200,000 chunks takes hours on a laptop, so only some real chunks are encoded. Each chunk of
a big library is one of them with a quarter of its words swapped for others of the same texts and
with noise added to its vector.
"""

import hashlib
import json
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import platformdirs

from index.article_index import ArticleIndex
from index.chunking import chunk_id, split_article
from index.embedding import Embedder, EncodedTexts, FloatArray
from index.progress import ignore_progress
from index.reading import read_article
from index.rows import CutArticle
from index.samples import FILES
from index.schema import Article, Chunk
from index.stretches import Span

CACHE = platformdirs.user_cache_path("citewell") / "bench"
SQUAD = Path(
    os.environ.get("CITEWELL_BENCH_DATA", Path(__file__).parents[4] / "shared/data"), "squad"
)
SAMPLE_QUESTIONS = Path(__file__).parents[2] / "data" / "sample_questions.json"
RECIPE = 2  # raise it when libraries are made differently, so that those of before are not used
REAL_CHUNKS = 2_000
CHUNKS_PER_ARTICLE = 40
SWAPPED_WORDS = 0.25
NOISE = 0.03  # per dimension; the cosine of a vector and its perturbed one is about 0.86
ARTICLES_AT_ONCE = 100
SEED = 20320303


@dataclass(frozen=True, slots=True, kw_only=True)
class RealText:
    """What a big library is made from: chunks cut from real articles, and questions on them."""

    name: str
    chunks: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def recipe(self) -> str:
        """Say in words what a library made from it holds."""
        return (
            f"{len(self.chunks):,} chunks of {self.name} repeated, {SWAPPED_WORDS:.0%} of words"
            f" swapped, noise of {NOISE} on each dimension of their vectors"
        )


def load_real_text(embedder: Embedder) -> RealText:
    """Read chunks and questions of SQuAD where it is there, else of the sample articles."""
    if SQUAD.is_dir():
        name, articles = "SQuAD", list(_squad_articles())
        lines = (SQUAD / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        questions = [json.loads(line)["question"] for line in lines]
    else:
        name = "the sample articles"
        articles = [read_article(path.read_bytes(), source=path.name) for path in FILES]
        asked = json.loads(SAMPLE_QUESTIONS.read_text(encoding="utf-8"))["answerable"]
        questions = [one["question"] for one in asked]
    chunks = [
        " ".join(chunk.text.split())
        for article in articles
        for chunk in split_article(
            article, token_starts=embedder.token_starts, max_tokens=embedder.max_tokens
        )
    ]
    draw = random.Random(SEED)
    draw.shuffle(chunks)
    draw.shuffle(questions)
    return RealText(name=name, chunks=tuple(chunks[:REAL_CHUNKS]), questions=tuple(questions))


def load_library(chunk_count: int, *, real: RealText, embedder: Embedder) -> Path:
    """Give the folder of a library of that many chunks, made now or found in the cache."""
    made_of = json.dumps([RECIPE, real.chunks, embedder.fingerprint])
    key = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    return _make_once(
        f"library-{chunk_count}-{key}",
        lambda folder: _fill(folder, chunk_count, real=real, embedder=embedder),
        what=f"a library of {chunk_count:,} chunks: {real.recipe}",
    )


def load_unchanged_library(chunk_count: int, *, embedder: Embedder) -> Path | None:
    """Give the folder of a library of so many of SQuAD's articles, as they are; None without them.

    Those that its questions ask about come first; the last one may bring some more chunks.
    """
    if not SQUAD.is_dir():
        return None
    return _make_once(
        f"unchanged-{chunk_count}-{embedder.fingerprint[:12]}",
        lambda folder: _fill_unchanged(folder, chunk_count, embedder=embedder),
        what=f"a library of {chunk_count:,} chunks of SQuAD's articles",
    )


def _make_once(name: str, fill: Callable[[Path], None], *, what: str) -> Path:
    folder = CACHE / name
    if not folder.is_dir():
        sys.stderr.write(f"making {what} …\n")
        unfinished = folder.with_name(folder.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        fill(unfinished)
        unfinished.rename(folder)
    return folder


def _fill_unchanged(folder: Path, chunk_count: int, *, embedder: Embedder) -> None:
    lines = (SQUAD / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {json.loads(line)["article_id"] for line in lines}
    articles = sorted(_squad_articles(), key=lambda article: article.id not in asked)
    with ArticleIndex(folder, embedder=embedder) as article_index:
        saved = 0
        while saved < chunk_count:
            article = articles.pop(0)
            cut = split_article(
                article, token_starts=embedder.token_starts, max_tokens=embedder.max_tokens
            )
            article_index.library.save([CutArticle(article=article, chunks=cut)])
            saved += len(cut)
        article_index.indexes.catch_up(ignore_progress)


def _squad_articles() -> Iterator[Article]:
    for line in (SQUAD / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        yield _article(article["id"], title=article["title"], text=article["text"])


def _article(article_id: str, *, title: str, text: str) -> Article:
    return Article(
        id=article_id,
        title=title,
        text=text,
        source=f"{article_id}.txt",
        content_type="text/plain",
        added_at=datetime.now(UTC),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _fill(folder: Path, chunk_count: int, *, real: RealText, embedder: Embedder) -> None:
    known = _encode_cached(real.chunks, embedder)
    perturbing = _PerturbingEmbedder(embedder)
    draw = random.Random(SEED)
    words = [word for text in real.chunks for word in text.split()]
    numbers = [number % len(real.chunks) for number in range(chunk_count)]
    with ArticleIndex(folder, embedder=perturbing) as article_index:
        for first in range(0, chunk_count, CHUNKS_PER_ARTICLE):
            mine = numbers[first : first + CHUNKS_PER_ARTICLE]
            texts = [_swap_words(real.chunks[number], words, draw) for number in mine]
            article, cut = _cut(first // CHUNKS_PER_ARTICLE, texts)
            perturbing.expect(cut, known[mine])
            article_index.library.save([CutArticle(article=article, chunks=cut)])
            if (first // CHUNKS_PER_ARTICLE) % ARTICLES_AT_ONCE == ARTICLES_AT_ONCE - 1:
                article_index.indexes.catch_up(ignore_progress)
        article_index.indexes.catch_up(ignore_progress)


def _encode_cached(texts: Sequence[str], embedder: Embedder) -> FloatArray:
    """Encode the real chunks once for libraries of every size."""
    CACHE.mkdir(parents=True, exist_ok=True)
    made_of = json.dumps([texts, embedder.fingerprint])
    path = CACHE / f"vectors-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.npy"
    if not path.exists():
        np.save(path, embedder.encode(texts))
    vectors: FloatArray = np.load(path)
    return vectors


def _swap_words(text: str, words: Sequence[str], draw: random.Random) -> str:
    mixed = [draw.choice(words) if draw.random() < SWAPPED_WORDS else w for w in text.split()]
    return " ".join(mixed)


def _cut(number: int, texts: Sequence[str]) -> tuple[Article, tuple[Chunk, ...]]:
    """Make an article whose chunks are the texts."""
    article = _article(f"{number:012x}", title=f"Article {number}", text="\n\n".join(texts))
    cut, start = [], 0
    for place, text in enumerate(texts):
        end = start + len(text)
        cut.append(
            Chunk(
                id=chunk_id(article.id, start, end),
                article_id=article.id,
                number=place,
                start=start,
                end=end,
                text=text,
                header=article.header,
            )
        )
        start = end + len("\n\n")
    return article, tuple(cut)


class _PerturbingEmbedder:
    """Gives the announced vectors, noise added, under the name of the model that made them."""

    def __init__(self, real: Embedder) -> None:
        self.name = real.name
        self.fingerprint = real.fingerprint
        self.dimension = real.dimension
        self.max_tokens = real.max_tokens
        self.token_starts = real.token_starts
        self._expected: dict[str, FloatArray] = {}
        self._noise = np.random.default_rng(SEED)

    def expect(self, chunks: Sequence[Chunk], vectors: FloatArray) -> None:
        """Announce chunks that are to be encoded next, with the vectors of their originals."""
        texts = [chunk.embedding_text for chunk in chunks]
        self._expected.update(zip(texts, vectors, strict=True))

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dimension)` float32, each row of unit length."""
        return self._perturb(np.stack([self._expected.pop(text) for text in texts]))

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]], *, job_texts: int
    ) -> EncodedTexts:
        """Give the vectors of texts; those of their stretches are theirs, perturbed again."""
        vectors = self.encode(texts)
        return EncodedTexts(
            vectors=vectors,
            stretches=tuple(
                self._perturb(np.tile(vector, (len(spans), 1)))
                for vector, spans in zip(vectors, stretches, strict=True)
            ),
        )

    def _perturb(self, vectors: FloatArray) -> FloatArray:
        perturbed = vectors + self._noise.normal(scale=NOISE, size=vectors.shape)
        lengths = np.linalg.norm(perturbed, axis=1, keepdims=True)
        return np.asarray(perturbed / lengths, dtype=np.float32)
