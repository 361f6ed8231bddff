"""From the shape of a problem file to a `Problem`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.interval import Interval
from solver.problem import Account, CapacityStep, Job, Machine, Mode, Pin, Pool, Precedence, Problem, Splittable, Task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.formats import problem_shape as shape


def problem_from(document: shape.ProblemShape) -> Problem:
    """Return the problem that a document says.

    Raises
    ------
    ProblemError
        if the data contradict each other.
    """
    return Problem(
        name=document.name,
        tick_minutes=document.tick_minutes,
        horizon=document.horizon,
        machines=tuple(map(_machine, document.machines)),
        accounts=tuple(Account(**vars(each)) for each in document.accounts),
        jobs=tuple(map(_job, document.jobs)),
        pools=tuple(
            Pool(name=each.name, capacity=tuple(CapacityStep(*s) for s in each.capacity)) for each in document.pools
        ),
        travel=_matrix(document.travel),
        pins=tuple(Pin(**vars(each)) for each in document.pins),
    )


def _machine(each: shape.MachineShape) -> Machine:
    return Machine(
        name=each.name,
        windows=_windows(each.windows),
        group=each.group,
        cost_weight=each.cost_weight,
        site=each.site,
        initial_family=each.initial_family,
        changeover=_matrix(each.changeover),
    )


def _job(each: shape.JobShape) -> Job:
    return Job(
        name=each.name,
        account=each.account,
        release=each.release,
        deadline=each.deadline,
        tasks=tuple(map(_task, each.tasks)),
        weight=each.weight,
        due=each.due,
        tardiness_weight=each.tardiness_weight,
        mandatory=each.mandatory,
        precedences=tuple(Precedence(**vars(link)) for link in each.precedences),
    )


def _task(each: shape.TaskShape) -> Task:
    splittable = None if each.splittable is None else Splittable(**vars(each.splittable))
    return Task(work=each.work, modes=tuple(map(_mode, each.modes)), family=each.family, splittable=splittable)


def _mode(each: shape.ModeShape) -> Mode:
    return Mode(
        machines=tuple(each.machines),
        duration=each.duration,
        min_duration=each.duration if each.min_duration is None else each.min_duration,
        setup=each.setup,
        teardown=each.teardown,
        windows=None if each.windows is None else _windows(each.windows),
        demands=tuple((int(pool), units) for pool, units in each.demands.items()),
    )


def _windows(pairs: Iterable[tuple[int, int]]) -> tuple[Interval, ...]:
    return tuple(Interval(start, end) for start, end in pairs)


def _matrix(rows: list[list[int]] | None) -> tuple[tuple[int, ...], ...] | None:
    return None if rows is None else tuple(map(tuple, rows))
