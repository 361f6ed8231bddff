"""The peers: each schedule is sound, each bound a bound, and what a peer cannot do it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from benchmarks.draw import draw_park
from benchmarks.errors import BenchmarkError
from benchmarks.peers import PEERS, peer
from benchmarks.peers.base import Limits, Trace
from benchmarks.peers.textbook import Textbook
from solver.verify import verify
from tests.builders import make_job, make_machine, make_mode, make_pin, make_problem, make_task
from tests.strategies import arbitrary_problems, feasible_problems

if TYPE_CHECKING:
    from solver.problem import Job, Problem
    from tests.strategies import Witnessed

LIMITS = Limits(seconds=2.0)
#: Peers that run in this process; ours has one of its own, and is tested as a command.
HERE = tuple(name for name in PEERS if name != "ours")
#: Peers that say something of every problem, however odd; those that know the rules of a park; the others say what they cannot express.
PROVING = ("fcfs", "edf", "textbook", "window")
GENERAL = ("fcfs", "edf", "textbook", "window", "lp-guided")
#: A solve takes tenths of a second, so there are few of them.
FEW = settings(max_examples=25)


def solved(name: str, problem: Problem, limits: Limits = LIMITS) -> Trace:
    """Return what a peer tells of a problem, verified; an optimum that is proved may be compared."""
    trace = Trace(problem)
    peer(name)(problem, limits, trace)
    if trace.schedule is not None:
        assert verify(problem, trace.schedule) == ()
        assert trace.bound is None or trace.bound >= (trace.value or 0)
    return trace


def served(name: str) -> list[int]:
    """Return who is served on one machine that is open for ten ticks by three who want it for five, five and six."""

    def wish(duration: int, release: int, deadline: int) -> Job:
        return make_job(make_task(make_mode(duration=duration)), release=release, deadline=deadline)

    jobs = [wish(6, 2, 8), wish(5, 0, 10), wish(5, 0, 10)]
    trace = solved(name, make_problem(machines=[make_machine((0, 10))], jobs=jobs))
    assert trace.schedule is not None
    return sorted(trace.schedule.by_job)


def test_first_come_first_served_by_hand() -> None:
    """Those of tick 0 take `[0, 5)` and `[5, 10)`; who comes at tick 2 finds no room."""
    assert served("fcfs") == [1, 2]


def test_earliest_deadline_first_by_hand() -> None:
    """Who must be done by tick 8 takes `[2, 8)`; the others find two ticks before and two after it."""
    assert served("edf") == [0]


@pytest.mark.parametrize("rich", [False, True], ids=["plain", "rich"])
@pytest.mark.parametrize("name", HERE)
def test_a_peer_schedules_a_small_park(name: str, rich: bool) -> None:  # noqa: FBT001 - a parametrized case
    """A peer would be beaten because it cannot do what is asked, or win by breaking a rule."""
    park = draw_park(12, 8, seed=3, rich=rich)
    if name not in GENERAL and (rich or name == "time-indexed-cp"):
        with pytest.raises(BenchmarkError, match="cannot express"):
            solved(name, park)
        return
    trace = solved(name, park)
    assert trace.value is not None
    assert trace.value > 0
    assert [point.seconds for point in trace.points] == sorted(point.seconds for point in trace.points)


@FEW
@given(arbitrary_problems())
def test_peers_that_prove_agree(problem: Problem) -> None:
    """Two models of one problem would have two optima: one of them breaks or invents a rule."""
    textbook, window = solved("textbook", problem), solved("window", problem)
    if textbook.value is not None and textbook.value == textbook.bound:
        assert window.bound is None or window.bound >= textbook.value
        assert window.value is None or window.value <= textbook.value
    if window.value is not None and window.value == window.bound and textbook.value is not None:
        assert textbook.value <= window.value


@FEW
@given(feasible_problems())
def test_no_bound_is_below_what_is_possible(drawn: Witnessed) -> None:
    """A peer would look good because its bound is wrong."""
    possible = Trace(drawn.problem)
    possible.found(drawn.witness)
    for name in PROVING:
        trace = solved(name, drawn.problem)
        assert trace.bound is None or trace.bound >= (possible.value or 0)


def test_the_textbook_keeps_a_length_that_varies_in_one_window() -> None:
    """Of a task of 4 to 8 ticks only 5 fit into the longer of two windows that a tick parts."""
    task = make_task(make_mode(duration=8, min_duration=4), work=8)
    trace = solved("textbook", make_problem(machines=[make_machine((0, 4), (5, 10))], jobs=[make_job(task)]))
    assert (trace.value, trace.bound) == (5, 5)


def test_the_textbook_proves_nothing_of_what_may_be_split() -> None:
    """Six ticks in two parts of three fit into these windows; the textbook sees one part, and its optimum is no bound."""
    task = make_task(make_mode(duration=6, min_duration=3), work=6, splittable=(3, 2))
    trace = solved("textbook", make_problem(machines=[make_machine((0, 3), (5, 8))], jobs=[make_job(task)]))
    assert (trace.value, trace.bound) == (3, None)


def test_the_textbook_holds_pins() -> None:
    """What is running already would be moved."""
    problem = make_problem(jobs=[make_job(), make_job()], pins=[make_pin(job=1, start=2)])
    trace = solved("textbook", problem)
    assert trace.schedule is not None
    assert [part.start for part in trace.schedule.by_job[1]] == [2]


def test_the_textbook_says_what_is_too_large_for_it() -> None:
    """The machine would run out of memory in the middle of a comparison."""
    tasks = [make_job(make_task(make_mode(duration=1))) for _ in range(600)]
    machine = make_machine(changeover=[[0, 1], [1, 0]])
    with pytest.raises(BenchmarkError, match="circuits of its changeovers need 361201 arcs, more than"):
        Textbook(make_problem(machines=[machine], jobs=tasks)).build()


def test_an_unknown_peer_is_refused() -> None:
    """A misspelt peer would end in a traceback."""
    with pytest.raises(BenchmarkError, match="no peer 'oracle'; there are ours, "):
        peer("oracle")
