"""The window model of the whole problem in one piece, from a complete hint: where the problem is small, it proves.

Over 150 lines because every tier has its objective here, beside the one way in which they are solved.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.model.build import build
from solver.model.extract import extract
from solver.model.fairness import granted_by_account
from solver.model.hints import add_hint
from solver.model.objective import punctuality, utilization
from solver.model.pins import kept_weight
from solver.model.scope import scope_of, whole_scope
from solver.schedule import Schedule
from solver.search.limits import limit, spent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from solver.model.scope import Fixed, Scope
    from solver.model.variables import Decisions
    from solver.places import Places
    from solver.problem import Problem
    from solver.schedule import Assignment
    from solver.search.stop import Deadline

#: Seconds between two looks at the stop signal.
LOOK_EVERY = 0.1
#: What must be placed gets this long even when the budget is spent: without it there is no schedule at all.
LEAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a solve of the whole problem ended. Without a schedule: none was found, and `infeasible` says whether none exists."""

    schedule: Schedule | None
    bound: int
    proved: bool
    infeasible: bool
    deterministic_time: float


@dataclass(frozen=True, slots=True)
class Whole:
    """A problem to be solved in one piece, and the limits it is solved under."""

    problem: Problem
    places: Places
    deadline: Deadline
    workers: int
    seed: int

    def most_promises(self, jobs: tuple[int, ...], start: Schedule) -> Outcome:
        """Maximise the weight of the soft pins that are kept, with no other jobs than these, beginning with `start`."""
        nothing: dict[int, tuple[Fixed, ...]] = dict.fromkeys(range(len(self.problem.machines)), ())
        decisions = build(scope_of(self.problem, self.places, jobs, nothing, {}, whole=True))
        decisions.model.maximize(kept_weight(decisions))
        return self.solve(decisions, start, lambda _, __: None, lambda _: None)

    def most_utilization(
        self,
        start: Schedule | None,
        on_better: Callable[[Schedule, int], None],
        on_bound: Callable[[int], None],
        *,
        least_kept: int = 0,
    ) -> Outcome:
        """Maximise utilization, beginning with `start`, among the schedules that keep soft pins of at least this weight."""
        decisions = build(whole_scope(self.problem, self.places))
        if least_kept:
            decisions.model.add(kept_weight(decisions) >= least_kept)
        decisions.model.maximize(utilization(decisions))
        return self.solve(decisions, start, on_better, on_bound)

    def most_punctual(
        self,
        start: Schedule,
        least_utilization: int,
        least_granted: tuple[Sequence[int], int | None] | None,
        on_better: Callable[[Schedule, int], None],
        on_bound: Callable[[int], None],
    ) -> Outcome:
        """Minimise `punctuality` among the schedules of at least this utilization, and, by a tick, no less for any account."""
        decisions = build(whole_scope(self.problem, self.places))
        if least_granted is not None:
            least_of, committed = least_granted
            for granted, least in zip(granted_by_account(decisions, committed), least_of, strict=True):
                decisions.model.add(granted >= least)
        decisions.model.add(utilization(decisions) >= least_utilization)
        decisions.model.minimize(punctuality(decisions))
        return self.solve(decisions, start, on_better, on_bound)

    def solve(
        self,
        decisions: Decisions,
        start: Schedule | None,
        on_better: Callable[[Schedule, int], None],
        on_bound: Callable[[int], None],
    ) -> Outcome:
        """Solve a model of the problem, beginning with `start`."""
        if start is not None:
            add_hint(decisions, start.assignments)
        solver = cp_model.CpSolver()
        limit(solver, self.deadline, self.workers)
        solver.parameters.random_seed = self.seed
        solver.best_bound_callback = lambda bound: on_bound(round(bound))
        with stopped_when_asked(solver, self.deadline):
            status = solver.solve(decisions.model, _Collector(decisions, on_better))
        self.deadline.spend(spent(solver))
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Outcome(
            schedule=Schedule(extract(decisions, solver)) if found else None,
            # Before its first solution CP-SAT may have no bound and says 0; what it had proved by then went to `on_bound`.
            bound=round(solver.best_objective_bound) if found else self.problem.total_work,
            proved=status == cp_model.OPTIMAL,
            infeasible=status == cp_model.INFEASIBLE,
            deterministic_time=solver.response_proto.deterministic_time,
        )


class _Collector(cp_model.CpSolverSolutionCallback):
    """Hands every better solution on while the solver goes on."""

    def __init__(self, decisions: Decisions, on_better: Callable[[Schedule, int], None]) -> None:
        super().__init__()
        self._decisions = decisions
        self._on_better = on_better

    def on_solution_callback(self) -> None:
        """Take a solution."""
        self._on_better(Schedule(extract(self._decisions, self)), round(self.objective_value))


@contextmanager
def stopped_when_asked(solver: cp_model.CpSolver, deadline: Deadline) -> Iterator[None]:
    """End a running solve soon after somebody asked the search to stop."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK_EVERY):
            if deadline.stop.requested:
                solver.stop_search()
                return

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def solve_scope(scope: Scope, deadline: Deadline, workers: int) -> tuple[tuple[Assignment, ...] | None, bool]:
    """Return any placement of the free jobs of a scope that keeps every rule, or None; and whether there is proved to be none."""
    decisions = build(scope)
    for job in scope.jobs:
        decisions.model.add(decisions.placed[job] == 1)
    solver = cp_model.CpSolver()
    limit(solver, deadline, workers, least=LEAST_SECONDS)
    with stopped_when_asked(solver, deadline):
        status = solver.solve(decisions.model)
    deadline.spend(spent(solver))
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (extract(decisions, solver) if found else None), status == cp_model.INFEASIBLE
