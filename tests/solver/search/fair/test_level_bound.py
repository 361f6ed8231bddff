"""A bound on the lowest level is a claim: no schedule may refute it, and where jobs must be whole it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from solver.fairness import FULL, aims_of, granted_of, levels_of
from solver.places import places_of
from solver.search.bounds.levels import level_bound
from solver.search.fair.yardstick import Yardstick
from solver.search.stop import Deadline, Meter
from tests.builders import make_account, make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.search.fair.enumerated import choices, fairest, small_nights
from tests.strategies import Witnessed, feasible_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.fairness import Aim
    from solver.problem import Problem


def bound(problem: Problem, aims: Sequence[Aim], reached: int = 0) -> int:
    """Return the bound, all the time in the world given."""
    yardstick = Yardstick(aims=tuple(aims), policy=None, best_utilization=0, utilization_bound=0)
    return level_bound(
        problem, places_of(problem), yardstick, Deadline(1000, meter=Meter()), lambda: reached, lambda _: None
    )


def test_whole_jobs_are_counted_as_wholes() -> None:
    """One job of 6 for each account, room for one: half a job each would be a level of one half."""
    jobs = [make_job(make_task(make_mode(duration=6)), account=a, deadline=10) for a in range(2)]
    machines = [make_machine((0, 10))]
    problem = make_problem(jobs=jobs, accounts=[make_account(), make_account()], machines=machines, horizon=10)
    assert bound(problem, aims_of(problem, 12)) < 100


def test_where_all_fits_nothing_is_out_of_reach() -> None:
    """A bound below 10 000 would be a false claim."""
    problem = make_problem(jobs=[make_job(), make_job(account=1)], accounts=[make_account(), make_account()])
    assert bound(problem, aims_of(problem, 8)) == FULL


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(small_nights())
def test_no_choice_is_above_the_bound(problem: Problem) -> None:
    """The certificate would say that a level cannot be reached which another plan has."""
    aims = aims_of(problem, max(map(sum, choices(problem))))
    lowest = fairest(problem, aims, 0)[0][0]
    assert bound(problem, aims, reached=lowest) >= lowest
    assert bound(problem, aims) >= lowest


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems())
def test_no_schedule_of_any_rule_is_above_the_bound(drawn: Witnessed) -> None:
    """Flexible and split tasks, arrays, pools, lags: one of them would be counted for less than it gives."""
    granted = granted_of(drawn.problem, drawn.witness)
    aims = aims_of(drawn.problem, sum(granted))
    lowest = levels_of(aims, granted)[0]
    assert bound(drawn.problem, aims, reached=max(0, lowest - 1)) >= lowest
