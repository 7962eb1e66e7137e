import pytest

from rag.weekdays import days_in


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon", ["Monday"]),
        ("Thurs.", ["Thursday"]),
        ("open on Sundays", ["Sunday"]),
        ("Tue–Thu 9–17", ["Tuesday", "Wednesday", "Thursday"]),
        ("Saturday to Monday", ["Saturday", "Sunday", "Monday"]),
        ("a month of sun in the Monarch", []),
        ("", []),
    ],
)
def test_days_are_named_in_short_and_as_spans(text: str, days: list[str]) -> None:
    assert days_in(text) == days
