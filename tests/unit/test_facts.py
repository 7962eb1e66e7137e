"""Hard cases: what a claim says, what its evidence says, and what the evidence does not bear out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fact_comparison import Issue
from rag.facts import check_facts
from rag.quantities import find_dates, find_quantities

GAZETTE = (
    "The Gazette counted 19 injured: 13 patients taken to Tarnholt General Hospital and six taken "
    "by boat to Skerrowmouth. County engineer Maurits Keldane blamed flood water on 4 March 2032. "
    "The bridge had been limited to lorries of 18 tonnes, and police weighed the lorry at 26 tonnes."
)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("It cost 3,200,000 crowns.", "It cost 3.2 million crowns."),
        ("It cost $3.2m.", "The price was 3,200,000 US dollars."),
        ("Seven people came.", "In all 7 people came."),
        ("Twenty-one boats sailed.", "There sailed 21 boats."),
        ("Two hundred and five votes", "205 votes"),
        ("It rose 50 %.", "It rose by 50 percent."),
        ("It rose by fifty per cent.", "It rose 50%."),
        ("The road is 2,000 m long.", "The road is 2 km long."),
        ("About 3 million people live there.", "3.2 million people live there."),
        ("The shop opens at 7 pm.", "The shop opens at 19:00."),
        ("It opened on September 12, 2033.", "It opened on 12 September 2033."),
        ("It opened on 12 September 2033.", "Opened: 2033-09-12."),
        ("It opened in September 2033.", "It opened on 12 September 2033."),
        ("It opened in 2033.", "It opened on 12 Sept. 2033."),
        ("She sang in the 1990s.", "She sang in 1994."),
        ("Keldane blamed the flood.", "Maurits Keldane blamed the flood."),
        ("The Russian fleet sailed.", "The fleet of Russia sailed."),
        ("He wrote “the end is near” there.", 'He wrote "The end\nis near" there.'),
        ("It didn’t open.", "It did not open."),
        ("He did not deny the charge.", "He made no denial. He did not deny the charge."),
        ("The firm did not comment.", "The firm declined to comment."),
        ("Only then did it open.", "It opened only then."),
        ("It was sold, but not to him.", "It was sold, but not to him, in May."),
        ("The bridge was limited to 18 tonnes.", GAZETTE),
        ("On 4 March 2032 engineer Keldane blamed flood water.", GAZETTE),
        ("Six were taken by boat, and 13 to Tarnholt General Hospital.", GAZETTE),
    ],
)
def test_the_same_fact_in_another_form_is_borne_out(claim: str, evidence: str) -> None:
    assert check_facts(claim, evidence).issues == ()


@pytest.mark.parametrize(
    ("claim", "issue"),
    [
        ("The Gazette counted 17 injured.", Issue("number", "17", "19")),
        (
            "13 patients were taken to Tarnholt General Hospital and 19 by boat to Skerrowmouth.",
            Issue("number", "19", "six"),
        ),
        ("The bridge had been limited to lorries of 26 tonnes.", Issue("number", "26 tonnes", "18 tonnes")),
        ("Keldane blamed flood water on 4 April 2032.", Issue("date", "4 April 2032", "4 March 2032")),
        ("County engineer Maurits Vole blamed flood water.", Issue("name", "Vole", "Keldane")),
        ("Police weighed the lorry in Ulverby.", Issue("name", "Ulverby")),
        ("Police weighed the lorry in 2031.", Issue("date", "2031")),
        ("Keldane blamed “a tired lorry driver”.", Issue("quotation", "“a tired lorry driver”")),
    ],
)  # fmt: skip
def test_what_the_evidence_lacks_or_has_otherwise_is_named(claim: str, issue: Issue) -> None:
    assert issue in check_facts(claim, GAZETTE).issues


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The road is 18 metres long.", "The road is 18 miles long."),
        ("It opened on Monday.", "It opened on Friday."),
        ("The bridge is not open.", "The bridge is open."),
        ("The bridge is open.", "The bridge is not open yet."),
        ("The firm commented on the load.", "The firm declined to comment on the load."),
        ("They reached the town.", "They failed to reach the town."),
        ("He did not leave the town.", "He left the town on foot."),
        ("Strome told Strome to wait.", "Strome told Marrin to wait."),
        ("It fell in 2032.", ""),
    ],
)
def test_a_changed_fact_is_an_issue(claim: str, evidence: str) -> None:
    assert check_facts(claim, evidence).issues


def test_a_fact_that_stands_elsewhere_does_not_excuse_one_in_its_place() -> None:
    evidence = "The red boat carried 12 people. The blue boat carried 30 people."
    assert check_facts("The red boat carried 30 people.", evidence).is_contradicted


def test_a_name_from_the_sentence_before_is_borne_out() -> None:
    evidence = "Pavla Strome drove the bus. She told the passengers to move to the back."
    assert check_facts("Strome told the passengers to move back.", evidence).issues == ()


@given(st.integers(min_value=3, max_value=999_999))
def test_a_number_is_read_with_and_without_separators(number: int) -> None:
    values = [find_quantities(f"All {form} boats.") for form in (f"{number:,}", f"{number:,}.0")]
    assert [found.value for (found,) in values] == [number, number]


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2199, 12, 31)))
def test_a_date_is_the_same_in_every_form(day: date) -> None:
    forms = ("{0:%Y-%m-%d}", "{0.day} {0:%B} {0.year:04}", "{0:%B} {0.day}, {0.year:04}")
    for form in forms:
        found = find_dates(f"It was {form.format(day)} then.")
        assert [(d.year, d.month, d.day) for d in found] == [(day.year, day.month, day.day)]


@given(st.text(max_size=200))
def test_a_text_bears_out_itself_and_nothing_raises(text: str) -> None:
    check_facts(text, text)
    check_facts(text, "The Gazette counted 19 injured.")
    spans = [(number.start, number.end) for number in find_quantities(text)]
    assert all(text[start:end].strip() for start, end in spans)
