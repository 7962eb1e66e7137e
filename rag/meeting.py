"""What is met without a search: a courtesy, a question about Citewell or about the library itself.

Knows no generator.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from index.searchable import SearchableIndex
from rag.courtesy import HELP, plain_words, reply_to
from rag.overview import asks_what_is_here, describe_library
from rag.reading import Reader
from rag.schema import Turn

READ_PASSAGES = 5
Examples = Callable[[], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said without a search.

    Attributes:
        text: One or more lines; empty if the message has to be searched.
        questions: Some that the library answers, where it is asked what there is.
    """

    text: str = ""
    questions: tuple[str, ...] = ()


def meet(
    question: str,
    history: Sequence[Turn],
    article_index: SearchableIndex,
    scope: Collection[str] | None,
    *,
    reader: Reader,
    examples: Examples,
) -> Reply:
    """Give the reply to a message that needs no articles to be searched.

    Args:
        question: As asked.
        history: The conversation so far; what was asked in it is not proposed again.
        article_index: The library as the person sees it.
        scope: These articles only; None for all.
        reader: Tells whether they answer a question.
        examples: Gives questions that the library may answer.
    """
    is_about_library = asks_what_is_here(question)
    text = (
        describe_library(question, article_index, scope) if is_about_library else reply_to(question)
    )
    if text != HELP and not is_about_library:
        return Reply(text)
    asked = {plain_words(turn.text) for turn in history if turn.role == "user"}
    return Reply(
        text,
        tuple(
            one
            for one in examples()
            if plain_words(one) not in asked
            and reader.read(one, one, top_k=READ_PASSAGES, scope=scope).is_answered
        ),
    )
