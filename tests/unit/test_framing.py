import pytest

from rag.framing import bare_question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("What do the articles say about turbines?", "Tell me about turbines."),
        ("Hi! What does the library say about the tidal farm?", "Tell me about the tidal farm."),
        ("What do my sources say about why it fell?", "Why it fell?"),
        ("Do the articles say who built it?", "Who built it?"),
        ("According to these documents, who built it?", "Who built it?"),
        ("What do the articles say?", "What do the articles say?"),
        ("What does the Courier say about turbines?", "What does the Courier say about turbines?"),
        ("Who wrote the articles about turbines?", "Who wrote the articles about turbines?"),
    ],
)
def test_a_question_is_taken_out_of_what_it_is_asked_of(message: str, question: str) -> None:
    assert bare_question(message) == question
