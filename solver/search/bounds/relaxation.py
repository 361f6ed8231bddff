"""The assignment relaxation: which place each task takes, in parts of one, with sequencing left out.

Over 150 lines because every column is explained beside the rows that tie it down.

A *stand* is one place of one task in the relaxation, with a column for its presence and, where the grant is not fixed, one for
the ticks granted beyond the least. What a schedule does is one solution of the rows, worth at least as much; so what the
relaxation cannot reach, no schedule can. Every rule that is left out, or told only in part, keeps that true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from solver.chains import least_grant
from solver.interval import Interval, intersect, merge
from solver.places import Place
from solver.search.bounds.linear import LinearProgram

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.places import Places
    from solver.problem import Job, Mode, Pin, Problem, Task

#: The extra column of a stand whose grant is fixed.
NONE = -1


class Stand(NamedTuple):
    """One place of one task, and its columns."""

    mode: int
    lo: int
    hi: int
    #: Least ticks of the occupation, setup and teardown included, and least ticks granted in it.
    least: int
    granted: int
    #: Column of its presence; of the ticks granted beyond the least, or `NONE`.
    presence: int
    extra: int


@dataclass(frozen=True, slots=True, eq=False)
class TaskStands:
    """The stands of one task of one job."""

    job: int
    task: int
    #: The most parts it may be given in.
    parts: int
    stands: tuple[Stand, ...]


@dataclass
class Relaxation:
    """The linear program, and what its columns mean."""

    problem: Problem
    program: LinearProgram = field(default_factory=LinearProgram)
    #: The column of each job that can be placed at all.
    chosen: dict[int, int] = field(default_factory=dict)
    tasks: dict[tuple[int, int], TaskStands] = field(default_factory=dict)


def relax(problem: Problem, places: Places) -> Relaxation:
    """Return the columns, and the rows about one job alone; `resources_of` and the lag rows bring the others."""
    relaxation = Relaxation(problem)
    pins = {(pin.job, pin.task): pin for pin in problem.pins if pin.hard}
    pools = [Staircase.of(pool.capacity) for pool in problem.pools]
    for index, job in enumerate(problem.jobs):
        cut = [
            list(_cut(job.tasks[task], places[index][task], pins.get((index, task)), pools))
            for task in range(len(job.tasks))
        ]
        if all(cut):
            must = job.mandatory or any((index, task) in pins for task in range(len(job.tasks)))
            _add_job(relaxation, index, cut, must=must)
    return relaxation


@dataclass(frozen=True, slots=True)
class Staircase:
    """The capacity of a pool over time."""

    steps: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, capacity: Sequence[tuple[int, int, int]]) -> Staircase:
        """Return the steps of a pool."""
        return cls(tuple(capacity))

    def at_least(self, units: int) -> tuple[Interval, ...]:
        """Return where there are so many units."""
        return merge(Interval(start, end) for start, end, amount in self.steps if amount >= units)


def _cut(task: Task, places: Sequence[Place], pin: Pin | None, pools: Sequence[Staircase]) -> Iterator[Place]:
    """Yield the places cut to where the pools have enough, or to the pin; duplicates once."""
    seen: set[Place] = set()
    for place in places:
        mode = task.modes[place.mode]
        for piece in _with_units(place, mode, pools):
            cut = piece if pin is None or task.splittable else _pinned(piece, mode, pin)
            needed = mode.setup + least_grant(task, mode) + mode.teardown
            if cut is not None and cut.hi - cut.lo >= needed and cut not in seen:
                seen.add(cut)
                yield cut


def _with_units(place: Place, mode: Mode, pools: Sequence[Staircase]) -> Iterator[Place]:
    pieces: Sequence[Interval] = (Interval(place.lo, place.hi),)
    for pool, units in mode.demands:
        pieces = intersect(pieces, pools[pool].at_least(units))
    for piece in pieces:
        yield Place(place.mode, piece.start, piece.end)


def _pinned(place: Place, mode: Mode, pin: Pin) -> Place | None:
    end = pin.start + mode.setup + pin.duration + mode.teardown
    if pin.mode != place.mode or pin.start < place.lo or end > place.hi:
        return None
    return Place(place.mode, pin.start, end)


def _add_job(relaxation: Relaxation, index: int, cut: Sequence[Sequence[Place]], *, must: bool) -> None:
    job = relaxation.problem.jobs[index]
    relaxation.chosen[index] = relaxation.program.column(lower=int(must))
    for number, (task, places) in enumerate(zip(job.tasks, cut, strict=True)):
        parts = task.most_parts
        stands = tuple(_stand(relaxation.program, job, task, place, parts) for place in places)
        relaxation.tasks[index, number] = TaskStands(index, number, parts, stands)
        _add_selection(relaxation, relaxation.tasks[index, number], task)


def _stand(program: LinearProgram, job: Job, task: Task, place: Place, parts: int) -> Stand:
    """Add the columns of one stand; the grant earns in proportion, which is never less than what is credited."""
    mode = task.modes[place.mode]
    overhead = mode.setup + mode.teardown
    granted = least_grant(task, mode)
    spare = min(mode.duration, place.hi - place.lo - overhead) - granted
    worth = job.weight * task.work
    presence = program.column(worth * granted, mode.duration, upper=parts)
    extra = NONE
    if spare > 0:
        extra = program.column(worth, mode.duration, upper=spare * parts)
        program.row([(extra, 1), (presence, -spare)], 0)
    return Stand(place.mode, place.lo, place.hi, overhead + granted, granted, presence, extra)


def _add_selection(relaxation: Relaxation, stands: TaskStands, task: Task) -> None:
    """A task of a chosen job takes one place; a splittable one a number of them, and a sum of grants."""
    program, chosen = relaxation.program, relaxation.chosen[stands.job]
    presences = [(stand.presence, 1) for stand in stands.stands]
    if task.splittable is None:
        program.row([*presences, (chosen, -1)], 0, equal=True)
        return
    grants = [(stand.presence, stand.granted) for stand in stands.stands]
    grants += [(stand.extra, 1) for stand in stands.stands if stand.extra != NONE]
    mode = task.modes[0]
    program.row([*presences, (chosen, -stands.parts)], 0)
    program.row([*((column, -1) for column, _ in presences), (chosen, 1)], 0)
    program.row([*grants, (chosen, -mode.duration)], 0)
    program.row([*((column, -coefficient) for column, coefficient in grants), (chosen, mode.min_duration)], 0)
