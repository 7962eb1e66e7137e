"""Search by words: BM25 by tantivy. Knows ids and texts, not articles.

English stemming and stop words (tantivy's `en_stem` with a stop list measured best).
"""

import heapq
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, pairwise

import tantivy

from index.abbreviations import choose_aliases, terms_in
from index.aliases import Alias
from index.compounds import MAX_CHUNKS, find_joined, find_parted
from index.lexical_store import LexicalStore
from index.misspellings import find_misspelt
from index.schema import Query
from index.viewer import EVERYTHING, Scope

MAX_QUERY_TERMS = 200
# On 1,000 questions to 490 SQuAD articles, fused with the sentences' cosines: BM25 alone finds the
# answer at rank 1 in 79.2 and within 5 in 92.6 %, with both of these in 81.6 and 93.1 %.
RARITY_WEIGHT = 1.0
PHRASE_WEIGHT = 0.5
# A scope of more articles, or of all but some, is first tried by searching for more chunks and passing over those of
# other articles: 1.5 ms for half of 5,000 articles, where the filter takes 3.5.
MANY_ARTICLES = 100
OVERFETCH = 4
# What else something in a query is called counts so much, by the root of its number of words.
ALIAS_WEIGHT = 0.7
MAX_FORMS = 16  # of a question, the rarest, are looked up, each in so many chunks
MAX_INTRODUCTIONS = 50
_WORD = re.compile(r"[^\W_]+")  # as tantivy's simple tokenizer cuts


class LexicalIndex(LexicalStore):
    """BM25 over the chunks' embedding texts.

    Raises:
        StorageError: The folder cannot be read or written.
    """

    def search(
        self, query: Query, limit: int, *, scope: Scope = EVERYTHING
    ) -> list[tuple[str, float]]:
        """Find the best chunks, any of the query's terms counting.

        A term counts by BM25 and once more by its rarity alone, however often and in however
        long a chunk it stands; neighbours in the question count again where they stand together.

        Returns:
            Pairs of chunk id and score, above 0, higher is better, best first. Empty if no term
            of the query is indexed.
        """
        weights = self._weights(query)
        if not weights or limit < 1:
            return []
        rarities = self.inverse_frequencies(weights)
        clauses = []
        for term, weight in weights.items():
            found = tantivy.Query.term_query(self._schema, "spelled", term)
            by_rarity = tantivy.Query.const_score_query(found, RARITY_WEIGHT * rarities[term])
            clauses += [_boost(found, weight), _boost(by_rarity, weight)]
        own = self.analyze(query.text)[:MAX_QUERY_TERMS]
        pairs = dict.fromkeys(pair for pair in pairwise(own) if pair[0] != pair[1])
        clauses += [
            _boost(self._phrase(list(enumerate(pair)), slop=1), PHRASE_WEIGHT) for pair in pairs
        ]
        clauses += [
            _boost(self._phrase(list(enumerate(alias.phrase))), ALIAS_WEIGHT)
            for alias in query.aliases
            if alias.phrase
        ]
        return self._search(_any_of(clauses), limit, scope=scope)

    def aliases(self, text: str, *, find_scope: Callable[[], Scope]) -> tuple[Alias, ...]:
        """Give what else a question's short and long forms are called in the articles of a scope."""
        searcher = self._tantivy.searcher()
        asked = terms_in(text, self.analyze)
        # Nearly always none is there: asking costs 3 microseconds, a search 140.
        counted = {term: searcher.doc_freq("abbreviations", term) for term in asked}
        counts = {term: count for term, count in counted.items() if count}
        if not counts:
            return ()
        scope = find_scope()
        places: dict[tuple[int, int], tantivy.DocAddress] = {}
        for term in heapq.nsmallest(MAX_FORMS, counts, key=counts.__getitem__):
            introduces = tantivy.Query.term_query(self._schema, "abbreviations", term)
            hits = searcher.search(self._within(introduces, scope), MAX_INTRODUCTIONS).hits
            places |= {(place.segment_ord, place.doc): place for _, place in hits}
        introduced = (searcher.doc(place)["abbreviations"] for place in places.values())
        return choose_aliases(chain.from_iterable(introduced), text, self.analyze)

    def compounds(self, text: str, *, find_scope: Callable[[], Scope]) -> tuple[Alias, ...]:
        """Give the words of a query that chunks of a scope write together or apart, in the other spelling."""
        searcher = self._tantivy.searcher()

        def count(stem: str) -> int:
            return int(searcher.doc_freq("spelled", stem))

        def count_pair(first: str, second: str) -> int:
            phrase = self._phrase([(0, first), (1, second)])
            return len(searcher.search(phrase, MAX_CHUNKS, count=False).hits)

        joined = find_joined(text, self.analyze, count=count)
        parted = find_parted(text, self.analyze, count=count, count_pair=count_pair)
        found = (*joined, *parted)
        scope = find_scope() if found else EVERYTHING
        return tuple(one for one in found if self._is_there(one, scope))

    def misspelt(self, text: str, *, find_scope: Callable[[], Scope]) -> dict[str, str]:
        """Give the words of a query that are in no chunk, each with the word of chunks of a scope that is meant."""
        scope = find_scope()
        found = find_misspelt(
            text,
            self._analyzer.analyze,  # what is tried is not worth keeping
            count=lambda stem: self._count(stem, scope),
            share_held=lambda stem, others: self._share_held(stem, others, scope),
        )
        apart = found and {one.short for one in self.compounds(text, find_scope=lambda: scope)}
        return {word: meant for word, meant in found.items() if word not in apart}

    def _count(self, stem: str, scope: Scope) -> int:
        """Count the chunks of a scope that hold a stem; of a part of the library, up to 20 of them."""
        count = int(self._tantivy.searcher().doc_freq("spelled", stem))
        if not count or scope.is_whole:
            return count
        held = tantivy.Query.term_query(self._schema, "spelled", stem)
        return len(self._run(self._within(held, scope), MAX_CHUNKS))

    def _share_held(self, stem: str, others: Collection[str], scope: Scope) -> float:
        """Give the largest share of the weight of other stems that a chunk with a stem holds; 0 if none has it."""
        rarities = self.inverse_frequencies(others)
        held = tantivy.Query.term_query(self._schema, "spelled", stem)
        clauses = [(tantivy.Occur.Must, tantivy.Query.const_score_query(held, 0.0))]
        for other, rarity in rarities.items():
            term = tantivy.Query.term_query(self._schema, "spelled", other)
            clauses.append((tantivy.Occur.Should, tantivy.Query.const_score_query(term, rarity)))
        best = self._run(self._within(tantivy.Query.boolean_query(clauses), scope), 1)
        return best[0][1] / math.fsum(rarities.values()) if best else 0.0

    def _is_there(self, alias: Alias, scope: Scope) -> bool:
        """Tell whether a chunk of a scope has the other form: one that was dropped is counted for a while."""
        words = list(enumerate(alias.phrase or alias.implied))
        return bool(self._run(self._within(self._phrase(words), scope), 1))

    def find_mentions(
        self,
        names: Mapping[str, float],
        limit: int,
        *,
        but_not: Collection[str] = (),
        scope: Scope = EVERYTHING,
    ) -> list[tuple[str, float]]:
        """Find chunks that hold one of these names, word for word but for their endings.

        Args:
            names: The names with their weights.
            limit: At most so many chunks.
            but_not: No chunk of these articles.
            scope: Which articles' chunks.

        Returns:
            Pairs of chunk id and the largest weight of a name it holds, best first.
        """
        clauses = [
            tantivy.Query.const_score_query(self._phrase(terms), weight)
            for name, weight in names.items()
            if (terms := self._place(name))
        ]
        if not clauses or limit < 1:
            return []
        wanted = tantivy.Query.disjunction_max_query(clauses)
        excluded = (tantivy.Occur.MustNot, self._of_articles(but_not))
        wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), excluded])
        return self._search(wanted, limit, scope=scope)

    def inverse_frequencies(self, terms: Collection[str]) -> dict[str, float]:
        """Weigh analysed terms by how rare they are among the chunks, as BM25 does.

        Returns:
            `ln(1 + (N - n + 0.5) / (n + 0.5))` for each term held by `n` of `N` chunks.
        """
        searcher = self._tantivy.searcher()
        total = int(searcher.num_docs)
        # Replaced chunks are counted until tantivy merges them away.
        counts = {term: min(int(searcher.doc_freq("spelled", term)), total) for term in terms}
        return {
            term: math.log1p((total - count + 0.5) / (count + 0.5))
            for term, count in counts.items()
        }

    def term_weights(self, query: Query) -> dict[str, float]:
        """Give the query's terms, weighted by rarity and by where they were said."""
        weights = self._weights(query)
        rarities = self.inverse_frequencies(weights)
        return {term: weight * rarities[term] for term, weight in weights.items()}

    def rarities(self, texts: Collection[str]) -> dict[str, float]:
        """Say how rare the rarest term of each text is.

        Returns:
            For each text a number in [0, 1]: 1 if a term of it is in one chunk or none, 0 if it
            has no term.
        """
        terms = {text: self.analyze(text) for text in texts}
        frequencies = self.inverse_frequencies({term for held in terms.values() for term in held})
        rarest = math.log1p((max(self.count(), 1) - 0.5) / 1.5)
        return {
            text: min(1.0, max((frequencies[term] for term in held), default=0.0) / rarest)
            for text, held in terms.items()
        }

    def _weights(self, query: Query) -> dict[str, float]:
        """Give each term's weight; a term of the question itself counts 1."""
        weights = dict.fromkeys(self.analyze(query.text)[:MAX_QUERY_TERMS], 1.0)
        for earlier in query.earlier:
            for term in self.analyze(earlier.text)[:MAX_QUERY_TERMS]:
                weights[term] = max(weights.get(term, 0.0), earlier.term_weight)
        for alias in query.aliases:
            for term in () if alias.phrase else alias.implied:
                weight = ALIAS_WEIGHT / math.sqrt(len(alias.implied))
                weights[term] = max(weights.get(term, 0.0), weight)
        return weights

    def _place(self, text: str) -> list[tuple[int, str]]:
        """Give the stems of a text with their places, which stop words take up as they do there."""
        placed = [
            (place, stem)
            for place, word in enumerate(_WORD.findall(text))
            for stem in self.analyze(word)
        ]
        return [(place - placed[0][0], stem) for place, stem in placed]

    def _phrase(self, terms: Sequence[tuple[int, str]], *, slop: int = 0) -> tantivy.Query:
        if len(terms) == 1:
            return tantivy.Query.term_query(self._schema, "spelled", terms[0][1])
        words: list[str | tuple[int, str]] = list(terms)
        return tantivy.Query.phrase_query(self._schema, "spelled", words, slop)

    def _search(
        self, wanted: tantivy.Query, limit: int, *, scope: Scope
    ) -> list[tuple[str, float]]:
        if scope.is_whole:
            return self._run(wanted, limit)
        if scope.only is None or len(scope.only) > MANY_ARTICLES:
            searched = OVERFETCH * limit
            found = self._run(wanted, searched)
            kept = [pair for pair in found if pair[0].rpartition(":")[0] in scope]
            if len(kept) >= limit or len(found) < searched:
                return kept[:limit]
        return self._run(self._within(wanted, scope), limit)

    def _within(self, wanted: tantivy.Query, scope: Scope) -> tantivy.Query:
        if scope.is_whole:
            return wanted
        clauses = [(tantivy.Occur.Must, wanted)]
        if scope.only is not None:
            unscored = tantivy.Query.const_score_query(self._of_articles(scope.only), 0.0)
            clauses.append((tantivy.Occur.Must, unscored))
        if scope.hidden:
            clauses.append((tantivy.Occur.MustNot, self._of_articles(scope.hidden)))
        return tantivy.Query.boolean_query(clauses)

    def _of_articles(self, article_ids: Collection[str]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._schema, "article_id", sorted(article_ids))

    def _run(self, wanted: tantivy.Query, limit: int) -> list[tuple[str, float]]:
        searcher = self._tantivy.searcher()
        hits = searcher.search(wanted, limit).hits
        return [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]


def _any_of(clauses: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


def _boost(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
