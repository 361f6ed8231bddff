"""One sub-solve of the neighbourhood search: free some jobs, let CP-SAT place them anew against all that stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver import schedule as measures
from solver.model import objective
from solver.model.build import build
from solver.model.extract import extract
from solver.model.hints import add_hint
from solver.schedule import Schedule
from solver.search.limits import limit, spent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.model.scope import Scope
    from solver.model.variables import Decisions
    from solver.schedule import Assignment
    from solver.search.stop import Deadline


@dataclass(frozen=True, slots=True)
class Repair:
    """What a sub-solve found: new placements of the free jobs, what they gain, and whether nothing gains more."""

    assignments: tuple[Assignment, ...] = ()
    gain: int = 0
    proved: bool = False
    #: Nothing was found in time.
    empty: bool = False
    #: CP-SAT said that there is no solution, which is wrong: what stands is one.
    refused: bool = False


def repair_utilization(scope: Scope, before: Sequence[Assignment], deadline: Deadline, seed: int) -> Repair:
    """Place the free jobs so that they are credited more, at least as much as now."""
    decisions = build(scope)
    worth = measures.utilization(scope.problem, Schedule(tuple(before)))
    total = objective.utilization(decisions)
    decisions.model.add(total >= worth)
    decisions.model.maximize(total)
    return _solve(decisions, before, deadline, seed, lambda value: value - worth)


def repair_punctuality(scope: Scope, before: Sequence[Assignment], deadline: Deadline, seed: int) -> Repair:
    """Place the free jobs more punctually, credited at least as much as now."""
    decisions = build(scope)
    now = Schedule(tuple(before))
    late = measures.punctuality(scope.problem, now)
    decisions.model.add(objective.utilization(decisions) >= measures.utilization(scope.problem, now))
    decisions.model.minimize(objective.punctuality(decisions))
    return _solve(decisions, before, deadline, seed, lambda value: late - value)


def _solve(
    decisions: Decisions, before: Sequence[Assignment], deadline: Deadline, seed: int, gain_of: Callable[[int], int]
) -> Repair:
    add_hint(decisions, before)
    solver = cp_model.CpSolver()
    # One worker: every thread of the search runs its own sub-solve. Probing and symmetry cost more than they save at this size.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    limit(solver, deadline, 1)
    solver.parameters.random_seed = seed
    status = solver.solve(decisions.model)
    deadline.spend(spent(solver))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Repair(empty=True, refused=status == cp_model.INFEASIBLE)
    return Repair(extract(decisions, solver), gain_of(round(solver.objective_value)), status == cp_model.OPTIMAL)
