"""No front end may forget who is looking: without a viewer the assistant gives the whole library."""

import ast
import inspect
from pathlib import Path

from index.viewer import EVERYTHING, WHOLE, Scope, Viewer
from rag import Assistant

UI = Path(__file__).parents[2] / "ui"
# What serves only whoever runs the library.
OWNERS = {
    "cli.py",
    "cli_add.py",
    "cli_library.py",
    "cli_user.py",
    "evaluate.py",
    "server.py",
    "terminal.py",
}
VIEWED = {
    name
    for name, method in inspect.getmembers(Assistant, inspect.isfunction)
    if "viewer" in inspect.signature(method).parameters and not name.startswith("_")
}
# What tells nothing of an article: further ones are a decision, made here.
NEUTRAL = {
    "index",
    "viewer",
    "settings",
    "generator",
    "generators",
    "must_load",
    "close",
    "examples",
    "example_questions",
}
INDEX = {"chats", "people", "count_tokens", "build_status", "is_behind"}


def test_every_call_of_the_server_says_who_is_looking() -> None:
    assert {"ask", "stream", "article", "list_articles", "stats", "remove"} <= VIEWED
    for path in set(UI.glob("*.py")):
        if path.name in OWNERS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {
            node.func
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and "viewer" in {one.arg for one in node.keywords}
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                on, place = ast.unparse(node.value), f"{path.name}:{node.lineno} {node.attr}"
                if on.endswith("assistant"):
                    assert node.attr in NEUTRAL or (node.attr in VIEWED and node in told), place
                if on.endswith("assistant.index"):
                    assert node.attr in INDEX, place


def test_a_viewer_sees_what_is_everybodys_and_their_own() -> None:
    anna, nobody = Viewer(user="anna"), Viewer(user="")
    assert [WHOLE.sees(owner) for owner in (None, "anna")] == [True, True]
    assert [anna.sees(owner) for owner in (None, "anna", "ben")] == [True, True, False]
    assert [nobody.sees(owner) for owner in (None, "anna")] == [True, False]
    assert [viewer.owner_of_new() for viewer in (WHOLE, anna, nobody)] == [None] * 3
    assert Viewer(user="anna", is_private=True).owner_of_new() == "anna"


def test_a_scope_holds_what_is_named_and_not_hidden() -> None:
    assert "a" in EVERYTHING
    assert EVERYTHING.is_whole
    assert "a" not in Scope(hidden=frozenset("a"))
    assert "b" not in Scope(only=frozenset("a"))
    assert not Scope(only=frozenset("a")).is_whole
