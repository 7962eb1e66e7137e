"""Passages → further ones, reached through the names that these hold.

"Who is the spouse of the director of Jump for Glory?" finds the film's article; that names Raoul
Walsh, and another article that names him tells. Names are found by their form and looked up as
phrases: no model, no graph. Knows no answer.

Only questions are followed: a claim is judged by what is said of it, and of 809 claims to SciFact
names lost six of a hundred of the texts that matter among the first ten.
"""

import re
from collections.abc import Collection

from index.schema import Hit, Query
from index.searchable import SearchableIndex
from rag.names import find_names
from rag.relevance import Relevance, Scored, sentences_of

NAMED_PASSAGES = 3  # of the best passages names are taken
NAMES = 16  # of these, the heaviest: all 25 find no more of what matters among ten
MENTIONS = 8  # chunks that hold such a name are looked at
# Where one sentence of the best passage holds so much of the question, and no clause of it stands
# for a name that is to be found, nothing is followed: 58 % of questions to SQuAD articles, 11 and
# 3 % of those of HotpotQA and MuSiQue that need several articles.
DIRECT_COVERAGE = 0.7
WHOLE_COVERAGE = 0.85  # the same, of the passage with its title
_ASKS = re.compile(
    r"\?|^(?:(?:in|at|on|to|for|from|of|by) )?(?:who|whom|whose|what|which|when|where|why|how)\b|"
    r"^(?:am|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
REACHED_WEIGHT = 0.75  # of the score of what the question itself did not lead to
_CLAUSE = re.compile(r"\b(?:who|whom|whose|which|what|that|where)\b", re.IGNORECASE)
MENTION_WEIGHT = 0.8  # of the score of the passage that names it


def follow_names(
    query: Query,
    ranked: Scored,
    *,
    direct: int,
    relevance: Relevance,
    article_index: SearchableIndex,
    article_ids: Collection[str] | None,
) -> Scored:
    """Order all but the first `direct` hits anew, with those that the first ones lead to.

    Args:
        query: What was searched.
        ranked: What was found, best first, with its score.
        direct: So many stay where they are.
        relevance: Scores what is found through names.
        article_index: Where names are looked up.
        article_ids: Only in these articles; None for all.

    Returns:
        All of `ranked` and what was found through names.
    """
    if not ranked or not _ASKS.search(query.text):
        return ranked
    if _is_direct(ranked[0][0], relevance) and not _nests(query.text):
        return ranked
    names = _weighted_names(query, ranked[:NAMED_PASSAGES], article_index=article_index)
    if not names:
        return ranked
    named_in = {hit.chunk.article_id for hit, _ in ranked[:NAMED_PASSAGES]}
    mentions = article_index.find_mentions(
        query, names, limit=MENTIONS, but_not=named_in, article_ids=article_ids
    )
    gains = {hit.chunk_id: gain for hit, gain in mentions}
    known = {hit.chunk_id for hit, _ in ranked}
    reached = relevance.rank([hit for hit, _ in mentions if hit.chunk_id not in known])
    found = [(hit, REACHED_WEIGHT * score) for hit, score in reached]
    others = [*ranked[direct:], *found]
    raised = [(hit, score + gains.get(hit.chunk_id, 0.0)) for hit, score in others]
    raised.sort(key=lambda pair: (-pair[1], pair[0].chunk.id))
    return [*ranked[:direct], *raised]


def _is_direct(best: Hit, relevance: Relevance) -> bool:
    """Tell whether the best passage speaks of all that is asked, or one sentence of it of most."""
    return (
        relevance.sentence_coverage(best) >= DIRECT_COVERAGE
        or relevance.passage_coverage(best) >= WHOLE_COVERAGE
    )


def _nests(question: str) -> bool:
    """Tell whether a clause describes what is asked about, as in "who wrote the song that …"."""
    return len(_CLAUSE.findall(question)) > 1


def _weighted_names(
    query: Query, sources: Scored, *, article_index: SearchableIndex
) -> dict[str, float]:
    """Weigh the names in hits that the query lacks by the hit's score and by how rare they are."""
    asked = f" {_words(query.text)} "
    found = [
        (name, score)
        for hit, score in sources
        for name in (hit.title, *find_names(hit.chunk.text, sentences_of(hit)))
        if (words := _words(name)) and f" {words} " not in asked
    ]
    rarities = article_index.rarities([name for name, _ in found])
    names: dict[str, float] = {}
    for name, score in found:
        weight = MENTION_WEIGHT * score * rarities[name]
        names[name] = max(names.get(name, 0.0), weight)
    heaviest = sorted(names, key=lambda name: -names[name])[:NAMES]
    return {name: names[name] for name in heaviest}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
