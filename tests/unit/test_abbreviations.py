import time

import pytest

from index.abbreviations import add_meant, choose_aliases, find_abbreviations, terms_in, terms_of
from index.lexical_files import build_analyzer

analyze = build_analyzer().analyze


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The European Central Bank (ECB) met.", "ECB", "European Central Bank"),
        (
            "peripheral blood mononuclear cells (PBMCs)",
            "PBMC",
            "peripheral blood mononuclear cells",
        ),
        ("of the cellular prion protein (PrP), which", "PrP", "prion protein"),
        ("the U.S. Department of Energy (DOE; see above)", "DOE", "Department of Energy"),
        ("The WHO (World Health Organization) says", "WHO", "World Health Organization"),
        ("a short hairpin RNA (shRNA) was used", "shRNA", "short hairpin RNA"),
    ],
)
def test_an_abbreviation_is_found_with_the_words_before_or_in_its_brackets(
    text: str, short: str, long: str
) -> None:
    assert list(find_abbreviations(text)) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "We (NASA) did it.",
        "In May (May 2020) it rained.",
        "They rose. Every child was born. A big one (ECB)",
        "the Bank (Bank)",
        "a pier (see Figure 2)",
        "It ended in 1998 (RAF).",
        "(ECB)",
        "",
    ],
)
def test_other_brackets_introduce_nothing(text: str) -> None:
    assert list(find_abbreviations(text)) == []


INTRODUCED = [
    *terms_of("The European Central Bank (ECB) met in Frankfurt.", analyze),
    *terms_of("The European Central Bank (ECB) has a tower.", analyze),
    *terms_of("Eels hold polychlorinated biphenyls (PCBs).", analyze),
    *terms_of("Acquired immune deficiency syndrome (AIDS) and others.", analyze),
    *terms_of("The World Health Organization (WHO) warned.", analyze),
    *terms_of("The English Cricket Board (ECB) met in London.", analyze),
]


@pytest.mark.parametrize(
    ("question", "terms", "implied"),
    [
        ("What did the ECB decide?", "ECB", "European Central Bank"),
        ("How do PCBs decay?", "PCBs", "polychlorinated biphenyls"),
        ("When did the European Central Banks meet?", "European Central Bank", "ECB"),
        ("When did the English Cricket Board meet?", "English Cricket Board", "ECB"),
    ],
)
def test_a_form_in_a_question_brings_its_other_form(
    question: str, terms: str, implied: str
) -> None:
    assert set(terms_in(question, analyze)) & set(INTRODUCED)
    (alias,) = choose_aliases(INTRODUCED, question, analyze)
    assert alias.terms == frozenset(analyze(terms))
    assert alias.implied == frozenset(analyze(implied))


@pytest.mark.parametrize(
    "question",
    ["Did the European Central Bank (ECB) meet?", "Who met?", "What did the ECBX say?", ""],
)
def test_what_is_said_in_both_forms_or_in_none_brings_nothing(question: str) -> None:
    assert choose_aliases(INTRODUCED, question, analyze) == ()


def meant(question: str, text: str) -> frozenset[str]:
    aliases = choose_aliases(INTRODUCED, question, analyze)
    return add_meant(set(analyze(text)), aliases, text=text)


def test_a_text_means_both_forms_where_it_has_one() -> None:
    both = set(analyze("ECB European Central Bank"))
    assert both <= meant("What did the ECB decide?", "The European Central Bank waits.")
    assert both <= meant("What did the ECB decide?", "Governors of the ECB wait.")
    assert "ecb" not in meant("What did the ECB decide?", "A European bank waits.")


@pytest.mark.parametrize(
    ("text", "is_meant"), [("Drugs for AIDS came.", True), ("Foreign aid came.", False)]
)
def test_a_short_form_counts_as_it_is_written(text: str, *, is_meant: bool) -> None:
    question = "Who found acquired immune deficiency syndrome?"
    assert (set(analyze("immune syndrome")) <= meant(question, text)) is is_meant


def test_a_short_form_that_is_a_stop_word_brings_its_long_form() -> None:
    (alias,) = choose_aliases(INTRODUCED, "What does the WHO advise?", analyze)
    assert not alias.terms
    assert alias.implied == frozenset(analyze("World Health Organization"))
    assert not choose_aliases(INTRODUCED, "WHO ADVISED THE ECB OF THIS?", analyze)
    assert choose_aliases(INTRODUCED, "ECB", analyze)
    assert choose_aliases(INTRODUCED, "WHO", analyze)
    assert choose_aliases(INTRODUCED, "ECB RATES", analyze)
    assert not choose_aliases(INTRODUCED, "WHO WON?", analyze)


@pytest.mark.parametrize("text", ["A-" * 200_000, "a-" * 200_000, "(" * 200_000, "(AB " * 100_000])
def test_a_long_run_takes_no_time(text: str) -> None:
    began = time.process_time()
    assert list(find_abbreviations(text)) == []
    assert time.process_time() - began < 2
