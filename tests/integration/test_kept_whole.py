"""The library kept whole through copies, edits, interruptions and restored files."""

import os
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.embedding import EncodedTexts, FloatArray, Span
from index.errors import (
    EmbeddingError,
    IndexMismatchError,
)
from index.intake import Intake
from index.pipeline import CALL_CHUNKS
from index.progress import ignore_progress
from index.samples import FILES
from index.schema import Progress
from tests.fakes import FakeEmbedder
from tests.integration.stores import OpenIndex, assert_in_step, write

LONG_TEXT = b"".join(b"Sentence %d of a long report on the harbour wall. " % n for n in range(9000))


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
    assert max(len(small.token_starts(c.embedding_text)) for c in chunks) <= 60
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


def test_an_id_that_an_article_left_behind_is_not_taken_from_it(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    article_index = open_index()
    path = write(tmp_path, "p.txt", "First text of the harbour.")
    article_index.add([path])
    write(tmp_path, "p.txt", "Second text of the harbour.")
    article_index.add([path])
    copy = write(tmp_path, "q.txt", "Second text of the harbour.")
    article_index.add([copy])
    write(tmp_path, "p.txt", "Third text of the harbour.")
    (third,) = article_index.add([path]).added
    article_index.remove(third)
    write(tmp_path, "p.txt", "First text of the harbour.")
    article_index.add([path])
    texts = {article.text for article in article_index.library.articles()}
    assert texts == {"First text of the harbour.", "Second text of the harbour."}
    assert_in_step(article_index)
