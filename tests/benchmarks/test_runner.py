"""Runs in child processes: what comes back, and what is said when nothing does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.case import Loaded
from benchmarks.child import judged
from benchmarks.draw import draw_park
from benchmarks.memory import family, held_mib, own_peak_mib
from benchmarks.order import Order
from benchmarks.peers.base import Limits, Point, Trace
from benchmarks.run import Verdict
from benchmarks.runner import make_run, refuted
from solver.schedule import Assignment, Schedule
from tests.benchmarks.made import made_run

if TYPE_CHECKING:
    from pathlib import Path

CASE = "drawn-10x4-s1"
ORDER = Order(case=CASE, peer="edf", limits=Limits(seconds=1.0, workers=1))


def made_trace() -> Trace:
    """Return what earliest deadline first tells of a small park."""
    from benchmarks.peers.edf import solve

    problem = draw_park(10, 4, seed=1)
    trace = Trace(problem)
    solve(problem, ORDER.limits, trace)
    return trace


def verdict_on(trace: Trace) -> tuple[Verdict, str]:
    """Return the verdict on a trace and its first reason."""
    run = judged(Loaded(trace.problem), trace, ORDER)
    return run.verdict, (run.reasons or ("",))[0]


def test_a_run_comes_back_with_its_figures() -> None:
    """A run would be counted without a schedule, or without what it was measured for."""
    run = make_run(ORDER)
    assert (run.verdict, run.reasons, run.key) == (Verdict.OK, (), ORDER.key)
    assert run.value is not None
    assert run.value > 0
    assert run.points[-1].value == run.value
    assert run.first_seconds is not None
    assert run.memory_mib is not None
    assert run.memory_mib > 0


def test_a_crash_costs_one_run() -> None:
    """A peer that raises would end the suite, and all that was measured would be lost."""
    run = make_run(replace(ORDER, peer="ours", limits=Limits(seconds=-1.0)))
    assert run.verdict is Verdict.FAILED
    assert run.reasons[0] == "the child process ended with code 1"
    assert "seconds is -1.0" in run.reasons[-1]


def test_a_run_without_an_end_is_stopped() -> None:
    """A peer that ignores its limits would hold up the suite for ever."""
    run = make_run(replace(ORDER, limits=Limits(seconds=0.0)), grace=0.0)
    assert run.verdict is Verdict.FAILED
    assert "was stopped" in run.reasons[0]


def test_what_cannot_be_loaded_is_said(tmp_path: Path) -> None:
    """A broken or missing file would pass for a crash of the peer."""
    assert make_run(replace(ORDER, case="park-100", data=tmp_path)).verdict is Verdict.CANNOT
    (tmp_path / "park-100.json").write_text("{}", "utf-8")
    run = make_run(replace(ORDER, case="park-100", data=tmp_path))
    assert run.verdict is Verdict.CANNOT
    assert run.reasons


def test_an_order_survives_its_file(tmp_path: Path) -> None:
    """The child would do something else than it was told."""
    assert Order.from_json(ORDER.as_json()) == ORDER
    assert Order.from_json(replace(ORDER, data=tmp_path).as_json()).data == tmp_path


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


def test_a_bound_that_another_refutes_is_invalid() -> None:
    """A wrong bound would be the one that everybody's gap is measured against."""
    runs = (
        made_run(value=90, bound=100),
        made_run("window", value=70, bound=80),
        made_run("edf", value=60, bound=None),
    )
    sound, wrong, without = refuted(runs)
    assert (sound, without) == (runs[0], runs[2])
    assert wrong.verdict is Verdict.INVALID
    assert wrong.reasons == ("bound: 80 is less than the 90 that ours reached",)
    elsewhere = replace(runs[1], case=CASE)
    assert refuted((runs[0], elsewhere)) == (runs[0], elsewhere)


def test_memory_is_that_of_a_process_and_its_children() -> None:
    """A solver that does its work in a child process would seem to need nothing."""
    hold = "import sys; held = bytearray(64 << 20); print('ready', flush=True); sys.stdin.read()"
    alone = held_mib(os.getpid())
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in family(os.getpid())
        together = held_mib(os.getpid())
        child.communicate()
    # Where the system does not tell, nothing is known of both.
    assert (alone is None) == (together is None)
    assert alone is None or together is None or together > alone + 60
    assert own_peak_mib() > 10
