"""`citewell user …`: who may log in. Works beside a running server, which sees every change at once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.terminal import AsJson, Library, load_settings, print_json, print_note

if TYPE_CHECKING:
    from index.people import People, Person

app = typer.Typer(
    help="Say who may log in to a server started with CITEWELL_LOGINS=true.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="The user's name.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@app.command()
def add(
    name: Name,
    password_stdin: FromStdin = False,
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Add somebody; the password is asked for twice."""
    from index.people import check_name
    from ui.passwords import hash_password

    name = check_name(name)
    password_hash = hash_password(_ask_password(password_stdin))
    with _people(library, make=True) as people:
        person = people.add(name, password_hash=password_hash)
    _report("added", person, as_json=as_json)
    if not load_settings(library).logins:
        print_note("Logins are off: start the server with CITEWELL_LOGINS=true.")


@app.command("list")
def list_users(library: Library = None, as_json: AsJson = False) -> None:
    """List who may log in."""
    with _people(library) as people:
        everyone = people.everyone()
    if as_json:
        print_json([_shown(person) for person in everyone])
        return
    for person in everyone:
        print(f"{person.name}  since {person.created_at:%Y-%m-%d}")
    print_note("1 user" if len(everyone) == 1 else f"{len(everyone)} users")


@app.command()
def remove(name: Name, library: Library = None, as_json: AsJson = False) -> None:
    """Remove somebody with their logins, chats and the articles that are theirs alone."""
    with _people(library) as people:
        person = people.remove(name)
    _report("removed", person, as_json=as_json)


@app.command()
def password(
    name: Name,
    password_stdin: FromStdin = False,
    library: Library = None,
    as_json: AsJson = False,
) -> None:
    """Change somebody's password, which ends their logins."""
    from ui.passwords import hash_password

    with _people(library) as people:
        people.require(name)
        password_hash = hash_password(_ask_password(password_stdin))
        person = people.set_password(name, password_hash=password_hash)
    _report("changed the password of", person, as_json=as_json)


@contextmanager
def _people(library: Path | None, *, make: bool = False) -> "Iterator[People]":
    from index.database import DATABASE_NAME
    from index.errors import LibraryError
    from index.people import open_people

    folder = load_settings(library).library.expanduser()
    if not make and not (folder / DATABASE_NAME).is_file():
        raise LibraryError(
            f"there is no library in {str(folder)!r}",
            hint="name its folder with --library; `citewell user add` and `citewell add` make one",
        )
    people = open_people(folder)
    try:
        yield people
    finally:
        people.close()


def _ask_password(password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _report(what: str, person: "Person", *, as_json: bool) -> None:
    if as_json:
        print_json(_shown(person))
    else:
        print(f"{what} {person.name}")


def _shown(person: "Person") -> dict[str, Any]:
    return {"name": person.name, "created_at": person.created_at}
