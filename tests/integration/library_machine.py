"""Random sequences of everything that changes a library, against a model in memory.

In the model a library is which content each path has, and which contents were uploaded: exact
copies are one article, and an article without any source is gone. Files are told apart by content,
so that is all a library may hold, and each content is found by a word of its own. One person keeps
articles of their own beside everybody's, with the same paths and contents.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from index.article_index import ArticleIndex
from index.article_paths import UPLOAD
from index.consistency import check_library
from index.errors import SyncError
from index.owners import plain_path
from index.schema import Query
from index.sync import sync_folder
from index.viewer import Viewer
from tests.integration.crashing import POINTS, crashing
from tests.integration.library_model import EMPTY, LibraryModel
from tests.integration.stores import assert_in_step
from tests.integration.working import fake_model, load_fake

# Few of each, so that they meet.
WORDS = ("alder", "birch", "cedar", "hazel")
CONTENTS = [f"The {word} ferry sails past the {word} wall." for word in WORDS]
NAMES = ["a.txt", "b.txt", "deep/c.txt"]
ANNA, NOBODY = Viewer(user="anna", is_private=True), Viewer(user="")
names = st.sampled_from(NAMES)
contents = st.sampled_from(CONTENTS)


class LibraryMachine(LibraryModel, RuleBasedStateMachine):
    """One library and one folder of files; `paths` and `uploads` are the model."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="citewell-machine-"))
        self.folder = self.place / "articles"
        self.paths: dict[str, str] = {}
        self.uploads: set[str] = set()
        self.own_paths: dict[str, str] = {}
        self.own_uploads: set[str] = set()
        self.trash: dict[str, tuple[str, set[str], bool]] = {}
        self.moment_ns = 10**18
        self.model = 0
        self.unracy = mock.patch("index.sync.RACY_NS", 0)
        self.unracy.start()
        self.folder.mkdir()
        self.open()

    def teardown(self) -> None:
        if hasattr(self, "place"):
            self.reopen()
            self.unracy.stop()
            self.article_index.close()
            shutil.rmtree(self.place)

    def open(self) -> None:
        embedder = fake_model(self.model)
        folder = self.place / "library"
        self.article_index = ArticleIndex(folder, embedder=embedder, load_former=load_fake)

    # Files

    @rule(name=names, content=st.sampled_from([*CONTENTS, EMPTY]))
    def write_file(self, name: str, content: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        # Each write at a time of its own, as if seconds lay between.
        self.moment_ns += 10**9
        os.utime(path, ns=(self.moment_ns, self.moment_ns))

    @rule(name=names)
    def delete_file(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    @rule(name=names, to=names)
    def move_file(self, name: str, to: str) -> None:
        if (self.folder / name).exists():
            (self.folder / to).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).rename(self.folder / to)

    @rule(name=names, to=names)
    def copy_file(self, name: str, to: str) -> None:
        if (self.folder / name).exists() and name != to:
            self.write_file(to, (self.folder / name).read_text())

    # The library

    @rule(name=names)
    def add(self, name: str) -> None:
        if (self.folder / name).exists():
            self.article_index.add([self.folder / name])
            self._model_add(name)

    @rule(content=contents, name=names)
    def upload(self, content: str, name: str) -> None:
        self.article_index.add_file(content.encode(), name=name)
        self.uploads.add(content)

    @rule(content=contents)
    def remove(self, content: str) -> None:
        if content in self.held():
            (article_id,) = self.ids_of(content)
            self.article_index.remove(article_id)
            self._model_remove(article_id, content)

    # What is Anna's

    @rule(name=names)
    def add_own(self, name: str) -> None:
        file = self.folder / name
        if file.exists():
            self.article_index.add([file], owner=ANNA.user)
            content = file.read_text()
            is_own = name in self.own_paths or content in self.own()
            if content != EMPTY and (is_own or content not in self.held()):
                self.own_paths[name] = content

    @rule(content=contents, name=names)
    def upload_own(self, content: str, name: str) -> None:
        self.article_index.add_file(content.encode(), name=name, owner=ANNA.user)
        if content in self.own() or content not in self.held():
            self.own_uploads.add(content)

    @rule(content=contents)
    def remove_own(self, content: str) -> None:
        for article_id, text in self.articles(ANNA.user).items():
            if text == content:
                self.article_index.remove(article_id)
        self.own_uploads.discard(content)
        self.own_paths = {path: has for path, has in self.own_paths.items() if has != content}

    @precondition(lambda self: self.trash)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        article_id = data.draw(st.sampled_from(sorted(self.trash)))
        self.article_index.restore(article_id)
        self._model_restore(article_id)

    @rule(delete=st.booleans())
    def sync(self, delete: bool) -> None:
        before = {content: self.ids_of(content) for content in self.held()}
        try:
            sync_folder(self.article_index, self.folder, delete=delete)
        except SyncError:
            assert not self.disk()
            return
        self._model_sync(delete)
        for content in before.keys() & self.held():
            assert self.ids_of(content) == before[content], (
                "an article kept its content, not its id"
            )
        report = sync_folder(self.article_index, self.folder, delete=delete, dry_run=True)
        assert report.is_clean

    @rule()
    def reindex(self) -> None:
        self.article_index.reindex()

    @rule(lost=st.sampled_from(["", "chroma", "bm25", "chroma/citewell-stamp"]))
    def reopen(self, lost: str = "") -> None:
        self.article_index.close()
        folder, _, file = lost.partition("/")
        for path in (self.place / "library").glob(f"{folder}*" if lost else "none"):
            (path / file).unlink() if file else shutil.rmtree(path)
        self.open()
        assert check_library(self.article_index) == ()

    @rule(
        point=st.sampled_from(POINTS),
        after=st.integers(0, 2),
        kind=st.sampled_from(["add", "upload", "remove", "sync", "sync --delete", "reindex"]),
        name=names,
        content=contents,
    )
    def crash(self, point: str, after: int, kind: str, name: str, content: str) -> None:
        """Cut an operation off at the call `after` of a point; each source is as before or as after."""
        before = (dict(self.paths), set(self.uploads))
        operations: dict[str, Callable[[], None]] = {
            "add": lambda: self.add(name),
            "upload": lambda: self.upload(content, name),
            "remove": lambda: self.remove(content),
            "sync": lambda: self.sync(delete=False),
            "sync --delete": lambda: self.sync(delete=True),
            "reindex": self.reindex,
        }
        with crashing(point, after) as crashed:
            operations[kind]()
        if not crashed:
            return
        if kind == "add":
            self._model_add(name)
        elif kind == "upload":
            self.uploads.add(content)
        elif kind == "remove":
            self._model_remove(None, content)
        elif kind.startswith("sync"):
            self._model_sync(delete=kind == "sync --delete")
        self.article_index.close()
        self.open()
        self._settle_for(before)
        assert check_library(self.article_index) == ()

    # The library as it is

    def articles(self, owner: str | None = None) -> dict[str, str]:
        found = self.article_index.library.articles()
        return {article.id: article.text for article in found if article.owner == owner}

    def ids_of(self, content: str) -> list[str]:
        return [article_id for article_id, text in self.articles().items() if text == content]

    def sources(self, owner: str | None = None) -> tuple[dict[str, str], set[str]]:
        paths, uploads = {}, set()
        for article_id, text in self.articles(owner).items():
            for source in self.article_index.library._sources_of(article_id):
                if source.startswith(UPLOAD):
                    uploads.add(text)
                else:
                    paths[Path(plain_path(source)).relative_to(self.folder).as_posix()] = text
        return paths, uploads

    def _settle_for(self, before: tuple[dict[str, str], set[str]]) -> None:
        """See that what a crash left is of before or after, source by source, and go on with it."""
        paths, uploads = self.sources()
        for name in NAMES:
            assert paths.get(name) in (before[0].get(name), self.paths.get(name))
        assert before[1] & self.uploads <= uploads <= before[1] | self.uploads
        self.paths, self.uploads = paths, uploads
        self.trash = {}

    @invariant()
    def equals_the_model(self) -> None:
        if not hasattr(self, "article_index"):
            return
        articles = self.articles()
        assert sorted(articles.values()) == sorted(self.held())
        assert self.sources() == (self.paths, self.uploads)
        assert self.sources(ANNA.user) == (self.own_paths, self.own_uploads)
        self._ids_before = set(articles)
        assert_in_step(self.article_index)

    @invariant()
    def every_content_is_found_and_nothing_else(self) -> None:
        if not hasattr(self, "article_index"):
            return
        for viewer, held in ((NOBODY, self.held()), (ANNA, self.held() | self.own())):
            view = self.article_index.seen_by(viewer)
            for word, content in zip(WORDS, CONTENTS, strict=True):
                query = Query(text=word)
                found = {hit.chunk.text for hit in view.read(query, view.search(query))}
                assert found <= held
                assert (content in found) == (content in held)


class RenewingMachine(LibraryMachine):
    """Also changes the embedding model."""

    @rule(content=contents, name=names)
    def change_model(self, content: str, name: str) -> None:
        """Index anew in the background, and add meanwhile."""
        self.article_index.close()
        self.model = 1 - self.model
        self.open()
        self.upload(content, name)
        until = time.monotonic() + 30
        while self.article_index.embedder.dimension != fake_model(self.model).dimension:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert check_library(self.article_index) == ()
