"""Bylines and date lines under a title: who wrote it, who published it, and when first."""

import time

import pytest

from index.readers.bylines import read_header
from index.reading import read_article

Said = tuple[str | None, str | None, str | None]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Published 2 September 2021 by the Brenwick Courier"], (None, "Brenwick Courier", "2021-09-02")),
        (["Published 2 September 2021 by the Brenwick Courier."], (None, "Brenwick Courier", "2021-09-02")),
        (["Published on 2 September 2021 in Harbour & Hill"], (None, "Harbour & Hill", "2021-09-02")),
        (["Published by the Brenwick Courier on 2 September 2021"], (None, "Brenwick Courier", "2021-09-02")),
        (["Published 2 September 2021 by Ann Berg"], ("Ann Berg", None, "2021-09-02")),
        (["Published: 2021-09-02"], (None, None, "2021-09-02")),
        (["First published: September 2, 2021, 10:30 GMT"], (None, None, "2021-09-02")),
        (["Posted on 2 September 2021 at 9.15 am"], (None, None, "2021-09-02")),
        (["Published 2 September 2021, updated 4 October 2021"], (None, None, "2021-09-02")),
        (["Last updated: 4 October 2021 | Published: 2 September 2021"], (None, None, "2021-09-02")),
        (["Updated 4 October 2021", "Published 2 September 2021"], (None, None, "2021-09-02")),
        (["By Ann Berg", "Updated 4 October 2021"], ("Ann Berg", None, "2021-10-04")),
        (["By Ann Berg", "The Pilot, 3 March 2032"], ("Ann Berg", "The Pilot", "2032-03-03")),
        (["By Ann Berg | 3 March 2032"], ("Ann Berg", None, "2032-03-03")),
        (["Date: 3 March 2032"], (None, None, "2032-03-03")),
        (["Date 3 March 2032"], (None, None, "2032-03-03")),
        (["3 March 2032"], (None, None, "2032-03-03")),
        (["By Ann Berg", "Arle Valley Courier", "3 March 2032"], ("Ann Berg", "Arle Valley Courier", "2032-03-03")),
        (["Arle Valley Courier", "By Ann Berg"], ("Ann Berg", "Arle Valley Courier", None)),
        (["The Pilot, 3 March 2032", "By Ann Berg"], ("Ann Berg", "The Pilot", "2032-03-03")),
        (["Skerrow Gazette, 3 March 2032"], (None, "Skerrow Gazette", "2032-03-03")),
        (["Published on Monday, 3 May 2021"], (None, None, "2021-05-03")),
        (["Published Monday 3 May 2021"], (None, None, "2021-05-03")),
        (["Monday, May 3, 2021"], (None, None, "2021-05-03")),
        (["Published online 3 May 2021"], (None, None, "2021-05-03")),
        (["Published online on 3 May 2021"], (None, None, "2021-05-03")),
        (["Published 2021-05-02T14:30:00Z"], (None, None, "2021-05-02")),
        (["Published 2021-05-02T14:30:00.123+02:00 by the Courier"], (None, "Courier", "2021-05-02")),
        (["Published 2 May 2021, 10:30 by the Courier"], (None, "Courier", "2021-05-02")),
        (["Published in Nature on 2 May 2021"], (None, "Nature", "2021-05-02")),
        (["Published 2 May 2021 in the Skerrow Gazette"], (None, "Skerrow Gazette", "2021-05-02")),
        (["3 May 2021, updated 4 May 2021"], (None, None, "2021-05-03")),
        (["By Ann Berg | Published 3 May 2021"], ("Ann Berg", None, "2021-05-03")),
        (["By Ann Berg, published 3 May 2021, updated 4 May 2021"], ("Ann Berg", None, "2021-05-03")),
        (["Skerrow Gazette | Published 3 May 2021"], (None, "Skerrow Gazette", "2021-05-03")),
        (["By Ann Berg, Velling Weekly, 3 May 2021"], ("Ann Berg", "Velling Weekly", "2021-05-03")),
        (["By Ann Berg | The Pilot | 3 May 2021"], ("Ann Berg", "The Pilot", "2021-05-03")),
        (["By Ann Berg, Jo Lind, 3 May 2021"], ("Ann Berg, Jo Lind", None, "2021-05-03")),
    ],
)  # fmt: skip
def test_a_header_is_read(lines: list[str], said: Said) -> None:
    assert read_header(lines) == (*said, len(lines))


@pytest.mark.parametrize(
    "line",
    [
        "Published 2 September 2021 by the county, the report names twelve bridges",
        "Published reports of 2 September 2021 speak of a flood",
        "Updated figures were given on 2 September 2021 and again on 4 October 2021",
        "The council met and voted on 3 March 2032",
        "Posted to the wall on 2 September 2021 by thieves",
        "Dates such as 2 September 2021 are kept",
        "Deadline: 3 May 2031",
        "Deadline - 3 May 2031",
        "Date of birth: 3 May 1921",
        "Date of birth, 3 May 1921",
        "Trial, 4 June 2026",
        "Matins, Sunday 3 May 2026",
        "Published 2 May 2021 in London",
        "Ann Berg, published 3 May 2021",
        "Edited by Ann Berg, 3 May 2021",
        "By Bus",
        "The Courier",
        "Evening Courier",
    ],
)
def test_a_sentence_with_a_date_is_no_header(line: str) -> None:
    assert read_header([line]) == (None, None, None, 0)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["By Night Train", "By Car Ferry"], (None, None, None, 0)),
        (["By Bus", "By Train", "By Car"], (None, None, None, 0)),
        (["3 May 2021", "By Night Train", "By Car Ferry"], (None, None, "2021-05-03", 1)),
        (["By Ann Berg", "3 May 2021", "By Jo Lind"], ("Ann Berg", None, "2021-05-03", 2)),
        (["By Ann Berg", "Published 3 May 2021", "Updated 4 May 2021", "5 May 2021"],
         ("Ann Berg", None, "2021-05-03", 3)),
        (["By Ann Berg", "Trial, 4 June 2026", "Retrial, 5 June 2026"], ("Ann Berg", "Trial", "2026-06-04", 2)),
    ],
)  # fmt: skip
def test_a_header_has_one_byline_and_two_dates(
    lines: list[str], said: tuple[str | None, str | None, str | None, int]
) -> None:
    assert read_header(lines) == said


@pytest.mark.parametrize(
    ("text", "said", "body"),
    [
        ("# Roof\n\n*Published 2 September 2021 by the Brenwick Courier*\n\nIt leaks.",
         (None, "Brenwick Courier", "2021-09-02"), "It leaks."),
        ("# Roof\n\n**By Ann Berg**\nThe Pilot, 3 March 2032\n\nIt leaks.",
         ("Ann Berg", "The Pilot", "2032-03-03"), "It leaks."),
        ("# Roof\n\nBy Ann Berg\n\nUpdated 4 May 2032\n\nPublished 3 March 2032\n\nIt leaks.",
         ("Ann Berg", None, "2032-03-03"), "It leaks."),
        ("---\ntitle: Roof\ndate: 2020-01-01\nauthor: Jo\n---\n\n_By Ann Berg, 3 March 2032_\n\nIt leaks.",
         ("Jo", None, "2020-01-01"), "It leaks."),
        ("# Roof\n\nThe council voted on 3 March 2032\n\nIt leaks.",
         (None, None, None), "The council voted on 3 March 2032\n\nIt leaks."),
        ("# Grant call\n\nDeadline: 3 May 2031\n\nWho may apply.",
         (None, None, None), "Deadline: 3 May 2031\n\nWho may apply."),
        ("# Ann\n\nDate of birth: 3 May 1921\n\nA life.",
         (None, None, None), "Date of birth: 3 May 1921\n\nA life."),
        ("# Clinic\n\nTrial, 4 June 2026\n\nIt works.",
         (None, None, None), "Trial, 4 June 2026\n\nIt works."),
        ("# Programme\n\nBy Bus\n\nBy Train\n\nBy Car\n\nParking is free.",
         (None, None, None), "By Bus\n\nBy Train\n\nBy Car\n\nParking is free."),
        ("# Ferries\n\nBy Night Train\n\nBy Car Ferry\n\nParking is free.",
         (None, None, None), "By Night Train\n\nBy Car Ferry\n\nParking is free."),
        ("# T\n\nBy Ann Berg", (None, None, None), "By Ann Berg"),
        ("# T\n\nBy Ann Berg\n\n<!-- end -->\n\n![](a.png)\n\n---", (None, None, None), "By Ann Berg"),
        ("# T\n\nBy Ann Berg\n\nThe Pilot, 3 March 2032\n\nPublished works are few.\n\nIt leaks.",
         ("Ann Berg", "The Pilot", "2032-03-03"), "Published works are few.\n\nIt leaks."),
        ("*By Ann Berg*\n\nIt leaks.", (None, None, None), "By Ann Berg\n\nIt leaks."),
    ],
)  # fmt: skip
def test_markdown_gives_what_stands_under_its_title(text: str, said: Said, body: str) -> None:
    article = read_article(text.encode(), source="a.md")
    assert (article.author, article.publisher, article.published_at) == said
    assert article.text == body


@pytest.mark.parametrize("joint", ["\n", "\n\n"])
def test_many_bylines_take_no_time(joint: str) -> None:
    began = time.monotonic()
    article = read_article(f"# T\n\n{joint.join(['By Ann Berg'] * 2_000)}".encode(), source="a.md")
    assert time.monotonic() - began < 5
    assert article.text.count("By Ann Berg") == 2_000


def test_a_text_of_one_byline_keeps_it() -> None:
    article = read_article(b"A title\n\nBy Ann Berg", source="a.txt")
    assert (article.author, article.text) == (None, "By Ann Berg")


def test_a_text_gives_author_outlet_and_date_of_one_line() -> None:
    line = "By Ann Berg, Velling Weekly, 3 May 2021"
    article = read_article(f"A title\n{line}\n\nIt leaks.".encode(), source="a.txt")
    said = (article.author, article.publisher, article.published_at)
    assert said == ("Ann Berg", "Velling Weekly", "2021-05-03")
    assert article.text == "It leaks."
