"""Questions that one search does not answer → sentences that do, taken by a plan of their own.

A comparison is searched side by side; a summary takes the key sentences of one article; a request for articles
lists them; a question to some articles is asked of these. Knows no generator.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from index.errors import ArticleNotFoundError
from index.listing import ArticleFilter
from index.searchable import SearchableIndex
from rag.answerability import CERTAIN, Judgement
from rag.article_lists import ArticleLister
from rag.courtesy import plain_words
from rag.evidence import Evidence
from rag.generation import WIDE_SHARE, Share, choose_sentences
from rag.key_sentences import FIRST_SENTENCES, key_sentences
from rag.list_requests import find_list_request
from rag.merging import merge
from rag.part_reading import read_parts
from rag.parts import find_parts
from rag.pointing import points_back
from rag.question_type import classify
from rag.reading import Reader, Reading
from rag.references import Reference, find_reference, is_by, names_day
from rag.schema import Passage
from rag.sides import Side, find_sides
from rag.superlatives import find_comparison
from rag.untrusted import find_tricks

SIDE_SENTENCES = 3
SIDE_SHARE = Share(0.78, 0.9)  # of the best of a side, for a further sentence of it
BEGINNING_CHARS = 500
BEGINNING_GAIN = 0.15  # of the score, where a side asks for no kind of thing
MIN_TOLD = 0.5  # of a side's terms, that sentence, section and title hold, or it is not spoken of
KEY_SENTENCES = 7
MOST_TITLES = 50  # that hold a name are looked at
MOST_MEANT = 1_000  # articles of a day, an author or a publisher; of more all are asked
_SUMMARY = re.compile(
    r"(?:(?:please|can you|could you|now|so|and) )*(?:summari[sz]e|sum up|outline|tl ?dr|"
    r"(?:give|write|make)(?: me)?(?: an?| the)?(?: short| brief| quick)? (?:summary|overview|outline)|"
    r"(?:an?|the)? ?(?:short |brief |quick )?(?:summary|overview|outline) of)\b"
)
_SUBJECT = re.compile(
    r"^.*?\b(?:summari[sz]e|sum up|outline|tl;? ?dr|summary|overview)\b(?: of| for| on| about)?(?: me)?\W*"
    r"(?:(?:the|this|that|all) )*(?:(?:article|report|story|piece|text|document|news)s?\b(?: (?:about|on|of|from))?)?",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^.*?\b(?:summari[sz]e|sum up|outline|tl;? ?dr|summary of|overview of)\W*", re.IGNORECASE
)
_MARKS = " ?.!\"'“”‘’"
_KIND = re.compile(r" (?:article|report|story|piece|text|document|news)\W*$", re.IGNORECASE)
QUOTED = "these are the article’s own sentences, its first and those that begin its parts: quotes, not a summary"
NO_SUBJECT = "name the subject of an article, as in “Summarise the article about the bridge”, to be given its key sentences"


@dataclass(frozen=True, slots=True)
class Preparer:
    """Plans the answer to one question.

    Attributes:
        reader: Finds and reads.
        article_index: The library as the person sees it.
        top_k: At most so many passages of each side.
        scope: In these articles only; None for all.
        is_wide: Take twice as many sentences.
    """

    reader: Reader
    article_index: SearchableIndex
    top_k: int
    scope: Collection[str] | None = None
    is_wide: bool = False

    def prepare(self, query: str, *, question: str, is_quoted: bool) -> Reading | None:
        """Find what answers a request for articles, a comparison, a summary or several questions; None for others.

        Args:
            query: The question as it is understood alone; one that it goes on from may stand before it.
            question: As asked.
            is_quoted: The answer is to be quotes; a model summarises what is found for itself.
        """
        if asks_for_summary(query):
            return self._summarise(query) if is_quoted else None
        lister = ArticleLister(self.article_index, scope=self.scope, is_wide=self.is_wide)
        if (wanted := find_list_request(query)) and (listed := lister.read(wanted)):
            return listed
        sides = find_sides(query, lambda: [name for name, _ in self.article_index.publishers()])
        if sides:
            return self._read_two_rows(query) or self._compare(sides)
        return self._read_meant(query) or self._read_parts(question)

    def _read_parts(self, question: str) -> Reading | None:
        """Read each of several questions; None if there is one, the first goes on from another, or none is answered."""
        parts = find_parts(question)
        if not parts or points_back(parts[0]):
            return None
        return read_parts(
            parts, self.reader, top_k=self.top_k, scope=self.scope, is_wide=self.is_wide
        )

    def _read_meant(self, query: str) -> Reading | None:
        """Read the articles that a question names by day, author or publisher; None if they do not answer it."""
        meant = find_reference(query)
        scope = self._articles_meant(meant) if meant else ()
        if meant is None or not scope:
            return None
        reading = self.reader.read(meant.question, meant.question, top_k=self.top_k, scope=scope)
        whole = self.reader.read(query, query, top_k=self.top_k, scope=self.scope)
        # It may be the day on which something happened.
        if whole.is_answered and any(names_day(one.text, meant.day) for one in whole.evidence):
            return None
        if reading.is_answered:
            return reading
        if not whole.is_answered and self._is_content(meant, reading):
            return self._quote_article(reading, count=FIRST_SENTENCES)
        return None

    def _is_content(self, meant: Reference, reading: Reading) -> bool:
        """Tell whether what an article says is asked for, at all or of a subject that its best passage holds."""
        if not meant.asks_content or not reading.evidence:
            return False
        held = self.article_index.analyze(reading.evidence[0].passage.chunk.embedding_text)
        return set(self.article_index.analyze(meant.subject)) <= set(held)

    def _articles_meant(self, meant: Reference) -> Collection[str]:
        """Find the articles that a question names; those of the day alone where nobody is known by the name."""
        found, count = self.article_index.list_articles(
            text=meant.name, published_from=meant.day, published_to=meant.day, limit=MOST_MEANT
        )
        if count > MOST_MEANT:
            return ()
        ids = {one.id for one in found if not meant.name or is_by(one, meant)}
        if not ids and meant.name and meant.day:
            return self._articles_meant(replace(meant, name=""))
        return ids if self.scope is None else ids.intersection(self.scope)

    def _read_two_rows(self, query: str) -> Reading | None:
        """Read a comparison as a whole; None if no table tells which has more."""
        if not find_comparison(query):
            return None
        reading = self.reader.read(query, query, top_k=self.top_k, scope=self.scope)
        return reading if reading.is_worked_out else None

    def _compare(self, sides: Sequence[Side]) -> Reading | None:
        """Read each side; None if nothing is told of any."""
        read: list[tuple[Reading, list[Evidence]]] = []
        missing = []
        certainty = 1.0
        for side in sides:
            scope = self._articles_of(side)
            reading = self.reader.read(side.question, side.question, top_k=self.top_k, scope=scope)
            if _tells(reading, is_question=not side.publisher):
                read.append((reading, self._choose(side, reading.evidence)))
                if not side.publisher:
                    certainty = min(certainty, reading.judgement.certainty)
            else:
                missing.append(side.label)
        notes = tuple(f"nothing was found of “{label}”" for label in missing)
        judgement = replace(CERTAIN, certainty=certainty)
        return replace(merge(read), judgement=judgement, notes=notes) if read else None

    def _choose(self, side: Side, evidence: Sequence[Evidence]) -> list[Evidence]:
        if classify(side.question).kind == "other":
            evidence = _first_said(evidence)
        limit = SIDE_SENTENCES * (1 + self.is_wide)
        share = WIDE_SHARE if self.is_wide else SIDE_SHARE
        return choose_sentences(evidence, limit=limit, share=share)

    def _articles_of(self, side: Side) -> Collection[str] | None:
        if not side.publisher:
            return self.scope
        found = self.article_index.article_ids(ArticleFilter(source=side.publisher))
        return found if self.scope is None else set(found).intersection(self.scope)

    def _summarise(self, query: str) -> Reading:
        """Take the key sentences of the article that is meant; no evidence if none is."""
        named = _SUBJECT.sub("", query).strip(_MARKS)
        subject = _KIND.sub("", named) or query
        meant = self._article_called({named, _VERB.sub("", query).strip(_MARKS)})
        scope = self.scope if meant is None else (meant,)
        reading = self.reader.read(subject, subject, top_k=self.top_k, scope=scope)
        if not reading.evidence or not (meant or _tells(reading, is_question=False)):
            return replace(reading, judgement=Judgement(), notes=(NO_SUBJECT,))
        told = self._quote_article(reading, count=KEY_SENTENCES * (1 + self.is_wide))
        return told or replace(reading, judgement=Judgement(), notes=(NO_SUBJECT,))

    def _quote_article(self, reading: Reading, *, count: int) -> Reading | None:
        """Take key sentences of the article of the best sentence; None if it was deleted since it was found."""
        best = reading.evidence[0]
        passages: dict[str, Passage] = {}
        evidence = []
        try:
            chunks = self.article_index.chunks(best.passage.chunk.article_id)
        except ArticleNotFoundError:
            return None
        for chunk, start, end in islice(key_sentences(chunks), count):
            new = replace(
                best.passage, number=len(passages) + 1, chunk=chunk, score=1.0,
                tricks=find_tricks(chunk.text), dense_rank=None, lexical_rank=None,
                rerank_score=None,
            )  # fmt: skip
            text = chunk.text[start:end]
            evidence.append(
                replace(
                    best, passage=passages.setdefault(chunk.id, new), text=text,
                    start=chunk.start + start, end=chunk.start + end,
                    stems=(stems := frozenset(self.article_index.analyze(text))), meant=stems,
                    wording=None, head_passage=None, answer=None,
                )
            )  # fmt: skip
        found = replace(reading.found, passages=tuple(passages.values()))
        return Reading(
            found=found,
            passages=found.passages,
            evidence=tuple(evidence),
            judgement=CERTAIN if evidence else Judgement(),
            is_prepared=True,
            notes=(QUOTED,),
        )

    def _article_called(self, names: Collection[str]) -> str | None:
        """Give the only article that is asked, or the only one of them whose title is one of these."""
        if self.scope is not None and len(self.scope) == 1:
            return next(iter(self.scope))
        wanted = {name.casefold() for name in names if name}
        found = {
            one.id
            for name in names
            if name
            for one in self.article_index.list_articles(text=name, limit=MOST_TITLES)[0]
            if one.title.strip(_MARKS).casefold() in wanted
        }
        found = found if self.scope is None else found.intersection(self.scope)
        return found.pop() if len(found) == 1 else None


def asks_for_summary(message: str) -> bool:
    """Tell whether a message asks for a summary, which no sentence of an article is."""
    return _SUMMARY.match(plain_words(message)) is not None


def _first_said(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Put what stands at the beginning of an article first: there it says what happened."""
    raised = (
        replace(one, score=one.score + BEGINNING_GAIN * (one.start < BEGINNING_CHARS))
        for one in evidence
    )
    return sorted(raised, key=lambda one: -one.score)


def _tells(reading: Reading, *, is_question: bool) -> bool:
    """Tell whether a side is spoken of."""
    if not reading.evidence:
        return False
    is_near = max(one.context_coverage for one in reading.evidence) >= MIN_TOLD
    return is_near and (reading.is_answered or not is_question)
