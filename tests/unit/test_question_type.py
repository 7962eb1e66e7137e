import pytest

from rag.question_type import Kind, classify, match


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many turbines are there?", "count"),
        ("How heavy is the lens?", "measure"),
        ("How much did the repair cost?", "money"),
        ("At what time did the bridge fall?", "time"),
        ("When was it built?", "date"),
        ("Since when has it stood?", "date"),
        ("It was built when?", "date"),
        ("How many people were hurt when it fell?", "count"),
        ("Who paid for it?", "person"),
        ("Where does the cable land?", "place"),
        ("Why was the harvest poor?", "reason"),
        ("What is the tower made of?", "other"),
    ],
)
def test_the_kind_is_read_from_the_question(question: str, kind: Kind) -> None:
    assert classify(question).kind == kind


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("How many turbines?", "Twelve turbines turn.", "It powers 14,500 homes."),
        ("How heavy is it?", "It weighs 1.7 tonnes.", "About 400 people watched."),
        ("How much did it cost?", "It cost 96 million crowns.", "It has 12 turbines."),
        ("What time did it fall?", "It fell at 9.40 pm.", "It was built in 1968."),
        ("When was it built?", "It was built in 1968.", "It carried 11,200 cars."),
        ("Who drove the bus?", "The driver was Pavla Strome.", "The bus lay in the water."),
        ("Why did it fall?", "It fell because the pier moved.", "It fell into the river."),
    ],
)
def test_a_sentence_with_what_is_asked_for_matches_better(
    question: str, better: str, worse: str
) -> None:
    asked = classify(question)
    assert match(asked, better) > match(asked, worse)


def test_what_the_question_says_itself_does_not_count() -> None:
    assert match(classify("Who is Pavla Strome?"), "We know Pavla Strome well.") == 0.0


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Why did it cost more than planned?", "reason"),
        ("How much copper was stolen?", "measure"),
        ("How much money was stolen?", "money"),
        ("How much was it?", "money"),
    ],
)
def test_the_first_words_decide_before_those_that_follow(question: str, kind: Kind) -> None:
    assert classify(question).kind == kind


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("How big is the rise?", "It is a rise of 6.5 percent.", "It is the first in 4 years."),
        ("How hot does it get?", "It reaches 31 degrees.", "It opened after 2 years."),
        ("How long did it last?", "It ended after 19 days.", "It stopped 40 metres away."),
        ("How long did it last?", "It ran from 3 May to 9 May.", "It was on 9 May."),
        ("When did it start?", "They walked out on 18 October.", "It ended on 9 November."),
        ("When did it end?", "It ended on 9 November.", "It began on 18 October."),
        ("When did it leave?", "It left at 6:40.", "It left early."),
        ("Who found it?", "Dov Pellman found it.", "It was found near Kettle Halt in January."),
        ("Where was it found?", "It lay near Kettle Halt.", "Dov found it on Monday in January."),
        ("Who paid?", "It was paid by two farmers.", "It was paid."),
    ],
)
def test_only_what_can_answer_is_of_the_kind(question: str, better: str, worse: str) -> None:
    asked = classify(question)
    assert match(asked, better) > match(asked, worse)
