"""Passages → their sentences, ranked by how well each answers the question.

Knows nothing about generators or pages. The four weights were fitted on SQuAD (400 questions, 80
articles) and checked on the sample articles: the best sentence holds the answer in 78 % and 79 %
of the questions, against 74 % and 62 % for cosine and BM25 of the bare sentence alone.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from index.article_index import ArticleIndex
from index.embedding import FloatArray
from index.sentences import sentence_spans
from rag.question_type import QuestionType, classify, match
from rag.schema import Passage

SIMILARITY_WEIGHT = 0.39
PASSAGE_WEIGHT = 0.29
COVERAGE_WEIGHT = 0.18
TYPE_WEIGHT = 0.14
# Embedding only the 20 best by the other three loses no first sentence of 271 questions, and takes
# a third of the time of embedding all (55 on average).
EMBEDDED_SENTENCES = 20
MIN_WORDS = 4  # a shorter line without a full stop is a heading or a label
CACHED_SENTENCES = 20_000
_BULLET = re.compile(r"(?:[-*•]|\d{1,3}[.)])\s+")
# An article may try to steer whoever answers from it. What it orders is no answer.
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |the |your |these )*(?:previous|prior|above|earlier) "
    r"(?:instructions?|prompts?|rules)|\b(?:AI|language) (?:assistants?|models?)\b.*\b(?:must|should|"
    r"shall|reply|answer|say)\b|\bsystem prompt\b|\byou are (?:now )?an? (?:AI|assistant)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence of a passage as an answer to the question.

    Attributes:
        passage: Where it stands.
        start: First character, an offset into the article's text.
        end: One past the last.
        text: The sentence, verbatim.
        similarity: Cosine of question and sentence, the article's title put before it, in
            [-1, 1], higher is closer.
        coverage: Share of the question's terms, weighted by rarity, that the sentence holds;
            in [0, 1].
        context_coverage: The same for sentence, passage, section and title together.
        type_match: How well it holds the kind of thing asked for, in [0, 1].
        score: All of it weighed, higher is better, at most 1.
        stems: The sentence's terms.
    """

    passage: Passage
    start: int
    end: int
    text: str
    similarity: float
    coverage: float
    context_coverage: float
    type_match: float
    score: float
    stems: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A sentence before it is embedded; its span lies in the passage."""

    passage: Passage
    start: int
    end: int
    text: str
    stems: frozenset[str]
    coverage: float
    type_match: float

    @classmethod
    def read(
        cls,
        article_index: ArticleIndex,
        asked: QuestionType,
        weights: Mapping[str, float],
        passage: Passage,
        start: int,
        end: int,
    ) -> Self:
        text = passage.chunk.text[start:end]
        stems = frozenset(article_index.analyze(text))
        return cls(
            passage=passage,
            start=start,
            end=end,
            text=text,
            stems=stems,
            coverage=_share(stems, weights),
            type_match=match(asked, text),
        )

    @property
    def cheap_score(self) -> float:
        return (
            PASSAGE_WEIGHT * self.passage.score
            + COVERAGE_WEIGHT * self.coverage
            + TYPE_WEIGHT * self.type_match
        )


class SentenceRanker:
    """Ranks sentences of passages; keeps the vectors of those it has seen."""

    def __init__(self, article_index: ArticleIndex) -> None:
        self._index = article_index
        self._vectors: OrderedDict[str, FloatArray] = OrderedDict()
        self._lock = threading.Lock()

    def rank(
        self, query: str, passages: Sequence[Passage], *, question: str | None = None
    ) -> list[Evidence]:
        """Rank the sentences of the passages that may answer.

        Args:
            query: What was searched.
            passages: What was found.
            question: As asked, if it is not the query; it says what kind of thing is wanted.

        Returns:
            At most 20, best first; ties by passage and place. A sentence that occurs twice counts once, at
            its better passage. Empty without passages.
        """
        found = list(_sentences(passages))
        if not found:
            return []
        asked = classify(question or query)
        weights = self._index.inverse_frequencies(set(self._index.analyze(query)))
        candidates = [_Candidate.read(self._index, asked, weights, *place) for place in found]
        candidates.sort(key=lambda c: (-c.cheap_score, c.passage.number, c.start))
        nearest = candidates[:EMBEDDED_SENTENCES]
        vectors = self._embed([query, *(f"{c.passage.title}. {c.text}" for c in nearest)])
        similarities = vectors[1:] @ vectors[0]
        contexts = {
            p.number: self._index.analyze(p.chunk.embedding_text)
            for p in {c.passage.number: c.passage for c in nearest}.values()
        }
        ranked = [
            Evidence(
                passage=c.passage,
                start=c.passage.chunk.start + c.start,
                end=c.passage.chunk.start + c.end,
                text=c.text,
                similarity=float(similarity),
                coverage=c.coverage,
                context_coverage=_share(c.stems.union(contexts[c.passage.number]), weights),
                type_match=c.type_match,
                score=c.cheap_score + SIMILARITY_WEIGHT * float(similarity),
                stems=c.stems,
            )
            for c, similarity in zip(nearest, similarities, strict=True)
        ]
        return sorted(ranked, key=lambda e: (-e.score, e.passage.number, e.start))

    def _embed(self, texts: Sequence[str]) -> FloatArray:
        """Give `(n, dim)` unit vectors, those seen before from memory."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(missing, self._index.embedder.encode(missing), strict=True)
        with self._lock:
            self._vectors |= known
            for text in known:
                self._vectors.move_to_end(text)
            while len(self._vectors) > CACHED_SENTENCES:
                self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])


def _sentences(passages: Sequence[Passage]) -> list[tuple[Passage, int, int]]:
    """Give each sentence once, with its span in the passage; labels and headings left out."""
    seen: set[str] = set()
    found = []
    for passage in passages:
        text = passage.chunk.text
        for start, end in sentence_spans(text):
            bullet = _BULLET.match(text, start, end)
            start = bullet.end() if bullet else start
            sentence = " ".join(text[start:end].split())
            if sentence and sentence not in seen and not _is_no_answer(sentence):
                seen.add(sentence)
                found.append((passage, start, end))
    return found


def _is_no_answer(sentence: str) -> bool:
    """Tell whether it is a heading, a row of a table, or an order to whoever reads it."""
    is_label = len(sentence.split()) < MIN_WORDS and sentence[-1] not in ".!?…"
    return is_label or " | " in sentence or bool(_ORDER.search(sentence))


def _share(held: frozenset[str], weights: Mapping[str, float]) -> float:
    total = sum(weights.values())
    return sum(weights[term] for term in weights if term in held) / total if total else 0.0
