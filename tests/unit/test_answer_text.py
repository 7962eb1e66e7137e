import dataclasses

from rag.explanations import Nearest
from rag.schema import Answer, Citation, Sentence
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


def test_articles_that_copy_one_another_are_counted() -> None:
    sentences, passages = [], []
    for number in (1, 2, 3):
        text = f"The fare is {number} crowns."
        passages.append(make_passage(text, number=number))
        citation = Citation(number=number, passage=passages[-1], start=0, end=len(text), quote=text)
        sentences.append(
            Sentence(text=text, citations=(citation,), support="supported", support_score=1.0)
        )
    found = {"status": "answered", "passages": tuple(passages), "sentences": tuple(sentences)}
    answer = make_answer("What is the fare?", **found, independent_articles=2)
    said = "From 3 articles, 2 independent: the others are near copies."
    assert said in format_answer(answer.to_dict())
    alone = dataclasses.replace(answer, independent_articles=3)
    assert "independent" not in format_answer(alone.to_dict())
