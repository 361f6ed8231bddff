"""Other ways of solving: what they find is sound, what they prove is true, and what they cannot say they refuse.

Over 150 lines because every peer answers for the same few claims, side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.draw import draw_park
from benchmarks.errors import BenchmarkError
from benchmarks.peers import peer
from benchmarks.peers.assigning import Assigning
from benchmarks.peers.base import Limits, Trace
from benchmarks.peers.no_goods import Conflicts
from benchmarks.peers.segments import cut_places
from benchmarks.peers.starts import grid_of
from solver import Schedule, verify
from solver.places import Place, places_of
from solver.schedule import utilization
from solver.search.stop import Deadline
from solver.search.whole import Whole
from tests.builders import (
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_pool,
    make_precedence,
    make_problem,
    make_task,
)

if TYPE_CHECKING:
    from solver.problem import Problem

CHAINS = ("time-indexed", "pyjobshop", "benders", "lp-guided")
EVERY = (*CHAINS, "time-indexed-cp")
#: Those that prove what they find on a problem of a few tasks.
EXACT = ("time-indexed", "time-indexed-cp", "pyjobshop", "benders")


def _solve(name: str, problem: Problem, seconds: float = 30.0) -> Trace:
    trace = Trace(problem)
    peer(name)(problem, Limits(seconds, workers=1), trace)
    return trace


def _packing() -> Problem:
    """Return three jobs of 6, 5 and 5 ticks for 10 ticks: the two short ones fill them, and the long one comes first by slack."""
    jobs = [make_job(make_task(make_mode(0, duration=ticks)), deadline=10) for ticks in (6, 5, 5)]
    return make_problem(machines=[make_machine((0, 10))], jobs=jobs, horizon=10)


def _chains() -> Problem:
    """Return two chains that interleave on two machines to the tick, and a job that would take all of the second one: 12 is most."""
    chain = make_job(
        make_task(make_mode(0, duration=3)),
        make_task(make_mode(1, duration=3)),
        deadline=10,
        precedences=[make_precedence(min_lag=1)],
    )
    alone = make_job(make_task(make_mode(1, duration=6)), deadline=10)
    return make_problem(machines=[make_machine((0, 6)), make_machine((4, 10))], jobs=[chain, chain, alone], horizon=10)


@pytest.mark.parametrize("name", EVERY)
def test_the_optimum_of_a_full_machine_is_found(name: str) -> None:
    """A peer would lose for a defect of ours, not for what it is: 5 + 5 fill the 10 ticks that 6 + 4 cannot."""
    trace = _solve(name, _packing())
    assert trace.value == 10
    assert trace.bound is None or trace.bound >= 10


@pytest.mark.parametrize("name", EXACT)
def test_a_small_optimum_is_proved(name: str) -> None:
    """A bound would be withheld, or be none."""
    assert _solve(name, _packing()).bound == 10


@pytest.mark.parametrize("name", CHAINS)
def test_the_optimum_of_chains_is_found(name: str) -> None:
    """The order in a chain, or its least time between, would be lost: `verify` would refuse the 12, or it would not be reached."""
    trace = _solve(name, _chains())
    assert trace.value == 12
    assert trace.schedule is not None
    assert not verify(trace.problem, trace.schedule)


@pytest.mark.parametrize("name", ["time-indexed", "pyjobshop", "benders"])
def test_the_most_time_in_a_chain_is_kept(name: str) -> None:
    """A chain would be accepted whose second task cannot come soon enough: the machine opens 5 ticks after the first must end."""
    job = make_job(
        make_task(make_mode(0, duration=3)),
        make_task(make_mode(1, duration=3)),
        precedences=[make_precedence(max_lag=4)],
    )
    problem = make_problem(machines=[make_machine((0, 3)), make_machine((8, 20))], jobs=[job])
    trace = _solve(name, problem)
    assert (trace.value, trace.bound) == (0, 0)


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("seed", [1, 2])
def test_schedules_of_drawn_parks_keep_every_rule(name: str, seed: int) -> None:
    """A figure would be reported for a schedule that is none, or for a bound that a schedule refutes."""
    trace = _solve(name, draw_park(16, 4, seed, load=1.2), seconds=2.0)
    assert trace.schedule is not None
    assert trace.value is not None
    assert not verify(trace.problem, trace.schedule)
    assert trace.bound is None or trace.bound >= trace.value


@pytest.mark.parametrize("name", ["time-indexed", "time-indexed-cp"])
def test_a_split_task_is_given_in_parts(name: str) -> None:
    """Parts would not add up, overlap, or be numbered out of order: 4 ticks fit before the closure and 4 after it, 8 nowhere."""
    task = make_task(make_mode(0, duration=8), splittable=(4, 2))
    problem = make_problem(machines=[make_machine((0, 5), (8, 13))], jobs=[make_job(task)])
    trace = _solve(name, problem)
    assert trace.value == 8
    assert trace.schedule is not None
    assert not verify(problem, trace.schedule)


@pytest.mark.parametrize("name", ["time-indexed", "time-indexed-cp", "pyjobshop", "benders"])
def test_a_pool_is_kept(name: str) -> None:
    """Two tasks on two machines would share the one person there is for 6 ticks."""
    jobs = [make_job(make_task(make_mode(machine, demands={0: 1})), deadline=6) for machine in (0, 1)]
    problem = make_problem(machines=2, jobs=jobs, pools=[make_pool()])
    assert _solve(name, problem).value == 4


def _changeover() -> Problem:
    return make_problem(machines=[make_machine(changeover=[[0, 1], [1, 0]])], jobs=[make_job()])


@pytest.mark.parametrize("name", EXACT)
def test_what_cannot_be_expressed_is_refused(name: str) -> None:
    """A peer would solve another problem than it was given, and be compared on it."""
    with pytest.raises(BenchmarkError, match=r"cannot express changeovers \(machine-0\)"):
        _solve(name, _changeover())


@pytest.mark.parametrize(
    ("name", "problem", "feature"),
    [
        ("time-indexed-cp", _chains(), "jobs of several tasks"),
        ("benders", make_problem(jobs=[make_job(make_task(splittable=(2, 2)))]), "splits"),
        ("benders", make_problem(jobs=[make_job(make_task(make_mode(min_duration=2)))]), "flexible lengths"),
        ("pyjobshop", make_problem(jobs=[make_job()], pools=[make_pool((0, 10, 1))]), "pools that change"),
        ("time-indexed", make_problem(jobs=[make_job()], pins=[make_pin()]), "pins"),
    ],
)
def test_each_peer_names_its_limits(name: str, problem: Problem, feature: str) -> None:
    """A limit of a formulation would be found out by its figures."""
    with pytest.raises(BenchmarkError, match=feature):
        _solve(name, problem)


def test_a_coarse_grid_is_not_exact() -> None:
    """The bound of a grid would be taken for one of the problem."""
    problem = draw_park(16, 4, 1)
    places = places_of(problem)
    fine, coarse = (grid_of(problem, places, most, Schedule()) for most in (100_000, 500))
    assert (fine.ticks, fine.exact) == (1, True)
    assert coarse.ticks > 1
    assert not coarse.exact


@pytest.mark.parametrize("ticks", [1, 7, 48])
def test_segments_lose_no_start_and_add_none(ticks: int) -> None:
    """A schedule of the problem would have no place among the segments, or an occupation one that no window has."""
    problem = draw_park(20, 4, 3)
    places = places_of(problem)
    for job, (tasks, cuts) in enumerate(zip(places, cut_places(problem, places, ticks), strict=True)):
        for task, (whole, cut) in enumerate(zip(tasks, cuts, strict=True)):
            assert _starts(problem, job, task, whole) == _starts(problem, job, task, cut)


def _starts(problem: Problem, job: int, task: int, places: tuple[Place, ...]) -> list[tuple[int, int]]:
    modes = problem.jobs[job].tasks[task].modes
    return sorted((p.mode, start) for p in places for start in range(p.lo, p.hi - modes[p.mode].duration + 1))


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_the_bound_over_segments_holds(seed: int) -> None:
    """Cutting places would cut off schedules, and the bound with them."""
    problem = draw_park(24, 4, seed, load=1.3)
    places = places_of(problem)
    best = Whole(problem, places, Deadline(60.0), 1, 0).most_utilization(None, lambda *_: None, lambda _: None)
    bounds: list[int] = []
    Assigning(problem, cut_places(problem, places, 24)).tighten(Deadline(60.0), bounds.append)
    assert best.schedule is not None
    assert min(bounds) >= utilization(problem, best.schedule)


def test_a_conflict_is_made_small() -> None:
    """A no-good would name jobs that have nothing to do with it, and cut off almost nothing; or too few, and cut off schedules."""
    tasks = [make_task(make_mode(0, duration=5)) for _ in range(3)] + [make_task(make_mode(0, duration=2))]
    problem = make_problem(machines=[make_machine((0, 10))], jobs=[make_job(task, deadline=10) for task in tasks])
    places = places_of(problem)
    assigned: dict[int, tuple[Place, ...]] = {job: (row[0][0],) for job, row in enumerate(places)}
    found = Conflicts(problem, places, assigned).of(3, Deadline(20.0))
    assert found is not None
    # Two of 5 ticks and the one of 2 are 12 ticks for 10; freed to go anywhere they still do not fit.
    assert len(found) == 3
    assert {job for job, _, _ in found} > {3}
    assert all(place is None for _, _, place in found)
