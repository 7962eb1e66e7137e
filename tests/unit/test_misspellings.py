"""Words that no article holds are read as the ones a letter away that stand with the rest of the question."""

from collections.abc import Collection

import pytest

from index.lexical_files import EnglishAnalyzer
from index.misspellings import find_misspelt, put_right

ENGLISH = EnglishAnalyzer()
TEXTS = (
    "Engineers developed a turbine. The pressure in it was different, and difficult to measure.",
    "A goal, apes and propane in the turbine were different.",
    "Emmerich is on the Rhine, with a raceway. The pavilion at Emmerich was built for cannonball races.",
    "Summers and mergers of banks were approved. Locates, stations and prime rates are other words.",
)


def misspelt(question: str, *texts: str) -> dict[str, str]:
    """Give what is put right in a question to some texts, each of one chunk."""
    chunks = [set(ENGLISH.analyze(text)) for text in texts or TEXTS]

    def count(stem: str) -> int:
        return sum(stem in chunk for chunk in chunks)

    def share_held(stem: str, others: Collection[str]) -> float:
        held = [len(chunk & set(others)) for chunk in chunks if stem in chunk]
        return max(held, default=0) / len(others)

    return find_misspelt(question, ENGLISH.analyze, count=count, share_held=share_held)


@pytest.mark.parametrize(
    ("question", "word", "meant"),
    [
        ("Who develped the turbine?", "develped", "developed"),  # left out
        ("Who develooped the turbine?", "develooped", "developed"),  # added
        ("Which presdure has the turbine?", "presdure", "pressure"),  # another
        ("Was the pressure differnet?", "differnet", "different"),  # changed round
        ("Was it DIFFICULT to measure the presure?", "presure", "pressure"),
        ("When was the pavillion built?", "pavillion", "pavilion"),
        ("Pavillion at Emmerich?", "Pavillion", "Pavilion"),
        ("Where on the Rhine is Emmrich?", "Emmrich", "Emmerich"),  # a name of no dictionary
        ("becaue of the turbine", "becaue", "because"),  # a function word, which is not indexed
        ("wich turbine was different", "wich", "which"),
        ("whare is the turbine", "whare", "where"),
        ("which rave was built at the pavilion", "rave", ""),
        ("What is on the Rhin?", "Rhin", ""),  # a name of four letters
        ("which trbine", "trbine", "turbine"),  # nothing else is asked
    ],
)
def test_a_letter_that_is_wrong_is_put_right(question: str, word: str, meant: str) -> None:
    found = misspelt(question)
    assert found.get(word, "") == meant
    assert set(found) <= {word}


@pytest.mark.parametrize(
    "question",
    [
        "Who developed the turbine?",
        "Was the turbine in the gaol different, or its apps?",
        "Was propyne in the turbine different?",
        "Which turbine is Meggers on about at home?",  # “mergers” stands with none of these
        "Who is Meggers?",
        "Does the turbine lobate?",
        "What did Pemmerich build at the pavilion?",  # its first letter is another
        "How different was the EMMRICH turbine?",
        "Was turbine T34a different?",
        "Where is the hotel on the Rhine?",  # English, and in no text
        "Can you summarise or analyse the organisation of the centre, its colour and behaviour?",
        "Why couldn't it be different, whos turbine wasnt developed, and why couldn’t it?",
        "",
        "¿?",
    ],
)
def test_what_is_no_slip_stays(question: str) -> None:
    assert misspelt(question) == {}


def test_the_word_that_stands_with_the_others_is_meant() -> None:
    ships = "The missiles hit the ships. " * 2
    beauty = ("Misses won the beauty prize.",) * 5
    assert misspelt("Which missles hit ships?", ships, *beauty) == {"missles": "missiles"}


def test_a_word_that_is_far_from_the_others_is_not_meant_unless_it_is_long_and_english() -> None:
    texts = (
        "A quinton of coal, dug in deep mines.",
        "The dimensions of narrow wooden boats differ.",
    )
    assert misspelt("Which quantons do dimensions of narrow wooden boats have?", *texts) == {}
    found = misspelt("Which dimmensions have deep mines and boats of coal?", *texts)
    assert found == {"dimmensions": "dimensions"}


def test_each_place_of_a_word_is_put_right_and_nothing_else() -> None:
    found = misspelt("Is develped develped by Develped?")
    assert (
        put_right("Is develped develped, undeveloped?", found)
        == "Is developed developed, undeveloped?"
    )
    assert put_right("as it is", {}) == "as it is"
