"""The verdict on what a peer tells: it is judged by the schedule that it hands in."""

from __future__ import annotations

from benchmarks.case import Loaded
from benchmarks.child import judged, late
from benchmarks.draw import draw_park
from benchmarks.order import Order
from benchmarks.peers.base import Limits, Point, Trace
from benchmarks.peers.edf import solve
from benchmarks.run import Verdict
from solver.schedule import Assignment, Schedule
from tests.benchmarks.made import made_run

ORDER = Order(case="drawn-10x4-s1", peer="edf", limits=Limits(seconds=1.0, workers=1))


def made_trace() -> Trace:
    """Return what earliest deadline first tells of a small park."""
    problem = draw_park(10, 4, seed=1)
    trace = Trace(problem)
    solve(problem, ORDER.limits, trace)
    return trace


def verdict_on(trace: Trace) -> tuple[Verdict, str]:
    """Return the verdict on a trace and its first reason."""
    run = judged(Loaded(trace.problem), trace, ORDER)
    return run.verdict, (run.reasons or ("",))[0]


def test_a_schedule_that_breaks_a_rule_is_invalid() -> None:
    """A peer would win by booking a machine twice."""
    trace = made_trace()
    assert verdict_on(trace) == (Verdict.OK, "")
    part = trace.problem.jobs[0].tasks[0].modes[0]
    outside = Assignment(job=0, task=0, mode=0, start=trace.problem.horizon, duration=part.duration)
    trace.schedule = Schedule((outside,))
    assert verdict_on(trace)[0] is Verdict.INVALID


def test_a_claim_without_a_schedule_is_invalid() -> None:
    """A peer would report a better course than it can show a schedule for."""
    trace = made_trace()
    assert trace.value is not None
    trace.points.append(Point(0.5, trace.value + 1, None))
    assert verdict_on(trace)[1].startswith(f"claimed: a value of {trace.value + 1}")


def test_a_bound_below_its_own_schedule_is_invalid() -> None:
    """A gap of less than nothing would pass for a proof."""
    trace = made_trace()
    trace.bounded(1)
    assert verdict_on(trace)[1] == f"bound: its own schedule of {trace.value} exceeds its bound of 1"


def test_no_schedule_is_no_failure() -> None:
    """A peer that is merely slow would make the command fail."""
    trace = Trace(draw_park(10, 4, seed=1))
    trace.bounded(100)
    assert verdict_on(trace) == (Verdict.NOTHING, "")
    assert not Verdict.NOTHING.is_failure


def test_what_breaks_a_rule_is_not_merely_late() -> None:
    """A peer could hide a wrong schedule by not ending."""
    assert late(made_run(verdict=Verdict.INVALID)).verdict is Verdict.INVALID
    assert late(made_run(verdict=Verdict.NOTHING, value=None)).verdict is Verdict.LATE
