"""What accounts have, their service levels in order, and what is thought of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.fairness import FULL, service_level
from solver.model.expressions import evaluate
from solver.model.flexible import credits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python import cp_model

    from solver.fairness.aims import Aim
    from solver.model.expressions import Expression, Values
    from solver.model.variables import Decisions

#: Tangents to a concave table.
TANGENTS = 24


def granted_by_account(decisions: Decisions) -> list[Expression]:
    """Return what each account has of the free jobs, in cost ticks, not weighted."""
    granted: list[Expression] = [0] * len(decisions.problem.accounts)
    for job in decisions.scope.jobs:
        account = decisions.problem.jobs[job].account
        for index in range(len(decisions.problem.jobs[job].tasks)):
            granted[account] = granted[account] + sum(credits_of(decisions, job, index))
    return granted


class Order:
    """The service levels of a model in order; made once for each model."""

    def __init__(self, decisions: Decisions, aims: Sequence[Aim]) -> None:
        self.decisions = decisions
        #: What each account that has a target has, and the target.
        self.accounts = [
            (granted, aim.target)
            for granted, aim in zip(granted_by_account(decisions), aims, strict=True)
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


def regard_of(decisions: Decisions, tables: Sequence[Sequence[int]]) -> Expression:
    """Return the sum of what is thought of what accounts have, from tangents to their tables: never less than the tables say."""
    total: Expression = 0
    for granted, table in zip(granted_by_account(decisions), tables, strict=True):
        thought = decisions.model.new_int_var(min(table), max(table), "")
        decisions.derive(thought, partial(_thought, granted, table))
        step = max(1, (len(table) - 1) // TANGENTS)
        for at in range(0, len(table) - 1, step):
            slope = table[at + 1] - table[at]
            decisions.model.add(thought <= table[at] + slope * (granted - at))
        total = total + thought
    return total


def _thought(granted: Expression, table: Sequence[int], values: Values) -> int:
    return table[min(len(table) - 1, evaluate(granted, values))]
