"""Every contradiction that a `Problem` can hold is found, with its pointer, and nothing else is.

Over 150 lines because it is one table: a row for each contradiction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from solver.errors import ProblemError
from solver.problem import Account, Problem
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
    from collections.abc import Callable, Iterable

    from solver.problem import Job, Machine, Mode, Task

TASK, MODE = "/jobs/0/tasks/0", "/jobs/0/tasks/0/modes/0"
SPLIT = make_task(make_mode(duration=6), splittable=(2, 3))


def of_job(*tasks: Task, links: Iterable[tuple[int, int]] = ()) -> Problem:
    """Return a problem of one job of these tasks; each link is a precedence."""
    return make_problem(jobs=[make_job(*tasks, precedences=[make_precedence(a, b) for a, b in links])])


def of_mode(mode: Mode) -> Problem:
    """Return a problem of one task with this mode."""
    return of_job(make_task(mode, work=1))


def of_machine(machine: Machine, horizon: int | None = None) -> Problem:
    """Return a problem of one job on this machine."""
    return make_problem(machines=[machine], jobs=[make_job()], horizon=horizon)


CASES: list[tuple[str, Callable[[], Problem], list[str]]] = [
    ("no name", lambda: make_problem(name=""), ["/name"]),
    ("half a character", lambda: make_problem(name="a\ud800"), ["/name"]),
    ("tick of nothing", lambda: make_problem(tick_minutes=0), ["/tick_minutes"]),
    ("no horizon", lambda: make_problem(machines=0, horizon=0), ["/horizon"]),
    ("an age", lambda: make_problem(horizon=2_000_001), ["/horizon"]),
    ("machines of one name", lambda: make_problem(machines=[make_machine(name="a")] * 2), ["/machines/1/name"]),
    ("half a machine's name", lambda: of_machine(make_machine(name="\udfff")), ["/machines/0/name"]),
    ("empty window", lambda: of_machine(make_machine((5, 5))), ["/machines/0/windows/0"]),
    ("window before time", lambda: of_machine(make_machine((-1, 5))), ["/machines/0/windows/0"]),
    ("window after the horizon", lambda: of_machine(make_machine((0, 41)), horizon=40), ["/machines/0/windows/0"]),
    ("windows out of order", lambda: of_machine(make_machine((9, 12), (0, 3))), ["/machines/0/windows/1"]),
    ("windows that overlap", lambda: of_machine(make_machine((0, 9), (8, 12))), ["/machines/0/windows/1"]),
    ("cost weight of nothing", lambda: of_machine(make_machine(cost_weight=0)), ["/machines/0/cost_weight"]),
    ("site below zero", lambda: of_machine(make_machine(site=-1)), ["/machines/0/site"]),
    ("site off the map", lambda: make_problem(machines=[make_machine(site=1)], travel=[[0]]), ["/machines/0/site"]),
    ("travel not square", lambda: make_problem(travel=[[0, 1], [1]]), ["/travel/1"]),
    ("travel back in time", lambda: make_problem(travel=[[-1]]), ["/travel/0/0"]),
    ("changeover not square", lambda: of_machine(make_machine(changeover=[[0, 1]])), ["/machines/0/changeover/0"]),
    ("changeover below zero", lambda: of_machine(make_machine(changeover=[[-2]])), ["/machines/0/changeover/0/0"]),
    (
        "initial family not in the matrix",
        lambda: of_machine(make_machine(changeover=[[0]], initial_family=1)),
        ["/machines/0/initial_family"],
    ),
    ("initial family below zero", lambda: of_machine(make_machine(initial_family=-1)), ["/machines/0/initial_family"]),
    (
        "family not in the matrix",
        lambda: make_problem(machines=[make_machine(changeover=[[0]])], jobs=[make_job(make_task(family=1))]),
        ["/machines/0/changeover"],
    ),
    ("pools of one name", lambda: make_problem(pools=[make_pool(name="a")] * 2), ["/pools/1/name"]),
    ("empty step", lambda: make_problem(pools=[make_pool((3, 3, 1))]), ["/pools/0/capacity/0"]),
    ("less than nobody", lambda: make_problem(pools=[make_pool((3, 4, -1))]), ["/pools/0/capacity/0/2"]),
    ("accounts of one name", lambda: make_problem(accounts=[Account(name="a")] * 2), ["/accounts/1/name"]),
    ("share of nothing", lambda: make_problem(accounts=[Account(name="a", share=0)]), ["/accounts/0/share"]),
    ("jobs of one name", lambda: make_problem(jobs=[make_job(name="a")] * 2), ["/jobs/1/name"]),
    ("no such account", lambda: make_problem(accounts=[], jobs=[make_job()]), ["/jobs/0/account"]),
    ("weight of nothing", lambda: make_problem(jobs=[make_job(weight=0)]), ["/jobs/0/weight"]),
    (
        "lateness that earns",
        lambda: make_problem(jobs=[make_job(tardiness_weight=-1)]),
        ["/jobs/0/tardiness_weight"],
    ),
    ("release before time", lambda: make_problem(jobs=[make_job(release=-1)]), ["/jobs/0/release"]),
    (
        "deadline after the horizon",
        lambda: make_problem(jobs=[make_job(deadline=50)], horizon=40),
        ["/jobs/0/deadline"],
    ),
    ("no time at all", lambda: make_problem(jobs=[make_job(release=9, deadline=9)]), ["/jobs/0/deadline"]),
    ("no task", lambda: make_problem(jobs=[without_tasks(make_job())]), ["/jobs/0/tasks"]),
    ("family below zero", lambda: of_job(make_task(family=-1)), [f"{TASK}/family"]),
    ("work below zero", lambda: of_job(make_task(work=-1)), [f"{TASK}/work"]),
    ("too much work", lambda: of_job(make_task(work=2**53 + 1)), ["/jobs"]),
    ("too heavy lateness", lambda: make_problem(jobs=[make_job(tardiness_weight=2**53)]), ["/jobs"]),
    ("no mode", lambda: of_job(without_modes(make_task())), [f"{TASK}/modes"]),
    ("no machine", lambda: of_mode(replace(make_mode(), machines=())), [f"{MODE}/machines"]),
    ("no such machine", lambda: of_mode(make_mode(0, 1)), [f"{MODE}/machines/1"]),
    ("machine below zero", lambda: of_mode(make_mode(-1)), [f"{MODE}/machines/0"]),
    ("machine twice", lambda: of_mode(make_mode(0, 0)), [f"{MODE}/machines/1"]),
    ("no duration", lambda: of_mode(make_mode(duration=0, min_duration=1)), [f"{MODE}/duration"]),
    ("no least duration", lambda: of_mode(make_mode(min_duration=0)), [f"{MODE}/min_duration"]),
    ("least above most", lambda: of_mode(make_mode(min_duration=5)), [f"{MODE}/min_duration"]),
    ("setup below zero", lambda: of_mode(make_mode(setup=-1)), [f"{MODE}/setup"]),
    ("teardown below zero", lambda: of_mode(make_mode(teardown=-1)), [f"{MODE}/teardown"]),
    ("empty mode window", lambda: of_mode(make_mode(windows=[(3, 3)])), [f"{MODE}/windows/0"]),
    ("no such pool", lambda: of_mode(make_mode(demands={0: 1})), [f"{MODE}/demands/0"]),
    (
        "demand of nothing",
        lambda: make_problem(pools=[make_pool()], jobs=[make_job(make_task(make_mode(demands={0: 0})))]),
        [f"{MODE}/demands/0"],
    ),
    (
        "pool twice",
        lambda: make_problem(
            pools=[make_pool()], jobs=[make_job(make_task(replace(make_mode(), demands=((0, 1), (0, 1)))))]
        ),
        [f"{MODE}/demands/0"],
    ),
    ("part of nothing", lambda: of_job(make_task(splittable=(0, 2))), [f"{TASK}/splittable/min_part"]),
    ("no part", lambda: of_job(make_task(splittable=(1, 0))), [f"{TASK}/splittable/max_parts"]),
    ("part above all", lambda: of_job(make_task(splittable=(5, 2))), [f"{TASK}/splittable/min_part"]),
    (
        "modes that disagree on what to split",
        lambda: of_job(make_task(make_mode(duration=4), make_mode(duration=5), splittable=(1, 2))),
        [f"{TASK}/modes/1/duration", f"{TASK}/modes/1/min_duration"],
    ),
    ("no such task before", lambda: of_job(make_task(), links=[(1, 0)]), ["/jobs/0/precedences/0/before"]),
    ("no such task after", lambda: of_job(make_task(), links=[(0, -1)]), ["/jobs/0/precedences/0/after"]),
    ("task after itself", lambda: of_job(make_task(), links=[(0, 0)]), ["/jobs/0/precedences/0"]),
    ("circle", lambda: of_job(make_task(), make_task(), links=[(0, 1), (1, 0)]), ["/jobs/0/precedences"]),
    ("lag below zero", lambda: of_lags(-1, None), ["/jobs/0/precedences/0/min_lag"]),
    ("longest lag below the least", lambda: of_lags(3, 2), ["/jobs/0/precedences/0/max_lag"]),
    ("pin of no job", lambda: make_problem(pins=[make_pin()]), ["/pins/0/job"]),
    ("pin of no task", lambda: make_problem(jobs=[make_job()], pins=[make_pin(task=1)]), ["/pins/0/task"]),
    ("pin of no mode", lambda: make_problem(jobs=[make_job()], pins=[make_pin(mode=1)]), ["/pins/0/mode"]),
    ("pin before time", lambda: make_problem(jobs=[make_job()], pins=[make_pin(0, -1)]), ["/pins/0/start"]),
    ("pin too long", lambda: make_problem(jobs=[make_job()], pins=[make_pin(duration=5)]), ["/pins/0/duration"]),
    ("pin of a crumb", lambda: make_problem(jobs=[make_job(SPLIT)], pins=[make_pin(duration=1)]), ["/pins/0/duration"]),
    ("two hard pins", lambda: make_problem(jobs=[make_job()], pins=[make_pin(), make_pin(0, 9)]), ["/pins/1"]),
]


def without_tasks(job: Job) -> Job:
    """Return a job of nothing."""
    return replace(job, tasks=())


def without_modes(task: Task) -> Task:
    """Return a task that nothing can do."""
    return replace(task, modes=())


def of_lags(least: int, most: int | None) -> Problem:
    """Return a problem of two tasks with these lags between them."""
    link = make_precedence(min_lag=least, max_lag=most)
    return make_problem(jobs=[make_job(make_task(), make_task(), precedences=[link])])


@pytest.mark.parametrize(("build", "pointers"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_contradiction_is_found_where_it_is(build: Callable[[], Problem], pointers: list[str]) -> None:
    """Bad data would reach the solver, or its sender would be told to look in the wrong place."""
    with pytest.raises(ProblemError) as caught:
        build()
    assert [fault.pointer for fault in caught.value.faults] == pointers
    assert all(fault.message and fault.cure for fault in caught.value.faults)


def test_all_contradictions_are_told_at_once() -> None:
    """A sender would mend one fault only to be told the next."""
    with pytest.raises(ProblemError) as caught:
        make_problem(name="", tick_minutes=0, jobs=[make_job(weight=0, release=-1)], pins=[make_pin(3)])
    expected = ["/name", "/tick_minutes", "/jobs/0/weight", "/jobs/0/release", "/pins/0/job"]
    assert [fault.pointer for fault in caught.value.faults] == expected
    assert str(caught.value).splitlines()[2] == "/jobs/0/weight: is 0; use a whole number of at least 1"


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: make_problem(machines=0), id="nothing at all"),
        pytest.param(lambda: of_machine(make_machine((0, 3))), id="a job that no window holds"),
        pytest.param(lambda: of_machine(make_machine((0, 3), (3, 9))), id="windows that touch"),
        pytest.param(lambda: make_problem(jobs=[make_job(deadline=1)]), id="a job longer than its span"),
        pytest.param(lambda: make_problem(jobs=[make_job(due=-7)]), id="a job that is late already"),
        pytest.param(lambda: of_mode(make_mode(windows=[])), id="a mode that is never open"),
        pytest.param(lambda: of_mode(make_mode(windows=[(-5, 3), (50, 90)])), id="mode windows beside the horizon"),
        pytest.param(
            lambda: make_problem(jobs=[make_job(SPLIT)], pins=[make_pin(duration=2), make_pin(0, 9, duration=2)]),
            id="two hard pins on a split task",
        ),
        pytest.param(
            lambda: make_problem(jobs=[make_job()], pins=[make_pin(), make_pin(0, 9, hard=False)]),
            id="a soft pin beside a hard one",
        ),
        pytest.param(
            lambda: make_problem(accounts=[Account(name="a", balance=-(10**9))]), id="an account far below zero"
        ),
    ],
)
def test_what_cannot_be_done_is_no_contradiction(build: Callable[[], Problem]) -> None:
    """A wish that nobody can grant would stop the plan of everybody else, where it should come back unplaced."""
    assert build().name
