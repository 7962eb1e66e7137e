"""`citewell add`: files, folders, web addresses and lists of them. Answers nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.schema import LIST_LIMIT
from ui.terminal import (
    EXIT_SOME_FAILED,
    MAX_NAMED,
    AsJson,
    Library,
    open_assistant,
    plain,
    print_json,
    print_problem,
    read_addresses,
)

if TYPE_CHECKING:
    from rag import AddReport


def add(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Files, folders and web addresses.")
    ] = None,
    urls: Annotated[
        str, typer.Option(metavar="FILE", help="A file of web addresses, one a line; - for stdin.")
    ] = "",
    limit: Annotated[
        int, typer.Option(min=1, help="Most pages of a feed or sitemap, newest first.")
    ] = LIST_LIMIT,
    samples: Annotated[bool, typer.Option(help="Add the bundled sample articles.")] = False,
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Add files, folders and web addresses: pages, and what feeds and sitemaps list.

    An address that was added before is asked whether it has changed. Addresses that are not given
    one by one keep to robots.txt.
    """
    given: list[str | Path] = [*(sources or ()), *(read_addresses(urls) if urls else ())]
    if not given and not samples:
        raise typer.BadParameter("give files, folders or addresses, or --samples")
    from index.samples import FILES
    from ui.progress import show_progress

    with open_assistant(library) as assistant, show_progress() as bar:
        wanted = [*given, *(FILES if samples else ())]
        report = assistant.add(wanted, limit=limit, on_progress=bar)
        changed = [assistant.article(i) for i in (*report.added, *report.updated)[:MAX_NAMED]]
    if as_json:
        print_json(plain(report))
    else:
        for article in changed:
            print(f"{article.id}  {article.title}")
        _print_report(report)
    if report.failures:
        raise typer.Exit(EXIT_SOME_FAILED)


def _print_report(report: "AddReport") -> None:
    counts = (
        (len(report.added), "added"),
        (len(report.updated), "updated"),
        (len(report.unchanged), "unchanged"),
        (len(report.failures), "failed"),
    )
    print(", ".join(f"{count} {name}" for count, name in counts if count) or "nothing to add")
    for failure in report.failures:
        print_problem(failure.reason, failure.hint)
    for note in report.notes:
        print_problem(f"read {note.source!r} in part", note.text)
