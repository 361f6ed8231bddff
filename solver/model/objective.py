"""What is maximised or minimised: one expression per tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.model.edges import task_end, task_start
from solver.model.expressions import evaluate
from solver.model.flexible import credits_of

if TYPE_CHECKING:
    from solver.model.expressions import Expression, Values
    from solver.model.variables import Decisions


def utilization(decisions: Decisions) -> Expression:
    """Return `U = sum_j p_j * credited work of j` over the free jobs."""
    return sum(
        decisions.problem.jobs[job].weight * term
        for job in decisions.scope.jobs
        for index in range(len(decisions.problem.jobs[job].tasks))
        for term in credits_of(decisions, job, index)
    )


def punctuality(decisions: Decisions) -> Expression:
    """Return weighted tardiness plus waiting before the first start, over the free jobs that are placed; to be minimised."""
    total: Expression = 0
    for job in decisions.scope.jobs:
        if all(decisions.slots[job, index, 0] for index in range(len(decisions.problem.jobs[job].tasks))):
            total = total + _wait(decisions, job) + _tardiness(decisions, job)
    return total


def _wait(decisions: Decisions, job: int) -> Expression:
    """Return `start_j - release_j` where placed, else 0."""
    data, placed = decisions.problem.jobs[job], decisions.placed[job]
    later = {link.after for link in data.precedences}
    starts = [task_start(decisions, job, index) for index in range(len(data.tasks)) if index not in later]
    wait = decisions.model.new_int_var(0, data.deadline - data.release, "")

    def value(values: Values) -> int:
        first = min(evaluate(start, values) for start in starts)
        return max(0, first - data.release) if values[placed.index] else 0

    decisions.derive(wait, value)
    if len(starts) == 1:
        decisions.model.add(wait >= starts[0] - data.release).only_enforce_if(placed)
        return wait
    first = decisions.model.new_int_var(0, data.deadline, "")
    decisions.derive(first, lambda values: min(evaluate(start, values) for start in starts))
    decisions.model.add_min_equality(first, starts)
    decisions.model.add(wait >= first - data.release).only_enforce_if(placed)
    return wait


def _tardiness(decisions: Decisions, job: int) -> Expression:
    """Return `tardiness_weight_j * max(0, C_j - due_j)` where placed, else 0."""
    data, placed = decisions.problem.jobs[job], decisions.placed[job]
    if data.due is None or not data.tardiness_weight or data.due >= data.deadline:
        return 0
    due = data.due
    earlier = {link.before for link in data.precedences}
    ends = [task_end(decisions, job, index) for index in range(len(data.tasks)) if index not in earlier]
    late = decisions.model.new_int_var(0, data.deadline, "")

    def value(values: Values) -> int:
        last = max(evaluate(end, values) for end in ends)
        return max(0, last - due) if values[placed.index] else 0

    decisions.derive(late, value)
    for end in ends:
        decisions.model.add(late >= end - due).only_enforce_if(placed)
    return data.tardiness_weight * late
