"""What one model decides: which jobs are free, and the slots that everything fixed leaves them.

The same model serves the whole problem (nothing fixed) and every neighbourhood of the search (all but a few jobs fixed).
Over 150 lines because gaps, cells and slots are one cut after another through the same plan.
What is fixed is never in the model: it only cuts the open windows into *cells*, so that a neighbourhood stays small however
large the problem is.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from solver.chains import least_grant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from solver.places import Place, Places
    from solver.problem import Problem, Task


class Fixed(NamedTuple):
    """One fixed occupation `[start, end)` on a machine, and the family it leaves the machine in."""

    start: int
    end: int
    family: int


class Use(NamedTuple):
    """`amount` units of a pool that fixed work holds in `[start, end)`."""

    start: int
    end: int
    amount: int


class Gap(NamedTuple):
    """The time on a machine between two neighbouring fixed occupations, open or not."""

    machine: int
    #: End of the occupation before, 0 at the beginning; start of the one after, the horizon at the end.
    start: int
    end: int
    #: Family before and after; None where there is none, or no changeover applies.
    before: int | None
    after: int | None
    #: The two neighbours are too close for the changeover between them: something must stand between them.
    must_fill: bool


class Cell(NamedTuple):
    """A stretch of one open window inside one gap: whatever lies in it cannot leave it."""

    gap: Gap
    start: int
    end: int


class Slot(NamedTuple):
    """One part of a free task, in one mode, inside `[lo, hi)`, which lies in one cell of each of its machines."""

    job: int
    task: int
    part: int
    mode: int
    lo: int
    hi: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The free jobs with their slots, and what the fixed ones leave of machines and pools."""

    problem: Problem
    jobs: tuple[int, ...]
    cells: tuple[Cell, ...]
    #: By (job, task, part); the slots of one part are sorted by `lo`.
    slots: Mapping[tuple[int, int, int], tuple[Slot, ...]]
    #: Pool use of everything fixed, by pool.
    uses: Mapping[int, Sequence[Use]]
    #: Whether nothing is fixed, so that optima and bounds speak of the whole problem.
    whole: bool
    #: Machines whose changeovers must be modelled between exact neighbours; elsewhere keeping pairs apart is enough (or,
    #: in a neighbourhood, safe: it may miss a schedule, it never allows a wrong one).
    circuits: frozenset[int]


def whole_scope(problem: Problem, places: Places) -> Scope:
    """Return the scope of the whole problem: every job free, nothing fixed."""
    nothing: dict[int, Sequence[Fixed]] = dict.fromkeys(range(len(problem.machines)), ())
    return scope_of(problem, places, tuple(range(len(problem.jobs))), nothing, {}, whole=True)


def scope_of(
    problem: Problem,
    places: Places,
    jobs: tuple[int, ...],
    fixed: Mapping[int, Sequence[Fixed]],
    uses: Mapping[int, Sequence[Use]],
    *,
    whole: bool = False,
) -> Scope:
    """Return the scope in which `jobs` are free; `fixed` holds, sorted, what stays on each machine that they may use."""
    cells: list[Cell] = []
    by_machine: dict[int, tuple[list[int], range]] = {}
    for machine, occupations in fixed.items():
        found = list(_cells(problem, machine, occupations))
        by_machine[machine] = [cell.end for cell in found], range(len(cells), len(cells) + len(found))
        cells.extend(found)
    circuits = frozenset(m for m in fixed if not obeys_triangle(problem, m)) if whole else frozenset[int]()
    cutter = _Cutter(problem, cells, by_machine, circuits)
    slots = {
        (job, index, part): cutter.slots(job, index, part, places[job][index])
        for job in jobs
        for index, task in enumerate(problem.jobs[job].tasks)
        for part in range(parts_of(task))
    }
    return Scope(problem, jobs, tuple(cells), slots, uses, whole, circuits)


def obeys_triangle(problem: Problem, machine: int) -> bool:
    """Return whether a detour over a third task never shortens a changeover on a machine.

    `S[f][h] <= S[f][g] + (least occupation of a task of family g) + S[g][h]` for all families; then keeping every *pair* of
    tasks apart is the same as keeping *neighbours* apart, which is what the rule asks.
    """
    matrix = problem.machines[machine].changeover
    if matrix is None:
        return True
    least = _least_occupation_by_family(problem, machine)
    families = range(len(matrix))
    return all(
        matrix[f][h] <= matrix[f][g] + ticks + matrix[g][h]
        for g, ticks in least.items()
        for f in families
        for h in families
    )


def _least_occupation_by_family(problem: Problem, machine: int) -> dict[int, int]:
    least: dict[int, int] = {}
    for job in problem.jobs:
        for task in job.tasks:
            for mode in task.modes:
                if machine in mode.machines:
                    ticks = mode.setup + least_grant(task, mode) + mode.teardown
                    least[task.family] = min(ticks, least.get(task.family, ticks))
    return least


def parts_of(task: Task) -> int:
    """Return the most parts a task may be given in."""
    return task.most_parts


def _cells(problem: Problem, machine: int, fixed: Sequence[Fixed]) -> Iterator[Cell]:
    windows = problem.machines[machine].windows
    first = 0
    for gap in _gaps(problem, machine, fixed):
        while first < len(windows) and windows[first].end <= gap.start:
            first += 1
        for window in windows[first:]:
            if window.start >= gap.end:
                break
            start, end = max(window.start, gap.start), min(window.end, gap.end)
            if start < end:
                yield Cell(gap, start, end)


def _gaps(problem: Problem, machine: int, fixed: Sequence[Fixed]) -> Iterator[Gap]:
    matrix = problem.machines[machine].changeover
    start, family = 0, problem.machines[machine].initial_family
    for occupation in fixed:
        tight = (
            matrix is not None and family is not None and occupation.start - start < matrix[family][occupation.family]
        )
        if occupation.start > start or tight:
            yield Gap(machine, start, occupation.start, family, occupation.family, tight)
        start, family = occupation.end, occupation.family
    yield Gap(machine, start, problem.horizon, family, None, must_fill=False)


class _Cutter:
    """Cuts the static places of a task down to the cells."""

    def __init__(
        self,
        problem: Problem,
        cells: list[Cell],
        by_machine: Mapping[int, tuple[list[int], range]],
        circuits: frozenset[int],
    ) -> None:
        self._problem = problem
        self._cells = cells
        self._by_machine = by_machine
        self._circuits = circuits
        self._pins = {(pin.job, pin.task): pin for pin in problem.pins if pin.hard}

    def slots(self, job: int, index: int, part: int, places: Sequence[Place]) -> tuple[Slot, ...]:
        task = self._problem.jobs[job].tasks[index]
        pin = None if task.splittable else self._pins.get((job, index))
        found: list[Slot] = []
        for place in places:
            mode = task.modes[place.mode]
            lo, hi = place.lo, place.hi
            if pin is not None:
                if pin.mode != place.mode or pin.start < lo:
                    continue
                lo, hi = pin.start, min(hi, pin.start + mode.setup + pin.duration + mode.teardown)
            needed = mode.setup + (pin.duration if pin else least_grant(task, mode)) + mode.teardown
            for cells, low, high in self._cut(mode.machines, task.family, lo, hi, needed):
                found.append(Slot(job, index, part, place.mode, low, high, cells))
        return tuple(found)

    def _cut(
        self, machines: tuple[int, ...], family: int, lo: int, hi: int, needed: int
    ) -> Iterator[tuple[tuple[int, ...], int, int]]:
        """Yield the cells, one of each machine, whose common part of `[lo, hi)` holds `needed` ticks."""
        if hi - lo < needed:
            return
        if not machines:
            yield (), lo, hi
            return
        ends, indices = self._by_machine[machines[0]]
        for index in indices[bisect_right(ends, lo) :]:
            cell = self._cells[index]
            if cell.start >= hi:
                break
            if cell.end - cell.start < needed:
                continue
            low, high = self._between_neighbours(cell, family)
            for rest, start, end in self._cut(machines[1:], family, max(lo, low), min(hi, high), needed):
                yield (index, *rest), start, end

    def _between_neighbours(self, cell: Cell, family: int) -> tuple[int, int]:
        """Return where a task of this family may lie in a cell, changeovers from and to the fixed neighbours kept free."""
        matrix = self._problem.machines[cell.gap.machine].changeover
        low, high = cell.start, cell.end
        if cell.gap.machine in self._circuits:
            return low, high
        if matrix is not None and cell.gap.before is not None:
            low = max(low, cell.gap.start + matrix[cell.gap.before][family])
        if matrix is not None and cell.gap.after is not None:
            high = min(high, cell.gap.end - matrix[family][cell.gap.after])
        return low, high
