"""Bylines and date lines under a title: who wrote it, who published it, and when first."""

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
    ],
)
def test_a_sentence_with_a_date_is_no_header(line: str) -> None:
    assert read_header([line]) == (None, None, None, 0)


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
        ("*By Ann Berg*\n\nIt leaks.", (None, None, None), "By Ann Berg\n\nIt leaks."),
    ],
)  # fmt: skip
def test_markdown_gives_what_stands_under_its_title(text: str, said: Said, body: str) -> None:
    article = read_article(text.encode(), source="a.md")
    assert (article.author, article.publisher, article.published_at) == said
    assert article.text == body
