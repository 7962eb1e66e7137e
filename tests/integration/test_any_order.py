"""The library equals its model after any sequence of operations; `make soak` runs far more."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.integration.library_machine import LibraryMachine


def test_any_sequence_of_operations_leaves_what_the_model_has() -> None:
    # The same sequences each time: a new one that fails is for `make soak` to find.
    run_state_machine_as_test(
        LibraryMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=30,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
