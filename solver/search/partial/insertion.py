"""Placing one job as early as possible among what is placed already."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from solver.search.partial.fitting import Fitter
from solver.search.partial.scan import Fit, Room, earliest_full, longest
from solver.search.partial.snug import snug_full

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from solver.search.partial.admission import Part
    from solver.search.partial.state import State
    from solver.search.partial.tables import TaskTable


class Style(Enum):
    """What an insertion prefers among the fits that earn the same."""

    #: The one that ends first.
    EARLY = "early"
    #: The one that leaves the least useless hole; jobs that need care are placed early nevertheless.
    SNUG = "snug"
    #: Where its soft pins say, or nowhere.
    WISHED = "wished"


EARLY = Style.EARLY


def insert_job(state: State, job: int, rng: random.Random | None, style: Style) -> bool:
    """Place a job that is not placed; return whether that worked, with nothing changed if it did not."""
    table = state.tables.jobs[job]
    if style is Style.WISHED:
        return table.wished and Fitter(state, job, rng, wishes=True).insert()
    if table.plain and _insert_plain(state, job, rng, snug=style is Style.SNUG):
        return True
    return table.careful and Fitter(state, job, rng).insert()


def _insert_plain(state: State, job: int, rng: random.Random | None, *, snug: bool) -> bool:
    """Place the tasks one after another, each where it ends first; right where only lags from below tie them together."""
    table = state.tables.jobs[job]
    done: list[tuple[Fit, Part]] = []
    ends = [0] * len(table.tasks)
    for index in table.order:
        task = table.tasks[index]
        lo = 0
        for before, lag in task.before:
            lo = max(lo, ends[before] + lag)
        fit = snug_full(state.free, task.rows, lo) if snug else earliest_full(state.free, task.rows, lo, rng)
        if fit is None and task.elastic:
            fit = most_credit(state.free, task, lo)
        if fit is None:
            for other, part in reversed(done):
                state.take_part(job, other.option, part)
            return False
        part = (index, fit.option.mode, fit.start, fit.granted)
        state.put_part(job, fit.option, part)
        done.append((fit, part))
        ends[index] = fit.end
    state.settle(job, tuple(sorted(part for _, part in done)))
    return True


def most_credit(free: Sequence[int], task: TaskTable, lo: int) -> Fit | None:
    """Return the fit of a flexible task that earns most and of those ends first."""
    room = Room(earliest_start=lo)
    fits = [fit for option in task.options if (fit := longest(free, option, option.duration, room))]
    return min(fits, key=lambda fit: (-task.task.work * fit.granted // fit.option.duration, fit.end), default=None)
