"""The library and its indexes: real SQLite, Chroma and tantivy, a fake embedder for speed."""

import shutil
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import (
    ArticleNotFoundError,
    IndexMismatchError,
    LibraryLockedError,
    StorageError,
)
from index.samples import FILES
from index.schema import Progress, Query
from tests.fakes import FakeEmbedder
from tests.integration.stores import OpenIndex, assert_in_step, counts, write


def test_every_sample_is_added_and_found(open_index: OpenIndex) -> None:
    article_index = open_index()
    report = article_index.add(FILES)
    assert (len(report.added), report.failures) == (len(FILES), ())
    assert_in_step(article_index)
    query = Query(text="Sallow Bridge collapse in Tarnholt")
    best = max(article_index.search(query, limit=5), key=lambda hit: hit.lexical_score or 0.0)
    assert "bridge-collapse" in article_index.read(query, [best])[0].source


def test_adding_the_same_article_twice_keeps_one_copy(open_index: OpenIndex) -> None:
    article_index = open_index()
    first = article_index.add(FILES)
    before = counts(article_index)
    second = article_index.add(FILES)
    assert (second.added, set(second.unchanged)) == ((), set(first.added))
    assert counts(article_index) == before


def test_the_same_content_under_another_name_is_not_added_again(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    one = write(tmp_path, "one.txt", "The same words stand in both files, all of them.")
    two = write(tmp_path, "two.txt", one.read_text())
    report = article_index.add([one, two])
    assert report.unchanged == report.added
    assert article_index.stats().articles == 1


def test_a_changed_file_is_updated_under_its_id(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    path = write(tmp_path, "a.txt", "The mayor opened the bridge in spring.")
    (added,) = article_index.add([path]).added
    path.write_text("The mayor closed the tunnel in autumn and went home.")
    assert article_index.add([path]).updated == (added,)
    assert article_index.article(added).text.startswith("The mayor closed")
    assert article_index.indexes.lexical.search(Query(text="spring"), 5) == []
    assert_in_step(article_index)


def test_two_uploads_of_one_name_are_both_kept(open_index: OpenIndex) -> None:
    article_index = open_index()
    article_index.add_file(b"First note about gardens and rain.", name="note.txt")
    article_index.add_file(b"Second note about boats and wind.", name="note.txt")
    assert article_index.stats().articles == 2


def test_a_removed_article_is_gone_everywhere(open_index: OpenIndex) -> None:
    article_index = open_index()
    report = article_index.add(FILES[:3])
    article_index.remove(report.added[0])
    assert_in_step(article_index)
    with pytest.raises(ArticleNotFoundError, match="no article"):
        article_index.article(report.added[0])
    with pytest.raises(ArticleNotFoundError):
        article_index.remove(report.added[0])


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    good = write(tmp_path, "good.txt", "A good article about the harbour of the town.")
    write(tmp_path, "empty.txt", "")
    write(tmp_path, "notes.key", "not a known type")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    article_index = open_index()
    report = article_index.add([tmp_path / "missing", *sorted(tmp_path.glob("*.*"))])
    assert [article_index.article(i).source for i in report.added] == [str(good)]
    reasons = " | ".join(failure.reason for failure in report.failures)
    for part in (
        "no such file or folder",
        "the file is empty",
        "unsupported type '.key' (supported: .atom, .csv, .docm, .docx, .eml",
        "binary data",
        "the PDF is damaged",
    ):
        assert part in reasons
    assert all(failure.hint for failure in report.failures)


def test_a_large_file_is_refused_with_the_limit(open_index: OpenIndex, tmp_path: Path) -> None:
    path = write(tmp_path, "large.txt", "word " * 1000)
    report = open_index(max_file_bytes=1000).add([path])
    assert "5,000 bytes, the limit is 1,000" in report.failures[0].reason


def test_progress_counts_up_to_the_total(open_index: OpenIndex) -> None:
    seen: list[Progress] = []
    open_index().add(FILES, on_progress=seen.append)
    indexing = [p for p in seen if p.stage == "indexing"]
    assert indexing[-1].done == indexing[-1].total > 0


@pytest.mark.parametrize("store", ["chroma", "bm25"])
def test_a_deleted_index_is_rebuilt_on_opening(
    open_index: OpenIndex, tmp_path: Path, store: str
) -> None:
    article_index = open_index()
    article_index.add(FILES)
    before = counts(article_index)
    article_index.close()
    shutil.rmtree(tmp_path / "library" / store)
    reopened = open_index()
    assert counts(reopened) == before
    assert_in_step(reopened)


def test_a_broken_bm25_index_is_rebuilt_on_opening(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    article_index.add(FILES[:4])
    article_index.close()
    (tmp_path / "library" / "bm25" / "meta.json").write_text("{")
    assert_in_step(open_index())


def test_another_model_is_an_error_whose_hint_re_indexes(open_index: OpenIndex) -> None:
    first = open_index()
    first.add(FILES[:2])
    first.close()
    other = FakeEmbedder(fingerprint="1" * 64)
    with pytest.raises(IndexMismatchError, match="weights_sha256 was '000") as caught:
        open_index(embedder=other)
    assert "citewell reindex" in caught.value.hint
    rebuilt = open_index(embedder=other, reindex=True)
    assert_in_step(rebuilt)
    rebuilt.close()
    assert open_index(embedder=other).stats().articles == 2


def test_a_second_opening_is_told_who_holds_the_library(open_index: OpenIndex) -> None:
    open_index()
    with pytest.raises(LibraryLockedError, match="in use by process") as caught:
        open_index()
    assert caught.value.holder is not None


def test_scope_limits_both_ways_of_searching(open_index: OpenIndex) -> None:
    article_index = open_index()
    ids = article_index.add(FILES).added
    query = Query(text="bridge ferry school tidal")
    hits = article_index.search(query, limit=20, article_ids={ids[0]})
    assert {hit.chunk.article_id for hit in article_index.read(query, hits)} == {ids[0]}
    assert article_index.search(Query(text="bridge"), article_ids=[]) == []


def test_a_folder_that_cannot_be_a_library_is_a_clear_error(tmp_path: Path) -> None:
    file = write(tmp_path, "file", "not a folder")
    with pytest.raises(StorageError, match="cannot write to the library"):
        ArticleIndex(file / "library", embedder=FakeEmbedder())


def test_list_filters_and_pages(open_index: OpenIndex) -> None:
    article_index = open_index()
    article_index.add(FILES)
    page, total = article_index.list_articles(text="gazette", limit=2)
    assert (len(page), total) == (2, 3)
    assert all("Gazette" in str(summary.publisher) for summary in page)
    assert article_index.list_articles(text="100%_")[1] == 0


def test_every_sentence_of_a_chunk_is_compared_with_a_text(open_index: OpenIndex) -> None:
    article_index = open_index()
    article_index.add(FILES[:3])
    text = "Sallow Bridge collapse in Tarnholt"
    query = Query(text=text)
    hits = article_index.read(query, article_index.search(query, limit=5))
    compared = article_index.sentence_similarities(text, [hit.chunk_id for hit in hits])
    assert compared == {hit.chunk_id: pytest.approx(hit.sentence_similarities) for hit in hits}
    assert article_index.sentence_similarities(text, ["none:0-1"]) == {"none:0-1": ()}
