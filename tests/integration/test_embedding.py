"""The real model on its real engines; the graph is made once for all tests in `CITEWELL_CACHE`."""

import json
import logging
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from index.embedding import FloatArray, SentenceTransformerEmbedder, load_embedder
from index.engines import OPENVINO_TEXTS, Machine
from index.errors import EmbeddingError
from index.model_folder import BUNDLED_MODEL, ModelFolder, find_model, load_tokenizer
from index.onnx_graph import GraphStore
from index.samples import FILES
from index.torch_engine import TorchEngine

needs_openvino = pytest.mark.skipif(
    find_spec("openvino") is None, reason="OpenVINO, an extra, is not installed"
)
TEXTS = [
    "Puffins",
    FILES[0].read_text(encoding="utf-8"),
    "",
    "Wann fährt die letzte Fähre?",
    "The lighthouse at Cape Orrin was first lit in 1884. " * 7,
    "灯台",
    "When was the lighthouse at Cape Orrin first lit?",
]
ENCODE_IN_A_PROCESS = """
import sys
from index.embedding import load_embedder
vector = load_embedder(engine=sys.argv[1]).encode(["When was the lighthouse lit?"])[0]
print(len(vector), "torch" in sys.modules)
"""


def cosines(first: FloatArray, second: FloatArray) -> FloatArray:
    product: FloatArray = np.sum(first * second, axis=1)
    return product


def start_encoding(cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ENCODE_IN_A_PROCESS, "onnx"],
        env={**os.environ, "CITEWELL_CACHE": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def model() -> ModelFolder:
    return find_model(BUNDLED_MODEL)


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    loaded = load_embedder(engine="onnx")
    loaded.encode(["warm"])
    return loaded


@pytest.fixture(scope="module")
def original(model: ModelFolder) -> TorchEngine:
    return TorchEngine(model, device="cpu")


@pytest.fixture
def prompted_model(model: ModelFolder, tmp_path: Path) -> Path:
    """A model that puts a prompt before each text, which its graph cannot know."""
    folder = tmp_path / "prompted"
    shutil.copytree(model.path, folder)
    prompt = {"prompts": {"passage": "passage: "}, "default_prompt_name": "passage"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompt))
    return folder


def test_the_graph_gives_the_vectors_of_sentence_transformers(
    embedder: SentenceTransformerEmbedder, original: TorchEngine
) -> None:
    expected = original.encode(TEXTS, exact=True)
    assert np.min(cosines(embedder.encode(TEXTS), expected)) > 1 - 1e-5


def test_torch_in_half_precision_is_close_enough_to_share_a_library(
    embedder: SentenceTransformerEmbedder,
) -> None:
    torch = load_embedder(engine="torch", device="cpu")
    assert torch.fingerprint == embedder.fingerprint
    assert np.min(cosines(torch.encode(TEXTS), embedder.encode(TEXTS))) > 0.999


def test_rows_come_in_the_order_given_and_have_unit_length(
    embedder: SentenceTransformerEmbedder,
) -> None:
    vectors = embedder.encode(TEXTS)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(vectors, alone, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors.dtype == np.float32


def test_no_texts_give_no_rows(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.encode([]).shape == (0, embedder.dimension)


def test_a_long_text_is_cut_into_the_tokens_of_the_model_piece_by_piece(
    embedder: SentenceTransformerEmbedder, model: ModelFolder
) -> None:
    text = " ".join(TEXTS) * 60 + "x" * 110_000 + "".join(TEXTS)
    whole = load_tokenizer(model.path).encode(text, add_special_tokens=False)
    starts = [start for start, _ in whole.offsets]
    long_word = text.index("xxx")
    assert [at for at in embedder.token_starts(text) if at < long_word] == [
        at for at in starts if at < long_word
    ]
    assert embedder.token_starts(text)[-1] == starts[-1]
    assert list(embedder.token_starts("")) == []


def test_threads_encode_at_once(embedder: SentenceTransformerEmbedder) -> None:
    expected = embedder.encode(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(embedder.encode, [TEXTS] * 16):
            np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_a_question_is_encoded_without_torch(embedder: SentenceTransformerEmbedder) -> None:
    process = start_encoding(Path(os.environ["CITEWELL_CACHE"]))
    assert process.communicate() == ("384 False\n", "")


def test_processes_that_start_together_make_one_whole_graph(
    model: ModelFolder, tmp_path: Path
) -> None:
    for process in [start_encoding(tmp_path), start_encoding(tmp_path)]:
        output, errors = process.communicate()
        assert output.startswith("384"), errors
    graphs = [path for path in (tmp_path / "onnx").iterdir() if path.suffix != ".lock"]
    assert graphs == [GraphStore(model, tmp_path).path]


def test_a_broken_graph_is_made_again(model: ModelFolder, tmp_path: Path) -> None:
    store = GraphStore(model, tmp_path)
    store.path.parent.mkdir()
    store.path.write_bytes(b"not a graph")
    store.load()
    assert store.path.stat().st_size > 1_000_000
    assert store.load().encode(["Puffins"]).shape == (1, 384)


def test_a_model_whose_graph_differs_runs_on_torch_from_then_on(
    prompted_model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "citewell")
    first = load_embedder(str(prompted_model), cache=tmp_path).encode(TEXTS)
    assert "making the ONNX graph" in caplog.text
    assert caplog.text.count("encoding with torch: the ONNX graph of") == 1
    caplog.clear()
    again = load_embedder(str(prompted_model), cache=tmp_path)
    np.testing.assert_allclose(again.encode(TEXTS), first, atol=1e-5)
    assert "making the ONNX graph" not in caplog.text
    assert "differs from the model" in again.describe_engine()


def test_a_cache_that_cannot_be_written_is_named_and_torch_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    loaded = load_embedder(cache=tmp_path / "file")
    assert loaded.encode(["Puffins"]).shape == (1, 384)
    assert "CITEWELL_CACHE" in caplog.text


def test_int8_vectors_are_close_but_of_another_making(
    embedder: SentenceTransformerEmbedder,
) -> None:
    int8 = load_embedder(engine="onnx-int8")
    assert int8.fingerprint == f"int8:{embedder.fingerprint}"
    assert 0.97 < np.min(cosines(int8.encode(TEXTS), embedder.encode(TEXTS))) < 0.9999


@pytest.mark.skipif(shutil.which("nvidia-smi") is not None, reason="this machine has CUDA")
def test_cuda_without_cuda_says_what_to_do() -> None:
    with pytest.raises(EmbeddingError, match="the device 'cuda' is not there") as caught:
        load_embedder(device="cuda").encode(["Puffins"])
    assert "CITEWELL_DEVICE=auto" in caught.value.hint


def test_the_window_and_dimension_of_a_saved_model_are_read(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    saved = SentenceTransformer(str(find_model(BUNDLED_MODEL).path), device="cpu")
    saved.max_seq_length = 128
    saved.save(str(tmp_path))
    assert (find_model(str(tmp_path)).max_tokens, find_model(str(tmp_path)).dimension) == (128, 384)


@pytest.mark.parametrize("job_texts", [1, 100_000])
def test_stretches_come_from_the_same_run_as_their_texts(
    embedder: SentenceTransformerEmbedder, job_texts: int
) -> None:
    texts = ["The ferry sails at noon. Fares rise in May.", "Puffins nest on Fethra."]
    stretches = [[(0, 24), (25, 43)], [(0, 23)]]
    encoded = embedder.encode_stretches(texts, stretches, job_texts=job_texts)
    assert np.min(cosines(encoded.vectors, embedder.encode(texts))) > 0.999
    asked = embedder.encode(["When do prices go up?"])[0]
    near = encoded.stretches[0] @ asked
    assert near[1] > near[0]
    assert [len(found) for found in encoded.stretches] == [2, 1]


@pytest.mark.parametrize("engine", ["onnx", pytest.param("openvino", marks=needs_openvino)])
def test_encoding_leaves_nothing_in_the_home_and_reports_to_nobody(
    engine: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    for name in ("ORT_DISABLE_TELEMETRY", "CI"):  # either would keep a runtime from reporting
        environment.pop(name, None)
    subprocess.run([sys.executable, "-c", ENCODE_IN_A_PROCESS, engine], env=environment, check=True)
    assert list(tmp_path.rglob("*")) == []


@needs_openvino
def test_openvino_gives_the_same_vectors(embedder: SentenceTransformerEmbedder) -> None:
    openvino = load_embedder(engine="openvino")
    assert np.min(cosines(openvino.encode(TEXTS), embedder.encode(TEXTS))) > 0.999
    assert openvino.fingerprint == embedder.fingerprint


FIRST_RUNS = """
import os, threading
from index.model_folder import BUNDLED_MODEL, find_model
from index.onnx_graph import GraphStore
from index.openvino_engine import OpenVinoEngine
from index.settings import IndexSettings
model = find_model(BUNDLED_MODEL)
store = GraphStore(model, IndexSettings.load().cache)
store.load()
engine = OpenVinoEngine(store.path, model)
barrier = threading.Barrier(2)
def run():
    barrier.wait()
    sum(range(10_000))
    engine._run([engine._tokenize(["Puffins"])[0]])
threads = [threading.Thread(target=run, daemon=True) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join(30)
os._exit(any(thread.is_alive() for thread in threads))
"""


@needs_openvino
def test_the_first_runs_of_openvino_may_be_two_at_once() -> None:
    """In a process of its own: what is set up once is not yet."""
    subprocess.run([sys.executable, "-c", FIRST_RUNS], timeout=60, check=True)


def test_without_openvino_others_encode_unless_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    machine = Machine(has_bf16=True, has_openvino=True, has_accelerator=False)
    monkeypatch.setattr("index.embedding.detect_machine", lambda: machine)
    encoded = load_embedder().encode_stretches(["Puffins"], [[(0, 7)]], job_texts=OPENVINO_TEXTS)
    assert encoded.vectors.shape == (1, 384)
    assert "encoding without OpenVINO" in caplog.text
    with pytest.raises(EmbeddingError, match="OpenVINO cannot be loaded") as caught:
        load_embedder(engine="openvino").encode(["Puffins"])
    assert "citewell[openvino]" in caught.value.hint
