"""From a SatNet week to a `Problem`, rule by rule, rounded so that a valid schedule is a valid week.

| SatNet | here |
| --- | --- |
| antenna | machine, open for the week but for its maintenance |
| mission | account with share 1 |
| request | job of one task; its work is its length in ticks, so that utilization is tracked time |
| antenna or array in `resource_vp_dict` | mode on one machine or several, its windows the view periods within the request's window |
| 8 hours and more | splittable into parts of at least 4 hours |
| one mission in one place at a time | a pool of capacity 1 for each mission, demand 1 in every mode |

The pool is held over the whole occupation, setup and teardown included. SatNet asks it of the tracking alone; holding the
rest too is stricter, hence valid, and costs at most a little (a mission rarely follows itself within the hour).
Windows are rounded inwards; maintenance, setup, teardown and (unless split) lengths outwards.

Over 150 lines because each row of the table above is one function below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.satnet.data import LEAST_PART, Request, Span, Week, antennas_of
from solver.interval import Interval, merge, subtract
from solver.problem import Account, CapacityStep, Job, Machine, Mode, Pool, Problem, Splittable, Task

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """The ticks of a week: tick 0 begins with the week."""

    week: Span
    tick_minutes: int

    @property
    def tick(self) -> int:
        """Seconds of a tick."""
        return self.tick_minutes * 60

    @property
    def horizon(self) -> int:
        """Whole ticks in the week."""
        return (self.week.end - self.week.start) // self.tick

    def inwards(self, span: Span) -> Interval:
        """Return the whole ticks inside a span, within the week."""
        start, end = span.start - self.week.start, span.end - self.week.start
        return Interval(max(0, -(-start // self.tick)), min(self.horizon, end // self.tick))

    def outwards(self, span: Span) -> Interval:
        """Return every tick that a span touches, within the week."""
        start, end = span.start - self.week.start, span.end - self.week.start
        return Interval(max(0, start // self.tick), min(self.horizon, -(-end // self.tick)))

    def up(self, seconds: int) -> int:
        """Return the least whole number of ticks that lasts `seconds`."""
        return -(-seconds // self.tick)

    def instant(self, tick: int) -> int:
        """Return the epoch second at which a tick begins."""
        return self.week.start + tick * self.tick


@dataclass(frozen=True, kw_only=True, slots=True)
class Translation:
    """A week as a problem, with what it takes to read a schedule back."""

    problem: Problem
    grid: Grid
    #: The request of each job.
    requests: tuple[Request, ...]
    #: The antenna or array of each mode of each job.
    resources: tuple[tuple[str, ...], ...]


def translate(week: Week, tick_minutes: int = 1) -> Translation:
    """Turn a week into a problem.

    A request without a view period in its window can never be given; it is left out here, and stays in the referee's sums.

    Raises
    ------
    BenchmarkError
        if a request's least and full length leave no whole number of ticks between them.
    """
    grid = Grid(week=week.span, tick_minutes=tick_minutes)
    possible = [(request, windows) for request in week.requests if (windows := mode_windows(request, grid))]
    index = {antenna: number for number, antenna in enumerate(week.antennas)}
    missions = {mission: number for number, mission in enumerate(week.missions)}
    problem = Problem(
        name=f"SatNet {week.name}",
        tick_minutes=tick_minutes,
        horizon=grid.horizon,
        machines=tuple(_machine(antenna, week, grid) for antenna in week.antennas),
        accounts=tuple(Account(name=mission) for mission in week.missions),
        pools=tuple(
            Pool(name=f"mission {mission} in one place", capacity=(CapacityStep(0, grid.horizon, 1),))
            for mission in week.missions
        ),
        jobs=tuple(_job(request, windows, grid, index, missions[request.mission]) for request, windows in possible),
    )
    return Translation(
        problem=problem,
        grid=grid,
        requests=tuple(request for request, _ in possible),
        resources=tuple(tuple(windows) for _, windows in possible),
    )


def mode_windows(request: Request, grid: Grid) -> dict[str, tuple[Interval, ...]]:
    """Return the ticks in which each antenna or array may track for a request; those without any are left out."""
    within = grid.inwards(request.window)
    clipped = {
        resource: merge(grid.inwards(view).clip(within) for view in views) for resource, views in request.views.items()
    }
    return {resource: windows for resource, windows in clipped.items() if windows}


def _machine(antenna: str, week: Week, grid: Grid) -> Machine:
    closed = [grid.outwards(span) for span in week.maintenance.get(antenna, ())]
    return Machine(name=antenna, group="antenna", windows=subtract((Interval(0, grid.horizon),), closed))


def _job(
    request: Request,
    windows: Mapping[str, tuple[Interval, ...]],
    grid: Grid,
    machines: Mapping[str, int],
    mission: int,
) -> Job:
    duration, least = _lengths(request, grid)
    setup, teardown = grid.up(request.setup), grid.up(request.teardown)
    modes = tuple(
        Mode(
            machines=tuple(machines[antenna] for antenna in antennas_of(resource)),
            duration=duration,
            min_duration=least,
            setup=setup,
            teardown=teardown,
            windows=inside,
            demands=((mission, 1),),
        )
        for resource, inside in windows.items()
    )
    # The request's window binds the tracking alone, and the modes' windows see to that;
    # release and deadline are about the occupation, which reaches beyond it by setup and teardown.
    within = grid.inwards(request.window)
    return Job(
        name=request.track_id,
        account=mission,
        release=max(0, within.start - setup),
        deadline=min(grid.horizon, within.end + teardown),
        tasks=(Task(work=duration, modes=modes, splittable=_splittable(request, grid)),),
    )


def _lengths(request: Request, grid: Grid) -> tuple[int, int]:
    """Return full and least length in ticks.

    A length that is no whole number of ticks is rounded up and the track cut back to it when it is written down; parts of a
    split request add up, so there the full length is rounded down instead.
    """
    duration = request.duration // grid.tick if request.splittable else grid.up(request.duration)
    least = grid.up(request.least)
    if duration < least:
        raise BenchmarkError(
            f"request {request.track_id}: no whole number of {grid.tick_minutes}-minute ticks lies between "
            f"{request.least / 60:g} and {request.duration / 60:g} minutes; use --tick 1",
        )
    return duration, least


def _splittable(request: Request, grid: Grid) -> Splittable | None:
    if not request.splittable:
        return None
    return Splittable(min_part=grid.up(LEAST_PART), max_parts=request.duration // LEAST_PART)
