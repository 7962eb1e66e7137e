"""A process that changes a library at random until it is killed, and what it leaves behind.

Before each operation the journal gets what each source holds before and after it; an operation that
was cut off may have left either, source by source, and one that returned is there.
"""

import json
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index import intake, pipeline
from index.article_index import ArticleIndex
from index.article_paths import UPLOAD
from index.consistency import check_library
from index.embedding import Embedder, load_embedder
from index.library import Library
from index.sync import sync_folder
from tests.fakes import FakeEmbedder

TEXTS = [
    f"Text {number}.\n\n" + f"The ferry {number} sails past wall {number} in all weathers. " * 60
    for number in range(16)
]
NAMES = [f"{number}.txt" for number in range(10)]


@dataclass(frozen=True, slots=True)
class Sources:
    """Which text each path has, and which texts were uploaded, by number."""

    paths: dict[str, int] = field(default_factory=dict)
    uploads: list[int] = field(default_factory=list)

    def with_disk(self, disk: dict[str, int]) -> "Sources":
        return Sources({**self.paths, **disk}, self.uploads)

    def synced(self, disk: dict[str, int], *, delete: bool) -> "Sources":
        arrived = {text for path, text in disk.items() if path not in self.paths}
        kept = {
            path: text
            for path, text in self.paths.items()
            if path in disk or not (delete or text in arrived)
        }
        return Sources({**kept, **disk}, self.uploads)

    def uploaded(self, text: int) -> "Sources":
        return Sources(self.paths, sorted({*self.uploads, text}))

    def without(self, text: int) -> "Sources":
        paths = {path: has for path, has in self.paths.items() if has != text}
        return Sources(paths, [has for has in self.uploads if has != text])

    def held(self) -> set[int]:
        return {*self.paths.values(), *self.uploads}


def open_library(place: Path, *, is_real: bool = False, model: int = 0) -> ArticleIndex:
    """Open it with one of two models; what the other one indexed is then indexed anew aside."""
    embedder: Embedder = load_embedder() if is_real else fake_model(model)
    return ArticleIndex(place / "library", embedder=embedder, load_former=load_fake)


def fake_model(number: int) -> FakeEmbedder:
    embedder = FakeEmbedder(fingerprint=str(number) * 64)
    embedder.dimension, embedder.max_tokens = 64 - 16 * number, 256 - 190 * number
    return embedder


def load_fake(identity: Mapping[str, Any]) -> FakeEmbedder:
    return fake_model(int(identity["weights_sha256"][0]))


def read_whole(library: Library) -> dict[str, int]:
    """See that every article is whole and none is there twice; give their texts' numbers."""
    numbers: dict[str, int] = {}
    for article in library.articles():
        number = int(article.text[5 : article.text.index(".")])
        assert article.text == TEXTS[number].strip(), f"half an article: {article.text[:80]!r}"
        assert number not in numbers.values(), f"text {number} is there twice"
        numbers[article.id] = number
    return numbers


def read_sources(library: Library) -> Sources:
    """See that every article is whole and has a source; give what leads to which."""
    paths: dict[str, int] = {}
    uploads: set[int] = set()
    for article_id, number in read_whole(library).items():
        sources = library._sources_of(article_id)
        assert sources, f"text {number} has no source"
        paths |= {Path(path).name: number for path in sources if not path.startswith(UPLOAD)}
        uploads |= {number for path in sources if path.startswith(UPLOAD)}
    return Sources(paths, sorted(uploads))


def work(place: Path, seed: int, is_real: bool = False) -> None:
    """Change the library until killed."""
    intake.COMMIT_CHUNKS = pipeline.WINDOW_CHUNKS = 8  # many steps, so that each is hit
    pipeline.CALL_CHUNKS = 4
    chosen = random.Random(seed)
    pipeline.ASIDE = (8, 4)
    with open_library(place, is_real=is_real, model=seed // 2 % 2) as article_index:
        (place / "opened").touch()
        while True:
            _change_files(place / "articles", chosen)
            _change_library(article_index, place, chosen)


def _change_files(folder: Path, chosen: random.Random) -> None:
    for _ in range(chosen.randrange(1, 6)):
        path, other = (folder / name for name in chosen.sample(NAMES, 2))
        action = chosen.choice(["write", "write", "delete", "move"])
        if action == "write":
            new = path.with_name(
                f".{path.name}.new"
            )  # hidden, and no text of `_disk` if it is left
            new.write_text(chosen.choice(TEXTS))
            new.replace(path)
        elif action == "delete" and len(_disk(folder)) > 1:
            path.unlink(missing_ok=True)
        elif action == "move" and path.exists():
            path.rename(other)


def _disk(folder: Path) -> dict[str, int]:
    texts = {path.name: path.read_text() for path in folder.glob("*.txt")}
    return {name: TEXTS.index(text) for name, text in texts.items()}


def _change_library(article_index: ArticleIndex, place: Path, chosen: random.Random) -> None:
    folder, disk = place / "articles", _disk(place / "articles")
    before = read_sources(article_index.library)
    kind = chosen.choice(["add", "sync", "sync", "delete", "upload", "remove", "reindex"])
    if not disk:
        kind = "upload"
    if kind == "add":
        with _noted(place, before, before.with_disk(disk)):
            article_index.add([folder])
    elif kind in ("sync", "delete"):
        with _noted(place, before, before.synced(disk, delete=kind == "delete")):
            sync_folder(article_index, folder, delete=kind == "delete")
    elif kind == "upload":
        text = chosen.randrange(len(TEXTS))
        with _noted(place, before, before.uploaded(text)):
            article_index.add_file(TEXTS[text].encode(), name="upload.txt")
    elif kind == "remove" and before.held():
        _remove(article_index, place, before, text=chosen.choice(sorted(before.held())))
    elif kind == "reindex":
        with _noted(place, before, before):
            article_index.reindex()


def _remove(article_index: ArticleIndex, place: Path, before: Sources, *, text: int) -> None:
    """Remove an article and bring it back."""
    (article_id,) = [
        a.id for a in article_index.library.articles() if a.text.startswith(f"Text {text}.")
    ]
    with _noted(place, before, before.without(text)):
        article_index.remove(article_id)
    with _noted(place, before.without(text), before):
        article_index.restore(article_id)


@contextmanager
def _noted(place: Path, before: Sources, after: Sources) -> Iterator[None]:
    _note(place, before, after)
    yield
    _note(place, after, after)


def _note(place: Path, before: Sources, after: Sources) -> None:
    new = place / "journal.new"
    new.write_text(json.dumps([asdict(before), asdict(after)]))
    new.replace(place / "journal")


def verify(place: Path, *, is_real: bool = False) -> None:
    """See that what a killed process left is whole, and all that it had finished is there."""
    with open_library(place, is_real=is_real) as article_index:
        assert check_library(article_index) == ()
        found = read_sources(article_index.library)
    if not (place / "journal").exists():
        return
    before, after = (Sources(**one) for one in json.loads((place / "journal").read_text()))
    for name in NAMES:
        allowed = (before.paths.get(name), after.paths.get(name))
        assert found.paths.get(name) in allowed, f"{name} is {found.paths.get(name)}, not {allowed}"
    uploads = (set(before.uploads), set(after.uploads))
    assert uploads[0] & uploads[1] <= set(found.uploads) <= uploads[0] | uploads[1]
