"""Passages → their sentences, ranked by how well each answers the question.

Knows nothing about generators or pages. The five weights were fitted on SQuAD (450 questions, 18
articles) and the sample articles; on 450 questions to 17 other articles the best sentence holds the
answer in 77 %, where embedding each sentence by itself gave 75 % and took 45 ms more.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from index.abbreviations import add_meant
from index.searchable import SearchableIndex
from index.sentences import sentence_spans
from rag.causes import Told, weigh_cause_of
from rag.question_type import QuestionType, classify, match
from rag.schema import Passage
from rag.statements import BULLET, is_heading, stated
from rag.untrusted import is_order
from rag.weekdays import days_in
from rag.word_forms import add_aliases, find_aliases

SIMILARITY_WEIGHT = 0.34
PASSAGE_WEIGHT = 0.32
NEARBY_WEIGHT = 0.15
COVERAGE_WEIGHT = 0.1
TYPE_WEIGHT = 0.09
CAUSE_WEIGHT = 0.3  # in its place where a reason is asked for
MOST_EVIDENCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence of a passage as an answer to the question.

    Attributes:
        passage: Where it stands.
        start: First character, an offset into the article's text.
        end: One past the last.
        text: The sentence, verbatim.
        similarity: Cosine of question and sentence, encoded with its chunk, in [-1, 1], higher
            is closer; that of the chunk while its article is being indexed.
        coverage: Share of the question's terms, weighted by rarity, that the sentence holds;
            in [0, 1].
        context_coverage: The same for sentence, passage, section and title together.
        type_match: How well it holds the kind of thing asked for, in [0, 1]; how surely it gives the
            cause, in about [-0.2, 1.3], see `rag.causes`, where a reason is asked for.
        score: All of it weighed, higher is better; at most 1, of a cause 1.3, and 0.4 more where an
            answer was read in it, see `rag.answer_reading`.
        stems: The sentence's terms.
        meant: The same, with those of the question that it says in other words or by an abbreviation.
        wording: What to write in its place; None for the text itself. A row of a table is said
            with the names of its columns.
        head_passage: Number of the passage that holds these names; None without any.
        answer: Logit that it holds an answer against none; None if it was not read for one.
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
    meant: frozenset[str]
    wording: str | None = None
    head_passage: int | None = None
    answer: float | None = None

    def overlaps(self, article_id: str, start: int, end: int) -> bool:
        """Tell whether it shares a character with a stretch of an article."""
        is_there = self.passage.chunk.article_id == article_id
        return is_there and self.start < end and start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A sentence of a passage.

    Attributes:
        passage: The passage.
        terms: The passage's terms, with those of its title and section.
        at: Its place among the passage's sentences, from 0.
        start: First character, an offset into the passage's text.
        end: One past the last.
        before: Where the sentence before it starts.
        heading: The line above it that stands for a heading, or its section's.
        replies: It follows a question, as in an interview; that is the sentence before it.
    """

    passage: Passage
    terms: frozenset[str]
    at: int
    start: int
    end: int
    before: int
    heading: str
    replies: bool

    @property
    def text_before(self) -> str:
        return self.passage.chunk.text[self.before : self.start]


class SentenceRanker:
    """Ranks sentences of passages by what is stored of them; no sentence is embedded again."""

    def __init__(self, article_index: SearchableIndex) -> None:
        self._index = article_index

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
        places = self._places(passages)
        if not places:
            return []
        asked = classify(question or query)
        cosines = self._index.sentence_similarities(query, [p.chunk.id for p in passages])
        terms = _Terms(query, self._index)
        ranked = [self._read(place, asked=asked, terms=terms, cosines=cosines) for place in places]
        ranked.sort(key=lambda e: (-e.score, e.passage.number, e.start))
        return ranked[:MOST_EVIDENCE]

    def _places(self, passages: Sequence[Passage]) -> list[_Place]:
        """Give each sentence once; labels and headings left out."""
        seen: set[str] = set()
        found = []
        for passage in passages:
            for place in self._statements(passage):
                sentence = " ".join(passage.chunk.text[place.start : place.end].split())
                if sentence and not _steers(sentence, passage) and sentence not in seen:
                    seen.add(sentence)
                    found.append(place)
        return found

    def _statements(self, passage: Passage) -> Iterator[_Place]:
        text = passage.chunk.text
        terms = frozenset(self._index.analyze(passage.chunk.embedding_text))
        before, heading = 0, passage.chunk.section or ""
        for at, (first, end) in enumerate(sentence_spans(text)):
            bullet = BULLET.match(text, first, end)
            start = bullet.end() if bullet else first
            if not bullet and is_heading(text, first, end):
                heading = " ".join(text[start:end].split())
            else:
                for own_start, own_end in stated(text, start, end):
                    yield _Place(
                        passage=passage,
                        terms=terms,
                        at=at,
                        start=own_start,
                        end=own_end,
                        before=before,
                        heading=heading,
                        replies=text[before:first].rstrip().endswith("?"),
                    )
            before = first

    def _read(
        self,
        place: _Place,
        *,
        asked: QuestionType,
        terms: "_Terms",
        cosines: Mapping[str, Sequence[float]],
    ) -> Evidence:
        passage, chunk = place.passage, place.passage.chunk
        text = chunk.text[place.start : place.end]
        stems = frozenset(self._index.analyze(text))
        meant = terms.widen(stems, text)
        # The title, section and sentence before say what "he" and "it" are.
        around = terms.stems_of(f"{chunk.header} {place.heading} {place.text_before}")
        known = cosines.get(chunk.id, ())
        similarity = known[place.at] if place.at < len(known) else passage.similarity
        coverage = terms.share(meant)
        # A reply says what it is about in the words of the question before it.
        replies = place.replies and place.at <= len(known)
        fit = max(similarity, known[place.at - 1]) if replies else similarity
        shared = terms.share(meant | terms.stems_of(place.text_before)) if replies else coverage
        is_why = asked.kind == "reason"
        type_match = _tell_cause(place, text, terms) if is_why else match(asked, text)
        return Evidence(
            passage=passage,
            start=chunk.start + place.start,
            end=chunk.start + place.end,
            text=text,
            similarity=similarity,
            coverage=coverage,
            context_coverage=terms.share(meant | terms.widen(place.terms, chunk.embedding_text)),
            type_match=type_match,
            score=SIMILARITY_WEIGHT * fit
            + PASSAGE_WEIGHT * passage.score
            + NEARBY_WEIGHT * terms.share(meant | around)
            + COVERAGE_WEIGHT * shared
            + (CAUSE_WEIGHT if is_why else TYPE_WEIGHT) * type_match,
            stems=stems,
            meant=meant,
        )


def share_of_terms(held: Collection[str], weights: Mapping[str, float]) -> float:
    """Give the share of a question's weighted terms that are held, in [0, 1], whatever their order."""
    total = fsum(weights.values())
    return fsum(weights[term] for term in weights if term in held) / total if total else 0.0


class _Terms:
    """A question's terms, weighed by rarity, and what else stands for them."""

    def __init__(self, query: str, article_index: SearchableIndex) -> None:
        self._analyze = article_index.analyze
        self._weights = article_index.inverse_frequencies(set(self._analyze(query)))
        self._aliases = find_aliases(query, self._analyze)
        self._abbreviated = article_index.aliases(query)
        self._has_day = bool(days_in(query))

    def stems_of(self, text: str) -> frozenset[str]:
        return self.widen(frozenset(self._analyze(text)), text)

    def widen(self, stems: frozenset[str], text: str) -> frozenset[str]:
        """Add what a text says in other words: by an abbreviation, or as a span of days."""
        if self._has_day:
            stems |= frozenset(self._analyze(" ".join(days_in(text))))
        return add_meant(add_aliases(stems, self._aliases), self._abbreviated, text=text)

    def share(self, held: frozenset[str]) -> float:
        """Give the share of the question's terms that are held, in [0, 1]."""
        return share_of_terms(held, self._weights)


def _tell_cause(place: _Place, text: str, terms: _Terms) -> float:
    told = Told(
        text=text,
        share=terms.share(terms.stems_of(text)),
        before=terms.share(terms.stems_of(place.text_before)),
        text_before=place.text_before,
        heading=place.heading,
        heading_share=terms.share(terms.stems_of(place.heading)),
    )
    return weigh_cause_of(told)


def _steers(sentence: str, passage: Passage) -> bool:
    """Tell whether it is meant for whoever answers; what an article orders is no answer."""
    return bool(passage.tricks) and is_order(sentence)
