"""What a benchmark reports of a solve: counted anew and verified."""

from __future__ import annotations

import json

from benchmarks.draw import draw_park
from benchmarks.measure import FirstSchedule, measure
from solver import Progress, SolveParameters
from solver.schedule import utilization

GREEDY = SolveParameters(seconds=0, engine="inline")


def _progress(value: int | None) -> Progress:
    return Progress(seconds=0, budget=1, phase="improve", tier="utilization", value=value, bound=None, placed=0)


def test_figures_are_those_of_the_schedule() -> None:
    """A benchmark that repeated what the solver says of itself would prove nothing."""
    problem = draw_park(12, 8, seed=1)
    measurement, result = measure(problem, GREEDY)
    assert measurement.value == utilization(problem, result.schedule) > 0
    assert measurement.value <= measurement.bound <= problem.total_work
    assert measurement.placed == len(result.schedule.by_job)
    assert measurement.violations == ()
    assert json.loads(json.dumps(measurement.as_json()))["name"] == problem.name


def test_the_first_schedule_is_noted_once() -> None:
    """Progress before there is a schedule does not count, and the first that does stays."""
    watch = FirstSchedule()
    watch.on_progress(_progress(None))
    assert watch.seconds is None
    watch.on_progress(_progress(3))
    first = watch.seconds
    watch.on_progress(_progress(4))
    assert watch.seconds == first is not None
