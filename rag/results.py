"""Measured values as they are kept: to JSON and back. Measures nothing."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from index.errors import EvaluationError
from rag.comparison import Difference, compare_values
from rag.metrics import Values, mean


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemResult:
    """How one system did on a dataset.

    Attributes:
        name: The system.
        values: Metric → question id → value in [0, 1], higher is better.
        timings: `build_s`, None if it was built before and not recorded, and the `query_median_ms`
            and `query_p95_ms` of warm searches.
    """

    name: str
    values: Values
    timings: Mapping[str, float | None]

    @property
    def means(self) -> dict[str, float]:
        """Give each metric's mean over the questions."""
        return {metric: mean(values) for metric, values in self.values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One run of `citewell evaluate`; the first system is Citewell.

    Attributes:
        dataset: Name, form, fingerprint and sizes.
        settings: Citewell's settings and what its index is made with.
        commit: The commit that was measured.
        machine: Where.
        measured_at: ISO 8601, UTC.
        systems: What was measured.
    """

    dataset: Mapping[str, Any]
    settings: Mapping[str, Any]
    commit: str
    machine: Mapping[str, Any]
    measured_at: str
    systems: tuple[SystemResult, ...]

    def differences(self) -> dict[str, tuple[Difference, ...]]:
        """Compare Citewell with each other system."""
        first, *others = self.systems
        return {other.name: compare_values(first.values, other.values) for other in others}

    def to_dict(self) -> dict[str, Any]:
        """Give plain values for JSON, means and differences among them."""
        return {
            **asdict(self),
            "systems": [{**asdict(system), "means": system.means} for system in self.systems],
            "differences": {
                name: [asdict(difference) for difference in differences]
                for name, differences in self.differences().items()
            },
        }

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file that holds `to_dict` as JSON.

        Raises:
            EvaluationError: It cannot be read, or holds something else.
        """
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            systems = tuple(
                SystemResult(name=one["name"], values=one["values"], timings=one["timings"])
                for one in found["systems"]
            )
            names = ("dataset", "settings", "commit", "machine", "measured_at")
            return cls(**{name: found[name] for name in names}, systems=systems)
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise EvaluationError(
                f"cannot read results from {str(path)!r}: {type(exc).__name__}: {exc}",
                hint="give a file that `citewell evaluate --output` wrote",
            ) from exc


def compare_results(first: Results, second: Results) -> tuple[Difference, ...]:
    """Compare Citewell in two runs on the same dataset: the first minus the second.

    Raises:
        EvaluationError: They are of different datasets, or have no question in common.
    """
    prints = [str(results.dataset.get("fingerprint")) for results in (first, second)]
    if prints[0] != prints[1]:
        raise EvaluationError(
            f"the results are of different datasets: {first.dataset.get('name')!r} with fingerprint "
            f"{prints[0][:12]}…, {second.dataset.get('name')!r} with {prints[1][:12]}…",
            hint="compare results of the same files",
        )
    differences = compare_values(first.systems[0].values, second.systems[0].values)
    if not differences:
        raise EvaluationError(
            "the results have no question in common", hint="measure both with the same --limit"
        )
    return differences
