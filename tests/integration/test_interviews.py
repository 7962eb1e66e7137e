"""What an interview asks is no answer; what it says after that is."""

from pathlib import Path

from rag import Assistant
from rag.remarks import DOUBT

INTERVIEW = """# Ten minutes with Marta Oyelaran

*The glaciologist Marta Oyelaran has spent eleven winters on the Brennhorn glacier.*

**What do you miss most up there?**

My daughter, and tomatoes, in that order.

**They cover parts of the glacier with fleece for the skiers. Does that work?**

It halves the melt on the covered part, at 7 euros a square metre.

Marta Oyelaran, glaciologist, born 4 February 1982
"""


def test_a_question_of_an_interview_is_no_answer_and_a_last_line_is_one(tmp_path: Path) -> None:
    (tmp_path / "interview.md").write_text(INTERVIEW)
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add(tmp_path / "interview.md")
        missed = assistant.ask("What does Marta Oyelaran miss most?")
        born = assistant.ask("When was Marta Oyelaran born?")
    assert "My daughter, and tomatoes, in that order." in [one.text for one in missed.sentences]
    assert born.sentences[0].text == "Marta Oyelaran, glaciologist, born 4 February 1982"
    for answer in (missed, born):
        assert not any(sentence.text.endswith("?") for sentence in answer.sentences)


def test_the_answers_of_a_list_of_questions_are_found_by_these(tmp_path: Path) -> None:
    (tmp_path / "faq.md").write_text(
        "# Corrow library: your questions\n\n"
        "Can I bring back books when you are closed?\n\nYes, into the box at the door, at any hour.\n\n"
        "What does it cost to join?\n\nNothing for residents; all others pay 18 crowns a year.\n\n"
        "How long may I keep a book?\n\nFour weeks, and twice as long if nobody asks for it.\n"
    )
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add_samples()
        assistant.add(tmp_path / "faq.md")
        for question, words in (
            ("How long can I keep a book of the Corrow library?", "Four weeks"),
            ("How much is it to join the Corrow library?", "Nothing for residents"),
            ("Where do I bring back a book when the library is closed?", "into the box"),
        ):
            assert words in assistant.ask(question).sentences[0].text


def test_a_reply_is_sure_by_the_question_before_it(tmp_path: Path) -> None:
    """Without that the first and the last come with a doubt, the second with another sentence."""
    (tmp_path / "app.md").write_text(
        "# Questions about the Corrow parcel app\n\n"
        "How do I change my delivery address?\n\nOpen the map and drag the pin. This is possible until the "
        "parcel is loaded, usually at 7 in the morning.\n\n"
        "Who do I call when a parcel is damaged?\n\nOur desk on 0800 555 0177, from 9 to 17.\n"
    )
    (tmp_path / "baker.md").write_text(
        "# A night with the baker of Corrow\n\nRuben Castell bakes bread for half of the town.\n\n"
        "When does your day begin?\n\nAt two. The first trays go in at three.\n\n"
        "Which loaf do people want most?\n\nThe seaweed rye. I make 600 on a weekday and 900 on a Saturday.\n"
    )
    with Assistant.open(tmp_path / "library") as assistant:
        assistant.add([tmp_path / "app.md", tmp_path / "baker.md"])
        for question, reply in (
            ("How can I change the delivery address?", "Open the map and drag the pin."),
            ("Which loaf is wanted most?", "The seaweed rye."),
            ("When does the baker start his day?", "At two."),
        ):
            answer = assistant.ask(question)
            assert [sentence.text for sentence in answer.sentences] == [reply]
            assert DOUBT not in answer.notes
