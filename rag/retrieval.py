"""Query → passages: found by words and meaning, ranked, copies dropped, names followed.

Knows nothing about answers.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from index.schema import Hit, Query
from index.searchable import SearchableIndex
from rag.bridging import follow_names
from rag.question_type import classify
from rag.relevance import Relevance, Scored
from rag.reranking import Reranker
from rag.schema import Passage

CANDIDATES = 50  # found by words; 100 find no more
# Found by meaning: what words find is compared with the query anyway, and what they do not find is
# read only where they find little. 10 to 50 give the same figures for 2,000 questions to SQuAD's
# articles, 809 claims to SciFact and 532 other questions.
NEAREST = 20
# The first passages answer the question by themselves; the others may be reached through names
# that these hold. Of 200 questions that need two to four articles, all are among ten passages
# for 78 % so, and for 63 % without; questions that need one lose nothing among the first five.
DIRECT = 5
# Candidates whose sentences are read, at least; half again as many as are asked for. Reading 30
# for ten finds two more of 1,000 among the first five.
READ_HITS = 12
RERANKED = 30  # candidates that a reranker reads
SHINGLE = 4  # consecutive words compared when looking for copies
MAX_SHARED_SHINGLES = 0.8  # of the shorter passage; more is a copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What retrieval gave for one query.

    Attributes:
        passages: Best first, numbered from 1.
        matched: How many chunks words or meaning brought up.
        read: How many of these had their sentences compared with the query.
    """

    passages: tuple[Passage, ...] = ()
    matched: int = 0
    read: int = 0


def retrieve(
    query: Query,
    *,
    article_index: SearchableIndex,
    top_k: int,
    article_ids: Collection[str] | None = None,
    reranker: Reranker | None = None,
    stands_alone: str = "",
) -> Found:
    """Find the passages that matter for a query.

    Args:
        query: What is searched.
        article_index: Where.
        top_k: At most so many passages.
        article_ids: Only in these articles; None for all.
        reranker: Orders the best of them anew.
        stands_alone: The question as the reranker is to read it; the query's text if empty.

    Returns:
        At most `top_k` passages, best first, numbered from 1; copies of a better one are left
        out. Their scores are relative to the best, which has 1; one that was reached through a
        name may have more than those before it. None if the library is empty.
    """
    count = RERANKED if reranker is not None else max(READ_HITS, 3 * top_k // 2)
    found = article_index.search(
        query,
        limit=max(CANDIDATES, top_k),
        nearest=max(NEAREST, 2 * top_k),
        at_least=count,
        article_ids=article_ids,
    )
    query = replace(query, aliases=article_index.aliases(query.text))
    relevance = Relevance(
        found,
        weights=article_index.term_weights(query),
        asked=classify(query.text),
        analyze=article_index.analyze,
        aliases=query.aliases,
    )
    ordered = relevance.order(found)
    ranked = relevance.rank(article_index.read(query, ordered[:count]))
    read = len(ranked)
    reranked: dict[str, float] = {}
    if reranker is not None:
        reranked = _rerank(stands_alone or query.text, ranked, reranker=reranker)
        ranked = _reorder(ranked, reranked)
    if top_k > DIRECT:
        ranked = follow_names(
            query, ranked, direct=DIRECT, relevance=relevance,
            article_index=article_index, article_ids=article_ids,
        )  # fmt: skip
    kept = drop_copies(ranked, limit=top_k)
    if len(kept) < top_k and len(ordered) > count:
        rest = article_index.read(query, ordered[count:])
        kept = drop_copies([*ranked, *_behind(ranked, rest, relevance=relevance)], limit=top_k)
    best = max((score for _, score in kept), default=0.0) or 1.0
    passages = (
        _passage(hit, number=number, score=score / best, rerank_score=reranked.get(hit.chunk_id))
        for number, (hit, score) in enumerate(kept, start=1)
    )
    return Found(passages=tuple(passages), matched=len(found), read=read)


def drop_copies(ranked: Scored, *, limit: int) -> Scored:
    """Keep the first `limit` hits that do not mostly repeat one before them."""
    kept: Scored = []
    seen: list[tuple[set[str], list[str]]] = []
    for hit, score in ranked:
        if len(kept) == limit:
            break
        words = hit.chunk.text.lower().split()
        distinct = set(words)
        if any(
            _overlap(distinct, others) > MAX_SHARED_SHINGLES  # cheap, and so of all copies
            and _overlap(_shingles(words), _shingles(other)) > MAX_SHARED_SHINGLES
            for others, other in seen
        ):
            continue
        kept.append((hit, score))
        seen.append((distinct, words))
    return kept


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    shifted = (words[at:] for at in range(min(SHINGLE, max(1, len(words)))))
    return set(zip(*shifted, strict=False))


def _overlap(first: Set[object], second: Set[object]) -> float:
    return len(first & second) / max(1, min(len(first), len(second)))


def _behind(ranked: Scored, rest: Sequence[Hit], *, relevance: Relevance) -> Scored:
    """Give what stands behind the ranked, in the order it has, with scores below theirs."""
    known = {hit.chunk_id for hit, _ in ranked}
    last = ranked[-1][1] if ranked else 0.0
    return [(hit, last * relevance.first_score(hit)) for hit in rest if hit.chunk_id not in known]


def _rerank(question: str, ranked: Scored, *, reranker: Reranker) -> dict[str, float]:
    """Give the reranker's score of each hit, by chunk id."""
    hits = [hit for hit, _ in ranked]
    if not hits:
        return {}
    scores = reranker.score(question, [hit.chunk.embedding_text for hit in hits])
    return {hit.chunk_id: float(score) for hit, score in zip(hits, scores, strict=True)}


def _reorder(ranked: Scored, reranked: Mapping[str, float]) -> Scored:
    """Order hits as they were reranked; the scores stay where they are, best first."""
    hits = sorted((hit for hit, _ in ranked), key=lambda hit: -reranked[hit.chunk_id])
    return list(zip(hits, (score for _, score in ranked), strict=True))


def _passage(hit: Hit, *, number: int, score: float, rerank_score: float | None) -> Passage:
    return Passage(
        number=number,
        chunk=hit.chunk,
        title=hit.title,
        source=hit.source,
        publisher=hit.publisher,
        published_at=hit.published_at,
        score=score,
        similarity=hit.text_similarity or 0.0,
        dense_rank=hit.dense_rank,
        lexical_rank=hit.lexical_rank,
        rerank_score=rerank_score,
    )
