"""Tables set with spaces or tabs in plain text, and lists whose lines are wrapped."""

import time

import pytest

from index.readers.plain_text import read_plain_text
from index.readers.text_tables import split_columns

RACE = """LEADING RESULTS, OVERALL
Pos  Name               Club                 Cat   Time
1    Tobiah Renshaw     Hexcombe Harriers    M     1:19:42
2    Idris Fell         Tarrow Striders      M     1:20:15
10   Eleri Maddock                           W     1:31:08"""


def test_columns_become_a_table_whose_rows_are_lines() -> None:
    draft = read_plain_text(
        f"Fell race\n\nThe race was run in fog.\n\n{RACE}\n\nIt was won in fog."
    )
    assert draft.text == (
        "The race was run in fog.\n\nLEADING RESULTS, OVERALL\n\nPos | Name | Club | Cat | Time\n"
        "1 | Tobiah Renshaw | Hexcombe Harriers | M | 1:19:42\n"
        "2 | Idris Fell | Tarrow Striders | M | 1:20:15\n10 | Eleri Maddock | | W | 1:31:08\n\nIt was won in fog."
    )
    kinds = [block.kind for block in draft.blocks]
    assert (kinds.count("table"), kinds.count("tr"), kinds.count("th")) == (1, 4, 5)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Name\tVotes\nAnn\t12\nBo\t9", [["Name", "Votes"], ["Ann", "12"], ["Bo", "9"]]),
        (
            "Month     Rain    Days\n----------------------\nApril       47      11\nJune                 9",
            [["Month", "Rain", "Days"], ["April", "47", "11"], ["June", "", "9"]],
        ),
        (
            "Team        P   Pts\nHexcombe   10    23\nOstley     10    19\n* after a penalty",
            [["Team", "P", "Pts"], ["Hexcombe", "10", "23"], ["Ostley", "10", "19"]],
        ),
    ],
)
def test_tabs_rules_right_aligned_and_empty_cells(text: str, rows: list[list[str]]) -> None:
    found = split_columns(text.split("\n"))
    assert found is not None
    assert found[1] == rows


@pytest.mark.parametrize(
    "text",
    [
        "Name:     John Smith\nAge:      34\nTown:     Ely",
        "1.  Open the box\n2.  Take the lamp\n3.  Close the box",
        "This is prose  that has two spaces\nafter some words  and it goes on\nwith others here  and on.",
        "Shall I compare thee\n   to a summer's day\nThou art more lovely",
        "The first column of a page of text   and the second column of text here\n"
        "that goes on with its own words in   which goes on as well in the same\n"
        "this way until the page is full of   way until the page is quite full",
        "Ann        12\nBo          9",
        "",
    ],
)
def test_other_lines_are_no_table(text: str) -> None:
    assert split_columns(text.split("\n")) is None


def test_the_wrapped_lines_of_a_list_are_joined_by_item() -> None:
    draft = read_plain_text(
        "Corrections\n\n"
        "* In our interview with Marit Oldacre, coxswain of the Brackwater lifeboat\n"
        "(Estuary Quarterly, Autumn 2024), two digits were transposed. The boat was\n"
        "launched 36 times.\n"
        "* The Ostley market clock stopped in the flood of January 1953, and not in\n"
        "  that of 1947."
    )
    assert draft.text == (
        "* In our interview with Marit Oldacre, coxswain of the Brackwater lifeboat (Estuary Quarterly, Autumn 2024), "
        "two digits were transposed. The boat was launched 36 times.\n"
        "* The Ostley market clock stopped in the flood of January 1953, and not in that of 1947."
    )


def test_short_lines_of_a_list_stay() -> None:
    lines = "- eggs\n  two of them\n- milk, as much as there is in the house on the hill by the sea"
    assert read_plain_text(f"To buy\n\n{lines}").text == lines.replace("  two", "two")


@pytest.mark.parametrize(
    "text",
    [
        "Q.   Did you see him?\nA.   Yes, I did.\nQ.   When was that?\nA.   In May.",
        "ANN   Who is there?\nBOB   It is me.\nANN   Come in.",
        "a)  buy milk\nb)  see Tom\nc)  call Ann",
        "int a = 1;      // first\nint bb = 2;     // second\nint c = 3;      // third",
        "| Name    | Price |\n|---|---|\n| Soup    | 5     |\n| Tea     | 2     |",
        "x" * 400 + "\nab   c\nde   f\ngh   i",
    ],
)
def test_talk_lists_code_and_what_is_a_table_already_stay(text: str) -> None:
    assert split_columns(text.split("\n")) is None


def test_a_head_without_a_first_cell_keeps_its_place() -> None:
    spaces = (
        "           2019    2020\nOslo       5       6\nBergen     7       8\nMoss       9       1"
    )
    tabs = "\tAdult\tChild\nSingle\t2\t1\nReturn\t4\t\nDay\t5\t3"
    for table, text in (
        (spaces, "| 2019 | 2020\nOslo | 5 | 6\nBergen | 7 | 8\nMoss | 9 | 1"),
        (tabs, "| Adult | Child\nSingle | 2 | 1\nReturn | 4 |\nDay | 5 | 3"),
    ):
        draft = read_plain_text(
            f"Fares\n\nThis is what it costs in town.\n\n{table}\n\nIt is dear."
        )
        assert text in draft.text


def test_a_long_block_is_looked_at_in_a_moment() -> None:
    started = time.perf_counter()
    assert split_columns([*["ab   cd"] * 500_000, "x" * 100_000]) is None
    assert time.perf_counter() - started < 2
