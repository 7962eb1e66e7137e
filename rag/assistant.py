"""The assistant: composes index, retrieval, generation and checking, and shows their order."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Self

from index.article_index import ArticleIndex
from index.progress import ignore_progress
from index.schema import OnProgress
from index.viewer import EVERYBODY, WHOLE, Viewer
from rag.answer_spans import load_answer_reader
from rag.article_access import ArticleAccess
from rag.clock import Clock
from rag.drafting import Draft
from rag.examples import ExampleQuestions
from rag.follow_ups import FollowUp
from rag.generation import EXTRACTIVE, QUOTE_ALL, WIDE, stand_alone
from rag.generators import GeneratorOffer, Generators
from rag.lacking import describe_nearest
from rag.limits import check_options, check_question, check_scope, check_top_k
from rag.meeting import meet
from rag.misspelt import understand
from rag.opening import open_index
from rag.options import AS_SET, AnswerOptions
from rag.preparing import Preparer
from rag.proposing import choose_follow_ups
from rag.reading import Reader, Reading
from rag.remarks import remark
from rag.reranking import load_reranker
from rag.schema import (
    Answer,
    AnswerReady,
    Event,
    Passage,
    PassagesFound,
    SentenceChecked,
    TextDelta,
    Turn,
)
from rag.settings import Settings
from rag.tracing import count_independent, trace_answer
from rag.verification import load_support_scorer


class Assistant(ArticleAccess):
    """Answers questions about a library of articles, every sentence cited and checked.

    Make one with `Assistant.open`; use it as a context manager or call `close`.
    """

    def __init__(self, article_index: ArticleIndex, *, settings: Settings) -> None:
        super().__init__(article_index)
        self.settings = settings
        support, reranker, device = settings.support_model, settings.reranker, settings.device
        self._scorer = load_support_scorer(support, article_index, device=device)
        self._reranker = load_reranker(reranker, device=device) if reranker else None
        self._answers = load_answer_reader(settings.answer_reader, cache=settings.cache)
        self._generators = Generators(settings)
        self.generator = self._generators.default
        self.examples = ExampleQuestions(article_index, finds=self._finds_for_everybody)

    @classmethod
    def open(
        cls,
        library: str | Path | None = None,
        *,
        settings: Settings | None = None,
        reindex: bool = False,
        in_background: bool = False,
        on_progress: OnProgress = ignore_progress,
    ) -> Self:
        """Open a library folder, making it if it is not there.

        Args:
            library: The folder; the setting `library` if None.
            settings: All settings; from environment and file if None.
            reindex: Build the indexes anew before anything else. After a change of the model that
                happens by itself, in the background, while the former model answers.
            in_background: Index what a crash left unfinished in the background too.
            on_progress: Told what opening has to finish or rebuild.

        Raises:
            LibraryLockedError: Another process holds the library.
            IndexMismatchError: It was indexed with another model that is gone, or another version.
            StorageError: The folder cannot be read or written.
            EmbeddingError: The embedding model is missing or altered.
            SettingsError: A setting cannot be used.
        """
        settings = settings or Settings.load()
        library = Path(library or settings.library).expanduser()
        settings = settings.model_copy(update={"library": library})
        article_index = open_index(
            settings, reindex=reindex, in_background=in_background, on_progress=on_progress
        )
        try:
            return cls(article_index, settings=settings)
        except BaseException:
            article_index.close()
            raise

    def __enter__(self) -> Self:
        """Give the assistant itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the library."""
        self.close()

    def close(self) -> None:
        """Close the library; a second call does nothing."""
        self.examples.close()
        self.index.close()

    def generators(self) -> tuple[GeneratorOffer, ...]:
        """Say what may write an answer, the configured one first; see `AnswerOptions`."""
        return self._generators.offers

    def must_load(self, generator: str | None) -> bool:
        """Tell whether a generator's model, on this machine, is still to be loaded: that takes a while."""
        return self._generators.must_load(generator)

    def warm_up(self) -> None:
        """Do what a question does but for writing, so that the first is as quick as the next."""
        self._reader(WHOLE).read("What is new?", "What is new?", top_k=self.settings.top_k)
        self.examples.current()

    def _reader(self, viewer: Viewer) -> Reader:
        view = self.index.seen_by(viewer)
        return Reader(view, reranker=self._reranker, answers=self._answers)

    def _finds_for_everybody(self, proposed: FollowUp) -> bool:
        return self._reader(EVERYBODY).finds(proposed, top_k=self.settings.top_k)

    def example_questions(self, article_ids: Collection[str] | None = None) -> tuple[str, ...]:
        """Give up to three questions that the library, or these articles, answer: those found so far.

        While it holds only the samples, they are about these; then about everybody's newest
        articles. `examples.is_looking` tells whether others may be there in a moment.
        """
        return self.examples.current(article_ids)

    def retrieve(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        top_k: int | None = None,
        article_ids: Collection[str] | None = None,
        viewer: Viewer = WHOLE,
    ) -> tuple[Passage, ...]:
        """Find the passages that matter for a question, without answering it.

        Args:
            question: At most 4,000 characters.
            history: The conversation so far, oldest first.
            top_k: At most so many; the setting `top_k` if None.
            article_ids: From these articles only; None for all.
            viewer: From what they see only.

        Returns:
            The passages, best first. Empty if the library is.

        Raises:
            QuestionError: The question is empty or too long, too many articles are named, or
                `top_k` is less than 1.
        """
        scope = None if article_ids is None else check_scope(article_ids)
        top_k = self.settings.top_k if top_k is None else check_top_k(top_k)
        asked, said, _ = understand(check_question(question), history, self.index.seen_by(viewer))
        return self._reader(viewer).find(asked, said, top_k=top_k, scope=scope).passages

    def follow_ups(
        self,
        answer: Answer,
        *,
        history: Sequence[Turn] = (),
        article_ids: Collection[str] | None = None,
        viewer: Viewer = WHOLE,
        limit: int = 3,
    ) -> tuple[str, ...]:
        """Give further questions that the library answers, each seen to find its answer.

        Args:
            answer: What was answered last; nothing follows a refusal.
            history: What was said before it.
            article_ids: The articles it was answered from; None for all.
            viewer: Who asked it.
            limit: At most so many.
        """
        finds = partial(self._reader(viewer).finds, top_k=self.settings.top_k, scope=article_ids)
        return tuple(islice(choose_follow_ups(answer, history, finds=finds), limit))

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        article_ids: Collection[str] | None = None,
        viewer: Viewer = WHOLE,
        options: AnswerOptions = AS_SET,
    ) -> Answer:
        """Answer a question; see `stream`."""
        events = self.stream(
            question, history=history, article_ids=article_ids, viewer=viewer, options=options
        )
        for event in events:
            if isinstance(event, AnswerReady):
                return event.answer
        raise AssertionError("a stream ends with AnswerReady")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        article_ids: Collection[str] | None = None,
        viewer: Viewer = WHOLE,
        options: AnswerOptions = AS_SET,
    ) -> Iterator[Event]:
        """Answer a question step by step.

        Args:
            question: At most 4,000 characters.
            history: The conversation so far, oldest first.
            article_ids: Answer from these articles only; None for all.
            viewer: Answer from what they see only.
            options: What this question is to have in place of the settings.

        Yields:
            `PassagesFound`, then for each sentence its `TextDelta`s and `SentenceChecked`, then
            `AnswerReady`. A courtesy is met without a search: no passages, a `TextDelta`, the answer.

        Raises:
            QuestionError: The question is empty or too long, too many articles are named, or an
                option cannot be had.
            GenerationError: The model that writes the answer is missing, refuses or fails.
        """
        question = check_question(question)
        scope = None if article_ids is None else check_scope(article_ids)
        generator = self._generators.get(options.generator)
        is_quoted = generator.name == EXTRACTIVE
        generator = WIDE if options.wide and is_quoted else generator
        top_k, strict = check_options(options, self.settings)
        clock = Clock()
        reading, view, reader = Reading(), self.index.seen_by(viewer), self._reader(viewer)
        examples = self.examples.settled
        reply = meet(question, history, view, scope, reader=reader, examples=examples)
        asked, history, slips = understand(question, () if reply.text else history, view)
        query = asked if reply.text else stand_alone(asked, history, generator=generator)
        if not reply.text:
            preparer = Preparer(reader, view, top_k=top_k, scope=scope, is_wide=options.wide)
            prepared = preparer.prepare(query, question=asked, is_quoted=is_quoted)
            reading = prepared or reader.read(asked, query, history, top_k=top_k, scope=scope)
        if reading.is_list or (reading.is_prepared and is_quoted):
            generator = QUOTE_ALL
        passages, evidence = reading.passages, reading.evidence
        clock.mark("search")
        yield PassagesFound(query=query, passages=passages)
        if reply.text:
            yield TextDelta(text=reply.text)
        draft = Draft(generator, scorer=self._scorer, analyze=self.index.analyze, strict=strict)
        if reading.is_answered:
            for event in draft.write(query, evidence=evidence, passages=passages):
                if isinstance(event, SentenceChecked):
                    clock.mark("first_sentence", once=True)
                yield event
        sentences = tuple(draft.sentences)
        remarks = remark(question, reading, view, is_answered=bool(sentences), is_quoted=is_quoted)
        nearest = () if sentences else describe_nearest(query, passages, article_index=self.index)
        searched = view.stats(scope)
        trace = trace_answer(
            reading.found,
            evidence=evidence,
            sentences=sentences,
            generator=generator.name,
            chunks_searched=searched.chunks,
        )
        clock.mark("total")
        yield AnswerReady(
            answer=Answer(
                id=secrets.token_hex(6),
                question=question,
                query=query,
                sentences=sentences,
                passages=passages,
                status="greeted" if reply.text else "answered" if sentences else "abstained",
                model=generator.name,
                seconds=clock.seconds,
                articles_searched=0 if reply.text else searched.articles,
                notes=() if reply.text else (*slips, *remarks, *draft.notes),
                nearest=nearest,
                trace=None if reply.text else trace,
                independent_articles=count_independent(sentences, self.index.library),
                reply=reply.text,
                questions=reply.questions,
            )
        )
