"""The order in which the words of a PDF's page are read, whatever order they were drawn in."""

from itertools import chain, zip_longest

import pytest

from index.readers.pdf_lines import Line, join_letters
from index.reading import read_file

Placed = tuple[int, int, str]

LEFT = (
    "The crane keepers in the",
    "northern dock began their work",
    "before dawn, and most of",
    "them stayed until the tide",
    "had gone out again.",
)
RIGHT = (
    "The ferry pilots on the other",
    "side of the bay preferred to",
    "sleep late, since they were",
    "paid by the passenger and",
    "not by the day.",
)
MIDDLE = (
    "The bakers of the harbour were",
    "up before both of them and",
    "sold their bread at the gate",
    "of the dock for a penny to",
    "whoever came by.",
)


def make_pdf(placed: list[Placed]) -> bytes:
    """Draw lines in the order given, each at its point."""
    shown = "".join(f"1 0 0 1 {x} {y} Tm ({line}) Tj " for x, y, line in placed)
    content = f"BT /F 11 Tf {shown}ET"
    return (
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>> endobj\n"
        f"4 0 obj <</Length {len(content)}>> stream\n{content}\nendstream endobj\n"
        "trailer <</Root 1 0 R>>\n%%EOF"
    ).encode()


def column(lines: tuple[str, ...], *, x: int = 72, y: int = 700) -> list[Placed]:
    return [(x, y - 14 * number, line) for number, line in enumerate(lines)]


def by_rows(*columns: list[Placed]) -> list[Placed]:
    return [line for line in chain.from_iterable(zip_longest(*columns)) if line]


def words(placed: list[Placed]) -> str:
    """Give the page's words in the order they are read."""
    (article,) = read_file(make_pdf(placed), source="a.pdf").articles
    return " ".join(article.text.split())


def test_words_hyphenated_at_the_end_of_a_line_are_joined() -> None:
    assert words(
        column(
            (
                "The committee met in the town hall of Orrin in Septem-",
                "ber of that year with the well-known keeper, who is well-",
                "known as a friend of the Anglo-",
                "Saxon poets and of their songs.",
            )
        )
    ) == (
        "The committee met in the town hall of Orrin in September of that year with the well-known "
        "keeper, who is well-known as a friend of the Anglo-Saxon poets and of their songs."
    )


@pytest.mark.parametrize("shift", [0, 4], ids=["on one row", "a little lower"])
def test_columns_that_are_drawn_row_by_row_are_read_one_by_one(shift: int) -> None:
    title = [(72, 740, "Work in the harbour of Orrin, and who was up when, as was told there")]
    left, right = column(LEFT), column(RIGHT, x=330, y=700 - shift)
    expected = " ".join((title[0][2], *LEFT, *RIGHT))
    assert words(title + by_rows(left, right)) == expected
    assert words(title + left + right) == expected


def test_three_columns_that_are_drawn_row_by_row_are_read_one_by_one() -> None:
    columns = column(LEFT, x=40), column(MIDDLE, x=230), column(RIGHT, x=420)
    assert words(by_rows(*columns)) == " ".join(LEFT + MIDDLE + RIGHT)


def test_a_table_stays_in_rows() -> None:
    names = column(("Boat", "The Tern", "The Gull", "The Auk", "The Skua", "The Shag"))
    places = column(("Crew", "14 men", "3 men", "22 men", "9 men", "11 men"), x=330)
    assert words(by_rows(names, places)).startswith("Boat Crew The Tern 14 men The Gull 3 men")


def test_a_table_of_small_letters_stays_in_rows() -> None:
    conditions = [f"if the boat number {n} is late" for n in range(6)]
    duties = [f"then its crew pays {n} crowns" for n in range(6)]
    rows = by_rows(column(tuple(conditions)), column(tuple(duties), x=330))
    assert words(rows) == " ".join(chain.from_iterable(zip(conditions, duties, strict=True)))


def test_a_sentence_with_blanks_to_fill_in_stays_one() -> None:
    before = ("I, the undersigned", "and living in the town of", "say that on the day of",
              "I have seen the keeper of", "light his lamp at", "and that he was with his")  # fmt: skip
    behind = ("was born in the year", "in the county of", "at the hour of",
              "the lighthouse who did", "noon. He had", "dog. It did not bark.")  # fmt: skip
    places = (250, 300, 280, 310, 240, 320)
    blanks = [
        (x, 700 - 14 * n, text) for n, (x, text) in enumerate(zip(places, behind, strict=True))
    ]
    rows = by_rows(column(before), blanks)
    assert words(rows) == " ".join(chain.from_iterable(zip(before, behind, strict=True)))


def test_a_rotated_page_is_read_as_it_was_drawn() -> None:
    rows = by_rows(column(RIGHT, x=330), column(LEFT))
    data = make_pdf(rows).replace(b"/MediaBox", b"/Rotate 90/MediaBox")
    (article,) = read_file(data, source="a.pdf").articles
    assert " ".join(article.text.split()).startswith(f"{RIGHT[0]} {LEFT[0]} {RIGHT[1]}")


def test_a_column_that_is_drawn_after_the_next_is_read_first() -> None:
    assert words(column(RIGHT, x=330) + column(LEFT)) == " ".join(LEFT + RIGHT)


def test_what_is_drawn_after_the_text_below_it_is_read_first() -> None:
    foot = [(290, 40, "Page 7")]
    head = [(72, 760, "The harbour report")]
    expected = " ".join(("The harbour report", *LEFT, *RIGHT, "Page 7"))
    two_columns = column(LEFT) + column(RIGHT, x=330)
    assert words(head + foot + two_columns) == expected
    assert words(two_columns + foot + head) == expected


def test_a_sentence_goes_on_in_the_next_column() -> None:
    placed = column(LEFT + RIGHT[:3]) + column(RIGHT[3:], x=330)
    (article,) = read_file(make_pdf(placed), source="a.pdf").articles
    assert "since they were paid by the passenger" in article.text


def test_letters_that_were_taken_for_columns_are_joined() -> None:
    letters, x = [], 100.0
    for letter in "a pier":
        if letter != " ":
            letters.append(Line(letter, top=106.0, bottom=100.0, left=x, right=x + 5))
        x += 6.0 if letter != " " else 3.0
    below = Line("e", top=90.0, bottom=84.0, left=100.0, right=105.0)
    assert [line.text for line in join_letters([*letters, below])] == ["a pier", "e"]
