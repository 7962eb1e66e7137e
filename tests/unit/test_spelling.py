"""Spellings, plurals and Greek letters are compared as one; what is shown is not touched."""

import pytest

from index.lexical_files import EnglishAnalyzer, build_analyzer
from index.spelling import to_usual_form

TEXT = (
    "The Colour-coded “tumours” of İzmir’s organisation, 1,900 m² (centre), naïve_and über-sized."
)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colour", "color"), ("behavioural", "behavioral"), ("neighbours", "neighbors"), ("tumours", "tumors"),
        ("organisation", "organization"), ("recognised", "recognized"), ("criticising", "criticizing"),
        ("centre", "center"), ("kilometres", "kilometers"), ("leukaemia", "leukemia"), ("haematology", "hematology"),
        ("oestrogen", "estrogen"), ("paediatric", "pediatric"), ("defence", "defense"), ("programmes", "programs"),
        ("mice", "mouse"), ("children", "child"), ("bacteria", "bacterium"), ("analyses", "analysis"), ("TNF-α", "TNF- alpha "),
        ("analysed", "analyzed"), ("sulphur", "sulfur"), ("sceptical", "skeptical"), ("Theatre", "theater"),
    ],
)  # fmt: skip
def test_forms_are_one(british: str, american: str) -> None:
    assert to_usual_form(british) == american
    analyze = EnglishAnalyzer().analyze
    assert analyze(british) == analyze(american)


@pytest.mark.parametrize(
    "word",
    "four hour flour tour contour course promise premises exercise advertise surprise enterprise precise supervised "
    "γνώση raised noise wise revising programmed acre genre Louvre massacre poet Paris arise".split(),
)
def test_other_words_stay(word: str) -> None:
    assert to_usual_form(word) == word


def test_a_text_has_the_stems_that_are_indexed() -> None:
    assert EnglishAnalyzer().analyze(TEXT) == build_analyzer().analyze(to_usual_form(TEXT))


@pytest.mark.parametrize("text", ["σ ς ϕ Ω ά", "\ud83d", "‘’ " * 9, "", "a\x00b"])
def test_any_text_has_a_usual_form(text: str) -> None:
    assert isinstance(to_usual_form(text), str)
