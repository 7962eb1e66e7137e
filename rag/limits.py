"""What may be asked: limits of a question and of its scope. Searches nothing."""

from collections.abc import Collection

from index.errors import QuestionError
from rag.options import AnswerOptions
from rag.settings import Settings

MAX_QUESTION_CHARS = 4_000
MAX_TOP_K = 50
WIDER = 3
MAX_SCOPE_ARTICLES = 20_000  # more is too long a filter for Chroma


def check_question(question: str) -> str:
    """Give the question without white space around it.

    Raises:
        QuestionError: It is empty or longer than 4,000 characters.
    """
    question = question.encode("utf-8", "replace").decode("utf-8").strip()
    if not question:
        raise QuestionError("the question is empty", hint="type what you want to know")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question has {len(question):,} characters, the limit is {MAX_QUESTION_CHARS:,}",
            hint="ask more briefly; add long texts to the library as articles",
        )
    return question


def check_top_k(top_k: int) -> int:
    """Give the number of passages.

    Raises:
        QuestionError: It is less than 1.
    """
    if top_k < 1:
        raise QuestionError(f"top_k is {top_k}, the least is 1", hint="ask for one passage or more")
    return top_k


def check_options(options: AnswerOptions, settings: Settings) -> tuple[int, bool]:
    """Give `top_k` and `strict` of a question, from the settings where it names none.

    A question that looks wider has three times the passages, at most 50.

    Raises:
        QuestionError: `top_k` is not within 1 and 50.
    """
    top_k = settings.top_k if options.top_k is None else options.top_k
    if not 1 <= top_k <= MAX_TOP_K:
        raise QuestionError(
            f"top_k is {top_k}, it has to be within 1 and {MAX_TOP_K}",
            hint="ask for another number of passages",
        )
    if options.wide:
        top_k = min(MAX_TOP_K, WIDER * top_k)
    return top_k, settings.strict if options.strict is None else options.strict


def check_scope(article_ids: Collection[str]) -> frozenset[str]:
    """Give each article once.

    Raises:
        QuestionError: There are more than 20,000.
    """
    scope = frozenset(article_ids)
    if len(scope) > MAX_SCOPE_ARTICLES:
        raise QuestionError(
            f"the question names {len(scope):,} articles, the limit is {MAX_SCOPE_ARTICLES:,}",
            hint="search the whole library instead",
        )
    return scope
