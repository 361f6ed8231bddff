"""Energetic rows: what must lie in a stretch of time has to fit into it.

Over 150 lines because the arithmetic of one row and the search for the violated ones share it.

A *resource* is an open window of a machine, a pool, or a task in parts (its parts are never at once). For any stretch `[a, b)`
each stand takes at least what its occupation cannot keep out of it, whether pushed to the left or to the right of its place.
There are too many stretches to write them all down, so rows are added where the last solution breaks them most.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solver.search.bounds.relaxation import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from solver.search.bounds.relaxation import Relaxation, Stand

    Numbers = NDArray[np.int64]

#: Solutions are rounded to so many parts of one when stretches are sought: sums of whole numbers are the same on every machine.
SCALE = 2**20
#: A row is added where it is broken by more than a thousandth of a tick.
BREACH = SCALE // 1000
#: Rows per resource and round, and the most ends of stretches tried on each side.
ROWS_PER_RESOURCE = 12
ENDS = 160


class Load(NamedTuple):
    """One stand on one resource."""

    stand: Stand
    units: int
    #: Least ticks of changeover before it, whatever comes before.
    changeover: int


@dataclass(slots=True, eq=False)
class Resource:
    """What takes turns: `[start, end, units)` steps, and the stands that load it."""

    steps: tuple[tuple[int, int, int], ...]
    #: The machine that it is a window of, or the number of the pool that it is.
    machine: int | None = None
    pool: int | None = None
    loads: list[Load] = field(default_factory=list)
    #: Stretches that have their rows: the first of these, and the one behind the last.
    known: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def room(self, start: int, end: int) -> int:
        """Return the units times ticks there are in a stretch."""
        return sum(units * max(0, min(end, hi) - max(start, lo)) for lo, hi, units in self.steps)


def resources_of(relaxation: Relaxation) -> list[Resource]:
    """Return every resource that something loads."""
    problem = relaxation.problem
    windows = [
        [Resource(((window.start, window.end, 1),), machine=number) for window in machine.windows]
        for number, machine in enumerate(problem.machines)
    ]
    starts = [[window.start for window in machine.windows] for machine in problem.machines]
    pools = [Resource(tuple(pool.capacity), pool=number) for number, pool in enumerate(problem.pools)]
    tasks: list[Resource] = []
    least = _least_changeovers(relaxation)
    for (job, number), found in relaxation.tasks.items():
        task = problem.jobs[job].tasks[number]
        if found.parts > 1:
            lo, hi = min(s.lo for s in found.stands), max(s.hi for s in found.stands)
            tasks.append(Resource(((lo, hi, 1),), loads=[Load(stand, 1, 0) for stand in found.stands]))
        for stand in found.stands:
            mode = task.modes[stand.mode]
            for machine in mode.machines:
                resource = windows[machine][bisect_right(starts[machine], stand.lo) - 1]
                resource.loads.append(Load(stand, 1, least[machine].get(task.family, 0)))
            for pool, units in mode.demands:
                pools[pool].loads.append(Load(stand, units, 0))
    everything = [resource for row in windows for resource in row] + pools + tasks
    return [resource for resource in everything if resource.loads]


def _least_changeovers(relaxation: Relaxation) -> list[dict[int, int]]:
    """Return for each machine and family the least ticks from any task that may come directly before, whatever it is.

    A family comes before itself only where two of its parts may be on the machine. No triangle inequality is needed: neighbours
    are exact, and this is the least over all of them.
    """
    problem = relaxation.problem
    numbers: list[dict[int, int]] = [{} for _ in problem.machines]
    for (job, number), found in relaxation.tasks.items():
        task = problem.jobs[job].tasks[number]
        for machine in {m for stand in found.stands for m in task.modes[stand.mode].machines}:
            numbers[machine][task.family] = numbers[machine].get(task.family, 0) + found.parts
    return [
        {} if machine.changeover is None else _column_minima(machine.changeover, number)
        for machine, number in zip(problem.machines, numbers, strict=True)
    ]


def _column_minima(matrix: Sequence[Sequence[int]], numbers: dict[int, int]) -> dict[int, int]:
    return {g: min((matrix[f][g] for f in numbers if f != g or numbers[f] > 1), default=0) for g in numbers}


def add_whole(relaxation: Relaxation, resource: Resource) -> None:
    """Add the row of the whole resource: the knapsack row of a window."""
    lo, hi = min(load.stand.lo for load in resource.loads), max(load.stand.hi for load in resource.loads)
    _add_row(relaxation, resource, lo, hi)


def add_broken(relaxation: Relaxation, resource: Resource, values: NDArray[np.float64]) -> int:
    """Add the rows of the stretches that a solution breaks most; return how many."""
    stretches = _Stretches(resource, values).broken()
    for start, end in stretches:
        _add_row(relaxation, resource, start, end)
    return len(stretches)


def _add_row(relaxation: Relaxation, resource: Resource, start: int, end: int) -> None:
    """Say that the least work in `[start, end)` fits; with changeovers, once more with those between what lies inside.

    Each occupation that lies inside, except the one that comes first, has the changeover before it inside as well; so the
    largest is given back once.
    """
    first = len(relaxation.program.rows)
    terms: dict[int, int] = {}
    changeovers: dict[int, int] = {}
    for load in resource.loads:
        stand = load.stand
        inside = start <= stand.lo and stand.hi <= end
        least = stand.least if inside else _least_inside(stand, start, end)
        if least:
            terms[stand.presence] = terms.get(stand.presence, 0) + load.units * least
        if inside and stand.extra != NONE:
            terms[stand.extra] = terms.get(stand.extra, 0) + load.units
        if inside and load.changeover:
            changeovers[stand.presence] = load.changeover
    room = resource.room(start, end)
    relaxation.program.row(list(terms.items()), room)
    if changeovers:
        for column, ticks in changeovers.items():
            terms[column] += ticks
        relaxation.program.row(list(terms.items()), room + max(changeovers.values()))
    resource.known[start, end] = first, len(relaxation.program.rows)


def _least_inside(stand: Stand, start: int, end: int) -> int:
    """Return the ticks of the least occupation that cannot be kept out of a stretch."""
    left = min(end, stand.lo + stand.least) - max(start, stand.lo)
    right = min(end, stand.hi) - max(start, stand.hi - stand.least)
    return max(0, min(left, right))


class _Stretches:
    """The search for broken stretches of one resource, over the stands that a solution uses."""

    def __init__(self, resource: Resource, values: NDArray[np.float64]) -> None:
        used = [load for load in resource.loads if _scaled(values[load.stand.presence])]
        self._resource = resource
        self._lo = _numbers(load.stand.lo for load in used)
        self._hi = _numbers(load.stand.hi for load in used)
        self._least = _numbers(load.stand.least for load in used)
        units = _numbers(load.units for load in used)
        self._presence = units * _numbers(_scaled(values[load.stand.presence]) for load in used)
        self._extra = units * _numbers(_scaled(values[s.extra]) if (s := u.stand).extra != NONE else 0 for u in used)

    def broken(self) -> list[tuple[int, int]]:
        """Return the stretches with the largest excess, one for each start at most."""
        if not len(self._lo):
            return []
        starts = _thinned(np.concatenate([self._lo, self._hi - self._least]))
        ends = _thinned(np.concatenate([self._hi, self._lo + self._least]))
        room = self._rooms(ends)
        base = self._rooms(starts)
        found: list[tuple[int, int, int]] = []
        for start, before in zip(starts, base, strict=True):
            excess = self._loads(int(start), ends) - (room - before) * SCALE
            excess[ends <= start] = -1
            at = int(np.argmax(excess))
            stretch = int(start), int(ends[at])
            if excess[at] > BREACH and stretch not in self._resource.known:
                found.append((int(excess[at]), *stretch))
        found.sort(reverse=True)
        return [(start, end) for _, start, end in found[:ROWS_PER_RESOURCE]]

    def _loads(self, start: int, ends: Numbers) -> Numbers:
        """Return for each end what must lie between `start` and it."""
        to = ends[:, None]
        left = np.minimum(to, self._lo + self._least) - np.maximum(start, self._lo)
        right = np.minimum(to, self._hi) - np.maximum(start, self._hi - self._least)
        least = np.maximum(0, np.minimum(left, right))
        inside = (self._lo >= start) & (self._hi <= to)
        loads: Numbers = least @ self._presence + inside @ self._extra
        return loads

    def _rooms(self, moments: Numbers) -> Numbers:
        return _numbers(self._resource.room(0, int(moment)) for moment in moments)


def _numbers(values: Iterator[int]) -> Numbers:
    return np.fromiter(values, dtype=np.int64)


def _scaled(value: float) -> int:
    return round(value * SCALE)


def _thinned(values: Numbers) -> Numbers:
    """Return the distinct values, evenly thinned where there are too many."""
    distinct = np.unique(values)
    if len(distinct) <= ENDS:
        return distinct
    return distinct[np.linspace(0, len(distinct) - 1, ENDS).astype(np.int64)]
