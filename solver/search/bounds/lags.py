"""Rows about precedences: places of two tasks that cannot go together share one choice.

Sort both tasks of a link by time: past any moment, what ends the first task late and what starts the second early exclude
each other, so together they are taken at most once. There is one such row for each moment; those that a solution breaks are added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.search.bounds.relaxation import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from solver.problem import Precedence
    from solver.search.bounds.relaxation import Relaxation, TaskStands

#: A row is added where it is broken by more than this much of a job.
BREACH = 1e-4


class Link(NamedTuple):
    """One precedence of a job in the relaxation."""

    job: int
    precedence: Precedence
    before: TaskStands
    after: TaskStands
    #: Least travel between any two modes.
    travel: int


def links_of(relaxation: Relaxation) -> list[Link]:
    """Return the precedences of all jobs that can be placed."""
    return [
        _link(relaxation, job, link) for job in relaxation.chosen for link in relaxation.problem.jobs[job].precedences
    ]


def _link(relaxation: Relaxation, job: int, precedence: Precedence) -> Link:
    before, after = relaxation.tasks[job, precedence.before], relaxation.tasks[job, precedence.after]
    return Link(job, precedence, before, after, _least_travel(relaxation, before, after))


def _least_travel(relaxation: Relaxation, before: TaskStands, after: TaskStands) -> int:
    problem = relaxation.problem
    if problem.travel is None:
        return 0
    tasks = problem.jobs[before.job].tasks
    firsts = {stand.mode for stand in before.stands}
    seconds = {stand.mode for stand in after.stands}
    return min(
        problem.travel_between(tasks[before.task].modes[first], tasks[after.task].modes[second])
        for first in firsts
        for second in seconds
    )


def add_linear(relaxation: Relaxation, link: Link) -> None:
    """Say that the earliest end of the one, averaged over its places, leaves room for the latest start of the other."""
    if link.before.parts > 1 or link.after.parts > 1:
        return
    terms = [(stand.presence, stand.lo + stand.least) for stand in link.before.stands]
    terms += [(stand.extra, 1) for stand in link.before.stands if stand.extra != NONE]
    terms += [(stand.presence, stand.least - stand.hi) for stand in link.after.stands]
    terms += [(stand.extra, 1) for stand in link.after.stands if stand.extra != NONE]
    terms.append((relaxation.chosen[link.job], link.precedence.min_lag + link.travel))
    relaxation.program.row(terms, 0)


class Side(NamedTuple):
    """The places of one task of a link, each with the moment that matters."""

    moments: tuple[tuple[int, int], ...]
    #: The most parts of the task.
    parts: int


def add_broken(relaxation: Relaxation, link: Link, values: NDArray[np.float64]) -> int:
    """Add the row of the moment that a solution breaks most, for the least and for the greatest lag; return how many."""
    chosen = relaxation.chosen[link.job]
    added = 0
    for late, early in _sides(link):
        moment = _worst(late, early, values, float(values[chosen]))
        if moment is not None:
            terms = [(column, early.parts) for when, column in late.moments if when > moment]
            terms += [(column, late.parts) for when, column in early.moments if when <= moment]
            relaxation.program.row([*terms, (chosen, -late.parts * early.parts)], 0)
            added += 1
    return added


def _sides(link: Link) -> Iterator[tuple[Side, Side]]:
    """Yield pairs in which a late place of the first and an early place of the second exclude each other."""
    before, after, precedence = link.before, link.after, link.precedence
    lag = precedence.min_lag + link.travel
    yield (
        Side(tuple((stand.lo + stand.least + lag, stand.presence) for stand in before.stands), before.parts),
        Side(tuple((stand.hi - stand.least, stand.presence) for stand in after.stands), after.parts),
    )
    # Of tasks in parts only the last end and the first start are held together, which says nothing about the other parts.
    if precedence.max_lag is not None and before.parts == after.parts == 1:
        yield (
            Side(tuple((stand.lo, stand.presence) for stand in after.stands), 1),
            Side(tuple((stand.hi + precedence.max_lag, stand.presence) for stand in before.stands), 1),
        )


def _worst(late: Side, early: Side, values: NDArray[np.float64], chosen: float) -> int | None:
    """Return the moment at which the late places of the one and the early places of the other exceed the job most."""
    first = [(when, float(values[column]) / late.parts) for when, column in late.moments if values[column] > 0]
    second = [(when, float(values[column]) / early.parts) for when, column in early.moments if values[column] > 0]
    worst, most = None, chosen + BREACH
    for moment in sorted({when for when, _ in second}):
        total = sum(x for when, x in first if when > moment) + sum(x for when, x in second if when <= moment)
        if total > most:
            worst, most = moment, total
    return worst
