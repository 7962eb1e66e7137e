"""An answer in a conversation → further questions that the library answers. Knows no store.

What is nearest to the answer comes first: of the article quoted most, then what shares its names.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from index.sentences import sentence_spans
from rag.courtesy import plain_words
from rag.follow_ups import FollowUp, propose_follow_ups
from rag.names import find_names
from rag.schema import Answer, Turn

MAX_PROPOSED = 8  # that are tried; each costs a search
Finds = Callable[[FollowUp, Sequence[Turn]], bool]


def choose_follow_ups(answer: Answer, history: Sequence[Turn], *, finds: Finds) -> Iterator[str]:
    """Give questions that follow an answer and find theirs; nothing follows a refusal.

    Args:
        answer: What was answered last.
        history: What was said before it; what was asked is not proposed again.
        finds: Tells whether a question is answered by the sentence it was made from.
    """
    asked = {plain_words(turn.text) for turn in history if turn.role == "user"}
    yield from (one for one in answer.questions if plain_words(one) not in asked)
    if not answer.sentences:
        return
    said = (
        *history,
        Turn(role="user", text=answer.question),
        Turn(role="assistant", text=answer.text),
    )
    proposed = [one for one in propose_follow_ups(answer) if plain_words(one.question) not in asked]
    for one in islice(_nearest_first(proposed, answer), MAX_PROPOSED):
        if finds(one, said):
            yield one.question


def _nearest_first(proposed: Sequence[FollowUp], answer: Answer) -> list[FollowUp]:
    """Order questions: of the first article quoted, then by the names they share with the answer."""
    first = answer.citations[0].article_id if answer.citations else ""
    text = f"{answer.question} {answer.text}"
    names = {word for name in find_names(text, sentence_spans(text)) for word in name.split()}
    return sorted(
        proposed,
        key=lambda one: (
            one.article_id != first,
            not names.intersection(one.question.rstrip("?").split()),
            one.question.startswith("Who is "),  # whoever is named can be asked about; little else
        ),
    )
