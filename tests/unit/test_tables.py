"""Rows of tables: found in text, said with the names of their columns, traced cell by cell."""

from dataclasses import replace

import pytest

from rag.citations import ground, parse_segments
from rag.schema import Passage
from rag.tables import find_tables, say_row, trace_row
from tests.unit.builders import make_passage

TEXT = (
    "The fees of 2031.\n\nLength | Per night | Per season\n6 m | 12 euros | 340 euros\n"
    "9 m |  | 520 euros\n\nArea | 14 km²\nOutflow | Ash\n\nHe said a | b once."
)


def analyze(text: str) -> list[str]:
    return text.lower().split()


def test_rows_are_found_with_their_places_and_cells() -> None:
    fees, lake, _ = find_tables(TEXT, offset=100)
    assert [row.cells for row in fees] == [
        ("Length", "Per night", "Per season"),
        ("6 m", "12 euros", "340 euros"),
        ("9 m", "", "520 euros"),
    ]
    assert [TEXT[row.start - 100 : row.end - 100] for row in lake] == [
        "Area | 14 km²",
        "Outflow | Ash",
    ]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((0, 1), "6 m — Per night: 12 euros."),
        ((0, 1, 2), "6 m — Per night: 12 euros — Per season: 340 euros."),
        ((2, 0), "Per season: 340 euros — Length: 6 m."),
    ],
)
def test_a_row_is_said_and_traced_to_itself_and_its_head(
    columns: tuple[int, ...], said: str
) -> None:
    head, row, _ = find_tables(TEXT)[0]
    assert say_row(row, head, columns) == said
    assert trace_row(said, TEXT) == ((0, row), (0, head))


def test_a_name_and_its_value_need_no_head() -> None:
    row = find_tables(TEXT)[1][1]
    assert say_row(row, None) == "Outflow: Ash."
    assert trace_row("Outflow: Ash.", TEXT) == ((0, row),)


@pytest.mark.parametrize(
    "sentence",
    [
        "6 m — Per season: 12 euros.",  # of another column
        "9 m — Per season: 340 euros.",  # of another row
        "6 m — Per week: 12 euros.",
        "6 m.",
        "Outflow: 14 km².",
        "",
    ],
)
def test_a_cell_under_another_head_or_of_another_row_is_not_traced(sentence: str) -> None:
    assert trace_row(sentence, TEXT) == ()


HEAD = "Length | Per night\n6 m | 12 euros"
GOES_ON = "7 m | 15 euros\n8 m | 17 euros"


def make_part(text: str, *, number: int, start: int, article_id: str = "a" * 12) -> Passage:
    passage = make_passage(text, number=number, start=start)
    chunk = replace(passage.chunk, article_id=article_id, number=start)
    return replace(passage, chunk=chunk)


def test_the_head_may_stand_in_an_earlier_passage_of_the_article() -> None:
    passages = (make_part(GOES_ON, number=1, start=900), make_part(HEAD, number=2, start=50))
    (segment,) = parse_segments("8 m — Per night: 17 euros. [1, 2]")
    (grounded,) = ground(segment, passages, analyze=analyze)
    assert [(s.passage.number, s.start, s.quote, s.says) for s in grounded.spans] == [
        (1, 915, "8 m | 17 euros", "8 m — Per night: 17 euros."),
        (2, 50, "Length | Per night", ""),
    ]


@pytest.mark.parametrize(
    ("row", "head"),
    [
        (
            make_part(GOES_ON, number=1, start=900),
            make_part(HEAD, number=2, start=50, article_id="b" * 12),
        ),
        (make_part(GOES_ON, number=1, start=900), make_part(HEAD, number=2, start=950)),
        (
            make_part(GOES_ON, number=1, start=900),
            make_part(f"{HEAD}\n\nOver.", number=2, start=50),
        ),
        (
            make_part(f"Rent.\n\nLength | Rent\n{GOES_ON}", number=1, start=900),
            make_part(HEAD, number=2, start=50),
        ),
    ],
    ids=["of another article", "of a later passage", "of a table that ended", "of another table"],
)
def test_no_head_of_another_table_is_taken(row: Passage, head: Passage) -> None:
    (segment,) = parse_segments("8 m — Per night: 17 euros. [1, 2]")
    grounded = ground(segment, (row, head), analyze=analyze)[-1]
    assert "8 m — Per night: 17 euros." not in [span.says for span in grounded.spans]
