import pytest

from rag.word_forms import add_aliases, find_aliases, forms_of


def analyze(text: str) -> list[str]:
    return [word.removesuffix("s") for word in text.lower().split() if word not in ("the", "did")]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When did the ferry leave", "left"),
        ("Who left", "leaves"),
        ("Who leads the union", "leader"),
        ("Who is the leader", "led"),
        ("Who won", "winners"),
        ("When did it start", "began"),
        ("How heavy is it", "weighs"),
    ],
)
def test_other_forms_of_a_word_stand_for_it(question: str, text: str) -> None:
    aliases = find_aliases(question, analyze)
    held = add_aliases(frozenset(analyze(text)), aliases)
    assert held & set(analyze(question.lower()))


@pytest.mark.parametrize("question", ["How deep is the seed bed", "What is the number", "?", ""])
def test_a_word_without_other_forms_stands_for_itself(question: str) -> None:
    aliases = find_aliases(question, analyze)
    assert "see" not in aliases
    assert "numb" not in aliases


@pytest.mark.parametrize("word", ["near", "wounded", "roses", "dear", "ground"])
def test_a_word_of_two_meanings_stands_for_no_other(word: str) -> None:
    assert forms_of(word) == frozenset()
