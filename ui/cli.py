"""The command line: `citewell …`. Results go to stdout, everything else to stderr.

Exit codes: 0 done, 1 an error, 2 wrong usage, 3 some files could not be added.
"""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rag import CitewellError
from ui import cli_library, cli_user
from ui.cli_add import add
from ui.evaluate import evaluate
from ui.terminal import (
    EXIT_ERROR,
    AsJson,
    Library,
    load_settings,
    open_assistant,
    plain,
    print_json,
    print_problem,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag import Assistant

app = typer.Typer(
    name="citewell",
    help="Ask your articles; every sentence of an answer cites the exact words that support it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Ask your articles; every sentence of an answer cites the exact words that support it."""
    if version:
        from importlib.metadata import version as installed_version

        print(f"citewell {installed_version('citewell')}")
        raise typer.Exit


app.command()(add)


@app.command("list")
def list_articles(
    text: Annotated[str, typer.Option(help="Only titles, publishers, sources with this.")] = "",
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """List the articles of the library, newest first."""
    from rag.catalogue import name_owners, open_catalogue

    folder = load_settings(library).library
    with open_catalogue(folder) as catalogue:
        page, total = catalogue.list_articles(text=text, limit=1_000_000)
    if as_json:
        print_json([plain(summary) for summary in page])
        return
    names = name_owners(folder)
    for article in page:
        size = f"{article.chars:,} characters"
        whose = _describe_owner(article.owner, names)
        facts = (article.publisher, article.published_at, size, article.source, whose)
        print(f"{article.id}  {article.title}")
        print(f"{'':14}{' · '.join(fact for fact in facts if fact)}")
    print(f"{total:,} article{'s' * (total != 1)}", file=sys.stderr)


@app.command()
def show(article_id: str, library: Library = None, as_json: AsJson = False) -> None:
    """Print one article with its whole text."""
    from rag.catalogue import name_owners, open_catalogue

    folder = load_settings(library).library
    with open_catalogue(folder) as catalogue:
        article = catalogue.article(article_id)
    if as_json:
        print_json(plain(article))
        return
    whose = _describe_owner(article.owner, name_owners(folder))
    facts = (article.publisher, article.author, article.published_at, article.source, whose)
    print(f"{article.title}\n{' · '.join(fact for fact in facts if fact)}\n\n{article.text}")


@app.command()
def remove(article_ids: list[str], library: Library = None, as_json: AsJson = False) -> None:
    """Remove articles by id; those that are there go, the others are named."""
    failures = []
    with open_assistant(library) as assistant:
        for article_id in article_ids:
            try:
                assistant.remove(article_id)
            except CitewellError as exc:
                failures.append({"id": article_id, "reason": exc.message, "hint": exc.hint})
    gone = [i for i in article_ids if i not in {failure["id"] for failure in failures}]
    if as_json:
        print_json({"removed": gone, "failures": failures})
    else:
        for article_id in gone:
            print(f"removed {article_id}")
        for failure in failures:
            print_problem(failure["reason"], failure["hint"])
    if failures:
        raise typer.Exit(EXIT_ERROR)


@app.command()
def reindex(library: Library = None, as_json: AsJson = False) -> None:
    """Cut and embed every article anew, as after a change of the embedding model."""
    from ui.progress import show_progress

    with (
        show_progress() as bar,
        open_assistant(library, reindex=True, on_progress=bar) as assistant,
    ):
        stats = assistant.stats()
    if as_json:
        print_json(plain(stats))
    else:
        print(f"indexed {stats.articles} articles, {stats.chunks} chunks")


@app.command()
def ask(question: str, library: Library = None, as_json: AsJson = False) -> None:
    """Answer a question from the library, each sentence with its quote.

    While a server holds the library, that server is asked.
    """
    from ui.answer_text import format_answer
    from ui.remote import ask_server, serving_url

    settings = load_settings(library)
    url = serving_url(settings.library)
    if url:
        answer = ask_server(url, question, settings=settings)
    else:
        with open_assistant(library) as assistant:
            answer = assistant.ask(question).to_dict()
    if as_json:
        print_json(answer)
    else:
        print(format_answer(answer))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 7860,
    samples: Annotated[
        bool, typer.Option(help="Add the sample articles to a new library and show one answer.")
    ] = False,
    library: Library = None,
) -> None:
    """Serve the chat page and the HTTP API."""
    from ui.progress import show_progress
    from ui.server import claim_port, describe_strangers, run_server

    listener = claim_port(host, port)
    with show_progress() as bar:
        print("Opening the library …", file=sys.stderr)
        assistant = open_assistant(library, in_background=True, on_progress=bar)
        if samples:
            assistant.add_samples(on_progress=bar)
    with assistant:
        print("Loading the embedding model …", file=sys.stderr)
        assistant.warm_up()
        if assistant.generator.name != "extractive":
            print(f"Answers are written by {assistant.generator.name}.", file=sys.stderr)
        elif samples:
            _print_proof(assistant)
        if strangers := describe_strangers(assistant, host):
            print(strangers, file=sys.stderr)
        run_server(assistant, listener, host=host, on_ready=_say_address)


@app.command()
def doctor(library: Library = None, as_json: AsJson = False) -> None:
    """Say whether this machine is ready: versions, weights, library, disk, network."""
    from rag.health import check_health

    checks = check_health(load_settings(library))
    if as_json:
        print_json([plain(check) for check in checks])
    else:
        for check in checks:
            print(f"{'ok ' if check.ok else 'NO '} {check.name:<24} {check.value}")
            if not check.ok and check.hint:
                print(f"{'':28} → {check.hint}")
    if not all(check.ok for check in checks):
        raise typer.Exit(EXIT_ERROR)


for command in (cli_library.sync, cli_library.check, cli_library.backup, cli_library.restore):
    app.command()(command)
app.command()(evaluate)
app.add_typer(cli_user.app, name="user")


def main() -> None:
    """Run the command line; an error is one line with a hint, never a traceback."""
    try:
        app()
    except CitewellError as exc:
        print_problem(exc.message, exc.hint)
        sys.exit(EXIT_ERROR)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as exc:  # noqa: BLE001 - the outermost handler
        print_problem(
            f"something went wrong: {type(exc).__name__}: {exc}",
            "this is a mistake of citewell; please report it with what you did",
        )
        sys.exit(EXIT_ERROR)


def _describe_owner(owner: str | None, names: "Mapping[str, str]") -> str:
    """Say whose an article is; of a browser without a login only its id is known."""
    return f"only for {names.get(owner, f'browser {owner[:8]}')}" if owner else ""


def _say_address(url: str) -> None:
    print("Serving the chat; Ctrl+C stops it.", file=sys.stderr)
    print(url, flush=True)


def _print_proof(assistant: "Assistant") -> None:
    from index.samples import PROOF_QUESTION
    from ui.answer_text import format_answer

    answer = assistant.ask(PROOF_QUESTION)
    if answer.status == "answered":
        print(format_answer(answer.to_dict()), end="\n\n")


if __name__ == "__main__":
    main()
