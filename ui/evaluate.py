"""`citewell evaluate`: measure retrieval on a public dataset, or compare two measurements."""

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rag.comparison import Difference
    from rag.datasets import Dataset
    from rag.results import Results


def evaluate(
    dataset: Annotated[
        Path | None,
        typer.Argument(help="Folder in BEIR form, or with articles.jsonl and questions.jsonl."),
    ] = None,
    # Not CITEWELL_LIBRARY: that is a person's own library.
    library: Annotated[
        Path | None,
        typer.Option("--library", "-l", help="Library of the dataset, built if it is not there."),
    ] = None,
    split: Annotated[str | None, typer.Option(help="Which of qrels/*.tsv; else test.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only so many questions.")] = None,
    last_turn: Annotated[
        bool, typer.Option("--last-turn", help="Leave out the conversation before a question.")
    ] = False,
    against: Annotated[
        list[Path] | None, typer.Option(help="Python file of a system to measure beside it.")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write the results here as JSON.")] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="Old and new results to compare, in place of a dataset."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure how well passages are found on a public dataset."""
    if dataset is not None and compare is None:
        _check_output(output)
        asked = _load(dataset, split=split, limit=limit, last_turn=last_turn)
        results = _measure(asked, library, against=against or [])
        _report(results, output, as_json=as_json)
    elif compare is not None and dataset is None:
        _compare(*compare, as_json=as_json)
    else:
        raise typer.BadParameter("give a dataset, or --compare OLD.json NEW.json")


def _load(folder: Path, *, split: str | None, limit: int | None, last_turn: bool) -> "Dataset":
    from rag.datasets import load_dataset

    dataset = load_dataset(folder, split=split)
    if limit is not None:
        dataset = dataset.limited(limit)
    return dataset.without_history() if last_turn else dataset


def _measure(dataset: "Dataset", library: Path | None, *, against: list[Path]) -> "Results":
    from rag.evaluation import evaluate
    from rag.other_systems import load_system_file
    from rag.settings import Settings
    from ui.progress import show_progress

    systems = [load_system_file(path) for path in against]
    with show_progress() as bar:
        return evaluate(
            dataset, settings=Settings.load(), library=library, against=systems, on_progress=bar
        )


def _check_output(path: Path | None) -> None:
    """See that results can be written, before hours are spent on them."""
    from index.errors import EvaluationError

    if path is None:
        return
    target = path if path.exists() else path.parent
    if path.is_dir() or not target.exists() or not os.access(target, os.W_OK):
        raise EvaluationError(
            f"cannot write the results to {str(path)!r}: expected a file in a folder you can write",
            hint="check the path and permissions",
        )


def _report(results: "Results", output: Path | None, *, as_json: bool) -> None:
    text = json.dumps(results.to_dict(), ensure_ascii=False, indent=1)
    if as_json:
        typer.echo(text)
    else:
        _print_results(results)
    if output is not None:
        output.write_text(text + "\n", encoding="utf-8")


def _print_results(results: "Results") -> None:
    from rich.console import Console
    from rich.table import Table

    dataset = results.dataset
    console = Console()
    console.print(
        f"{dataset['name']}: {dataset['articles']:,} articles, {dataset['questions']:,} questions "
        f"({dataset['unjudged']:,} more have no judgement)\n"
        f"{results.commit}, {results.machine['processor']}, {results.machine['cores']} cores",
        highlight=False,
    )
    table = Table("metric")
    for system in results.systems:
        table.add_column(system.name, justify="right")
    for metric in results.systems[0].values:
        table.add_row(metric, *(f"{system.means[metric]:.4f}" for system in results.systems))
    table.add_section()
    for timing in results.systems[0].timings:
        times = (system.timings[timing] for system in results.systems)
        table.add_row(timing, *("-" if value is None else f"{value:,.1f}" for value in times))
    console.print(table)
    differences = results.differences()
    if differences:
        _print_differences({f"citewell - {name}": found for name, found in differences.items()})


def _compare(old: Path, new: Path, *, as_json: bool) -> None:
    from rag.results import Results, compare_results

    differences = compare_results(Results.read(new), Results.read(old))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(one) for one in differences], indent=2))
    else:
        _print_differences({f"{new.name} - {old.name}": differences})


def _print_differences(compared: Mapping[str, Iterable["Difference"]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("compared", "metric", "difference", "95 % interval")
    for name, differences in compared.items():
        for one in differences:
            interval = f"{one.low:+.4f} to {one.high:+.4f}"
            table.add_row(name, one.metric, f"{one.mean:+.4f}", interval)
        table.add_section()
    Console().print(table)
