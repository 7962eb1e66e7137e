"""A question → the passages and sentences that may answer it, and how likely they do.

Knows no generator.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.searchable import SearchableIndex
from rag.answer_reading import read_answers, weigh
from rag.answer_spans import AnswerReader
from rag.answerability import ANSWERED_FROM, Judgement, judge
from rag.conversation import build_query, condense, last_told, resolve, told_before
from rag.corrections import put_corrections_first
from rag.evidence import Evidence, SentenceRanker
from rag.follow_ups import FollowUp
from rag.following import find_told, is_told, prefer_new
from rag.recency import put_newest_first
from rag.reranking import Reranker
from rag.retrieval import Found, retrieve
from rag.schema import Passage, Turn
from rag.table_reading import TableReader, TableReading
from rag.untrusted import mark_tricks

AGAIN = "this was quoted before: nothing else was found that fits as well"
# Less certain than this, an answer comes with a doubt: of 1,564 answered SQuAD questions to articles that
# nothing was fitted on, answerable and not, 35 % of the wrong and 9 % of the right answers.
SURE_FROM = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a question found.

    Attributes:
        found: What retrieval gave.
        passages: Its passages, those that try to steer the answer marked.
        evidence: Their sentences, best first.
        judgement: How likely they answer the question, and the first sentence is right.
        is_prepared: The evidence is all to be quoted, in its order.
        is_list: It is articles that were asked for, which are quoted whatever writes the answer.
        is_worked_out: It is rows of a table that were compared.
        notes: What the person should know about it, a line each.
    """

    found: Found = field(default_factory=Found)
    passages: tuple[Passage, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    judgement: Judgement = field(default_factory=Judgement)
    is_prepared: bool = False
    is_list: bool = False
    is_worked_out: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Tell whether the passages answer the question."""
        return self.judgement.likelihood >= ANSWERED_FROM

    @property
    def is_doubtful(self) -> bool:
        """Tell whether they may well not, although they are taken to."""
        return self.is_answered and self.judgement.certainty < SURE_FROM


class Reader:
    """Finds and reads passages of one library."""

    def __init__(
        self,
        article_index: SearchableIndex,
        *,
        reranker: Reranker | None,
        answers: AnswerReader | None = None,
    ) -> None:
        self._index = article_index
        self._answers = answers
        self._ranker = SentenceRanker(article_index)
        self._tables = TableReader(article_index, answers)
        self._reranker = reranker

    def find(
        self, question: str, history: Sequence[Turn], *, top_k: int, scope: Collection[str] | None
    ) -> Found:
        """Find passages; see `rag.retrieval.retrieve`."""
        return retrieve(
            build_query(question, history),
            article_index=self._index,
            top_k=top_k,
            article_ids=scope,
            reranker=self._reranker,
            stands_alone=condense(question, history),
        )

    def read(
        self,
        question: str,
        query: str,
        history: Sequence[Turn] = (),
        *,
        top_k: int,
        scope: Collection[str] | None = None,
    ) -> Reading:
        """Find and read passages; a question about something else than before is read alone too.

        What was said before draws the search towards it. Of 121 sample questions, each asked after
        an unrelated one, 112 were answered so, 117 with a second reading, and 119 are alone; of 47
        that the articles do not answer 17, 21 and 19.

        Args:
            question: As asked, without a greeting.
            query: The question as it is understood alone.
            history: The conversation so far, oldest first.
            top_k: At most so many passages.
            scope: In these articles only; None for all.
        """
        if self._answers is not None:
            self._answers.load()  # the first time it takes a while, in which others may write
        with self._index.looking():
            return self._read(question, query, history, top_k=top_k, scope=scope)

    def _read(
        self,
        question: str,
        query: str,
        history: Sequence[Turn],
        *,
        top_k: int,
        scope: Collection[str] | None,
    ) -> Reading:
        found = self.find(question, history, top_k=top_k, scope=scope)
        passages = mark_tricks(found.passages)
        ranked = self._ranker.rank(query, passages, question=question)
        resolved = resolve(question, history)
        is_telling = resolved.query == query and self._index.analyze(resolved.own)
        asked = (
            resolved.own if is_telling else query
        )  # what was asked before would be answered again
        evidence = tuple(read_answers(asked, ranked, self._answers))
        notes: tuple[str, ...] = ()
        if query != question:
            told = told_before(history)
            evidence = self._prefer_new(evidence, question, told)
            notes = (AGAIN,) if evidence and is_told(evidence[0], told) else ()
        judgement = judge(query, passages, evidence, article_index=self._index, question=question)
        reading = Reading(
            found=found,
            passages=passages,
            evidence=put_corrections_first(query, put_newest_first(query, evidence)),
            judgement=judgement,
            notes=notes,
        )
        own = {one for one in (resolved.of_row, question, is_telling and asked) if one}
        queries = dict.fromkeys(one for one in (resolved.of_row, asked, query) if one)
        reading = self._read_tables({one: one in own for one in queries}, reading)
        if not history or reading.is_answered:
            return reading
        again = self._read_again(question, query, history, passages, top_k=top_k, scope=scope)
        return next((one for one in again if one.is_answered), reading)

    def _read_again(
        self,
        question: str,
        query: str,
        history: Sequence[Turn],
        passages: Sequence[Passage],
        *,
        top_k: int,
        scope: Collection[str] | None,
    ) -> Iterator[Reading]:
        """Read a question without what was said before: anywhere, if it points to nothing, and where that was found.

        “When does she have to stop?” An article that is about her need not name her again.
        """
        if query == question:
            yield self._read(question, question, (), top_k=top_k, scope=scope)
        told = last_told(history)
        if told_in := find_told(told, passages):
            there = self._read(question, question, (), top_k=top_k, scope=told_in)
            is_again = bool(there.evidence) and is_told(there.evidence[0], told)
            yield replace(there, notes=(*there.notes, AGAIN)) if is_again else there

    def _prefer_new(
        self, evidence: tuple[Evidence, ...], question: str, told: str
    ) -> tuple[Evidence, ...]:
        analyze = self._index.analyze
        weights = self._index.inverse_frequencies(set(analyze(question)))
        return prefer_new(evidence, question, told, weights=weights, analyze=analyze)

    def _read_tables(self, queries: Mapping[str, bool], reading: Reading) -> Reading:
        """Answer by rows of tables where these hold more of the first that finds any than any sentence.

        Args:
            queries: The question in several forms, and whether each is one question alone.
            reading: What sentences say.
        """
        found = (
            self._tables.read(query, reading.passages, is_alone=is_alone)
            for query, is_alone in queries.items()
        )
        rows = next((one for one in found if one.evidence), TableReading(passages=()))
        if not rows.evidence:
            return reading
        if rows.answer is not None:
            return self._take_cell(rows, reading, rows.answer)
        # What has the most is in sentences that say so only.
        says = re.compile(rf"\b{rows.superlative}\b", re.IGNORECASE)
        in_prose = max((e.coverage for e in reading.evidence if says.search(e.text)), default=0.0)
        if reading.is_answered and rows.coverage <= in_prose:
            return reading
        return replace(
            reading,
            passages=rows.passages,
            evidence=rows.evidence,
            judgement=Judgement(likelihood=rows.coverage, certainty=rows.coverage),
            notes=(rows.note,) if rows.note else (),
            is_worked_out=bool(rows.note),
        )

    def _take_cell(self, rows: TableReading, reading: Reading, answer: float) -> Reading:
        """Answer by a cell in which the model reads the answer more clearly than in any sentence."""
        read = [one.answer for one in reading.evidence if one.answer is not None]
        if reading.is_answered and max(read, default=answer) >= answer:
            return reading
        return replace(
            reading,
            passages=rows.passages,
            evidence=rows.evidence,
            judgement=Judgement(likelihood=weigh(answer), certainty=weigh(answer)),
            notes=(),
        )

    def finds(
        self,
        proposed: FollowUp,
        history: Sequence[Turn] = (),
        *,
        top_k: int,
        scope: Collection[str] | None = None,
    ) -> bool:
        """Say whether a question's best sentence is, beyond doubt, the one it was made from."""
        query = condense(proposed.question, history)
        reading = self.read(proposed.question, query, history, top_k=top_k, scope=scope)
        is_sure = reading.is_answered and not reading.is_doubtful
        return is_sure and reading.evidence[0].overlaps(
            proposed.article_id, proposed.start, proposed.end
        )
