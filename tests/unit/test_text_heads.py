"""Heads of plain texts as newsrooms write them: title, author, outlet and date; the rest stays."""

import pytest

from index.readers.markdown import read_markdown
from index.readers.plain_text import read_plain_text
from index.reading import read_article

BODY = (
    "The council of Skerrow voted on Tuesday to close the old pool. It had been open since 1962, said the mayor.\n\n"
    "More will follow, people in Skerrow hope, when the tender is in and the money has been found at last."
)
POOL = "Council closes the pool"
DAY = "2032-06-04"


@pytest.mark.parametrize(
    ("head", "said", "kept"),
    [
        (f"{POOL}\nSkerrow, 4 June 2032", (POOL, None, None, DAY), "Skerrow, 4 June 2032"),
        (f"{POOL}\n\nSKERROW, 4 June 2032 (Gazette) -", (POOL, None, None, DAY), "SKERROW, 4 June 2032 (Gazette) -"),
        (f"{POOL}\n\nAnn Berg\n4 June 2032", (POOL, "Ann Berg", None, DAY), "Ann Berg\n4 June 2032"),
        (f"{POOL}\nAnn Berg | 4 June 2032", (POOL, "Ann Berg", None, DAY), "Ann Berg | 4 June 2032"),
        (f"{POOL}\nOpinion | Ann Berg | 4 June 2032", (POOL, "Ann Berg", None, DAY), "Opinion | Ann Berg | 4 June 2032"),
        (f"{POOL}\nTuesday, June 4, 2032 | Ann Berg, Staff Reporter", (POOL, "Ann Berg", None, DAY),
         "Tuesday, June 4, 2032 | Ann Berg, Staff Reporter"),
        (f"{POOL}\nThe vote ends years of debate\nBy Ann Berg\n4 June 2032", (POOL, "Ann Berg", None, DAY),
         "The vote ends years of debate"),
        (f"{POOL}\nFrom our correspondent in Skerrow, 4 June 2032", (POOL, None, None, DAY),
         "From our correspondent in Skerrow, 4 June 2032"),
        (f"SKERROW GAZETTE\n4 June 2032\n\n{POOL}\n\nBy Ann Berg", (POOL, "Ann Berg", "Skerrow Gazette", DAY),
         "SKERROW GAZETTE"),
        (f"PRESS RELEASE\n\nFor immediate release: 4 June 2032\n\n{POOL}", (POOL, None, None, DAY),
         "PRESS RELEASE\n\nFor immediate release: 4 June 2032"),
        (f"Headline: {POOL}\nAuthor: Ann Berg\nDate: 4 June 2032\nSource: Skerrow Gazette",
         (POOL, "Ann Berg", "Skerrow Gazette", DAY), "Source: Skerrow Gazette"),
        (f"{POOL}\nBy Ann Berg, environment correspondent\nPublished: 4 June 2032, 09:15", (POOL, "Ann Berg", None, DAY), ""),
        (f"{POOL}\nRowing. By Ann Berg, Sunday 4 June 2032", (POOL, "Ann Berg", None, DAY), ""),
        ("Rowing. By Ann Berg, Sunday 4 June 2032", (None, "Ann Berg", None, DAY), ""),
        (f"{POOL}\nWords: Ann Berg. Pictures: Jo Lund", (POOL, "Ann Berg", None, None), ""),
        (f"{POOL}\nReported by Ann Berg on 4 June 2032", (POOL, "Ann Berg", None, DAY), ""),
        (f"{POOL}\n(Skerrow Gazette, 4 June 2032)", (POOL, None, "Skerrow Gazette", DAY), ""),
        (f"{POOL}\nSkerrow Gazette, Tuesday 4 June 2032, page 3", (POOL, None, "Skerrow Gazette", DAY), ""),
        (f"{POOL}\n=======\n\nBy Ann Berg, 4 June 2032", (POOL, "Ann Berg", None, DAY), ""),
        (f"{POOL}\n---\nBy Ann Berg\n4 June 2032\n---", (POOL, "Ann Berg", None, DAY), ""),
        (f"{POOL}\nBy Ann Berg - 13/06/2032", (POOL, "Ann Berg", None, "2032-06-13"), ""),
        (f"{POOL}\nBy Ann Berg - 04/06/2032", (POOL, "Ann Berg", None, None), ""),  # April or June
        (f"4 June 2032\n\n{POOL}", (POOL, None, None, DAY), ""),
        (f"{POOL}\nAnn Berg, 4 June 2032", (POOL, "Ann Berg", None, DAY), "Ann Berg, 4 June 2032"),
        (f"{POOL}\nAnn Berg, 4 June 2032, updated 5 June", (POOL, "Ann Berg", None, DAY),
         "Ann Berg, 4 June 2032, updated 5 June"),
        (f"{POOL}\nAnn Berg — Opinion, 4 June 2032", (POOL, "Ann Berg", None, DAY), "Ann Berg — Opinion, 4 June 2032"),
        (f"{POOL}\n\nANN BERG\nFootball writer\n\n4 June 2032", (POOL, "Ann Berg", None, DAY),
         "ANN BERG\nFootball writer\n\n4 June 2032"),
        (f"{POOL.upper()}\nA vote ends the debate\nAnn Berg\nPublished: Thursday, June 4, 2032",
         (POOL.upper(), "Ann Berg", None, DAY), "A vote ends the debate\nAnn Berg\nPublished: Thursday, June 4, 2032"),
        (f"{POOL}\nBy Ann Berg, environment correspondent. 4 June 2032", (POOL, "Ann Berg", None, DAY),
         "By Ann Berg, environment correspondent. 4 June 2032"),
        (f"{POOL}\nInterview: Ann Berg. Published 4 June 2032", (POOL, "Ann Berg", None, DAY), ""),
        (f"{POOL}\nClipping – Skerrow Review, 4 June 2032. By Ann Berg", (POOL, "Ann Berg", None, DAY),
         "Clipping – Skerrow Review, 4 June 2032. By Ann Berg"),
        (f"{POOL}\nAnn Berg, Skerrow Review\n4 June 2032", (POOL, "Ann Berg", None, DAY),
         "Ann Berg, Skerrow Review\n4 June 2032"),
        (f"{POOL}\nBy Ann Berg\nSKERROW, 4 June 2032", (POOL, "Ann Berg", None, DAY), ""),
        (f"TOWN OF SKERROW - NEWS RELEASE\n\nEmbargoed until 00:01 on Tuesday 4 June 2032\n\n{POOL}",
         (POOL, None, None, DAY), "TOWN OF SKERROW - NEWS RELEASE\n\nEmbargoed until 00:01 on Tuesday 4 June 2032"),
    ],
)  # fmt: skip
def test_a_head_is_read_and_what_says_more_stays(
    head: str, said: tuple[str | None, ...], kept: str
) -> None:
    draft = read_plain_text(f"{head}\n\n{BODY}")
    assert (draft.title, draft.author, draft.publisher, draft.published_at) == said
    assert draft.text == f"{kept}\n\n{BODY}".strip()


@pytest.mark.parametrize(
    "text",
    [
        "Roses are red\nViolets are blue\n\nSugar is sweet\nAnd so are you",
        f"Dear Ann,\n\n{BODY}",
        f"- pool\n- baths\n\n{BODY}",
        f"We closed the pool.\n\n{BODY}",
        "Council closes the pool\nSkerrow, 4 June 2032",
    ],
)
def test_a_text_without_a_head_is_left_whole(text: str) -> None:
    draft = read_plain_text(text)
    assert (draft.title, draft.author, draft.publisher, draft.published_at) == (None,) * 4
    assert draft.text == text


@pytest.mark.parametrize(
    "line",
    [
        "Trial, 4 June 2032",
        "Spring Concert, 4 June 2032",
        "Grand Opening, 4 June 2032",
        "Annual Gala Night, 4 June 2032",
        "Application Deadline, 4 June 2032",
        "Old Pool, 4 June 2032",
        "Town hall, 4 June 2032, 19:00",
        "It opens on 4 June 2032",
    ],
)
def test_the_day_of_what_comes_is_no_date_of_the_article(line: str) -> None:
    draft = read_plain_text(f"{POOL}\n{line}\n\n{BODY}")
    assert (draft.title, draft.published_at) == (POOL, None)
    assert line in draft.text


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Skerrow, 4 June 2032", (None, DAY)),
        ("*Ann Berg | 4 June 2032*", ("Ann Berg", DAY)),
        ("### It ends years of debate\n\n*By Ann Berg, 4 June 2032*", ("Ann Berg", DAY)),
        ("**Author:** Ann Berg  \n**Date:** 4 June 2032", ("Ann Berg", DAY)),
        ("*Interview by Ann Berg, Grid Futures, June 2032*", ("Ann Berg", None)),
        ("By Ann Berg in Port Calvera\n\n4 June 2032", ("Ann Berg", DAY)),
        ("By Ann Berg, Skerrow\n\n4 June 2032", ("Ann Berg", DAY)),
        (
            "Quayside Lab, 4 June 2032. Tested by Ann Berg and Jo Lund.",
            ("Ann Berg and Jo Lund", DAY),
        ),
        ("Baltic Markets Report, 4 June 2032", (None, DAY)),
        ("The Kilowatt Letter · 4 June 2032 · edited by Ann Berg", ("Ann Berg", DAY)),
        ("By Ann Berg\n\nThe Wire\n\nPort Calvera, 4 June 2032", ("Ann Berg", DAY)),
        ("Trial, 4 June 2032", (None, None)),
        ("| Ann Berg | 4 June 2032 |\n|---|---|\n| Jo Lund | 5 June 2032 |", (None, None)),
        ("By Night Train\n\nBy Car Ferry", (None, None)),
    ],
)
def test_other_formats_give_what_stands_under_their_title(
    head: str, said: tuple[str | None, str | None]
) -> None:
    article = read_article(f"# {POOL}\n\n{head}\n\n{BODY}".encode(), source="a.md")
    assert (article.author, article.published_at) == said


@pytest.mark.parametrize(
    ("lead", "said"),
    [
        ("LONDON, 4 June 2032 (The Clinical Courier) - ", ("The Clinical Courier", DAY)),
        ("GARNOCK, Scotland, 4 June 2032 (Firth Daily) – ", ("Firth Daily", DAY)),
        ("Bergen, Norway, June 4, 2032 -- ", (None, DAY)),
        ("Toronto, Friday, 4 June 2032 — ", (None, DAY)),
        ("NEW YORK, Oct 3 (Firth Daily) - ", ("Firth Daily", None)),
        ("Bergen (Norway) - ", (None, None)),
        ("VAT (Value Added Tax) - ", (None, None)),
        ("Ann Berg, 4 June 1932 – 5 May 2001 ", (None, None)),
        ("Summer Concert, 4 June 2032 – ", (None, None)),
        ("Independence Day, 4 July 2032 - ", (None, None)),
        ("The vote of 4 June 2032 - ", (None, None)),
        ("On 4 June 2032 (a Friday) - ", (None, None)),
    ],
)
def test_what_a_report_begins_with_says_where_it_is_from_and_stays(
    lead: str, said: tuple[str | None, str | None]
) -> None:
    article = read_article(f"{POOL}\n\n{lead}{BODY}".encode(), source="a.txt")
    assert (article.publisher, article.published_at) == said
    assert article.text.startswith(lead.strip())


def test_the_end_of_a_pages_title_is_its_outlet() -> None:
    page = "<html><head><title>{}</title></head><body><article><h1>Council closes the pool</h1><p>{}</p></article></body></html>"
    names = {"The Strait Ledger": "The Strait Ledger", "Sport": None}
    for name, publisher in names.items():
        html = page.format(f"{POOL} | {name}", BODY.replace("\n\n", "</p><p>"))
        assert read_article(html.encode(), source="a.html").publisher == publisher


@pytest.mark.parametrize(
    ("head", "title", "kept"),
    [
        ("*Estuary Quarterly, Winter 2032*\n\n# White gold\n\n## It stopped in a winter", "White gold",
         "Estuary Quarterly, Winter 2032\n\nIt stopped in a winter"),
        ("ESTUARY QUARTERLY\n\nThe Interview\n\n# White gold", "White gold", "ESTUARY QUARTERLY\n\nThe Interview"),
        ("## White gold\n\n### Salt", "White gold", "Salt"),
        ("**White gold is back**\n\nSalt again", "White gold is back", "Salt again"),
    ],
)  # fmt: skip
def test_a_markdown_title_may_stand_under_an_outlet_or_be_of_another_form(
    head: str, title: str, kept: str
) -> None:
    draft = read_markdown(f"{head}\n\n{BODY}")
    assert (draft.title, draft.text) == (title, f"{kept}\n\n{BODY}")


@pytest.mark.parametrize(
    "head",
    [
        "It rained. The pool was shut.\n\n# Pool",
        "**Note:** the pool is shut.",
        "**Where is it?**\n\nIn town.",
        "One\n\nTwo\n\nThree\n\n# Pool",
        "**Bold** and more",
        "### Pool",
    ],
)
def test_other_beginnings_of_markdown_are_no_title(head: str) -> None:
    assert read_markdown(f"{head}\n\n{BODY}").title is None


def test_a_first_line_in_capitals_is_a_title_above_lines_that_are_not() -> None:
    draft = read_plain_text(
        f"THE GLASSMAKERS OF SAND LANE\nNotes for the allotment society of Sand Lane\n\n{BODY}"
    )
    assert draft.title == "THE GLASSMAKERS OF SAND LANE"
    assert draft.text == f"Notes for the allotment society of Sand Lane\n\n{BODY}"
    shouted = f"ROSES ARE RED\nVIOLETS ARE BLUE\n\n{BODY}"
    assert read_plain_text(shouted).text == shouted


@pytest.mark.parametrize(
    "line",
    [
        "Briefing paper, 4 June 2032. Contact: Ann Berg.",
        "Company announcement, 4 June 2032",
        "Annals of Headache Practice, published online 4 June 2032. Corresponding author: Ann Berg.",
        "Page last changed on 4 June 2032.",
        "EASTQUAY, 4 June 2032. Merrowbank has agreed to buy Tidelock.",
        "Preprint, version 2, posted 4 June 2032",
    ],
)
def test_the_day_that_a_text_was_given_out_is_its_date(line: str) -> None:
    assert read_markdown(f"# Pool\n\n{line}\n\n{BODY}").published_at == DAY


@pytest.mark.parametrize(
    "line",
    [
        "On 4 June 2032 the pool was shut for the winter, as the council had said.",
        "Spring Concert, 4 June 2032. Doors open at seven.",
        "The report of the meeting of 4 June 2032 says that the pool is to be shut.",
        "The pool opens on 4 June 2032.",
        "A statement that was read on 4 June 2032 says so.",
    ],
)
def test_another_day_in_the_first_lines_is_not(line: str) -> None:
    assert read_markdown(f"# Pool\n\n{line}\n\n{BODY}").published_at is None


@pytest.mark.parametrize(
    "line",
    [
        "Nevermind is the second album by Nirvana, released on September 24, 2031, by a label.",
        "He was posted on 11 February 2030, after a year.",
        "Ann Berg, 4 June 2032. She was born in town.",
        "Apollo, 20 July 1969. The Eagle has landed.",
        "It was published on 5 June 2020.",
    ],
)
def test_a_day_of_which_something_is_told_is_no_date(line: str) -> None:
    assert read_markdown(f"# Pool\n\n{line}\n\n{BODY}").published_at is None


@pytest.mark.parametrize(
    "text",
    [
        "**Hello world again**",
        "## Hello world",
        f"## Installation\n\n{BODY}\n\n## Usage\n\n{BODY}",
        f"## Summary\n\n{BODY}",
        f"**Note**\n\n{BODY}",
        f"**What you need today**\n\n{BODY}\n\n**What to do then**\n\n{BODY}",
    ],
)
def test_parts_of_a_text_are_no_title(text: str) -> None:
    draft = read_markdown(text)
    assert draft.title is None
    assert draft.text


@pytest.mark.parametrize(
    "block",
    [
        "CITY      POPULATION\nOslo      700000",
        "ACME HOLDINGS LTD\n12 High Street",
        "JOHN SMITH\nHello there.",
    ],
)
def test_other_capitals_are_no_title(block: str) -> None:
    assert read_plain_text(f"{block}\n\n{BODY}").title is None
