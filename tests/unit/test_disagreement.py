import dataclasses

import pytest

from rag.disagreement import describe_disagreement
from rag.schema import Citation, Sentence
from tests.unit.builders import make_passage

STOP_WORDS = "how many when the was were did of in on at is a came it".split()
INJURED = "How many people were injured when the bridge collapse came?"


def words(text: str) -> list[str]:
    plain = text.lower().replace(".", "").replace("?", "").replace(",", "").split()
    return [word for word in plain if word not in STOP_WORDS]


def sentence(text: str, *, number: int, date: str = "", publisher: str = "") -> Sentence:
    passage = dataclasses.replace(
        make_passage(text, number=number), published_at=date or None, publisher=publisher or None
    )
    citation = Citation(number=number, passage=passage, start=0, end=len(text), quote=text)
    return Sentence(text=text, citations=(citation,), support="supported", support_score=1.0)


def test_two_values_are_said_with_their_sources_the_newest_first() -> None:
    old = sentence(
        "In the bridge collapse 12 people were injured.", number=1, date="2032-03-03", publisher="Gazette"
    )  # fmt: skip
    new = sentence(
        "Correction: 14 people were injured in the collapse of the bridge.", number=2, date="2032-03-05", publisher="Courier"
    )  # fmt: skip
    note = describe_disagreement(INJURED, [old, new], analyze=words)
    assert note == (
        "the articles may differ: “14” (Courier, 5 March 2032, a correction) [2]; "
        "“12” (Gazette, 3 March 2032) [1]"
    )


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (INJURED, "In the bridge collapse 14 people were injured.", "Fourteen people were injured in the bridge collapse."),
        (INJURED, "In the bridge collapse 14 people were injured.", "The bridge carried 9,000 cars a day before its collapse."),
        (INJURED, "In the bridge collapse 14 people were injured.", "Nobody knows why the bridge collapse came."),
        ("When was the hall opened?", "The hall was opened on 3 May 1874.", "The hall was opened in 1874."),
        ("When was the hall opened?", "The hall was opened on Tuesday.", "The hall was opened on 12 May 2033."),
        ("When was the hall opened?", "The hall was opened in the 1990s.", "The hall was opened in 1994."),
        ("How long is the new road?", "The new road is 5 km long.", "The new road is 3.1 miles long."),
        ("When did the long strike begin?", "The long strike began on 3 May.", "It ended on 9 June."),
        ("Who opened the hall?", "Ann opened the hall in 1874.", "Ben opened the hall in 1875."),
    ],
)  # fmt: skip
def test_what_agrees_or_is_of_another_kind_is_no_disagreement(
    question: str, first: str, second: str
) -> None:
    found = [sentence(first, number=1), sentence(second, number=2)]
    assert describe_disagreement(question, found, analyze=words) == ""


def test_a_value_that_its_quote_does_not_hold_is_no_articles_word() -> None:
    found = [
        dataclasses.replace(
            sentence("The hall was opened in 1874.", number=1), support="unsupported"
        ),
        sentence("The hall was opened in 1875.", number=2),
    ]
    assert describe_disagreement("When was the hall opened?", found, analyze=words) == ""


def test_dates_are_compared_too() -> None:
    found = [
        sentence("The hall was opened in May 1874.", number=1),
        sentence("The hall was opened in 1875.", number=2),
    ]
    note = describe_disagreement("When was the hall opened?", found, analyze=words)
    assert "“May 1874”" in note
    assert "“1875”" in note


def test_a_count_that_stands_behind_what_it_counts_is_one() -> None:
    old = sentence(
        "The count of containers lost from the ship was raised to 34, after a survey.", number=1
    )
    new = sentence("The final count of containers lost from the ship is 37, three more.", number=2)
    note = describe_disagreement(
        "How many containers lost from the ship?", [old, new], analyze=words
    )
    assert "“34”" in note
    assert "“37”" in note
