"""What accounts have, and their service levels in order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.fairness import FULL, service_level
from solver.model.expressions import evaluate
from solver.model.flexible import credits_of, rounded_down

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

    from solver.fairness.aims import Aim
    from solver.model.expressions import Expression, Values
    from solver.model.variables import Decisions, SlotVars


def granted_by_account(decisions: Decisions, committed: int | None = None) -> list[Expression]:
    """Return what each account has of the free jobs that begins before `committed` (None: at all), in cost ticks, not weighted."""
    granted: list[Expression] = [0] * len(decisions.problem.accounts)
    for job in decisions.scope.jobs:
        account = decisions.problem.jobs[job].account
        for index in range(len(decisions.problem.jobs[job].tasks)):
            credit = credits_of if committed is None else partial(_committed_credits, committed=committed)
            granted[account] = granted[account] + sum(credit(decisions, job, index))
    return granted


def _committed_credits(decisions: Decisions, job: int, index: int, committed: int) -> list[Expression]:
    """Return expressions whose sum is the credited work of the parts of a task that begin before a tick."""
    task = decisions.task(job, index)
    slots = [s for part in decisions.parts(job, index) for s in decisions.slots[job, index, part]]
    ticks = [(s, _committed_ticks(decisions, s, committed)) for s in slots if s.slot.lo < committed]
    if task.splittable:
        return [rounded_down(decisions, task.work, sum(granted for _, granted in ticks), task.modes[0].duration)]
    return [rounded_down(decisions, task.work, granted, s.mode.duration) for s, granted in ticks]


def _committed_ticks(decisions: Decisions, s: SlotVars, committed: int) -> Expression:
    """Return the ticks granted in a slot if it begins before a tick, else 0; exact because whatever uses it makes it as large as can be."""
    if s.slot.hi - s.least - s.overhead < committed:
        return s.granted
    model = decisions.model
    early = decisions.derive(model.new_bool_var(""), partial(_is_early, s, committed))
    model.add_implication(early, s.present)
    model.add(s.start <= committed - 1).only_enforce_if(early)
    if s.fixed_length:
        return s.most * early
    ticks = model.new_int_var(0, s.most, "")
    model.add(ticks <= s.granted)
    model.add(ticks <= s.most * early)
    return decisions.derive(ticks, lambda values: _is_early(s, committed, values) * evaluate(s.granted, values))


def _is_early(s: SlotVars, committed: int, values: Values) -> int:
    return int(bool(values[s.present.index]) and evaluate(s.start, values) < committed)


class Order:
    """The service levels of a model in order; made once for each model."""

    def __init__(self, decisions: Decisions, aims: Sequence[Aim], committed: int | None) -> None:
        self.decisions = decisions
        #: What each account that has a target has, and the target.
        self.accounts = [
            (granted, aim.target)
            for granted, aim in zip(granted_by_account(decisions, committed), aims, strict=True)
            if aim.target > 0
        ]

    def levels(self, values: Values) -> list[int]:
        """Return the levels under given values, lowest first."""
        return sorted(service_level(evaluate(granted, values), target) for granted, target in self.accounts)


def level_at(order: Order, number: int, least: int) -> cp_model.IntVar:
    """Return a variable for what all accounts but `number` reach, at least `least`; to be maximised."""
    level = order.decisions.model.new_int_var(least, FULL, "")
    return order.decisions.derive(level, lambda values: max(least, order.levels(values)[number]))


def add_order(order: Order, number: int, level: Expression) -> None:
    """Let all accounts but at most `number` reach a level: `10 000 * g_a >= T_a * level`."""
    model, exempt = order.decisions.model, []
    for granted, target in order.accounts:
        row = FULL * granted >= target * level
        if number == 0:
            model.add(row)
            continue
        literal = order.decisions.derive(model.new_bool_var(""), partial(_falls_short, granted, target, level))
        model.add(row).only_enforce_if(~literal)
        exempt.append(literal)
    if exempt:
        model.add(sum(exempt) <= number)


def _falls_short(granted: Expression, target: int, level: Expression, values: Values) -> int:
    return int(FULL * evaluate(granted, values) < target * evaluate(level, values))
