"""Words of a question are looked up together and apart, as the index holds them."""

import pytest

from index.abbreviations import add_meant
from index.compounds import MAX_CHUNKS, find_joined, find_parted
from index.lexical_files import EnglishAnalyzer

ENGLISH = EnglishAnalyzer()


def joined(text: str, *known: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Give the terms and what is implied, of an index that holds some words."""
    counts = dict.fromkeys(ENGLISH.analyze(" ".join(known)), 1)
    found = find_joined(text, ENGLISH.analyze, count=lambda stem: counts.get(stem, 0))
    return [(one.terms, one.implied) for one in found]


def parted(
    text: str, pairs: dict[tuple[str, str], int], *, known: int = 0
) -> list[tuple[str, str] | None]:
    """Give the two words of each word, of an index that holds some pairs and words so often."""
    parts = {word for pair in pairs for word in pair}
    found = find_parted(
        text,
        ENGLISH.analyze,
        count=lambda stem: 1 if stem in parts else known,
        count_pair=lambda first, second: pairs.get((first, second), 0),
    )
    return [one.phrase for one in found]


@pytest.mark.parametrize(
    ("text", "word", "apart"),
    [
        ("timing in NIH 3T3 cells", "NIH3T3", {"nih", "3t3"}),
        ("pro-inflammatory cytokines", "proinflammatory", {"pro", "inflammatori"}),
        ("health care in the county", "healthcare", {"health", "care"}),
        ("IL-10 signals", "IL10", {"il", "10"}),
        ("the p/CAF enzyme", "PCAF", {"p", "caf"}),
        ("Covid‑19 rules", "covid19", {"covid", "19"}),
    ],
)
def test_neighbours_are_one_word_as_well_where_the_index_has_it(
    text: str, word: str, apart: set[str]
) -> None:
    assert joined(text, word) == [(frozenset(apart), frozenset(ENGLISH.analyze(word)))]
    assert joined(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("direct oral anticoagulants", "director"),  # “directoral” has the stem of “director”
        ("20-40 years", "2040"),
        ("cat. Alogue", "catalogue"),
        ("a b", "ab"),
        ("", "x"),
    ],
)
def test_what_is_together_by_chance_is_no_word(text: str, word: str) -> None:
    assert joined(text, word) == []


@pytest.mark.parametrize(
    ("word", "pair"),
    [
        ("healthcare", ("health", "care")), ("lifetime", ("life", "time")), ("RAD3", ("rad", "3")),
        ("400mg", ("400", "mg")), ("p16INK4a", ("p", "16ink4a")),
    ],
)  # fmt: skip
def test_a_word_is_two_as_well_where_these_stand_together(word: str, pair: tuple[str, str]) -> None:
    assert parted(f"about {word} here", {pair: 1}) == [pair]
    assert parted(f"about {word} here", {}) == []


def test_of_several_ways_to_part_a_word_the_most_frequent_counts() -> None:
    pairs = {("foot", "ballplay"): 1, ("football", "lay"): 0, ("footbal", "play"): 3}
    assert parted("footballplay", pairs) == [("footbal", "play")]


def test_a_misprint_or_a_common_word_is_not_parted() -> None:
    assert parted("treatment", {("treat", "ment"): 1}, known=MAX_CHUNKS) == [("treat", "ment")]
    assert parted("treatment", {("treat", "ment"): 1}, known=MAX_CHUNKS + 1) == []
    assert parted("cats 2040 the", {("ca", "ts"): 1, ("20", "40"): 1}) == []


def test_a_name_is_no_two_words() -> None:
    pairs = {("new", "port"): 1, ("green", "land"): 1}
    assert parted("the ferry to Newport and Greenland", pairs) == []
    assert parted("newport", pairs) == parted("Newport?", pairs) == [("new", "port")]


def test_words_apart_mean_the_one_only_where_they_stand_together() -> None:
    (alias,) = find_joined("health care", ENGLISH.analyze, count=lambda _: 1)
    for text, holds in (
        ("Healthcare is dear.", True),
        ("the health-care bill", True),
        ("Take care of your health.", False),
    ):
        meant = add_meant(set(ENGLISH.analyze(text)), [alias], text=text)
        assert (alias.terms | alias.implied <= meant) == holds
