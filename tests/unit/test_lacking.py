import re

import pytest

from index.aliases import Alias
from rag.explanations import Nearest
from rag.lacking import describe_nearest
from rag.question_type import classify, missing_kind
from tests.unit.builders import make_passage


class Index:
    """Lower-cased words without an ending `s`, all equally rare."""

    def analyze(self, text: str) -> list[str]:
        words = re.findall(r"[^\W_]+", text.lower())
        stop = {"what", "did", "the", "of", "for", "who", "when", "in", "was", "how", "much", "is"}
        return [word.removesuffix("s") for word in words if word not in stop]

    def aliases(self, _text: str) -> tuple[Alias, ...]:
        return ()

    def inverse_frequencies(self, terms: set[str]) -> dict[str, float]:
        return dict.fromkeys(terms, 1.0)


def describe(question: str, text: str) -> Nearest:
    (nearest,) = describe_nearest(question, [make_passage(text)], article_index=Index())  # type: ignore[arg-type]  # all that is used of it
    return nearest


def test_what_is_mentioned_and_what_is_lacking_is_said_in_the_words_of_the_question() -> None:
    found = describe("What price did the Harbour Board pay for the merger?", "A merger is near.")
    assert (found.mentions, found.lacks) == (("merger",), ("Harbour Board",))
    assert found.text == "mentions “merger”, but not “Harbour Board”; gives no price"


def test_a_name_is_mentioned_whole_or_word_by_word() -> None:
    assert describe("Who is Odile Harrow?", "It is Odile Harrow.").mentions == ("Odile Harrow",)
    assert describe("Who is Odile Harrow?", "Odile came.").mentions == ("Odile",)
    assert describe("Who is Odile Harrow?", "Odile came.").lacks == ("Harrow",)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When was the bridge painted?", "They are painting bridges."),
        ("What did the ferry cost?", "The fare of the ferry rose."),
        ("Who runs the ferries?", "The ferry is run by the town."),
        ("Who is in the title?", "Nothing is."),
    ],
)
def test_nothing_is_called_lacking_that_stands_there_in_another_form(
    question: str, text: str
) -> None:
    assert describe(question, text).lacks == ()


@pytest.mark.parametrize("word", ["came", "takes", "begun"])
def test_a_light_word_is_neither_mentioned_nor_lacking(word: str) -> None:
    found = describe(f"Who {word} for Orrin?", "Orrin is far.")
    assert (found.mentions, found.lacks) == (("Orrin",), ())
    assert describe(f"Who {word} for Orrin?", f"She {word} there.").mentions == ()


def test_of_a_question_in_another_language_only_names_are_told() -> None:
    found = describe("Wie hoch ist der Quorra-Damm?", "The Quorra dam is high.")
    assert (found.mentions, found.lacks) == (("Quorra",), ())
    assert describe("Wer leitet die Gewerkschaft?", "Nothing.").text == "is near in meaning"


def test_without_any_word_of_the_question_nothing_is_mentioned() -> None:
    assert describe("Who was Odile?", "Nothing.").text == "does not mention “Odile”"
    assert Nearest(passage=1, title="Title").text == "is near in meaning"


@pytest.mark.parametrize(
    ("question", "text", "kind"),
    [
        ("How much did it cost?", "It opened in 1998 by the sea.", "price"),
        ("How much did it cost?", "It cost twelve crowns.", ""),
        ("How much did it cost?", "It cost 12.", ""),
        ("When did it open?", "It stands by the sea.", "date"),
        ("When did it open?", "It opened last spring.", ""),
        ("How many came?", "People came by boat.", "number"),
        ("How many came?", "Several came.", ""),
        ("At what time does it open?", "It opens to visitors.", "time"),
        ("Who came?", "Nobody.", ""),
        ("Why did it fall?", "It fell.", ""),
    ],
)
def test_a_kind_is_missing_only_if_nothing_of_it_is_there(
    question: str, text: str, kind: str
) -> None:
    assert missing_kind(classify(question), text) == kind
