"""A sub-model that comes to grief costs a search by neighbourhoods no more than itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.places import places_of
from solver.search.lns.improve import MOST_FAILURES, Aim, improve
from solver.search.lns.neighbourhoods import anywhere
from solver.search.lns.repair import Repair, repair_utilization
from solver.search.lns.shared import SharedState
from solver.search.partial.state import State
from solver.search.stop import Deadline, Meter
from solver.verify import verify
from tests.builders import make_assignment, make_job, make_mode, make_problem, make_schedule, make_task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.model.scope import Scope
    from solver.schedule import Assignment, Schedule

#: By the clock, and by a meter that lets two searches go in step.
WAYS = pytest.mark.parametrize(("metered", "workers"), [(False, 1), (True, 2)], ids=["clock", "meter"])


def budget(*, metered: bool) -> Deadline:
    """Return more time than any test here takes."""
    return Deadline(600, meter=Meter() if metered else None)


class Bench:
    """A plan that can be made better, and an aim whose first sub-solves go as they are told to."""

    def __init__(self, *mishaps: Exception | Repair, enough: int = 8) -> None:
        jobs = [make_job(make_task(make_mode(duration=ticks)), deadline=12) for ticks in (8, 5, 7)]
        self.problem = make_problem(jobs=jobs)
        self.state = State(self.problem, places_of(self.problem))
        self.start: Schedule = make_schedule(make_assignment(0, 0, duration=8))
        assert self.state.exchange((), self.start.by_job)
        self.shared = SharedState(self.problem, places_of(self.problem), self.state, lambda *_: None)
        self.aim = Aim(self._repair, (anywhere,), lambda: self.calls >= len(mishaps) + enough)
        self.calls = 0
        self._mishaps = list(mishaps)

    def _repair(self, scope: Scope, before: Sequence[Assignment], deadline: Deadline, seed: int) -> Repair:
        self.calls += 1
        if not self._mishaps:
            return repair_utilization(scope, before, deadline, seed)
        mishap = self._mishaps.pop(0)
        deadline.spend(0.01)
        if isinstance(mishap, Repair):
            return mishap
        raise mishap


@WAYS
def test_what_raises_is_counted_and_the_search_goes_on(*, metered: bool, workers: int) -> None:
    """One model that cannot be built, or for which there is no memory, would throw away a night's plan."""
    bench = Bench(RuntimeError("of the library"), MemoryError(), ValueError("of the model"))
    counters = improve(bench.shared, bench.aim, budget(metered=metered), workers, 0)
    assert (counters["failures"], bench.state.value) == (3, 12)
    assert verify(bench.problem, bench.state.schedule()) == ()


@WAYS
def test_a_false_no_is_counted_and_what_stands_is_kept(*, metered: bool, workers: int) -> None:
    """The plan is a solution of every sub-model, so "infeasible" is an error of the library and no news about the plan."""
    refusals = [Repair(empty=True, refused=True)] * 4
    bench = Bench(*refusals, enough=0)
    counters = improve(bench.shared, bench.aim, budget(metered=metered), workers, 0)
    assert (counters["refused"], counters["gains"], counters["proofs"]) == (4, 0, 0)
    assert bench.state.schedule() == bench.start


def test_a_swap_that_breaks_a_rule_is_a_conflict() -> None:
    """A sub-solve that returns nonsense would be believed."""
    twice = (make_assignment(0, 0, duration=8), make_assignment(1, 4, duration=5))
    bench = Bench(Repair(twice, gain=5, proved=True), enough=0)
    counters = improve(bench.shared, bench.aim, Deadline(600), 1, 0)
    assert (counters["conflicts"], counters["gains"]) == (1, 0)
    assert bench.state.schedule() == bench.start


@WAYS
def test_a_search_in_which_everything_fails_says_so(*, metered: bool, workers: int) -> None:
    """It would spend the night failing, and report an empty search."""
    bench = Bench(*(RuntimeError(f"number {number}") for number in range(3 * MOST_FAILURES)))
    with pytest.raises(RuntimeError, match="number"):
        improve(bench.shared, bench.aim, budget(metered=metered), workers, 0)
    assert MOST_FAILURES <= bench.calls <= workers * MOST_FAILURES
    assert bench.state.schedule() == bench.start


def test_failures_that_are_not_in_a_row_are_borne() -> None:
    """A problem of which every tenth sub-model fails would be given up in the end."""
    mishaps: list[Exception | Repair] = [RuntimeError("now and then"), Repair(empty=True)] * MOST_FAILURES
    bench = Bench(*mishaps)
    counters = improve(bench.shared, bench.aim, Deadline(600), 1, 0)
    assert (counters["failures"], bench.state.value) == (MOST_FAILURES, 12)


def test_what_is_not_foreseen_is_not_hidden() -> None:
    """An error of our own would be counted and forgotten."""
    bench = Bench(ArithmeticError("ours"))
    with pytest.raises(ArithmeticError, match="ours"):
        improve(bench.shared, bench.aim, Deadline(600), 1, 0)
