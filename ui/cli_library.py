"""`citewell sync`, `check`, `backup` and `restore`: a library kept true and safe. Answers nothing."""

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag import CitewellError
from ui.terminal import (
    EXIT_ERROR,
    EXIT_SOME_FAILED,
    MAX_NAMED,
    AsJson,
    Library,
    load_settings,
    open_assistant,
    plain,
    print_json,
    print_note,
    print_problem,
)

if TYPE_CHECKING:
    from index.sync import SyncReport
    from rag import Assistant, Failure

Delete = Annotated[bool, typer.Option("--delete", help="Remove articles whose files are gone.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
Watch = Annotated[bool, typer.Option("--watch", help="Sync after every change until Ctrl+C.")]


def sync(
    folder: Annotated[Path, typer.Argument(help="The folder.")],
    watch: Watch = False,
    dry_run: DryRun = False,
    delete: Delete = False,
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Make the library hold what a folder holds: added, changed and moved files are told apart."""
    if folder.parts[:1] in (("http:",), ("https:",)):
        raise typer.BadParameter(
            "only folders are synced; `citewell add ADDRESS` fetches a page again if it has changed"
        )
    if watch and dry_run:
        raise typer.BadParameter("--watch and --dry-run cannot be had together")
    from ui.progress import show_progress

    shown = _Reports(folder, as_json=as_json, watch=watch)
    with show_progress() as bar, open_assistant(library, on_progress=bar) as assistant:
        if watch:
            _watch(assistant, folder, delete=delete, shown=shown)
            return
        report = assistant.sync(folder, delete=delete, dry_run=dry_run, on_progress=bar)
    shown.show(report)
    if report.failures:
        raise typer.Exit(EXIT_SOME_FAILED)


def check(
    repair: Annotated[
        bool, typer.Option("--repair", help="Make again what does not agree.")
    ] = False,
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Prove that database, vectors and BM25 agree, chunk by chunk."""
    from ui.progress import show_progress

    with show_progress() as bar, open_assistant(library, on_progress=bar) as assistant:
        problems = assistant.check(repair=repair, on_progress=bar)
        stats = assistant.stats()
    if as_json:
        print_json({**plain(stats), "problems": [plain(problem) for problem in problems]})
    elif not problems:
        print(f"all is well: {stats.articles:,} articles, {stats.chunks:,} chunks agree")
    for problem in () if as_json else problems:
        print(f"{'repaired' if problem.is_repaired else 'NO':<9} {problem.count:,} {problem.what}")
        print_note(f"{'':10}{', '.join(problem.ids[:5])}")
    if not all(problem.is_repaired for problem in problems):
        if not repair:
            print_note("`citewell check --repair` makes again what can be made again")
        raise typer.Exit(EXIT_ERROR)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, which is not there yet.")],
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Write the whole library into one file, also while a server uses it."""
    from index.backup import write_backup

    manifest = write_backup(load_settings(library).library.expanduser(), file.expanduser())
    _print_manifest("wrote", file, manifest, as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `citewell backup` wrote.")],
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup's library into a folder that holds none, and index it."""
    from index.backup import restore_backup
    from ui.progress import show_progress

    folder = load_settings(library).library.expanduser()
    manifest = restore_backup(file.expanduser(), folder)
    with show_progress() as bar, open_assistant(library, on_progress=bar):
        pass
    _print_manifest("restored", file, manifest, as_json=as_json)


def _print_manifest(what: str, file: Path, manifest: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(file), **manifest})
    else:
        print(f"{what} {file}: {manifest['articles']} articles as of {manifest['written_at']}")


def _watch(assistant: "Assistant", folder: Path, *, delete: bool, shown: "_Reports") -> None:
    from index.watching import watch_folder

    folder = folder.expanduser()

    def sync_once(delete: bool) -> "SyncReport":
        return assistant.sync(folder, delete=delete)

    assistant.sync(folder, dry_run=True)  # a folder that is not there is a mistake at the start
    print_note(f"Watching {folder}; Ctrl+C stops it.")
    try:
        for report in watch_folder(folder, sync_once, delete=delete, stop=threading.Event()):
            shown.show(report)
    except KeyboardInterrupt:
        print_note("Stopped watching.")


class _Reports:
    """Prints what syncs of one folder did; what was said of it before is not said again."""

    def __init__(self, folder: Path, *, as_json: bool, watch: bool) -> None:
        self._start = os.path.abspath(folder.expanduser()) + os.sep  # noqa: PTH100 - keeps symlinks
        self._as_json = as_json
        self._watch = watch
        self._is_first = True
        self._said: object = None

    def show(self, report: "SyncReport | CitewellError") -> None:
        """Print one report, or why there is none."""
        if isinstance(report, CitewellError):
            if self._said != report.message:
                print_problem(report.message, report.hint)
            self._said = report.message
            return
        trouble = (report.missing, report.failures)
        if self._is_first or not report.is_clean or self._said != trouble:
            self._print(report, failures=() if self._said == trouble else report.failures)
        self._is_first, self._said = False, trouble

    def _print(self, report: "SyncReport", *, failures: "Sequence[Failure]") -> None:
        if self._as_json:
            indent = None if self._watch else 2  # watched, each line is a report
            print(json.dumps(plain(report), ensure_ascii=False, indent=indent), flush=True)
            return
        for name in ("added", "changed", "moved", "removed", "missing"):
            self._print_paths(name, getattr(report, name))
        counts = [
            (name, len(getattr(report, name)))
            for name in ("added", "changed", "moved", "removed", "missing")
        ]
        counts += [("unchanged", report.unchanged), ("failed", len(report.failures))]
        told = ", ".join(f"{count:,} {name}" for name, count in counts if count)
        print(told or "nothing to sync", flush=True)
        if report.missing:
            print_note("The articles of missing files were kept; --delete removes them.")
        for failure in failures:
            print_problem(failure.reason, failure.hint)
        if report.is_dry_run:
            print_note("Nothing was changed: this was a dry run.")

    def _print_paths(self, name: str, found: Sequence[Any]) -> None:
        for one in found[:MAX_NAMED]:
            paths = (one,) if isinstance(one, str) else one
            print(f"{name:<9} {' → '.join(path.removeprefix(self._start) for path in paths)}")
        if len(found) > MAX_NAMED:
            print(f"{name:<9} … and {len(found) - MAX_NAMED:,} more")
