"""The library and its indexes: real SQLite, Chroma and tantivy, a fake embedder for speed."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.article_index import ArticleIndex, ignore_progress
from index.embedding import EncodedTexts, FloatArray, Span
from index.errors import (
    ArticleNotFoundError,
    EmbeddingError,
    IndexMismatchError,
    LibraryLockedError,
    StorageError,
)
from index.intake import Intake
from index.pipeline import CALL_CHUNKS
from index.samples import FILES
from index.schema import Progress, Query
from tests.fakes import FakeEmbedder

OpenIndex = Callable[..., ArticleIndex]
LONG_TEXT = b"".join(b"Sentence %d of a long report on the harbour wall. " % n for n in range(9000))


def counts(article_index: ArticleIndex) -> tuple[int, int, int]:
    """Chunks in the database, in Chroma and in BM25."""
    indexes = article_index.indexes
    return (
        article_index.stats().chunks,
        indexes._vectors.count(),
        indexes.lexical.count(),
    )


def assert_in_step(article_index: ArticleIndex) -> None:
    indexes = article_index.indexes
    known = article_index.library.chunk_ids()
    assert known == indexes._vectors.ids() == indexes.lexical.ids()
    assert article_index.library.pending() == []
    assert article_index.library.removed_chunk_ids() == set()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_sample_is_added_and_found(open_index: OpenIndex) -> None:
    article_index = open_index()
    report = article_index.add(FILES)
    assert (len(report.added), report.failures) == (len(FILES), ())
    assert_in_step(article_index)
    hits = article_index.search(Query(text="Sallow Bridge collapse in Tarnholt"), limit=5)
    best = max(hits, key=lambda hit: hit.lexical_score or 0.0)
    assert "bridge-collapse" in best.source


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
        "unsupported type '.key' (supported: .htm, .html, .markdown, .md, .pdf",
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
    hits = article_index.search(
        Query(text="bridge ferry school tidal"), limit=20, article_ids={ids[0]}
    )
    assert {hit.chunk.article_id for hit in hits} == {ids[0]}
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


def test_copies_and_edits_never_lose_what_a_file_holds(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    first, second = tmp_path / "a.txt", tmp_path / "z.txt"
    for path in (first, second):
        path.write_text("The old harbour text that both files hold at first.")
    article_index.add([first, second])
    second.write_text("A new text about the school, only in the second file.")
    report = article_index.add([first, second])
    assert (len(report.added), len(report.unchanged)) == (1, 1)
    assert {a.text[:5]: Path(a.source).name for a in article_index.library.articles()} == {
        "The o": "a.txt",
        "A new": "z.txt",
    }
    first.write_text(second.read_text())
    article_index.add([first, second])
    assert [a.text[:5] for a in article_index.library.articles()] == ["A new"]
    assert_in_step(article_index)


def test_a_file_that_goes_back_to_its_first_text_leaves_its_copy_alone(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    first, copy = tmp_path / "a.txt", tmp_path / "z.txt"
    for text in ("The first text of the first file.", "The second text, copied to another file."):
        first.write_text(text)
        article_index.add([first])
    copy.write_text(first.read_text())
    article_index.add([copy])
    first.write_text("The first text of the first file.")
    article_index.add([first])
    assert {article.text[:10] for article in article_index.library.articles()} == {
        "The first ",
        "The second",
    }


def test_a_copy_in_the_same_addition_is_found_before_anything_is_committed(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    files = [write(tmp_path, f"{n}.txt", f"Text number {n % 3} of three.") for n in range(9)]
    report = article_index.add(files)
    assert (len(report.added), len(report.unchanged)) == (3, 3)
    assert len(article_index.library.paths_of(report.added[0])) == 3
    assert_in_step(article_index)


def test_an_interrupted_add_stops_soon_and_is_completed_with_the_next(
    open_index: OpenIndex,
) -> None:
    class Interrupting(FakeEmbedder):
        calls = 0

        def encode_stretches(
            self, texts: Sequence[str], stretches: Sequence[Sequence[Span]], *, job_texts: int
        ) -> EncodedTexts:
            self.calls += 1
            if self.calls == 2:
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.5)
            return super().encode_stretches(texts, stretches, job_texts=job_texts)

    embedder = Interrupting()
    article_index = open_index(embedder=embedder)
    with pytest.raises(KeyboardInterrupt):
        article_index.add_file(LONG_TEXT, name="long.txt")
    ((_, chunk_count),) = article_index.library.pending()
    assert embedder.calls * CALL_CHUNKS < chunk_count
    article_index.add(FILES[:2])
    assert_in_step(article_index)
    assert article_index.stats().articles == 3


def test_the_chunks_of_all_files_are_estimated_from_those_read(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    intake = Intake(article_index.library, embedder=FakeEmbedder(), max_file_bytes=10**7)
    files = [(f"{n}.txt", LONG_TEXT + b"x" * n) for n in range(3)]
    taken = intake.take(files, total=3, on_progress=ignore_progress)
    first = next(taken)
    assert intake.expected_chunks == 3 * len(first)
    assert intake.expected_chunks == len(first) + sum(map(len, taken))


def test_a_file_moved_and_replaced_keeps_both_texts(open_index: OpenIndex, tmp_path: Path) -> None:
    article_index = open_index()
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("The text that moves from one name to another name.")
    (moved,) = article_index.add([old]).added
    old.rename(new)
    assert article_index.add([new]).unchanged == (moved,)
    old.write_text("Another text under the name that was left behind.")
    article_index.add([old])
    assert article_index.article(moved).text.startswith("The text that moves")
    assert article_index.article(moved).source == str(new)
    assert article_index.stats().articles == 2


def test_an_interrupted_reindex_starts_again_on_opening(open_index: OpenIndex) -> None:
    first = open_index()
    first.add(FILES[:4])
    first.close()
    small = FakeEmbedder()
    small.max_tokens = 60

    def interrupt(progress: Progress) -> None:
        if progress.stage == "cutting" and progress.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_index(embedder=small, reindex=True, on_progress=interrupt)
    reopened = open_index(embedder=small)
    chunks = reopened.library.chunks_of(reopened.library.article_ids())
    assert max(len(small.token_spans(c.embedding_text)) for c in chunks) <= 60
    assert_in_step(reopened)


def test_chunks_cut_for_another_window_are_noticed_without_chroma(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    first = open_index()
    first.add(FILES[:2])
    first.close()
    shutil.rmtree(tmp_path / "library" / "chroma")
    small = FakeEmbedder()
    small.max_tokens = 60
    with pytest.raises(IndexMismatchError, match="max_tokens was 256, is 60"):
        open_index(embedder=small)
    open_index().close()


def test_a_restored_database_is_brought_in_step_though_counts_agree(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    article_index = open_index()
    article_index.add_file(b"The first text about the harbour wall.", name="a.txt")
    article_index.close()
    saved = (library / "library.db").read_bytes()
    article_index = open_index()
    (gone,) = article_index.library.article_ids()
    article_index.remove(gone)
    article_index.add_file(b"The other text about the school roof.", name="b.txt")
    article_index.close()
    (library / "library.db").write_bytes(saved)
    restored = open_index()
    assert_in_step(restored)
    assert restored.library.article_ids() == (gone,)


def test_what_failed_to_index_is_indexed_with_the_next_change(open_index: OpenIndex) -> None:
    class Failing(FakeEmbedder):
        fails = True

        def encode(self, texts: Sequence[str]) -> FloatArray:
            if self.fails:
                raise EmbeddingError("no model", hint="wait")
            return super().encode(texts)

    embedder = Failing()
    article_index = open_index(embedder=embedder)
    with pytest.raises(EmbeddingError):
        article_index.add_file(b"The first text about the harbour wall.", name="a.txt")
    assert article_index.stats().articles == 1
    embedder.fails = False
    article_index.add_file(b"The other text about the school roof.", name="b.txt")
    assert_in_step(article_index)


def test_a_bad_file_never_stops_the_rest(open_index: OpenIndex, tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ndate: 2032-02-30\n---\nText of a day that never was.")
    write(tmp_path, "b.md", "---\ntitle: [" + "[" * 3000 + "\n---\nText under deep brackets.")
    write(tmp_path, "c.md", '---\nauthor: "\\ud83d"\n---\nText by half a character.')
    write(tmp_path, "d.md", "---\na: &a [x]\ntitle: *a\n---\nText with an alias above it.")
    write(tmp_path, "e.html", "<div>" * 20_000 + "deep text of a page" + "</div>" * 20_000)
    (tmp_path / os.fsdecode(b"m\xe9.txt")).write_text("Text in a file with an odd name.")
    write(tmp_path, "z.txt", "The last text is there as well.")
    article_index = open_index()
    report = article_index.add([tmp_path, "~nosuchuser/x", ""])
    texts = [article.text for article in article_index.library.articles()]
    assert any(text.startswith("The last text") for text in texts)
    assert len(report.added) + len(report.failures) >= 8
    assert {"~nosuchuser/x", ""} <= {failure.source for failure in report.failures}
    assert_in_step(article_index)
