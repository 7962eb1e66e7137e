"""The bundled answer reader: the real weights, their graph made in `CITEWELL_CACHE`."""

import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.adapted_graph import load_adapted
from index.errors import EmbeddingError
from index.model_folder import BUNDLED_MODEL, find_model, sha256_of
from index.onnx_graph import GraphStore
from index.settings import IndexSettings
from rag import Assistant, Settings
from rag.answer_spans import WEIGHTS, BundledAnswerReader, load_answer_reader
from rag.health import check_health

TITLE = "Games"
SENTENCES = (
    "In 2012 the games were held in the harbour town.",
    "Anna Berg won the medal.",
    "Rain fell on every day but one.",
)
TEXT = " ".join(SENTENCES)


@pytest.fixture(scope="module")
def reader() -> BundledAnswerReader:
    return BundledAnswerReader(IndexSettings.load().cache)


def place(sentence: str) -> tuple[int, int]:
    return TEXT.index(sentence), TEXT.index(sentence) + len(sentence)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("When were the games held?", 0),
        ("Where were the games held?", 0),
        ("Who won the medal?", 1),
        ("What was the weather like?", 2),
    ],
)
@pytest.mark.parametrize("title", [TITLE, ""])
def test_the_sentence_that_answers_is_marked(
    reader: BundledAnswerReader, question: str, right: int, title: str
) -> None:
    (marked,) = reader.read(question, [(title, TEXT)])
    logits = [marked.best(*place(sentence)) for sentence in SENTENCES]
    found = [logit for logit in logits if logit is not None]
    assert len(found) == len(SENTENCES)
    assert max(found) == found[right]
    assert found[right] > (-7.0 if "weather" in question else 0.0)  # less sure of that


def test_what_nothing_answers_is_marked_as_that(reader: BundledAnswerReader) -> None:
    (marked,) = reader.read("Which river floods the mill in spring?", [(TITLE, TEXT)])
    best = marked.best(0, len(TEXT))
    assert best is not None
    assert best < -10.0


def test_spans_are_of_the_text_whatever_stands_before_it(reader: BundledAnswerReader) -> None:
    bare, titled = reader.read("Who won?", [("", TEXT), (TITLE, TEXT)])
    assert bare.spans == titled.spans
    words = [TEXT[start:end] for start, end in titled.spans]
    assert words[:4] == ["In", "2012", "the", "games"]


def test_texts_are_read_the_same_together_and_alone(reader: BundledAnswerReader) -> None:
    texts = [(TITLE, TEXT), ("", "Puffins."), (TITLE, TEXT * 3)]
    together = reader.read("Who won the medal?", texts)
    for one, text in zip(together, texts, strict=True):
        (alone,) = reader.read("Who won the medal?", [text])
        assert np.array_equal(alone.starts, one.starts)
        assert (alone.spans, alone.none) == (one.spans, one.none)


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_text_without_words_holds_no_answer(reader: BundledAnswerReader, text: str) -> None:
    (marked,) = reader.read("Who won?", [(TITLE, text)])
    assert marked.best(0, 10) is None


@pytest.mark.parametrize(
    "question",
    ["why " * 1_000, "Who won" + "?" * 3_900, "medal " + "灯" * 900, "won " + "1." * 900],
)
def test_the_longest_question_leaves_room_for_the_text(
    reader: BundledAnswerReader, question: str
) -> None:
    (marked,) = reader.read(question, [(TITLE, TEXT * 50)])
    assert marked.spans
    assert marked.best(*place(SENTENCES[0])) is not None


def test_what_is_asked_at_the_end_of_a_long_message_is_read(reader: BundledAnswerReader) -> None:
    message = "I have been going through my papers about all that happened there. " * 20
    (marked,) = reader.read(f"{message}Who won the medal?", [(TITLE, TEXT)])
    logits = [marked.best(*place(sentence)) for sentence in SENTENCES]
    assert max(logit for logit in logits if logit is not None) == logits[1]
    assert logits[1] is not None
    assert logits[1] > -5.0  # so much before it makes that less sure


def test_nothing_to_read_loads_nothing(tmp_path: Path) -> None:
    assert BundledAnswerReader(tmp_path / "cache").read("Who?", []) == []
    assert not (tmp_path / "cache").exists()


def test_threads_read_at_once(reader: BundledAnswerReader) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: reader.read("Who won?", [(TITLE, TEXT)])[0], range(8)))
    assert all(np.array_equal(one.starts, found[0].starts) for one in found)


def test_a_cache_that_cannot_be_written_leaves_passages_unread(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    unread = BundledAnswerReader(tmp_path / "file" / "cache")
    with caplog.at_level(logging.WARNING):
        assert unread.read("Who won?", [(TITLE, TEXT)]) == []
        assert unread.read("Who won?", [(TITLE, TEXT)]) == []
    assert len(caplog.records) == 1
    assert "CITEWELL_CACHE" in caplog.text


def test_a_broken_graph_is_made_again(tmp_path: Path) -> None:
    cache = IndexSettings.load().cache
    (tmp_path / "onnx").mkdir()
    embedder = GraphStore(find_model(BUNDLED_MODEL), cache)
    embedder.load()
    shutil.copy(embedder.float_path, tmp_path / "onnx")
    BundledAnswerReader(tmp_path).load()
    model = find_model(BUNDLED_MODEL)
    (graph,) = (tmp_path / "onnx").glob(f"*{sha256_of(WEIGHTS)[:16]}*.onnx")
    graph.write_bytes(b"no graph")
    load_adapted(model, WEIGHTS, cache=tmp_path)
    assert graph.stat().st_size > 1_000_000
    assert {path.suffix for path in (tmp_path / "onnx").iterdir()} <= {".onnx", ".lock"}


def test_an_adapter_of_another_model_is_refused(tmp_path: Path) -> None:
    values = load_file(WEIGHTS)
    for part in ("down", "up"):
        name = f"encoder.layer.0.output.dense.weight.{part}"
        values[name.replace("layer.0", "layer.11")] = values.pop(name)
    save_file(values, tmp_path / "adapter.safetensors")
    model, cache = find_model(BUNDLED_MODEL), IndexSettings.load().cache
    embedder = GraphStore(model, cache)
    embedder.load()
    (tmp_path / "onnx").mkdir()
    shutil.copy(embedder.float_path, tmp_path / "onnx")
    with pytest.raises(EmbeddingError, match="another model"):
        load_adapted(model, tmp_path / "adapter.safetensors", cache=tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"no weights"])
def test_an_adapter_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "adapter.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EmbeddingError, match="adapter"):
        load_adapted(find_model(BUNDLED_MODEL), path, cache=IndexSettings.load().cache)


def test_without_a_reader_words_and_meaning_judge(tmp_path: Path) -> None:
    assert load_answer_reader("none", cache=tmp_path) is None
    with Assistant.open(tmp_path / "library", settings=Settings(answer_reader="none")) as assistant:
        assistant.add_samples()
        answer = assistant.ask("When was the lighthouse at Cape Orrin first lit?")
        assert "1874" in answer.text
        assert assistant.ask("Who is the mayor of Paris?").status == "abstained"


@pytest.mark.parametrize(
    ("setting", "said"), [("bundled", "SHA-256"), ("none", "words and meaning")]
)
def test_the_doctor_names_the_reader(
    tmp_path: Path, setting: Literal["bundled", "none"], said: str
) -> None:
    settings = Settings(library=tmp_path, answer_reader=setting)
    (check,) = [one for one in check_health(settings) if one.name == "Answer reader"]
    assert check.ok
    assert said in check.value
