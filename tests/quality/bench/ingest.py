"""How fast files become searchable, against the encoder alone and against plain LlamaIndex.

The articles are those of `squad` as text files. All three work on the same texts with the same
model one after the other in each round, so that what else runs meets all of them.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import chromadb
from chromadb.config import Settings as ChromaSettings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.article_index import ArticleIndex
from index.embedding import Embedder, load_embedder
from index.model_folder import BUNDLED_MODEL, find_model
from tests.quality.bench.measurement import Measurement

DATA = Path(os.environ.get("CITEWELL_BENCH_DATA", Path(__file__).parents[4] / "shared/data"))
ROUNDS = int(os.environ.get("CITEWELL_BENCH_ROUNDS", "5"))
STEP = int(os.environ.get("CITEWELL_BENCH_STEP", "1"))  # of so many articles one is taken
LLAMA_CHUNK_TOKENS = 180  # gives as many chunks as ours, within 3 %; its default gives a fifth
LLAMA_OVERLAP_TOKENS = 20


@dataclass(frozen=True, slots=True)
class Round:
    """Chunks per second of one round."""

    ingest: float
    encoder: float
    llama_index: float


def run() -> list[Measurement]:
    """Add the articles to a new library and to a new LlamaIndex, and encode the same chunks."""
    embedder = load_embedder()
    _encode(embedder, ["The model is loaded before anything is timed."])
    llama_model = HuggingFaceEmbedding(model_name=str(find_model(BUNDLED_MODEL).path))
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        files.mkdir()
        for path, text in _articles(files):
            path.write_text(text, encoding="utf-8")
        for number in range(ROUNDS):
            rounds.append(_round(files, Path(folder) / str(number), embedder, llama_model))
            sys.stderr.write(f"  {rounds[-1]}\n")
        count = len(list(files.iterdir()))
    ingest, encoder, llama_index = (
        statistics.median(getattr(one, name) for one in rounds)
        for name in ("ingest", "encoder", "llama_index")
    )
    detail = f"{count} articles, medians of {ROUNDS}, chunks a second: ingest {ingest:.1f}"
    return [
        Measurement(
            name="ingest.to_encoder",
            value=statistics.median(one.ingest / one.encoder for one in rounds),
            unit="ratio",
            at_least=0.85,
            detail=f"{detail}, the encoder alone {encoder:.1f}",
        ),
        Measurement(
            name="ingest.to_llama_index",
            value=statistics.median(one.ingest / one.llama_index for one in rounds),
            unit="ratio",
            at_least=2.0,
            detail=f"{detail}, LlamaIndex {llama_index:.1f}, its chunks of {LLAMA_CHUNK_TOKENS} tokens",
        ),
    ]


def _round(
    files: Path, folder: Path, embedder: Embedder, llama_model: HuggingFaceEmbedding
) -> Round:
    with ArticleIndex(folder / "ours", embedder=embedder) as article_index:
        ingest_s = _timed(lambda: article_index.add([files]))
        library = article_index.library
        texts = [chunk.embedding_text for chunk in library.chunks_of(library.article_ids())]
    encoder_s = _timed(lambda: _encode(embedder, texts))
    nodes: list[object] = []
    llama_index_s = _timed(lambda: nodes.extend(_build_llama_index(files, folder, llama_model)))
    return Round(
        ingest=len(texts) / ingest_s,
        encoder=len(texts) / encoder_s,
        llama_index=len(nodes) / llama_index_s,
    )


def _encode(embedder: Embedder, texts: Sequence[str]) -> None:
    """Encode in a thread as adding does: PyTorch's threads wait otherwise for two callers."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(embedder.encode, texts).result()


def _build_llama_index(files: Path, folder: Path, model: HuggingFaceEmbedding) -> list[object]:
    """Read, split, embed and store as LlamaIndex's guides do; give its chunks."""
    client = chromadb.PersistentClient(
        path=str(folder / "llama_index"), settings=ChromaSettings(anonymized_telemetry=False)
    )
    store = ChromaVectorStore(chroma_collection=client.get_or_create_collection("articles"))
    documents = [Document(text=path.read_text(encoding="utf-8")) for path in files.iterdir()]
    nodes = SentenceSplitter(
        chunk_size=LLAMA_CHUNK_TOKENS, chunk_overlap=LLAMA_OVERLAP_TOKENS
    ).get_nodes_from_documents(documents)
    VectorStoreIndex(
        nodes,
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=model,
    )
    return list(nodes)


def _articles(folder: Path) -> Iterator[tuple[Path, str]]:
    with (DATA / "squad" / "articles.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            article = json.loads(line)
            if number % STEP == 0:
                yield folder / f"{number:03d}.txt", f"{article['title']}\n\n{article['text']}"


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
