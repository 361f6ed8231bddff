"""The child process of one run: `python -m benchmarks.child ORDER RESULT`, both JSON files.

It loads the case and the peer before the clock starts, lets the peer solve, and judges what it told: `verify` for every case, the
referee for a SatNet week. What a peer prints, or a library of it, goes where it likes; the result is in its own file.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cases import case
from benchmarks.course import first_seconds, gap, ordered, seconds_to, thinned
from benchmarks.errors import BenchmarkError
from benchmarks.files import write_json
from benchmarks.memory import own_peak_mib
from benchmarks.order import Order
from benchmarks.peers import peer
from benchmarks.peers.base import Trace
from benchmarks.run import GOALS, Run, Verdict, goal_name
from solver.errors import SolverError
from solver.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.case import Loaded

#: Objections of one run that are written down; the first say enough.
MOST_REASONS = 10


def carry_out(order: Order, give_up: Callable[[Run], None]) -> Run:
    """Do one run in this process; what a peer raises but a `BenchmarkError` is a defect and goes on to the caller.

    If the peer does not end in time, `give_up` is handed, from another thread, what it has told so far, and must not return.
    """
    cannot = Run(case=order.case, peer=order.peer, seed=order.limits.seed, verdict=Verdict.CANNOT)
    try:
        loaded = case(order.case).load(order.data)
        solve = peer(order.peer)
    except (BenchmarkError, SolverError, ImportError) as error:
        return replace(cannot, reasons=(str(error),))
    trace = Trace(loaded.problem)
    timer = threading.Timer(order.patience, lambda: give_up(late(measured(loaded, trace, order))))
    timer.daemon = True
    timer.start()
    try:
        solve(loaded.problem, order.limits, trace)
    except BenchmarkError as error:
        return replace(cannot, reasons=(str(error),))
    finally:
        timer.cancel()
    return measured(loaded, trace, order)


def measured(loaded: Loaded, trace: Trace, order: Order) -> Run:
    """Return the figures of a trace, its verdict, and what the solve took of time and memory until now."""
    seconds = trace.seconds
    return replace(judged(loaded, trace, order), seconds=round(seconds, 3), memory_mib=round(own_peak_mib(), 1))


def late(run: Run) -> Run:
    """Return a run whose peer was stopped; a schedule that breaks a rule stays what it is."""
    if run.verdict.is_failure:
        return run
    reason = f"it had not ended after {run.seconds:.0f} s and was stopped"
    return replace(run, verdict=Verdict.LATE, reasons=(reason,))


def judged(loaded: Loaded, trace: Trace, order: Order) -> Run:
    """Return the figures of a trace with the verdict on it; value and gaps are those of the schedule that was handed in."""
    points = ordered(trace.points)
    run = Run(
        case=order.case,
        peer=order.peer,
        seed=order.limits.seed,
        verdict=Verdict.NOTHING,
        bound=points[-1].bound if points else None,
        jobs=len(loaded.problem.jobs),
        points=thinned(points),
    )
    if trace.schedule is None:
        return run
    objections, figures = objections_to(loaded, trace)
    return replace(
        run,
        verdict=Verdict.INVALID if objections else Verdict.OK,
        reasons=objections[:MOST_REASONS],
        value=trace.value,
        gap=gap(trace.value, run.bound),
        placed=len(trace.schedule.by_job),
        first_seconds=first_seconds(points),
        to_gap={goal_name(goal): seconds_to(points, goal, run.bound) for goal in GOALS},
        to_known_gap={goal_name(goal): seconds_to(points, goal) for goal in GOALS},
        figures=figures,
    )


def objections_to(loaded: Loaded, trace: Trace) -> tuple[tuple[str, ...], dict[str, float] | None]:
    """Return everything that is wrong with the schedule of a trace, and figures: the peer's own, and those of the referee of a SatNet week."""
    assert trace.schedule is not None
    assert trace.value is not None
    found = list(map(str, verify(loaded.problem, trace.schedule)))
    claimed = max(point.value for point in trace.points if point.value is not None)
    if claimed > trace.value:
        found.append(f"claimed: a value of {claimed} was reported, the schedule handed in is worth {trace.value}")
    bounds = [point.bound for point in trace.points if point.bound is not None]
    if bounds and min(bounds) < trace.value:
        found.append(f"bound: its own schedule of {trace.value} exceeds its bound of {min(bounds)}")
    if loaded.judge is None:
        return tuple(found), dict(trace.figures) or None
    figures, objections = loaded.judge(trace.schedule)
    return (*found, *map(str, objections)), {**trace.figures, **figures.as_json()}


def main(arguments: list[str]) -> int:
    """Read an order, carry it out and write the run."""
    order, result = map(Path, arguments)

    def give_up(run: Run) -> None:
        write_json(result, run.as_json())
        # The peer cannot be stopped but with the process; whoever started it ends what it has started.
        os._exit(0)

    write_json(result, carry_out(Order.from_json(json.loads(order.read_text("utf-8"))), give_up).as_json())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
