"""Every rule of SatNet has its place in the `Problem`, rounded to the safe side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.errors import BenchmarkError
from benchmarks.satnet.translate import Translation, translate
from solver.interval import Interval
from solver.problem import Splittable
from tests.benchmarks.weeks import small_week

if TYPE_CHECKING:
    from pathlib import Path

    from solver.problem import Job

HOUR = 60


@pytest.fixture
def minutes(tmp_path: Path) -> Translation:
    """The small week in ticks of a minute."""
    return translate(small_week(tmp_path))


def _job(translation: Translation, name: str) -> Job:
    return next(job for job in translation.problem.jobs if job.name == name)


def test_maintenance_closes_the_antenna(minutes: Translation) -> None:
    """Closed time is no part of a machine's windows."""
    assert [machine.windows for machine in minutes.problem.machines] == [
        (Interval(0, 20 * HOUR), Interval(24 * HOUR, 180 * HOUR)),
        (Interval(0, 180 * HOUR),),
    ]


def test_views_are_cut_to_the_window_of_the_request(minutes: Translation) -> None:
    """Tracking lies in a view period and in the request's window: one mode window for both."""
    [first, second] = _job(minutes, "plain").tasks[0].modes
    assert first.windows == (Interval(6 * HOUR, 12 * HOUR),)
    assert second.windows == (Interval(6 * HOUR, 11 * HOUR),)


def test_setup_and_teardown_may_lie_outside_the_window(minutes: Translation) -> None:
    """Release and deadline are about the occupation, so they reach beyond the request's window by setup and teardown."""
    job = _job(minutes, "plain")
    assert (job.release, job.deadline) == (5 * HOUR, 12 * HOUR + 15)


def test_an_array_holds_both_antennas(minutes: Translation) -> None:
    """An array mode occupies all its antennas together."""
    assert [mode.machines for mode in _job(minutes, "array").tasks[0].modes] == [(0, 1)]


def test_flexible_and_splittable(minutes: Translation) -> None:
    """Least and full length, and the parts of a long request, come over."""
    [flexible] = _job(minutes, "flexible").tasks[0].modes
    assert (flexible.min_duration, flexible.duration) == (30, 60)
    long = _job(minutes, "long").tasks[0]
    assert long.splittable == Splittable(min_part=4 * HOUR, max_parts=2)
    assert (long.work, long.modes[0].min_duration) == (8 * HOUR, 384)


def test_a_mission_is_in_one_place_at_a_time(minutes: Translation) -> None:
    """Requests of one mission compete for one unit of its pool, those of different missions do not."""
    demands = {job.name: {mode.demands for mode in job.tasks[0].modes} for job in minutes.problem.jobs}
    assert demands["plain"] == demands["flexible"] == {((0, 1),)}
    assert demands["long"] == {((1, 1),)}
    assert all(step.amount == 1 for pool in minutes.problem.pools for step in pool.capacity)


def test_an_impossible_request_is_no_job(minutes: Translation) -> None:
    """What no view period serves is left out, and stays in the referee's sums."""
    assert [job.name for job in minutes.problem.jobs] == ["plain", "flexible", "long", "array"]


def test_coarse_ticks_are_rounded_to_the_safe_side(tmp_path: Path) -> None:
    """Setup, teardown, least length up, windows inwards; full length down where parts add up, up elsewhere."""
    translation = translate(small_week(tmp_path), 25)
    [mode, _] = _job(translation, "long").tasks[0].modes
    assert (mode.setup, mode.teardown) == (3, 1)
    assert (mode.duration, mode.min_duration) == (19, 16)
    assert mode.windows == (Interval(2, 144),)
    [mode, _] = _job(translation, "plain").tasks[0].modes
    assert (mode.duration, mode.min_duration) == (5, 5)


def test_ticks_too_coarse_for_a_request_are_refused(tmp_path: Path) -> None:
    """No whole number of ticks between least and full length: an error that says what to do, not a silent loss."""
    with pytest.raises(BenchmarkError, match=r"long.*use --tick 1"):
        translate(small_week(tmp_path), 250)
