"""Targets that whole jobs can give, against figures worked out by hand and against every set of jobs there is.

Over 150 lines because each kind of job has its case: optional, mandatory, pinned, shortened, late, in a chain.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.fairness import Aim, aims_of, whole_aims
from solver.fairness.whole import STEPS, Grant, nearest_whole
from tests.builders import make_job, make_mode, make_pin, make_problem, make_task
from tests.strategies import Witnessed, feasible_problems

if TYPE_CHECKING:
    from solver.problem import Job, Problem

#: What a job may be granted, as drawn by Hypothesis: all of its work or nothing, or any number of ticks from some least on.
some_grants = st.lists(
    st.one_of(
        st.integers(1, 12).map(lambda work: Grant(work, work)),
        st.tuples(st.integers(0, 12), st.integers(1, 12)).map(lambda pair: Grant(*sorted(pair))),
    ),
    max_size=5,
)


def whole(*works: int) -> list[Grant]:
    """Return jobs that are granted in full or not at all."""
    return [Grant(work, work) for work in works]


def every_sum(grants: list[Grant], always: int = 0) -> set[int]:
    """Return what some of the grants can add up to, one set of jobs and one grant of each after the other."""
    ways = [(0, *range(each.least, each.work + 1)) for each in grants]
    return {always + sum(chosen) for chosen in product(*ways)}


def ticks(duration: int, **facts: Any) -> Job:
    """Return a job of so many ticks."""
    return make_job(make_task(make_mode(duration=duration)), **facts)


def rounded(problem: Problem, poured: int, committed: int | None = None) -> int:
    """Return the target of the one account of a problem where water filling gives it so much."""
    demand = sum(task.work for job in problem.jobs for task in job.tasks)
    (aim,) = whole_aims(problem, [Aim(1, demand, demand, poured)], committed)
    assert aim.poured == poured
    return aim.target


@pytest.mark.parametrize(
    ("target", "most", "works", "expected"),
    [
        pytest.param(7, 13, (3, 4, 6), 7, id="a sum: 3 + 4"),
        pytest.param(5, 16, (8, 8), 8, id="up: 3 from 8, 5 from 0"),
        pytest.param(3, 16, (8, 8), 0, id="down: 3 from 0, 5 from 8"),
        pytest.param(4, 16, (8, 8), 0, id="a tie goes to the smaller"),
        pytest.param(12, 16, (8, 8), 8, id="a tie higher up"),
        pytest.param(0, 16, (8, 8), 0, id="nothing stays nothing"),
        pytest.param(16, 16, (8, 8), 16, id="all stays all"),
        # 10 is nearer than 0, but 6 is all that it could have alone; and 6 can be had, so it is nearer than 0 to 4 as well.
        pytest.param(6, 6, (10,), 6, id="never more than it could have alone"),
        pytest.param(4, 6, (10,), 6, id="what it could have alone can be given"),
        pytest.param(2, 6, (10,), 0, id="or nothing"),
        pytest.param(5, 20, (), 0, id="no job may begin in time"),
        pytest.param(6, 9, (3, 3, 3), 6, id="equal jobs"),
        pytest.param(5, 9, (0, 0, 9), 9, id="jobs without work add nothing"),
    ],
)
def test_the_nearest_sum_is_that_worked_out_by_hand(
    target: int, most: int, works: tuple[int, ...], expected: int
) -> None:
    """A tenant would be measured against a target that no set of its requests can meet."""
    assert nearest_whole(target, most, whole(*works)) == expected


@pytest.mark.parametrize(
    ("target", "expected"), [(2, 0), (3, 5), (5, 5), (7, 7), (8, 8), (10, 8), (11, 13), (12, 13), (20, 20)]
)
def test_what_may_be_shortened_leaves_less_to_round(target: int, expected: int) -> None:
    """One job is granted 5 to 8 ticks, one 8: what can be had is 0, 5 to 8, and 13 to 16; alone all of 20.

    Between 8 and 13 the middle is 10.5.
    """
    assert nearest_whole(target, 20, [Grant(5, 8), Grant(8, 8)]) == expected


@given(some_grants, st.integers(0, 15), st.data())
def test_no_set_of_jobs_within_what_it_could_have_is_nearer(
    grants: list[Grant], always: int, data: st.DataObject
) -> None:
    """Rounding would move a target further than it has to, and take from a tenant what its requests could have been given."""
    most = data.draw(st.integers(0, always + sum(grant.work for grant in grants)))
    target = data.draw(st.integers(0, most))
    allowed = {found for found in every_sum(grants, always) if found <= most} | {most}
    nearest = min(allowed, key=lambda found: (abs(found - target), found))
    assert nearest_whole(target, most, grants, always) == (nearest if target else 0)


@given(some_grants, st.integers(1, 10**15), st.data())
def test_a_finer_tick_changes_nothing(grants: list[Grant], scale: int, data: st.DataObject) -> None:
    """The same park in ticks of another length would have other targets: exact by the common divisor, however large the figures."""
    works = whole(*(grant.work for grant in grants))
    most = sum(grant.work for grant in works)
    target = data.draw(st.integers(0, most))
    scaled = [Grant(least * scale, work * scale) for least, work in works]
    assert nearest_whole(target * scale, most * scale, scaled) == scale * nearest_whole(target, most, works)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=7), st.data())
def test_what_is_too_large_to_be_exact_falls_short_by_less_than_a_step_for_each_job(
    works: list[int], data: st.DataObject
) -> None:
    """Whoever has the jobs that a target stands for would be a little short of it, and leximin would lift it above once more."""
    most = sum(works)
    target = data.draw(st.integers(0, most))
    found = nearest_whole(target, most, whole(*works))
    step = max(1, -(-2 * target // STEPS))
    sums = every_sum(whole(*works))
    assert any(found <= each < found + step * len(works) for each in sums)
    assert abs(found - target) < min(abs(each - target) for each in sums) + step * (len(works) + 1)


def test_huge_figures_are_bounded_in_time() -> None:
    """A night of ten thousand odd works of twelve digits would be rounded until the morning."""
    works = [10**12 + 7919 * number for number in range(10_000)]
    before = process_time()
    found = nearest_whole(10**15, sum(works), whole(*works))
    assert process_time() - before < 5
    assert abs(found - 10**15) < 10**12


@pytest.mark.parametrize(
    ("jobs", "poured", "expected"),
    [
        pytest.param([ticks(8), ticks(8)], 6, 8, id="optional"),
        pytest.param([ticks(8), ticks(8, release=20)], 14, 8, id="one is not released in time"),
        pytest.param([ticks(8, release=20)], 6, 0, id="none is"),
        pytest.param([ticks(8), ticks(8, release=20)], 16, 8, id="no more than those that are"),
        # 10 is always there: 10 or 22, and never 12.
        pytest.param([ticks(10, mandatory=True, deadline=20), ticks(12)], 13, 10, id="mandatory by then"),
        pytest.param([ticks(10, mandatory=True), ticks(12)], 13, 12, id="mandatory, perhaps later"),
        pytest.param([ticks(10, mandatory=True, deadline=20), ticks(12)], 3, 10, id="less than it has for certain"),
        pytest.param([make_job(make_task(make_mode(duration=4), make_mode(duration=9), work=6))], 5, 6, id="two modes"),
        pytest.param([make_job(make_task(work=4), make_task(work=5))], 5, 9, id="a chain is one job"),
        pytest.param([make_job(make_task(work=4), make_task(work=5))], 4, 0, id="not its first step"),
        pytest.param([make_job(make_task(make_mode(duration=8, min_duration=4), work=16))], 9, 9, id="shortened"),
        pytest.param([make_job(make_task(make_mode(duration=8, min_duration=4), work=16))], 5, 8, id="at least half"),
    ],
)
def test_the_jobs_that_count_are_those_that_may_begin_in_time(jobs: list[Job], poured: int, expected: int) -> None:
    """What cannot be granted before the next plan is made would be in a target of tonight; committed is tick 20."""
    assert rounded(make_problem(jobs=jobs, horizon=40), poured, 20) == expected


@pytest.mark.parametrize(
    ("pins", "expected"),
    [
        pytest.param([], 12, id="not pinned"),
        pytest.param([make_pin(0, 5, duration=10)], 10, id="runs: in every sum"),
        pytest.param([make_pin(0, 25, duration=10)], 12, id="later: in none"),
        pytest.param([make_pin(0, 5, duration=10, hard=False)], 12, id="promised, no more"),
    ],
)
def test_what_is_pinned_is_certain(pins: list[Any], expected: int) -> None:
    """A sum without a job that runs already, or with one that begins later, can be had by nobody: 10 and 12 before tick 20."""
    problem = make_problem(jobs=[ticks(10), ticks(12)], pins=pins, horizon=40)
    assert rounded(problem, 13, 20) == expected


def test_without_a_committed_part_everything_counts() -> None:
    """A park that promises all it publishes would round by its first day; then what must be placed is always there."""
    jobs = [ticks(8), ticks(8, release=20), ticks(5, mandatory=True)]
    assert [rounded(make_problem(jobs=jobs), poured) for poured in (4, 8, 9, 14, 18)] == [5, 5, 5, 13, 21]


@given(feasible_problems(), st.integers(0, 200), st.integers(1, 60), st.integers(2, 9))
def test_names_order_and_the_scale_of_shares_do_not_matter(
    drawn: Witnessed, reference: int, committed: int, scale: int
) -> None:
    """Being listed first or by another name would be worth a request, and a share of 2 to 1 not be one of 4 to 2."""
    problem, last = drawn.problem, len(drawn.problem.accounts) - 1
    accounts = tuple(replace(a, name=f"renamed-{a.name}", share=a.share * scale) for a in problem.accounts[::-1])
    jobs = tuple(replace(job, account=last - job.account) for job in problem.jobs)
    turned = replace(problem, accounts=accounts, jobs=jobs)
    here, there = (whole_aims(each, aims_of(each, reference), committed) for each in (problem, turned))
    assert [aim.target for aim in here] == [aim.target for aim in there[::-1]]


@given(feasible_problems(), st.integers(0, 200), st.integers(1, 60))
def test_a_whole_target_is_within_what_is_asked(drawn: Witnessed, reference: int, committed: int) -> None:
    """A tenant would be promised more than it asked for, or lose what nobody else wants."""
    poured = aims_of(drawn.problem, reference)
    for before, after in zip(poured, whole_aims(drawn.problem, poured, committed), strict=True):
        assert 0 <= after.target <= after.demand
        assert after == before._replace(target=after.target, poured=before.target)
        assert before.target or not after.target
