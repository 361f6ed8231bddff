"""Flexible and split tasks: how much is granted, in how many parts, and what is credited for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.model.edges import part_end, part_start
from solver.model.expressions import evaluate

if TYPE_CHECKING:
    from solver.model.expressions import Expression, Values
    from solver.model.variables import Decisions


def add_flexible(decisions: Decisions) -> None:
    """Hold the parts of every splittable task in order, apart, and their sum within what was asked."""
    for job in decisions.scope.jobs:
        for index, task in enumerate(decisions.problem.jobs[job].tasks):
            if task.splittable and decisions.slots[job, index, 0]:
                _order_parts(decisions, job, index)
                _bound_sum(decisions, job, index)


def _order_parts(decisions: Decisions, job: int, index: int) -> None:
    """Part `q` starts after part `q - 1` ends: no two at once, and no two schedules that differ in numbering only."""
    model = decisions.model
    for part in decisions.parts(job, index)[1:]:
        here = decisions.here[job, index, part]
        model.add_implication(here, decisions.here[job, index, part - 1])
        if decisions.slots[job, index, part]:
            start = part_start(decisions, job, index, part)
            model.add(start >= part_end(decisions, job, index, part - 1)).only_enforce_if(here)


def _bound_sum(decisions: Decisions, job: int, index: int) -> None:
    mode = decisions.task(job, index).modes[0]
    total = granted_ticks(decisions, job, index)
    decisions.model.add(total <= mode.duration * decisions.placed[job])
    decisions.model.add(total >= mode.min_duration * decisions.placed[job])


def granted_ticks(decisions: Decisions, job: int, index: int) -> Expression:
    """Return the ticks granted to a task over all its parts."""
    return sum(s.granted for part in decisions.parts(job, index) for s in decisions.slots[job, index, part])


def credits_of(decisions: Decisions, job: int, index: int) -> list[Expression]:
    """Return expressions whose sum is the credited work of a task: `work * granted // duration`, 0 where unplaced."""
    task = decisions.task(job, index)
    if task.splittable:
        return [rounded_down(decisions, task.work, granted_ticks(decisions, job, index), task.modes[0].duration)]
    terms: list[Expression] = []
    for s in decisions.slots[job, index, 0]:
        if s.fixed_length:
            terms.append(task.work * s.most // s.mode.duration * s.present)
        else:
            terms.append(rounded_down(decisions, task.work, s.granted, s.mode.duration))
    return terms


def rounded_down(decisions: Decisions, work: int, granted: Expression, duration: int) -> Expression:
    """Return `work * granted // duration`; exact because whatever uses it makes it as large as it can be."""
    if work % duration == 0:
        return work // duration * granted
    credit = decisions.model.new_int_var(0, work, "")
    decisions.model.add(duration * credit <= work * granted)

    def value(values: Values) -> int:
        return work * evaluate(granted, values) // duration

    decisions.derive(credit, value)
    return credit
