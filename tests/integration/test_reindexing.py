"""Another embedding model: the old index answers while the new one is built beside it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from index import pipeline
from index.article_index import ArticleIndex
from index.consistency import check_library
from index.derived import IDENTITY
from index.embedding import EncodedTexts
from index.errors import EmbeddingError, IndexMismatchError
from index.model_folder import BUNDLED_MODEL, find_model
from index.samples import FILES
from index.schema import Query
from index.stretches import Span
from rag import Assistant, Settings
from rag.catalogue import open_catalogue, read_build_status
from rag.health import check_health
from tests.fakes import FakeEmbedder
from tests.integration.processes import citewell, citewell_json, serving
from tests.integration.stores import OpenIndex, assert_in_step, write
from tests.integration.working import fake_model, load_fake

OLD, NEW = 0, 1


class HeldBack(FakeEmbedder):
    """The new model, which encodes only what it is let encode."""

    def __init__(self) -> None:
        model = fake_model(NEW)
        super().__init__(model.fingerprint)
        self.dimension, self.max_tokens = model.dimension, model.max_tokens
        self.begun, self.let = threading.Event(), threading.Event()
        self.failure = ""

    def encode_stretches(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Span]], *, job_texts: int
    ) -> EncodedTexts:
        self.begun.set()
        assert self.let.wait(30)
        if self.failure:
            raise EmbeddingError(self.failure, hint="wait")
        return super().encode_stretches(texts, stretches, job_texts=job_texts)


@pytest.fixture
def held() -> Iterator[HeldBack]:
    embedder = HeldBack()
    yield embedder
    embedder.let.set()


@pytest.fixture
def old(open_index: OpenIndex) -> OpenIndex:
    """A library indexed with the old model; opened with whatever is given."""
    with open_index(embedder=fake_model(OLD)) as article_index:
        article_index.add(FILES[:8])

    def open_again(**options: Any) -> ArticleIndex:
        return open_index(**{"load_former": load_fake, **options})

    return open_again


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def wait_until_new(article_index: ArticleIndex) -> None:
    wait_for(lambda: article_index.embedder.dimension == fake_model(NEW).dimension)
    wait_for(lambda: article_index.build_status() is None)


def find(article_index: ArticleIndex, text: str) -> set[str]:
    query = Query(text=text)
    found = article_index.read(query, article_index.search(query, limit=5))
    assert all(hit.dense_rank or hit.lexical_rank for hit in found)
    return {hit.chunk.article_id for hit in found}


def test_the_old_index_answers_until_the_new_one_is_built(
    old: OpenIndex, held: HeldBack, tmp_path: Path
) -> None:
    article_index = old(embedder=held)
    assert held.begun.wait(30)
    assert article_index.embedder.dimension == fake_model(OLD).dimension
    (before,) = article_index.list_articles(limit=1)[0]
    assert before.id in find(article_index, before.title)
    assert check_library(article_index) == ()
    status = article_index.build_status()
    assert status is not None
    assert (status.done, status.total) == (0, 8)
    assert read_build_status(tmp_path / "library") == status
    held.let.set()
    wait_until_new(article_index)
    assert before.id in find(article_index, before.title)
    assert_in_step(article_index)
    assert check_library(article_index) == ()
    article_index.close()
    held_folders = {path.name for path in (tmp_path / "library").iterdir() if path.is_dir()}
    assert held_folders == {"chroma-2", "bm25-2"}
    reopened = old(embedder=fake_model(NEW), load_former=None)
    assert reopened.stats().articles == 8
    assert check_library(reopened) == ()


def test_what_changes_meanwhile_is_right_in_both(
    old: OpenIndex, held: HeldBack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "ASIDE", (4, 2))
    text = write(tmp_path, "text.txt", "The first text about the school roof. " * 60)
    with old(embedder=fake_model(OLD)) as article_index:
        (updated,) = article_index.add([text]).added
    article_index = old(embedder=held)
    assert held.begun.wait(30)
    removed, *_ = article_index.library.article_ids()
    article_index.remove(removed)
    write(tmp_path, "text.txt", "The second text about the school roof. " * 60)
    assert article_index.add([text]).updated == (updated,)
    (added,) = article_index.add_file(b"A text about the new ferry.", name="n.txt").added
    assert find(article_index, "the new ferry") >= {added}
    assert_in_step(article_index)
    held.let.set()
    wait_until_new(article_index)
    assert_in_step(article_index)
    assert check_library(article_index) == ()
    assert find(article_index, "the new ferry") >= {added}
    assert article_index.article(updated).text.startswith("The second")
    article_index.restore(removed)
    assert_in_step(article_index)
    assert check_library(article_index) == ()


def test_a_build_that_is_stopped_goes_on_with_the_next_opening(
    old: OpenIndex, held: HeldBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "ASIDE", (4, 2))
    article_index = old(embedder=held)
    held.let.set()
    wait_for(lambda: bool((s := article_index.build_status()) is None or s.done))
    article_index.close()
    done = article_index.next_chunks.chunk_ids()
    again = HeldBack()
    again.let.set()
    reopened = old(embedder=again)
    wait_until_new(reopened)
    assert done <= reopened.library.chunk_ids()
    assert check_library(reopened) == ()


def test_the_setting_put_back_forgets_what_was_built(
    old: OpenIndex, held: HeldBack, tmp_path: Path
) -> None:
    article_index = old(embedder=held)
    assert held.begun.wait(30)
    article_index._stop.set()
    held.let.set()
    article_index.close()
    reopened = old(embedder=fake_model(OLD))
    assert reopened.build_status() is None
    assert len([path for path in (tmp_path / "library").iterdir() if path.is_dir()]) == 2
    assert check_library(reopened) == ()


def test_a_model_that_fails_leaves_the_old_index_and_says_so(
    old: OpenIndex, held: HeldBack, caplog: pytest.LogCaptureFixture
) -> None:
    held.failure = "the model has no memory left"
    held.let.set()
    article_index = old(embedder=held)
    wait_for(lambda: bool((s := article_index.build_status()) and s.failure))
    assert "the model has no memory left" in caplog.text
    assert find(article_index, "harbour")
    assert check_library(article_index) == ()
    article_index.close()
    article_index = old(embedder=fake_model(NEW))
    wait_until_new(article_index)


def test_a_former_model_that_is_gone_is_told(old: OpenIndex) -> None:
    def load_none(_identity: Mapping[str, Any]) -> FakeEmbedder:
        raise EmbeddingError("there is no model 'fake'", hint="put it back")

    with pytest.raises(IndexMismatchError, match="cannot be loaded: there is no model") as caught:
        old(embedder=fake_model(NEW), load_former=load_none)
    assert "citewell reindex" in caught.value.hint
    rebuilt = old(embedder=fake_model(NEW), load_former=load_none, reindex=True)
    assert check_library(rebuilt) == ()


def test_questions_go_on_through_the_moment_of_the_change(old: OpenIndex, tmp_path: Path) -> None:
    article_index = old(embedder=fake_model(OLD))
    title = article_index.list_articles(limit=1)[0][0].title
    found: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            with article_index.looking():
                found.append(len(find(article_index, title)))

    def read() -> None:
        while not stop.is_set():
            with open_catalogue(tmp_path / "library") as catalogue:
                ids = catalogue.article_ids()
                assert {c.article_id for c in catalogue.chunks_of(ids)} == set(ids)

    article_index.close()
    article_index = old(embedder=fake_model(NEW))
    threads = [threading.Thread(target=work) for work in (ask, ask, read)]
    for thread in threads:
        thread.start()
    wait_until_new(article_index)
    time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join()
    assert len(found) > 10
    assert min(found) > 0


def test_a_build_killed_at_any_point_leaves_the_old_index_or_the_new(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.integration.building", str(tmp_path), "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    killed, new = map(int, done.stdout.split())
    assert 0 < new < killed


def test_the_bundled_model_is_exchanged_while_the_server_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, question = tmp_path / "library", "When was the lighthouse at Cape Orrin first lit?"
    assert citewell("add", *FILES, "--library", library, CITEWELL_ENGINE="onnx").returncode == 0
    monkeypatch.setenv("CITEWELL_ENGINE", "onnx-int8")
    with serving(library) as url:
        answered = httpx.post(f"{url}/api/ask", json={"question": question}, timeout=60).json()
        assert "1874" in str(answered["sentences"])
        wait_for(lambda: httpx.get(f"{url}/api/health").json()["indexing_anew"] is None)
        answered = httpx.post(f"{url}/api/ask", json={"question": question}, timeout=60).json()
        assert "1874" in str(answered["sentences"])
    assert citewell_json("check", "--library", library)["problems"] == []
    with open_catalogue(library) as catalogue:
        assert json.loads(catalogue.get_meta(IDENTITY) or "")["weights_sha256"][:5] == "int8:"


def test_another_model_folder_is_told_by_doctor_and_indexed_in_the_background(
    tmp_path: Path,
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_model(BUNDLED_MODEL).path), device="cpu")
    model.max_seq_length = 128
    model.save(str(tmp_path / "small"))
    library = tmp_path / "library"
    with Assistant.open(library) as assistant:
        assistant.add(FILES[:4])
    small = Settings(embedding_model=str(tmp_path / "small"), library=library)
    with Assistant.open(settings=small) as assistant:
        (found,) = [check for check in check_health(small) if check.name == "Indexing anew"]
        assert found.value.endswith(f"4 articles for {tmp_path}/small; the old index answers")
        wait_for(lambda: assistant.index.embedder.max_tokens == 128)
        assert assistant.index.build_status() is None
        assert assistant.check() == ()
        assert assistant.ask("What does the ferry cost?").passages
