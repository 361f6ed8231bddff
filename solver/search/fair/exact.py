"""Leximin in full, level by level, where the whole problem is one model that is likely to be proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.fairness import FULL, levels_of
from solver.schedule import utilization
from solver.search.fair.models import most_level, most_utilization_at

if TYPE_CHECKING:
    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.fair.yardstick import Yardstick
    from solver.search.stop import Deadline


@dataclass(frozen=True, slots=True)
class Leximin:
    """The best schedule found, what is proved of each level, and whether all of them are."""

    schedule: Schedule
    bounds: tuple[int, ...]
    proved: bool


def leximin(context: Context, schedule: Schedule, yardstick: Yardstick, enough: int, deadline: Deadline) -> Leximin:
    """Lift one level after the other as high as can be; then, with all of them kept, utilization.

    A level that the time was too short for ends it: bounds of later ones would be of schedules that are no worse in a level that is not known.
    """
    bounds: list[int] = []
    asking = sum(aim.target > 0 for aim in yardstick.aims)
    while len(bounds) < asking:
        reached = _levels(context, yardstick, schedule)
        earlier = reached[: len(bounds)]
        if earlier and earlier[-1] == FULL:
            bounds += [FULL] * (asking - len(bounds))
            break
        if deadline.passed:
            return Leximin(schedule, tuple(bounds), proved=False)
        if reached[len(bounds)] == FULL:
            bounds.append(FULL)
            continue
        outcome = most_level(context.whole(deadline), yardstick, earlier, enough, schedule)
        if outcome.schedule is not None and _levels(context, yardstick, outcome.schedule) > reached:
            schedule = outcome.schedule
            context.watch.refined(_levels(context, yardstick, schedule)[0])
        bounds.append(min(FULL, outcome.bound) if outcome.schedule is not None else FULL)
        if not outcome.proved:
            return Leximin(schedule, tuple(bounds), proved=False)
    return Leximin(
        _fuller(context, schedule, yardstick, deadline),
        (*bounds, *[FULL] * (len(yardstick.aims) - asking)),
        proved=True,
    )


def _fuller(context: Context, schedule: Schedule, yardstick: Yardstick, deadline: Deadline) -> Schedule:
    """Return a schedule of the same levels, and more utilization where there is one."""
    if deadline.passed:
        return schedule
    levels = _levels(context, yardstick, schedule)
    outcome = most_utilization_at(context.whole(deadline), yardstick, levels, schedule)
    found = outcome.schedule
    if found is None or utilization(context.problem, found) < utilization(context.problem, schedule):
        return schedule
    return found if _levels(context, yardstick, found) >= levels else schedule


def _levels(context: Context, yardstick: Yardstick, schedule: Schedule) -> tuple[int, ...]:
    return levels_of(yardstick.aims, yardstick.granted(context.problem, schedule))
