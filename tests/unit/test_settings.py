from pathlib import Path

import pytest

from index.errors import SettingsError
from rag.settings import Settings


def test_arguments_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEWELL_TOP_K", "5")
    assert Settings.load().top_k == 5
    assert Settings.load(top_k=6).top_k == 6


def test_a_value_that_cannot_be_used_names_variable_and_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CITEWELL_TOP_K", "many")
    with pytest.raises(SettingsError, match="CITEWELL_TOP_K cannot be 'many'"):
        Settings.load()


def test_the_readme_lists_every_setting_with_its_default() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"`CITEWELL_{name.upper()}`" not in readme]
    assert not missing
