"""A file of results, `equishare/benchmark-1`: what was run, on what machine, with which parameters, and every run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.errors import BenchmarkError
from benchmarks.files import write_json
from benchmarks.run import Run, run_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.case import Case

FORMAT = "equishare/benchmark-1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameters:
    """What every run of a file was given; two files can be compared if seconds and workers are the same."""

    seconds: float
    workers: int
    seeds: tuple[int, ...]
    peers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFacts:
    """What a file of results says of a case."""

    kind: str
    jobs: int
    machines: int
    tags: tuple[str, ...]

    @classmethod
    def of(cls, case: Case) -> CaseFacts:
        """Return the facts of a case of the registry."""
        return cls(kind=str(case.kind), jobs=case.jobs, machines=case.machines, tags=case.tags)


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """The content of a file of results."""

    suite: str
    environment: Mapping[str, Any]
    parameters: Parameters
    #: By name, in the order in which they were run.
    cases: Mapping[str, CaseFacts]
    #: Cases that could not be loaded, each with its reason.
    skipped: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()

    def of_case(self, case: str) -> tuple[Run, ...]:
        """Return the runs of one case, in the order of the peers, then of the seeds."""
        rank = {peer: number for number, peer in enumerate(self.parameters.peers)}
        return tuple(sorted((r for r in self.runs if r.case == case), key=lambda r: (rank.get(r.peer, 99), r.seed)))

    def best_value(self, case: str) -> int | None:
        """Return the best verified value of a case in this file."""
        return max(
            (r.value for r in self.of_case(case) if r.value is not None and not r.verdict.is_failure), default=None
        )

    def least_bound(self, case: str) -> int | None:
        """Return the least bound of a case in this file that no schedule refuted, whoever proved it."""
        return min(
            (r.bound for r in self.of_case(case) if r.bound is not None and not r.verdict.is_failure), default=None
        )

    def as_json(self) -> dict[str, Any]:
        """Return a JSON-able mapping."""
        return {
            "format": FORMAT,
            "suite": self.suite,
            "environment": dict(self.environment),
            "parameters": asdict(self.parameters),
            "cases": {name: asdict(facts) for name, facts in self.cases.items()},
            "skipped": dict(self.skipped),
            "runs": [run.as_json() for run in self.runs],
        }


def write_results(results: Results, path: Path) -> None:
    """Write a file of results, whole or not at all."""
    write_json(path, results.as_json())


def read_results(path: Path) -> Results:
    """Read a file of results.

    Raises
    ------
    BenchmarkError
        if there is no such file or it is none of this format; the message says what it is.
    """
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"{path} is no file of results: {error}") from error
    if not isinstance(entry, dict) or entry.get("format") != FORMAT:
        said = entry.get("format") if isinstance(entry, dict) else type(entry).__name__
        raise BenchmarkError(f"{path} is no file of results: its format is {said!r}, not {FORMAT!r}")
    try:
        return _results(entry)
    except (KeyError, TypeError, AttributeError) as error:
        raise BenchmarkError(f"{path} is not a whole file of results: {error!r}; run the suite again") from error


def _results(entry: Mapping[str, Any]) -> Results:
    given = entry["parameters"]
    return Results(
        suite=entry["suite"],
        environment=entry["environment"],
        parameters=Parameters(**{**given, "seeds": tuple(given["seeds"]), "peers": tuple(given["peers"])}),
        cases={name: CaseFacts(**{**facts, "tags": tuple(facts["tags"])}) for name, facts in entry["cases"].items()},
        skipped=entry["skipped"],
        runs=tuple(map(run_from, entry["runs"])),
    )
