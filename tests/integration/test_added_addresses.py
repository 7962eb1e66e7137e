"""Articles by address from a real server on loopback: added once, read again, brought back."""

from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import ArticleNotFoundError, ReadingError
from index.samples import FILES
from index.schema import Progress, Query
from tests.integration.stores import OpenIndex, assert_in_step, counts, write
from tests.integration.web_server import Web

LOOPBACK = ["127.0.0.1"]


@pytest.fixture
def article_index(open_index: OpenIndex) -> ArticleIndex:
    return open_index(allowed_hosts=LOOPBACK, fetch_delay_s=0)


def test_an_address_is_added_once_under_its_last_address(
    web: Web, article_index: ArticleIndex
) -> None:
    short = web.redirect("/s", "/choir")
    url = web.article()
    steps: list[Progress] = []
    (added,) = article_index.add([short], on_progress=steps.append).added
    article = article_index.article(added)
    assert (article.source, article.publisher) == (url, "127.0.0.1")
    assert (article.title, article.published_at) == ("Quarry choir grows", "2033-05-06")
    assert (steps[0].stage, steps[0].label) == ("fetching", short)
    assert article_index.add([url, short]).unchanged == (added, added)
    web.article(more="<!-- token 7 -->")
    assert article_index.add([url]).unchanged == (added,)  # other markup, the same words
    web.article(more="A second choir was founded in the valley below this very summer. ")
    assert article_index.add([url]).updated == (added,)
    assert "second choir" in article_index.article(added).text
    assert article_index.stats().articles == 1
    assert_in_step(article_index)


def test_failed_addresses_are_listed_and_files_go_on(
    web: Web, article_index: ArticleIndex, tmp_path: Path
) -> None:
    file = write(tmp_path, "a.txt", "Words that can be read, in a file beside the addresses.")
    report = article_index.add([file, web.url + "/none", "ftp://a.example/x", web.article()])
    assert len(report.added) == 2
    assert [failure.source for failure in report.failures] == [
        web.url + "/none",
        "ftp://a.example/x",
    ]


def test_reading_again_keeps_the_id(web: Web, article_index: ArticleIndex, tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", "The first words of this file, which will be others soon.")
    copy = write(tmp_path, "b.txt", file.read_text())
    file_id = article_index.add([file, copy]).added[0]
    page_id = article_index.add([web.article()]).added[0]
    assert article_index.reread(file_id).unchanged == (file_id,)
    file.write_text("The second words of this file, which are others now indeed.")
    web.article(more="A second choir was founded in the valley below this very summer. ")
    assert article_index.reread(file_id).updated == (file_id,)
    assert article_index.reread(page_id).updated == (page_id,)
    assert article_index.article(file_id).text.startswith("The second words")
    assert "second choir" in article_index.article(page_id).text
    assert_in_step(article_index)


def test_reading_again_says_when_the_source_is_gone(
    web: Web, article_index: ArticleIndex, tmp_path: Path
) -> None:
    file = write(tmp_path, "a.txt", "Words of a file that will be deleted from its folder soon.")
    ids = [
        article_index.add([file]).added[0],
        article_index.add([web.article()]).added[0],
        article_index.add_file(b"Words of an upload.", name="up.txt").added[0],
    ]
    file.unlink()
    web.pages.clear()
    for article_id, reason in zip(ids, ("cannot read", "status 404", "was uploaded"), strict=True):
        with pytest.raises(ReadingError, match=reason):
            article_index.reread(article_id)
        assert article_index.article(article_id).text
    with pytest.raises(ArticleNotFoundError):
        article_index.reread("0" * 12)


def test_a_removed_article_comes_back_whole(article_index: ArticleIndex) -> None:
    article_index.add(FILES)
    before = {article.id: article for article in article_index.library.articles()}
    numbers = counts(article_index)
    victim = next(a for a in before.values() if a.sections)
    paths = article_index.library.paths_of(victim.id)
    article_index.remove(victim.id)
    query = Query(text=victim.title)
    hits = article_index.read(query, article_index.search(query, limit=50))
    assert victim.id not in {hit.chunk.article_id for hit in hits}
    article_index.restore(victim.id)
    article_index.restore(victim.id)  # it is there: nothing to do
    assert article_index.article(victim.id) == victim
    assert article_index.library.paths_of(victim.id) == paths
    assert counts(article_index) == numbers
    assert_in_step(article_index)
    query = Query(text=victim.title)
    hits = article_index.read(query, article_index.search(query, limit=50))
    assert victim.id in {hit.chunk.article_id for hit in hits}


def test_a_removed_article_comes_back_without_a_path_that_another_has(
    article_index: ArticleIndex, tmp_path: Path
) -> None:
    file = write(tmp_path, "a.txt", "The first words of this file, which will be others soon.")
    (first,) = article_index.add([file]).added
    article_index.remove(first)
    file.write_text("The second words of this file, which are others now indeed.")
    (second,) = article_index.add([file]).added
    article_index.restore(first)
    assert article_index.library.paths_of(first) == ()
    assert article_index.library.paths_of(second) == (str(file),)
    assert_in_step(article_index)
