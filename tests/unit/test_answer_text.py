from rag.explanations import Nearest
from rag.schema import Answer
from tests.unit.builders import make_passage
from ui.answer_text import format_answer


def make_answer(question: str, **found: object) -> Answer:
    facts = {"query": question, "sentences": (), "passages": (), "model": "extractive",
             "seconds": {}, "articles_searched": 2}  # fmt: skip
    return Answer(id="1", question=question, **{**facts, **found})  # type: ignore[arg-type]  # any field


def test_a_refusal_says_under_each_passage_what_it_lacks() -> None:
    nearest = Nearest(passage=1, title="Title", mentions=("board",), missing_kind="price")
    answer = make_answer(
        "What price did the board pay?",
        status="abstained",
        passages=(make_passage("The board met."),),
        nearest=(nearest,),
    )
    shown = format_answer(answer.to_dict())
    assert "The articles don’t say. (2 articles searched)" in shown
    assert "“The board met.”" in shown
    assert shown.endswith("It mentions “board”; gives no price.")


def test_a_courtesy_is_answered_with_its_reply_alone() -> None:
    shown = format_answer(make_answer("Thanks!", status="greeted").to_dict())
    assert shown == "Q: Thanks!\nA: You’re welcome! Ask me anything else about the articles."
