"""What every command shares: its options, its settings, and how it prints. Runs nothing."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rag import Assistant, Settings

EXIT_ERROR = 1
EXIT_SOME_FAILED = 3
MAX_NAMED = 20  # articles or files of one kind that are printed by name

Library = Annotated[
    Path | None,
    typer.Option("--library", "-l", help="Folder of the library.", envvar="CITEWELL_LIBRARY"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def load_settings(library: Path | None) -> "Settings":
    """Read the settings; a library named on the command line wins."""
    from rag.settings import Settings

    return Settings.load() if library is None else Settings.load(library=library)


def open_assistant(library: Path | None, **options: Any) -> "Assistant":
    """Open the library that the command line or the settings name; see `Assistant.open`."""
    from rag import Assistant

    return Assistant.open(settings=load_settings(library), **options)


def read_addresses(file: str) -> list[str]:
    """Read web addresses, one a line, from a file or for `-` from stdin.

    Blank lines and those that begin with `#` are passed over; nothing is taken for a path.
    """
    from index.addresses import is_address

    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise typer.BadParameter(f"cannot read the addresses in {file!r}: {exc}") from exc
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise typer.BadParameter(f"there is no address in {file!r}: write one on each line")
    return [line if is_address(line) else f"https://{line}" for line in found]


def plain(value: Any) -> dict[str, Any]:
    """Give a dataclass as plain values."""
    import dataclasses

    return dataclasses.asdict(value)


def print_json(value: Any) -> None:
    """Print a result as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_isoformat))


def print_note(text: str) -> None:
    """Print what is no result."""
    print(text, file=sys.stderr)


def print_problem(message: str, hint: str) -> None:
    """Print what failed and what to do."""
    print(f"citewell: {message}\n          {hint}", file=sys.stderr)


def _isoformat(value: datetime) -> str:
    return value.isoformat()
