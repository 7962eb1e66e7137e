from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.checking import DraftChecker
from rag.schema import Sentence, SentenceChecked, TextDelta
from tests.unit.builders import make_passage

PASSAGES = [
    make_passage("Alpha beta gamma. Delta [7] epsilon."),
    make_passage("Zeta eta.", number=2),
]
TEXT = r"Alpha beta gamma.[1][2] Delta \[7] epsilon. [1] Zeta eta [2"


class Scorer:
    def score(self, claim: str, evidence: str) -> float:
        return 1.0 if claim in evidence else 0.6


def check(pieces: list[str]) -> tuple[list[TextDelta | SentenceChecked], list[Sentence]]:
    checker = DraftChecker(PASSAGES, scorer=Scorer(), analyze=lambda text: text.lower().split())
    events = list(checker.check(pieces))
    return events, [event.sentence for event in events if isinstance(event, SentenceChecked)]


def test_each_sentence_follows_its_own_text() -> None:
    events, _ = check(["Alpha beta gamma. [1]", " Zeta eta. [2]"])
    assert [type(event).__name__ for event in events] == ["TextDelta", "SentenceChecked"] * 2


@given(st.lists(st.integers(min_value=0, max_value=len(TEXT)), max_size=20))
def test_the_outcome_does_not_depend_on_how_text_is_cut_into_pieces(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(TEXT)]
    pieces = [TEXT[a:b] for a, b in pairwise(edges)]
    events, sentences = check(pieces)
    assert sentences == check([TEXT])[1]
    streamed = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert streamed == " ".join(sentence.text for sentence in sentences)


def test_two_markers_of_one_sentence_are_both_kept_and_brackets_are_text() -> None:
    _, sentences = check(list(TEXT))
    assert [s.text for s in sentences] == ["Alpha beta gamma.", "Delta [7] epsilon.", "Zeta eta [2"]
    assert [[c.number for c in s.citations] for s in sentences] == [[1], [2], []]
    assert [s.support for s in sentences] == ["supported", "supported", "uncited"]


@given(st.lists(st.text(alphabet=st.sampled_from("aB. [1],\\\n"), max_size=6), max_size=8))
def test_any_text_in_any_pieces_is_streamed_whole(pieces: list[str]) -> None:
    events, sentences = check(pieces)
    streamed = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert "".join(streamed.split()) == "".join("".join(s.text for s in sentences).split())
