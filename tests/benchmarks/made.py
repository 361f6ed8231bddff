"""Files of results made by hand, for tests of what is done with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.cases import case
from benchmarks.peers.base import Point
from benchmarks.results import CaseFacts, Parameters, Results
from benchmarks.run import Run, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

CASE = "drawn-100x8-s1"
ENVIRONMENT = {
    "date": "2026-11-25T12:00:00+00:00",
    "processor": "an abacus",
    "cores": 2,
    "load": [0.1, 0.1, 0.1],
    "load_after": [1.9, 1.0, 0.5],
    "system": "Linux x86_64",
    "commit": "0123456789ab",
    "versions": {"python": "3.11.2", "ortools": "9.15"},
}


def made_run(
    peer: str = "ours",
    *,
    case_name: str = CASE,
    seed: int = 0,
    verdict: Verdict = Verdict.OK,
    value: int | None = 90,
    bound: int | None = 100,
    first: float = 1.0,
    memory: float = 120.0,
    reasons: tuple[str, ...] = (),
) -> Run:
    """Return a run that had its first schedule, worth half of the value, after `first` seconds and all of it after 4 more."""
    points = () if value is None else (Point(first, value // 2, bound), Point(first + 4, value, bound))
    return Run(
        case=case_name,
        peer=peer,
        seed=seed,
        verdict=verdict,
        reasons=reasons,
        value=value,
        bound=bound,
        gap=None if value is None or bound is None else (bound - value) / bound,
        placed=50,
        jobs=100,
        seconds=10.0,
        first_seconds=None if value is None else first,
        to_gap={"5": None, "2": None, "1": None, "0": None},
        to_known_gap={"5": None, "2": None, "1": None, "0": None},
        memory_mib=memory,
        points=points,
    )


def made_results(
    runs: Iterable[Run] = (made_run(),), *, suite: str = "peers", seconds: float = 10.0, workers: int = 2
) -> Results:
    """Return a file of results of these runs."""
    runs = tuple(runs)
    return Results(
        suite=suite,
        environment=ENVIRONMENT,
        parameters=Parameters(
            seconds=seconds,
            workers=workers,
            seeds=tuple(sorted({run.seed for run in runs})),
            peers=tuple(dict.fromkeys(run.peer for run in runs)),
        ),
        cases={name: CaseFacts.of(case(name)) for name in dict.fromkeys(run.case for run in runs)},
        runs=runs,
    )


def on_another_machine(results: Results) -> Results:
    """Return the same results, measured elsewhere."""
    return replace(results, environment={**results.environment, "processor": "a slide rule", "load": [3.0, 2.0, 1.0]})
