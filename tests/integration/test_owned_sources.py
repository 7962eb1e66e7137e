"""Files, archives, folders and pages that several people add: each keeps their own."""

import io
import zipfile
from pathlib import Path

from index.consistency import check_library
from index.sync import sync_folder
from tests.integration.stores import OpenIndex, assert_in_step, write
from tests.integration.test_owners import ANNA, BEN, NOBODY, TEXT, ids_of
from tests.integration.web_server import ARTICLE, serve_web


def test_two_people_add_and_read_again_the_same_file(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    file = write(tmp_path, "ferry.txt", TEXT)
    annas, bens, shared = (
        article_index.add([file], owner=owner).added[0] for owner in ("anna", "ben", None)
    )
    assert article_index.add([file], owner="anna").unchanged == (annas,)
    for article_id in (annas, bens, shared):
        assert article_index.library.paths_of(article_id) == (str(file),)
        assert article_index.article(article_id).source == str(file)
    file.write_text("The ferry to Fethra is sold.")
    assert article_index.reread(annas).updated == (annas,)
    texts = {one: article_index.article(one).text for one in (annas, bens, shared)}
    assert texts == {annas: "The ferry to Fethra is sold.", bens: TEXT, shared: TEXT}
    assert article_index.article(annas).owner == "anna"
    assert ids_of(article_index, BEN) == {bens, shared}


def test_archives_of_two_people_are_apart(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", TEXT)
        archive.writestr("two.txt", "The harbour wall of Fethra was built in 1911.")
    file = tmp_path / "both.zip"
    file.write_bytes(packed.getvalue())
    first = article_index.add([file], owner="anna").added
    second = article_index.add([file], owner="ben").added
    assert len({*first, *second}) == 4
    again = article_index.add([file], owner="anna")
    assert (again.added, set(again.unchanged)) == ((), set(first))
    assert set(article_index.reread(first[0]).unchanged) == set(first)
    article_index.remove(first[0])
    assert ids_of(article_index, BEN) == set(second)
    assert article_index.add([file], owner="anna").added == (first[0],)
    assert check_library(article_index) == ()


def test_a_sync_neither_sees_nor_touches_what_is_owned(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    folder = tmp_path / "articles"
    folder.mkdir()
    file = write(folder, "ferry.txt", TEXT)
    other = write(folder, "other.txt", "Another text about the harbour.")
    (annas,) = article_index.add([file], owner="anna").added
    report = sync_folder(article_index, folder, delete=True)
    assert report.added == (str(file), str(other))
    assert len(ids_of(article_index, NOBODY)) == 2
    file.unlink()
    report = sync_folder(article_index, folder, delete=True)
    assert report.removed == (str(file),)
    assert annas in ids_of(article_index, ANNA)
    article_index.reindex()
    assert article_index.article(annas).owner == "anna"
    assert_in_step(article_index)


def test_lines_of_ones_own_pages_are_not_taken_for_a_site_of_others(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    for number in range(5):
        body = " ".join(f"Sentence {number}.{n} is about ferry {number}." for n in range(30))
        line = "<p>Subscribe to our letter of the week today.</p>"
        page = f"<article><h1>Page {number}</h1><p>{body}</p>{line}</article>"
        write(tmp_path, f"{number}.html", f"<html><body>{page}</body></html>")
    pages = [tmp_path / f"{number}.html" for number in range(5)]
    article_index.add(pages[:4], owner="ben")
    read = {owner: article_index.add([pages[4]], owner=owner).added[0] for owner in ("ben", "anna")}
    has_line = {owner: "Subscribe" in article_index.article(i).text for owner, i in read.items()}
    assert has_line == {"ben": False, "anna": True}


def test_two_people_add_the_same_page(open_index: OpenIndex) -> None:
    article_index = open_index(allowed_hosts=("127.0.0.1",), fetch_delay_s=0.0)
    with serve_web() as web:
        page = web.put("/choir", ARTICLE.format(more=""), 200, etag='"1"')
        twin = web.put("/choir/", ARTICLE.format(more=""), 200, etag='"1"')
        annas = article_index.add([page], owner="anna").added
        bens = article_index.add([page], owner="ben").added
        assert len({*annas, *bens}) == 2
        assert article_index.add([page], owner="anna").unchanged == annas
        assert article_index.add([twin], owner="ben").unchanged == bens
        assert article_index.reread(bens[0]).unchanged == bens
        shared = article_index.add([page]).added
        assert len({*annas, *bens, *shared}) == 3
        assert article_index.add([twin], owner="cleo").unchanged == shared
    assert [article_index.article(one).owner for one in (*annas, *bens, *shared)] == [
        "anna", "ben", None,
    ]  # fmt: skip
