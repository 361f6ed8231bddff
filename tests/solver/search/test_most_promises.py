"""Promises, the first tier where there are soft pins: what is kept, what is proved, and that no later tier breaks one.

Over 150 lines because each case is a small problem that can be checked by hand.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from solver.places import places_of
from solver.result import Status
from solver.schedule import broken_promises, kept_promises
from solver.search.bounds.promises import broken_at_least
from solver.search.observer import Observer
from solver.search.parameters import SolveParameters
from solver.search.solve import solve_inline
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_precedence,
    make_problem,
    make_schedule,
    make_task,
)

if TYPE_CHECKING:
    from solver.problem import Job, Problem
    from solver.result import Result
    from solver.search.observer import Progress

QUICK = SolveParameters(seconds=10, engine="inline", workers=1)
NO_TIME = replace(QUICK, seconds=0)


def lasting(*ticks: int) -> list[Job]:
    """Return jobs of one task that last so long."""
    return [make_job(make_task(make_mode(duration=each))) for each in ticks]


def figures(result: Result) -> dict[str, tuple[int, int]]:
    """Return value and bound of each tier."""
    assert result.status is not Status.INVALID, result.messages
    return {tier.name: (tier.value, tier.bound) for tier in result.tiers}


def optimal(problem: Problem) -> dict[str, tuple[int, int]]:
    """Return value and bound of each tier of a solve that ends with a proof."""
    result = solve_inline(problem, QUICK)
    assert result.status is Status.OPTIMAL, result.messages
    return figures(result)


def test_without_soft_pins_there_is_no_such_tier() -> None:
    """Every certificate would carry a tier of which nobody asked anything."""
    problem = make_problem(jobs=lasting(4), pins=[make_pin()])
    assert list(optimal(problem)) == ["utilization", "punctuality"]


@pytest.mark.parametrize("parameters", [QUICK, NO_TIME])
def test_what_can_all_be_kept_is_kept_and_proved_at_once(parameters: SolveParameters) -> None:
    """A published plan would be torn up though nothing stands in its way, or kept without a proof."""
    pins = [make_pin(0, 9, hard=False), make_pin(1, 20, hard=False)]
    result = solve_inline(make_problem(jobs=lasting(4, 4, 4), pins=pins), parameters)
    assert figures(result)["promises"] == (0, 0)
    assert {(a.job, a.start) for a in result.schedule.assignments} >= {(0, 9), (1, 20)}


def test_of_two_in_conflict_the_lighter_is_broken() -> None:
    """Ticks 10 to 14 and 12 to 16 overlap: one must break, and the job of weight 2 costs less than that of weight 3."""
    jobs = [replace(job, weight=weight) for job, weight in zip(lasting(4, 4), (2, 3), strict=True)]
    problem = make_problem(jobs=jobs, pins=[make_pin(0, 10, hard=False), make_pin(1, 12, hard=False)])
    assert optimal(problem)["promises"] == (2, 2)


def test_two_light_promises_outweigh_a_heavy_one() -> None:
    """Greed keeps the heaviest first: 5 to 15 of weight 3 stands in the way of two of weight 2, and the tier would end at 4."""
    jobs = [make_job(make_task(make_mode(duration=10)), weight=3), make_job(weight=2), make_job(weight=2)]
    pins = [make_pin(0, 5, duration=10, hard=False), make_pin(1, 4, hard=False), make_pin(2, 12, hard=False)]
    assert optimal(make_problem(jobs=jobs, pins=pins))["promises"] == (3, 3)


def test_utilization_comes_after_promises() -> None:
    """2 ticks at 9 leave 9 on either side of 20: the job of 18 would fit only if the promise were broken."""
    problem = make_problem(
        machines=[make_machine((0, 20))], jobs=lasting(2, 18), pins=[make_pin(0, 9, duration=2, hard=False)]
    )
    found = optimal(problem)
    assert (found["promises"], found["utilization"]) == ((0, 0), (2, 2))


def test_where_one_must_break_the_one_is_kept_that_leaves_more_work() -> None:
    """Both pins weigh the same. Keeping 9 to 11 leaves no room for 14 of 20 ticks, keeping 10 and then 16 to 18 does.

    A bound that held only for the promises that happened to be kept would be refuted by the other choice.
    """
    jobs = lasting(2, 2, 14)
    pins = [make_pin(0, 9, duration=2, hard=False), make_pin(0, 16, duration=2, hard=False)]
    found = optimal(make_problem(machines=[make_machine((0, 20))], jobs=jobs, pins=pins))
    assert (found["promises"], found["utilization"]) == ((1, 1), (18, 18))


def test_the_bound_on_utilization_holds_for_the_promises_that_were_not_kept() -> None:
    """Without time for a proof the bound must hold for every choice: 18 are possible beside the other promise."""
    jobs = lasting(2, 2, 14)
    pins = [make_pin(0, 9, duration=2, hard=False), make_pin(0, 16, duration=2, hard=False)]
    result = solve_inline(make_problem(machines=[make_machine((0, 20))], jobs=jobs, pins=pins), NO_TIME)
    assert figures(result)["promises"] == (1, 1)
    assert figures(result)["utilization"][1] >= 18


@pytest.mark.parametrize("start", [18, 30])
def test_a_promise_outside_of_the_windows_is_broken_and_its_job_placed_elsewhere(start: int) -> None:
    """A slot on a machine that is shut by now would make its job lose its place, or the night its plan."""
    problem = make_problem(machines=[make_machine((0, 20))], jobs=lasting(4), pins=[make_pin(0, start, hard=False)])
    assert figures(solve_inline(problem, NO_TIME))["promises"] == (1, 1)
    assert optimal(problem)["utilization"] == (4, 4)


def test_a_promise_gives_way_to_what_must_be_placed() -> None:
    """A mandatory job that has 6 ticks, and a hard pin, go before a promise; nothing is infeasible."""
    must = make_job(deadline=6, mandatory=True)
    pins = [make_pin(1, 3, hard=False), make_pin(2, 8, hard=False), make_pin(3, 10)]
    problem = make_problem(jobs=[must, *lasting(4, 4, 4)], pins=pins)
    found = optimal(problem)
    assert (found["promises"], found["utilization"]) == ((2, 2), (16, 16))


def test_a_promise_of_less_than_could_be_granted_is_kept_as_it_was() -> None:
    """A flexible job that was promised 3 of 6 ticks would be lengthened, and its neighbour would lose its slot."""
    flexible = make_job(make_task(make_mode(duration=6, min_duration=2)))
    pins = [make_pin(0, 4, duration=3, hard=False), make_pin(1, 7, hard=False)]
    result = solve_inline(make_problem(jobs=[flexible, *lasting(4)], pins=pins), QUICK)
    assert figures(result)["promises"] == (0, 0)
    assert make_assignment(0, 4, duration=3) in result.schedule.assignments


def test_a_promised_part_of_a_split_task_is_kept() -> None:
    """8 ticks in two parts, of which one was promised at 20: the other goes where there is room."""
    split = make_job(make_task(make_mode(duration=8), splittable=(3, 2)))
    problem = make_problem(
        machines=[make_machine((0, 5), (18, 26))], jobs=[split], pins=[make_pin(0, 20, duration=3, hard=False)]
    )
    result = solve_inline(problem, QUICK)
    assert (figures(result)["promises"], figures(result)["utilization"]) == ((0, 0), (8, 8))


def test_half_a_chain_may_keep_its_promise() -> None:
    """The second operation can no longer follow at 4, because the first ends there with a lag of 2: one of the two breaks."""
    chain = make_job(make_task(), make_task(), precedences=[make_precedence(min_lag=2)])
    problem = make_problem(jobs=[chain], pins=[make_pin(0, 0, hard=False), make_pin(0, 4, task=1, hard=False)])
    found = optimal(problem)
    assert (found["promises"], found["utilization"]) == ((1, 1), (8, 8))


def test_a_job_between_may_be_what_keeps_two_promises() -> None:
    """From family 0 to 1 takes 9 ticks, by way of 2 none: both promises hold only because a third job stands between them."""
    matrix = [[0, 9, 0], [9, 0, 0], [0, 0, 0]]
    jobs = [make_job(make_task(make_mode(duration=2), family=family)) for family in (0, 1, 2)]
    pins = [make_pin(0, 4, duration=2, hard=False), make_pin(1, 8, duration=2, hard=False)]
    problem = make_problem(machines=[make_machine((0, 12), changeover=matrix)], jobs=jobs, pins=pins)
    found = optimal(problem)
    assert (found["promises"], found["utilization"]) == ((0, 0), (6, 6))


def test_punctuality_moves_no_promise() -> None:
    """Waiting until 30 costs 30 ticks, which the last tier would gladly save."""
    result = solve_inline(make_problem(jobs=lasting(4), pins=[make_pin(0, 30, hard=False)]), QUICK)
    assert result.schedule == make_schedule(make_assignment(0, 30))
    assert figures(result)["punctuality"] == (30, 30)


def test_a_soft_pin_written_twice_counts_once() -> None:
    """A list that was made twice would make a promise weigh double."""
    pins = [make_pin(0, 38, hard=False), make_pin(0, 38, hard=False)]
    problem = make_problem(jobs=lasting(4), pins=pins)
    assert broken_promises(problem, make_schedule()) == 1
    assert kept_promises(problem, make_schedule(make_assignment(0, 38))) == (pins[0],)


def test_what_cannot_be_kept_is_counted_without_a_search() -> None:
    """No time for a model would mean that nothing is proved: one pin is shut out, one excludes another, one meets a hard pin."""
    jobs = lasting(4, 4, 4)
    pins = [make_pin(0, 38, hard=False), make_pin(1, 0, hard=False), make_pin(1, 9, hard=False)]
    held = [make_pin(2, 20), make_pin(2, 24, hard=False)]
    problem = make_problem(jobs=jobs, pins=[*pins, *held])
    assert broken_at_least(problem, places_of(problem)) == 3


class _Listener(Observer):
    def __init__(self) -> None:
        self.tiers: list[str] = []

    def on_progress(self, progress: Progress) -> None:
        if progress.tier not in self.tiers[-1:]:
            self.tiers.append(progress.tier)


def test_an_observer_hears_of_the_tier() -> None:
    """A bar would show promises as if they were ticks of work."""
    listener = _Listener()
    solve_inline(make_problem(jobs=lasting(4), pins=[make_pin(0, 30, hard=False)]), QUICK, observer=listener)
    assert listener.tiers == ["utilization", "promises", "utilization", "punctuality"]
