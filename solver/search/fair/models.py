"""The whole problem as one model, once for each question that fairness asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.model.build import build
from solver.model.fairness import Order, add_order, granted_by_account, level_at
from solver.model.objective import utilization
from solver.model.scope import scope_of, whole_scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.model.scope import Fixed
    from solver.schedule import Schedule
    from solver.search.fair.yardstick import Yardstick
    from solver.search.whole import Outcome, Whole


def _nobody(*_: object) -> None:
    """Tell nobody."""


def most_granted(
    whole: Whole, jobs: tuple[int, ...], account: int, start: Schedule | None, committed: int | None
) -> Outcome:
    """Maximise what one account has, with no other jobs than these."""
    nothing: dict[int, tuple[Fixed, ...]] = dict.fromkeys(range(len(whole.problem.machines)), ())
    decisions = build(scope_of(whole.problem, whole.places, jobs, nothing, {}, whole=True))
    decisions.model.maximize(granted_by_account(decisions, committed)[account])
    return whole.solve(decisions, start, _nobody, _nobody)


def most_level(
    whole: Whole, yardstick: Yardstick, earlier: Sequence[int], least_utilization: int, start: Schedule
) -> Outcome:
    """Maximise the next service level in order, among the schedules whose earlier levels are no lower.

    The order statistics of Ogryczak and Sliwinski (2006) in the form for discrete choices: of the levels in order the `k`-th is the
    largest that all accounts but `k - 1` reach; which ones are let off is for each level to choose.
    """
    decisions = build(whole_scope(whole.problem, whole.places))
    decisions.model.add(utilization(decisions) >= least_utilization)
    order = Order(decisions, yardstick.aims, yardstick.committed)
    _add_earlier(order, earlier)
    level = level_at(order, len(earlier), earlier[-1] if earlier else 0)
    add_order(order, len(earlier), level)
    decisions.model.maximize(level)
    return whole.solve(decisions, start, _nobody, _nobody)


def most_utilization_at(whole: Whole, yardstick: Yardstick, levels: Sequence[int], start: Schedule) -> Outcome:
    """Maximise utilization among the schedules whose service levels in order are no lower than these."""
    decisions = build(whole_scope(whole.problem, whole.places))
    _add_earlier(Order(decisions, yardstick.aims, yardstick.committed), levels)
    decisions.model.maximize(utilization(decisions))
    return whole.solve(decisions, start, _nobody, _nobody)


def _add_earlier(order: Order, levels: Sequence[int]) -> None:
    """Add the rows of levels that are reached; of equal ones the first says it all, for it lets off the fewest."""
    for number, level in enumerate(levels):
        if number == 0 or level > levels[number - 1]:
            add_order(order, number, level)
