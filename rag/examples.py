"""A few questions that a library answers, for whoever opens it: from everybody's newest articles.

They are looked for in the background, because each is searched before it is offered. Knows no page.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from index.article_index import ArticleIndex
from index.errors import CitewellError
from index.samples import EXAMPLE_QUESTIONS, is_sample
from index.schema import ArticleSummary
from index.viewer import EVERYBODY
from rag.follow_ups import FollowUp, propose_questions

MOST = 3
NEWEST = 24  # articles that are looked at
TRIED_OF_ONE = 4  # questions about one article; each costs a search
WAIT_S = 2.0
READ_CHUNKS = 4  # of an article: what it is about stands in its beginning

log = logging.getLogger(f"citewell.{__name__}")
Finds = Callable[[FollowUp], bool]
Examples = tuple[tuple[str, str], ...]  # questions, each with the id of the article that answers it


class ExampleQuestions:
    """Holds the questions of one library, and finds new ones when it has changed.

    Args:
        article_index: The library.
        finds: Says whether the library answers a question by the very sentence it was made from.
    """

    def __init__(self, article_index: ArticleIndex, *, finds: Finds) -> None:
        self._index = article_index
        self._finds = finds
        self._lock = threading.Lock()
        self._examples: Examples = ()
        self._made_of: tuple[str, ...] | None = None
        self._work: threading.Thread | None = None
        self._is_closed = False

    @property
    def is_looking(self) -> bool:
        """Tell whether others may be there in a moment."""
        return self._work is not None and self._work.is_alive()

    def current(self, article_ids: Collection[str] | None = None) -> tuple[str, ...]:
        """Give the questions known now, at once; if the library has changed, look for others.

        Args:
            article_ids: Those that these articles answer; None for all.
        """
        found = (
            question
            for question, article_id in self._current()
            if article_ids is None or article_id in article_ids
        )
        return tuple(islice(found, MOST))

    def settled(self) -> tuple[str, ...]:
        """Give them once they are looked for, within a moment; those known until then if it takes longer."""
        self.current()
        work = self._work
        if work is not None:
            work.join(WAIT_S)
        return self.current()

    def close(self) -> None:
        """Stop looking, before the library is closed."""
        with self._lock:
            self._is_closed = True
        if self._work is not None:
            self._work.join()

    def _current(self) -> Examples:
        newest, _ = self._index.seen_by(EVERYBODY).list_articles(sort="newest", limit=NEWEST)
        own = [one for one in newest if not is_sample(one.source)]
        samples = tuple(self._of_samples())
        state = (*(article_id for _, article_id in samples), *(one.id for one in own))
        with self._lock:
            if state == self._made_of or self._is_closed or self.is_looking:
                return self._examples
            self._made_of = state
            if not own:
                self._examples = samples
            else:
                self._work = threading.Thread(
                    target=self._look, args=(own, samples), name="examples", daemon=True
                )
                self._work.start()
            return self._examples

    def _look(self, own: list[ArticleSummary], samples: Examples) -> None:
        try:
            found = tuple(islice(self._answered(own), MOST))
        except CitewellError as exc:  # the library is being changed or is broken; a page is shown
            log.debug("no example questions: %s", exc.message)
            found = ()
        with self._lock:
            self._examples = (*found, *samples)

    def _answered(self, own: list[ArticleSummary]) -> Iterator[tuple[str, str]]:
        """Give one question of each article that has one, the newest first."""
        seen: set[str] = set()
        for summary in own:
            chunks = self._index.library.chunks_of([summary.id])[:READ_CHUNKS]
            for proposed in islice(propose_questions(chunks), TRIED_OF_ONE):
                if self._is_closed:
                    return
                if proposed.question not in seen and self._finds(proposed):
                    seen.add(proposed.question)
                    yield proposed.question, summary.id
                    break

    def _of_samples(self) -> Iterator[tuple[str, str]]:
        """Give the questions about the samples that are there."""
        for question, name in EXAMPLE_QUESTIONS.items():
            found, _ = self._index.seen_by(EVERYBODY).list_articles(text=name, limit=NEWEST)
            ids = [one.id for one in found if one.source.endswith(name) and is_sample(one.source)]
            yield from ((question, article_id) for article_id in ids[:1])
