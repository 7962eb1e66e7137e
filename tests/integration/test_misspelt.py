"""A question with a slip of the pen is answered as without, and says what it was read as."""

from collections.abc import Iterator

import pytest

from index.viewer import Viewer
from rag import Assistant, Turn

TEXTS = {
    "turbine.md": "# Tidewind\nKirsten Ollevar developed the Tidewind turbine in Sandhaven in 2031.",
    "bridge.md": "# Bridge\nThe bridge over the Lomme was closed for repairs by the council in May 2032.",
    "mergers.md": "# Banks\nMergers of banks were approved by the council in 2033.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("misspelt")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Assistant.open(folder / "library") as assistant:
        assistant.add([folder / name for name in TEXTS])
        yield assistant


@pytest.mark.parametrize(
    ("question", "words", "slips", "note"),
    [
        (
            "Who develped the Tidewind turbine?",
            "Ollevar",
            {"develped": "developed"},
            "“develped” is in no article: read as “developed”",
        ),
        (
            "Who developed the Tidewnid turbine?",
            "Ollevar",
            {"Tidewnid": "Tidewind"},
            "“Tidewnid” is in no article: read as “Tidewind”",
        ),
        (
            "When did Kirsten Olevar develop the trbine?",
            "2031",
            {"Olevar": "Ollevar", "trbine": "turbine"},
            "“Olevar” and “trbine” are in no article: read as “Ollevar” and “turbine”",
        ),
        (
            "Hi! When was the brigde over the Lomme closed?",
            "May 2032",
            {"brigde": "bridge"},
            "“brigde” is in no article: read as “bridge”",
        ),
        ("Who developed the Tidewind turbine?", "Ollevar", {}, ""),
    ],
)
def test_it_is_answered(
    assistant: Assistant, question: str, words: str, slips: dict[str, str], note: str
) -> None:
    answer = assistant.ask(question)
    assert words in answer.sentences[0].text
    assert answer.question == question
    for word, meant in slips.items():
        assert word not in answer.query
        assert meant in answer.query
    told = [note for note in answer.notes if "read as" in note]
    assert told == ([note] if note else [])
    assert answer.passages[0] == assistant.retrieve(question)[0]


def test_a_name_that_no_article_has_is_not_taken_for_a_word(assistant: Assistant) -> None:
    answer = assistant.ask("When did Betty Meggers write her book on the rainforest?")
    assert answer.status == "abstained"
    assert answer.query == answer.question


def test_a_follow_up_goes_on_from_what_was_meant(assistant: Assistant) -> None:
    asked = "Who develped the Tidewind turbine?"
    first = assistant.ask(asked)
    history = [Turn(role="user", text=asked), Turn(role="assistant", text=first.text)]
    answer = assistant.ask("And when?", history=history)
    assert "2031" in answer.sentences[0].text
    assert "developed" in answer.query
    assert not [note for note in answer.notes if "read as" in note]


def test_another_language_stays_as_it_is(assistant: Assistant) -> None:
    question = "Ist die brigde Lomme closed oder die Lomme closed?"
    assert assistant.index.misspelt(question) == {"brigde": "bridge"}
    assert assistant.ask(question).query == question


def test_only_what_somebody_sees_is_meant(assistant: Assistant) -> None:
    text = "# Diary\nQuintessa Brannagh sailed to Lomme in 2034 with parsnips. The brigde was shut."
    ann = Viewer(user="ann", is_private=True)
    (added,) = assistant.add_file(text.encode(), name="diary.md", viewer=ann).added
    question = "When did Quintesa Branagh sail to Lomme?"
    seen = assistant.ask(question, viewer=ann)
    assert "2034" in seen.sentences[0].text
    bob = Viewer(user="bob")
    # Nor does a word alone tell what somebody else's article holds, nor that it holds it.
    assert assistant.ask("parsnps", viewer=ann).query == "parsnips"
    assert assistant.ask("parsnps", viewer=bob).query == "parsnps"
    assert (
        assistant.ask("Who developed the Brannagh turbine?", viewer=bob).query.count("Brannagh")
        == 1
    )
    closed = "When was the brigde over the Lomme closed?"
    assert assistant.index.seen_by(bob).misspelt(closed) == {"brigde": "bridge"}
    assert assistant.index.seen_by(ann).misspelt(closed) == {}
    assert assistant.ask(question, viewer=bob).query == question
    assistant.remove(added)
    assert assistant.ask(question, viewer=ann).query == question
