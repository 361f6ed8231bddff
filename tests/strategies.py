"""Hypothesis strategies of whole problems, small enough to be solved exactly.

`feasible_problems()` draws a schedule first and builds machine windows, deadlines, lags, changeovers, pools, durations and pins
round it, so that each problem comes with a witness: a schedule that holds. `arbitrary_problems()` promises nothing: jobs may
be impossible, and mandatory all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from solver.problem import Account, Problem
from solver.schedule import Assignment, Schedule
from tests.drawing import Booking, draw_booking, draw_plant
from tests.wrapping import draw_job, draw_machines, draw_pins, draw_pools

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy


@dataclass(frozen=True)
class Witnessed:
    """A problem and a schedule that holds in it."""

    problem: Problem
    witness: Schedule


def feasible_problems(max_jobs: int = 6) -> SearchStrategy[Witnessed]:
    """Return problems of at most 6 jobs, 3 machines and 60 ticks that some schedule solves, with that schedule."""
    return _witnessed(max_jobs, st.integers(0, 5).map(bool))


def arbitrary_problems(max_jobs: int = 6) -> SearchStrategy[Problem]:
    """Return problems of the same size of which nothing is known; mandatory jobs and hard pins may be impossible."""
    return _arbitrary(max_jobs)


def tiny_problems() -> SearchStrategy[Problem]:
    """Return problems of at most 3 jobs and 12 ticks, of which nothing is known but that all schedules can be counted."""
    return _arbitrary(3, 4, 12)


@st.composite
def _witnessed(
    draw: DrawFn, max_jobs: int, wanted: SearchStrategy[bool], shortest: int = 30, longest: int = 60
) -> Witnessed:
    plant = draw_plant(draw, shortest, longest)
    bookings = [draw_booking(draw, plant, placed=draw(wanted)) for _ in range(draw(st.integers(1, max_jobs)))]
    bookings = draw(st.permutations(bookings))
    accounts = draw(st.integers(1, 3))
    jobs = tuple(draw_job(draw, plant, index, booking, accounts) for index, booking in enumerate(bookings))
    witness = Schedule(tuple(each for index, booking in enumerate(bookings) for each in _assignments(index, booking)))
    problem = Problem(
        name="drawn",
        tick_minutes=15,
        horizon=plant.horizon,
        machines=draw_machines(draw, plant, bookings),
        accounts=tuple(
            Account(name=f"account-{a}", share=draw(st.integers(1, 3)), balance=draw(st.integers(-9, 9)))
            for a in range(accounts)
        ),
        jobs=jobs,
        pools=draw_pools(draw, plant, bookings),
        travel=plant.travel,
        pins=tuple(draw_pins(draw, jobs, witness)),
    )
    return Witnessed(problem, witness)


@st.composite
def _arbitrary(draw: DrawFn, max_jobs: int, shortest: int = 30, longest: int = 60) -> Problem:
    problem = draw(_witnessed(max_jobs, st.integers(0, 2).map(bool), shortest, longest)).problem
    jobs = tuple(replace(job, mandatory=draw(st.integers(0, 5)) == 5) for job in problem.jobs)
    hard = draw(st.integers(0, 5)) == 5
    pins = tuple({(pin.job, pin.task): replace(pin, hard=hard) for pin in problem.pins}.values())
    return replace(problem, jobs=jobs, pins=pins)


def _assignments(index: int, booking: Booking) -> list[Assignment]:
    if not booking.placed:
        return []
    return [
        Assignment(job=index, task=task, part=part, mode=piece.way, start=piece.start, duration=piece.granted)
        for task, sketch in enumerate(booking.sketches)
        for part, piece in enumerate(sketch.pieces)
    ]
