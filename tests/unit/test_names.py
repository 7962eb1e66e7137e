import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans
from rag.names import find_names


def names_in(text: str) -> tuple[str, ...]:
    return find_names(text, sentence_spans(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The film was directed by Raoul Walsh in London.", ("Raoul Walsh", "London")),
        ("It lies in the Gulf of Mexico, near Key West.", ("Gulf of Mexico", "Key West")),
        ("The Girl Who Kicked won.", ("Girl Who Kicked",)),
        ("He met Émile Zola.", ("Émile Zola",)),
        ("Built by J. R. Smith & Sons.", ("J. R. Smith", "Sons")),
        ("She won at the 2022 Winter Olympics.", ("Winter Olympics",)),
        ("They fled on Apollo 11.", ("Apollo 11",)),
    ],
)
def test_names_are_runs_of_capitalised_words(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize("text", ["", "Yesterday it rained.", "no names here", "The. And. 12"])
def test_a_sentence_without_names_gives_none(text: str) -> None:
    assert names_in(text) == ()


def test_a_name_said_twice_is_given_once() -> None:
    assert names_in("We saw Ulverby. Then we left Ulverby.") == ("Ulverby",)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(name.strip() for name in names_in(text))
