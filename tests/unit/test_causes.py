import pytest

from rag.causes import Told, weigh_cause_of


def told(
    text: str, *, share: float = 0.0, before: float = 0.0, text_before: str = "", heading: str = ""
) -> float:
    return weigh_cause_of(
        Told(
            text=text,
            share=share,
            before=before,
            text_before=text_before,
            heading=heading,
            heading_share=0.3 if heading else 0.0,
        )
    )


@pytest.mark.parametrize(
    "cause",
    [
        "The union blames the new rota.",
        "It fell because the beam was rotten.",
        "The town refused, owing to three accidents.",
        "The beams turned out to be rusted through.",
        "The driver was ill, so the bus stood still.",
    ],
)
def test_a_sentence_with_the_words_of_a_cause_is_worth_more_than_one_that_restates(
    cause: str,
) -> None:
    assert told(cause, share=0.3) > told("The mill cost more than planned.", share=0.9)


def test_the_sentence_after_one_that_restates_may_give_the_cause() -> None:
    said = "The harvest fell by a third."
    assert told("Hail fell in May.", before=0.8, text_before=said) > told(said, share=0.8)
    assert told("Hail fell in May.", before=0.8, text_before=said) > told("Hail fell in May.")


def test_nothing_follows_from_a_sentence_that_gives_its_own_cause() -> None:
    said = "The harvest fell because of hail."
    assert told("Prices rose.", before=0.8, text_before=said) == 0.0


def test_what_stands_under_a_heading_with_why_gives_the_cause() -> None:
    under = told("The beams were rusted.", share=0.3, heading="Why it cost more")
    assert under > told("The beams were rusted.", share=0.3, heading="The opening")


@pytest.mark.parametrize("text", ["It was 12 tonnes after 15 tonnes.", "It has stood since 1921."])
def test_what_came_before_in_time_is_no_cause(text: str) -> None:
    assert told(text, share=0.3) == 0.0
