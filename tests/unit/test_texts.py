"""Every text of the page is in one file, is used, and gets the names it asks for."""

import re
from pathlib import Path

import pytest

from ui.texts import TEXTS, say

UI = Path(__file__).parents[2] / "ui"
SOURCES = [*UI.glob("*.py"), *UI.glob("assets/*.js"), *UI.glob("assets/*.html")]
# A key as code writes it; `…{` is completed with a value, so any key that begins so may be meant.
_USED = re.compile(r"""(?:[`'"]|\[\[)([a-z_]+\.[a-z_.]*)(?=[`'"\]]|\$?\{)""")


def test_every_text_is_used() -> None:
    found = set()
    for path in SOURCES:
        found |= set(_USED.findall(path.read_text(encoding="utf-8")))
    made = {f"{key}{end}" for key in found for end in ("", "_title", "_more", "_hint")}
    open_ends = tuple(key for key in found if key.endswith((".", "_")))
    assert [key for key in TEXTS if key not in made and not key.startswith(open_ends)] == []


def test_every_key_in_code_is_a_text() -> None:
    tops = {key.partition(".")[0] for key in TEXTS}
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"""(?:say\(|\[\[)['"]?([a-z_]+\.[a-z_.]+[a-z])(?:['"]|\]\])""", text)
        assert [key for key in used if key not in TEXTS] == [], path
    assert len(tops) > 3


def test_a_number_chooses_the_form_and_is_separated() -> None:
    assert say("answer.searching", count=1) == "Searching 1 article…"
    assert say("answer.searching", count=12_000) == "Searching 12,000 articles…"


def test_a_missing_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("answer.searching", many=2)
