"""Lines that the pages of a site repeat: left out at the edges, kept where they may be text."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from index.database import sqlite_url
from index.edges import digest
from index.readers.draft import were
from index.reading import read_file
from index.schema import Block
from index.site_lines import MAX_RECORDED, SiteLines
from index.tables import site_lines
from tests.integration.stores import OpenIndex, assert_in_step, write

TOP = "Support independent reporting from the islands today."
END = ("Sign up for our morning newsletter here.", "Copyright 2033 The Fethra Gazette.")


def page(number: int, *, top: str = TOP, end: tuple[str, ...] = END, body: str = "") -> str:
    body = body or "".join(
        f"<p>The ferry number {number} to port {number * part} sails at {part} in the morning, and "
        f"it comes back in the evening with mail for the {number} farms behind the old wall, where "
        f"the road that was built by {number * 7} men ends. Nobody has counted them twice.</p>"
        for part in range(1, 4)
    )
    around = [f"<p>{line}</p>" for line in (top, *end)]
    return (
        f"<html><head><title>Report {number}</title></head><body><article><h1>Report {number}</h1>"
        f"{around[0]}{body}{''.join(around[1:])}</article></body></html>"
    )


def add(open_index: OpenIndex, folder: Path, *pages: str) -> list[str]:
    """Add pages one after the other to one library; give the text of the last as paragraphs."""
    folder.mkdir(exist_ok=True)
    article_index = open_index()
    for number, html in enumerate(pages):
        report = article_index.add([write(folder, f"{number}.html", html)])
    (article_id,) = report.added
    article = article_index.article(article_id)
    assert all(article.text[b.start : b.end].strip() for b in article.blocks)
    assert max(b.end for b in article.blocks) == len(article.text)
    notes = [note.text for note in report.notes]
    count = len(notes) and int(notes[0].split()[0])
    assert not notes or notes == [f"{were(count, 'line')} left out, which its site repeats"]
    assert_in_step(article_index)
    article_index.close()
    return article.text.split("\n\n")


def test_lines_of_three_other_pages_are_left_out_of_the_fourth(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    pages = [page(number) for number in range(1, 6)]
    third = add(open_index, tmp_path / "site", *pages[:3])
    assert (third[0], third[-2:]) == (TOP, list(END))
    again = open_index()
    report = again.add(
        [write(tmp_path / "site", f"{number}.html", pages[number]) for number in (3, 4)]
    )
    assert len(report.notes) == 2
    for article_id in report.added:
        text = again.article(article_id).text
        assert text.startswith("The ferry number")
        assert text.endswith("counted them twice.")
    assert [a.text.startswith(TOP) for a in again.library.articles()] == [True] * 3 + [False] * 2


def test_lines_inside_quotations_and_rows_stay(open_index: OpenIndex, tmp_path: Path) -> None:
    inner = f"<p>{'The council met for a very long time about the school roof. ' * 5}</p>"
    bodies = [
        f"<p>{f'Meeting {n} of the council began late and nobody came. ' * 6}</p><p>{END[0]}</p>"
        f"{inner.replace('roof', f'roof {n}')}<blockquote><p>We shall not move.</p></blockquote>"
        for n in range(1, 6)
    ]
    pages = [page(n, top="", end=(), body=body) for n, body in enumerate(bodies, start=1)]
    last = add(open_index, tmp_path / "site", *pages)
    assert END[0] in last
    assert last[-1] == "We shall not move."


def test_copies_bylines_and_other_sites_do_not_count(open_index: OpenIndex, tmp_path: Path) -> None:
    body = page(1)[page(1).index("<p>The ferry") : page(1).index("<p>Sign")]
    copies = [page(n, body=body) for n in range(1, 5)]
    assert add(open_index, tmp_path / "copies", *copies, page(9))[0] == TOP
    bylines = [page(n, top="By Ann Olsen", end=()) for n in range(11, 16)]
    assert "By Ann Olsen" in add(open_index, tmp_path / "bylines", *bylines)
    for number in range(21, 24):
        add(open_index, tmp_path / f"site-{number}", page(number))
    assert add(open_index, tmp_path / "site-24", page(24))[0] == TOP


def test_an_article_of_such_lines_alone_is_kept(open_index: OpenIndex, tmp_path: Path) -> None:
    short = page(8, body="<p>The ferry is late.</p>")
    last = add(open_index, tmp_path / "site", *(page(n) for n in range(1, 5)), short)
    assert "The ferry is late." in last
    assert END[0] in last


def test_rows_and_work_stay_bounded_however_many_pages_a_site_has(tmp_path: Path) -> None:
    article = read_file(b"A page of text.", source="site/page.txt").articles[0]
    shared = [f"The shared line {number} of the site." for number in range(8)]
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def trim(number: int) -> int:
        """Trim one page; give how many lines were left out."""
        parts = [*shared, f"The text of page {number} is of {number * 7} ferries. " * 20]
        text = "\n\n".join(parts)
        starts = [text.index(part) for part in parts]
        blocks = tuple(
            Block(kind="p", start=at, end=at + len(part))
            for at, part in zip(starts, parts, strict=True)
        )
        page = replace(article, source=f"site/{number}.html", text=text, blocks=blocks)
        return lines.trim(page)[1]

    url = sqlite_url(tmp_path / "library.db")
    engine = sa.create_engine(url)
    with closing(SiteLines(url, label="site")) as lines:
        sa.event.listen(
            lines._engine, "checkout", lambda raw, *_: raw.set_progress_handler(count, 10)
        )
        assert [trim(number) for number in range(5)] == [0, 0, 0, 8, 8]
        lines.save()
        assert [trim(number) for number in range(5)] == [8] * 5
        # As a version before this one stored them.
        old = [
            {"site": digest("site"), "line": digest(line.casefold()), "source": f"{n:016}"}
            for line in shared
            for n in range(3000)
        ]
        steps = 0
        trim(5)
        few = steps
        with engine.begin() as connection:
            connection.execute(sa.insert(site_lines), old)
        steps = 0
        assert trim(6) == 8
        assert steps < few + 100
        with engine.begin() as connection:
            connection.execute(sa.delete(site_lines).where(site_lines.c.source.like("0000000000%")))
        for number in range(7, 2000):
            trim(number)
            if number % 100 == 0:
                lines.save()
        lines.save()
        by_line = sa.select(sa.func.count()).select_from(site_lines).group_by(site_lines.c.line)
        with engine.begin() as connection:
            assert max(connection.scalars(by_line)) <= MAX_RECORDED
    engine.dispose()
