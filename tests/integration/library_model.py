"""What a library should hold after each operation, kept in memory."""

from pathlib import Path

EMPTY = ""  # a file that cannot be read: what its path had stays


class LibraryModel:
    """Which content each path has and which contents were uploaded, and what is in the trash."""

    folder: Path
    paths: dict[str, str]
    uploads: set[str]
    own_paths: dict[str, str]
    own_uploads: set[str]
    trash: dict[str, tuple[str, set[str], bool]]
    _ids_before: set[str]

    def held(self) -> set[str]:
        return {*self.paths.values(), *self.uploads}

    def own(self) -> set[str]:
        return {*self.own_paths.values(), *self.own_uploads}

    def disk(self) -> dict[str, str]:
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_text() for path in found}

    def _model_add(self, name: str) -> None:
        content = (self.folder / name).read_text()
        if content != EMPTY:
            self.paths[name] = content

    def _model_remove(self, article_id: str | None, content: str) -> None:
        gone = {path for path, has in self.paths.items() if has == content}
        if article_id:
            self.trash[article_id] = (content, gone, content in self.uploads)
        self.paths = {path: has for path, has in self.paths.items() if path not in gone}
        self.uploads.discard(content)

    def _model_restore(self, article_id: str) -> None:
        if article_id in self._ids_before:
            return
        content, paths, was_uploaded = self.trash.pop(article_id)
        free = paths - self.paths.keys()
        is_there = content in self.held()
        self.paths |= dict.fromkeys(free, content)
        if was_uploaded or not (free or is_there):
            self.uploads.add(content)

    def _model_sync(self, delete: bool) -> None:
        disk = self.disk()
        if not disk and self.paths:
            return
        gone = self.paths.keys() - disk.keys()
        arrived = {content for path, content in disk.items() if path not in self.paths}
        for path in gone:
            if delete or self.paths[path] in arrived:
                del self.paths[path]
        self.paths |= {path: content for path, content in disk.items() if content != EMPTY}
