"""The values of an answer: passages, citations, sentences, events. Knows no model and no store."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from index.schema import Chunk
from rag.courtesy import NO_SUMMARY, reply_to
from rag.explanations import Nearest, Trace
from rag.wording import inert

Support = Literal["supported", "partly", "unsupported", "uncited"]
Status = Literal["answered", "abstained", "greeted"]
# What a text of an article may try, see `rag.untrusted`.
Trick = Literal["order", "impersonation", "exfiltration", "fence", "hidden"]
Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chunk retrieved as evidence for one question.

    Attributes:
        number: Its place among the passages of this question, from 1, best first.
        chunk: The chunk.
        title: Title of its article.
        source: Source of its article, as given when added.
        publisher: Outlet of its article.
        published_at: ISO 8601 date of its article.
        score: Relevance divided by that of the best passage, in [0, 1], higher is better.
        similarity: Cosine of question and chunk in [-1, 1], higher is closer.
        dense_rank: Rank by cosine of the embeddings, 1 is best; None if not found that way.
        lexical_rank: Rank by words, 1 is best; None if not found that way.
        rerank_score: Score of a reranker, higher is better; None without one.
        tricks: How its text tries to steer the answer; it is quoted, never obeyed.
    """

    number: int
    chunk: Chunk
    title: str
    source: str
    score: float
    publisher: str | None = None
    published_at: str | None = None
    similarity: float = 0.0
    dense_rank: int | None = None
    lexical_rank: int | None = None
    rerank_score: float | None = None
    tricks: tuple[Trick, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A sentence's pointer to the exact characters that support it.

    Attributes:
        number: As shown in the answer, from 1 in order of first use; one number per span.
        passage: The passage the quote lies in.
        start: First character of the quote, an offset into the article's text.
        end: One past its last character.
        quote: `article.text[start:end]`.
    """

    number: int
    passage: Passage
    start: int
    end: int
    quote: str

    @property
    def article_id(self) -> str:
        """Give the id of the article that is quoted."""
        return self.passage.chunk.article_id

    @property
    def page(self) -> int | None:
        """Give the page the quote starts on, from 1; None if the article has no pages."""
        return self.passage.chunk.page_at(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer with its citations and the verdict on them.

    `support_score` lies in [0, 1], higher is better supported; it is 0 when `uncited`. `issues` say
    which facts the quotes lack or contradict, a phrase each; none when supported. `lead` is shown
    above it and claims nothing: the title of its article, where those of several are told apart.
    """

    text: str
    citations: tuple[Citation, ...]
    support: Support
    support_score: float
    issues: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A checked answer, or an honest refusal with the nearest passages.

    Attributes:
        id: Random identifier of this answer.
        question: As asked.
        query: The question as it is understood alone; what was said before it is searched too.
        sentences: In order; empty unless answered.
        passages: Everything retrieved, best first, cited or not.
        status: `"answered"`, `"abstained"`, or `"greeted"`: thanks, a greeting or a question about
            the library itself, for which nothing was searched.
        model: What wrote the text, `"extractive"` for the embedded generator.
        seconds: Wall-clock seconds by step: `search`, `first_sentence`, `total`.
        articles_searched: How many articles were in scope; 0 when greeted.
        notes: What the person should know about how it was written, a line each: passages that
            did not fit, citations of nothing, sentences withheld.
        nearest: When abstained, what the first passages hold of the question and what they lack.
        trace: How it was found; None when greeted.
        independent_articles: How many of the cited articles are independent: near copies of one
            text, such as an agency's report in several papers, count once.
        reply: When greeted, what was said; it may have several lines.
        questions: When asked what there is, some that the library answers.
    """

    id: str
    question: str
    query: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    status: Status
    model: str
    seconds: dict[str, float]
    articles_searched: int
    notes: tuple[str, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    trace: Trace | None = None
    independent_articles: int = 0
    reply: str = ""
    questions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Join the sentences, each followed by its `[n]` markers; a fixed line if there are none.

        A lead and what follows it have a line of their own.
        """
        if self.status == "abstained":
            return ABSTENTION
        if self.status == "greeted":
            reply = self.reply or reply_to(self.question) or NO_SUMMARY
            ask = (
                f"\nYou can ask, for instance: {' '.join(self.questions)}" if self.questions else ""
            )
            return f"{reply}{ask}"
        return (
            " ".join(
                (f"\n{sentence.lead}:\n" if sentence.lead else "")
                + sentence.text
                + "".join(f" [{c.number}]" for c in sentence.citations)
                for sentence in self.sentences
            )
            .strip()
            .replace(" \n", "\n")
        )

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Give every distinct citation once, by number."""
        by_number = {c.number: c for sentence in self.sentences for c in sentence.citations}
        return tuple(by_number[number] for number in sorted(by_number))

    def to_dict(self) -> dict[str, Any]:
        """Give plain values for JSON; passages are listed once and citations name their article."""
        return {
            "id": self.id,
            "question": self.question,
            "query": self.query,
            "status": self.status,
            "text": self.text,
            "model": self.model,
            "seconds": self.seconds,
            "articles_searched": self.articles_searched,
            "independent_articles": self.independent_articles,
            "notes": list(self.notes),
            "questions": list(self.questions),
            "sentences": [sentence_to_dict(sentence) for sentence in self.sentences],
            "passages": [passage_to_dict(passage) for passage in self.passages],
            "nearest": [{**dataclasses.asdict(one), "text": one.text} for one in self.nearest],
            "trace": None if self.trace is None else dataclasses.asdict(self.trace),
        }

    def to_markdown(self) -> str:
        """Write the answer with one numbered quote and source per citation."""
        text = "\n\n".join(inert(line) for line in self.text.splitlines())
        lines = [f"**{inert(self.question)}**", "", text]
        for citation in self.citations:
            lines += ["", f"[{citation.number}] “{inert(citation.quote)}” — {_label(citation)}"]
        for one in self.nearest:
            lines += ["", f"- “{inert(one.title)}” {inert(one.text)}."]
        lines += [line for note in self.notes for line in ("", f"Note: {inert(note)}.")]
        return "\n".join(lines) + "\n"


ABSTENTION = "The articles don’t say."


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagesFound:
    """First event of an answer: what was retrieved, before a word is written."""

    query: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """More text of the sentence being written, without markers; empty while a model is silent."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChecked:
    """A finished sentence, cited and checked; its text is that of the deltas since the last one."""

    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReady:
    """Last event: the whole answer."""

    answer: Answer


Event = PassagesFound | TextDelta | SentenceChecked | AnswerReady


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a conversation so far, for follow-up questions."""

    role: Role
    text: str


def sentence_to_dict(sentence: Sentence) -> dict[str, Any]:
    """Give a sentence as plain values for JSON."""
    return {
        "text": sentence.text,
        "lead": sentence.lead,
        "support": sentence.support,
        "support_score": sentence.support_score,
        "issues": list(sentence.issues),
        "citations": [
            {
                "number": c.number,
                "passage": c.passage.number,
                "article_id": c.article_id,
                "title": c.passage.title,
                "start": c.start,
                "end": c.end,
                "quote": c.quote,
                "page": c.page,
            }
            for c in sentence.citations
        ],
    }


def passage_to_dict(passage: Passage) -> dict[str, Any]:
    """Give a passage as plain values for JSON, its chunk's fields beside its own."""
    chunk = passage.chunk
    own = {
        f.name: getattr(passage, f.name)
        for f in dataclasses.fields(passage)
        if f.name not in ("chunk", "number")
    }
    return {
        "number": passage.number,
        "article_id": chunk.article_id,
        "chunk_id": chunk.id,
        "start": chunk.start,
        "end": chunk.end,
        "text": chunk.text,
        "section": chunk.section,
        "page": chunk.page,
        **own,
    }


def _label(citation: Citation) -> str:
    passage = citation.passage
    parts = (passage.title, passage.publisher, passage.published_at)
    page = f"p. {citation.page}" if citation.page else None
    return inert(", ".join(part for part in (*parts, page) if part))
