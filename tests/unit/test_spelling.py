"""Spellings, plurals and Greek letters are compared as one; what is shown is not touched."""

import pytest

from index.lexical_files import EnglishAnalyzer, build_analyzer

ENGLISH = EnglishAnalyzer()
TEXT = (
    "The Colour-coded “tumours” of İzmir’s organisation, 1,900 m² (centre), naïve_and über-sized; analyses of mice, "
    "wives’ defences, TNF-α and IL-1β, λόγος: he practised, advertised, promised. Programmes recognised kilometres."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("colour", "color"), ("behavioural", "behavioral"), ("neighbours", "neighbors"), ("tumours", "tumors"),
        ("organisation", "organization"), ("recognised", "recognized"), ("criticising", "criticizing"),
        ("organisers", "organizers"), ("centre", "center"), ("centred", "centered"), ("kilometres", "kilometers"),
        ("leukaemia", "leukemia"), ("haematology", "hematology"), ("oestrogen", "estrogen"),
        ("paediatric", "pediatric"), ("defence", "defense"), ("programmes", "programs"), ("analysed", "analyzed"),
        ("analyses", "analysis"), ("sulphur", "sulfur"), ("sceptical", "skeptical"), ("Theatre", "theater"),
        ("mice", "mouse"), ("children", "child"), ("women", "woman"), ("wives", "wife"), ("bacteria", "bacterium"),
        ("criteria", "criterion"), ("TNF-α", "TNF-alpha"), ("TNFα", "TNFalpha"), ("catalogue", "catalogs"),
    ],
)  # fmt: skip
def test_forms_are_one(one: str, other: str) -> None:
    assert ENGLISH.analyze(one) == ENGLISH.analyze(other)


@pytest.mark.parametrize(
    "word",
    "γνώση raised noise wise revising promise premises exercise advertise surprise enterprise precise supervised four "
    "hour flour tour contour course acre genre Louvre massacre poet Paris arise basis practise".split(),
)
def test_other_words_stay(word: str) -> None:
    assert ENGLISH.to_usual(word) == word
    assert ENGLISH.analyze(word) == build_analyzer().analyze(word)


@pytest.mark.parametrize(
    "text", [TEXT, "σ ς ϕ Ω ά", "‘’ " * 9, "", "a\x00b", "Organisation " * 200]
)
def test_a_text_has_the_stems_that_are_indexed(text: str) -> None:
    assert ENGLISH.analyze(text) == build_analyzer().analyze(ENGLISH.to_usual(text))


def test_words_met_before_have_the_stems_that_the_tokenizer_gives() -> None:
    """Every character of those texts that are cut here parts words, or does not, as tantivy has it."""
    plain = build_analyzer()
    for code in (
        *range(0x250),
        *range(0x386, 0x3CF),
        *range(0x2000, 0x2065),
        *range(0x20A0, 0x20C0),
    ):
        text = f"zab{chr(code)}czd"
        assert EnglishAnalyzer().analyze(text) == plain.analyze(text), hex(code)
    assert ENGLISH.analyze(TEXT) == ENGLISH.analyze(TEXT)
    long = f"{'x' * 61} boats"
    assert ENGLISH.analyze(long) == plain.analyze(long) == ["boat"]
