"""What never changes about a problem, laid out flat for a search that looks at it a million times.

Over 150 lines because it is one table, and its rows refer to each other.

A *lane* is one mask of free ticks. A machine without changeovers has one lane. A machine with them has one for each family
that may come to it, in which the ticks kept free for the changeover from and to the neighbours count as taken. A pool has
one for each amount that is ever asked of it. An occupation fits where all the lanes of its option have a run that is long
enough; a *start mask*, fixed for good, holds what the places say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from solver.chains import topological
from solver.search.partial.timeline import at_least, halvings, span, starts_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.places import Place, Places
    from solver.problem import Job, Mode, Pin, Precedence, Problem, Task


class Row(NamedTuple):
    """One option at its full length, in the order in which the scan unpacks it."""

    #: The first lane and the others.
    lane: int
    more: tuple[int, ...]
    #: Ticks of the whole occupation, and the shifts that find runs of that length.
    length: int
    shifts: tuple[int, ...]
    #: Ticks at which it may start, as far as the places say.
    starts: int
    option: Option


@dataclass(frozen=True, slots=True, eq=False)
class Changeover:
    """The lanes of one machine with changeovers, and how its neighbours cut them."""

    horizon: int
    #: The ticks of the machine's open windows.
    open: int
    initial: int | None
    matrix: tuple[tuple[int, ...], ...]
    #: The matrix by the family that comes after.
    columns: tuple[tuple[int, ...], ...]
    #: `(family, lane)` pairs.
    lanes: tuple[tuple[int, int], ...]

    def ticks(self, before: int | None, after: int) -> int:
        """Return the ticks that must elapse between two families; none after no family."""
        return 0 if before is None else self.matrix[before][after]

    def open_lanes(self, left: tuple[int, int | None], right: tuple[int, int | None]) -> list[int]:
        """Return, for each lane, where its family may be between two neighbours: the tick of the near edge and the family of each."""
        row = None if left[1] is None else self.matrix[left[1]]
        column = None if right[1] is None else self.columns[right[1]]
        masks: list[int] = []
        for family, _ in self.lanes:
            lo = left[0] if row is None else left[0] + row[family]
            hi = right[0] if column is None else right[0] - column[family]
            masks.append(((1 << (hi - lo)) - 1) << lo & self.open if hi > lo else 0)
        return masks


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """One machine of an option: what an occupation of it takes."""

    machine: int
    lane: int
    changeover: Changeover | None


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One mode of one task, with everything a search asks about it."""

    mode: int
    family: int
    site: int
    #: Setup plus teardown.
    extra: int
    duration: int
    #: Fewest ticks one part may be granted.
    least: int
    seats: tuple[Seat, ...]
    demands: tuple[tuple[int, int], ...]
    lanes: tuple[int, ...]
    #: The `[lo, hi)` of its places.
    stretches: tuple[tuple[int, int], ...]

    def starts(self, length: int) -> int:
        """Return the ticks at which an occupation of `length` may start, as far as the places say."""
        return starts_within(self.stretches, length)


@dataclass(frozen=True, slots=True, eq=False)
class TaskTable:
    """One task: its options, and who comes before and after it."""

    task: Task
    #: By mode, None where the mode has no place.
    by_mode: tuple[Option | None, ...]
    options: tuple[Option, ...]
    #: The options that may be granted in full.
    rows: tuple[Row, ...]
    #: Whether it may be granted less than its duration, or in parts.
    elastic: bool
    #: `(other task, min_lag)` of its precedences.
    before: tuple[tuple[int, int], ...]
    links_before: tuple[Precedence, ...]
    links_after: tuple[Precedence, ...]
    #: Hard pins, and soft ones, earliest first.
    pins: tuple[Pin, ...]
    wishes: tuple[Pin, ...]


@dataclass(frozen=True, slots=True, eq=False)
class JobTable:
    """One job: its tasks, and whether the plain way of placing it is enough."""

    weight: int
    order: tuple[int, ...]
    tasks: tuple[TaskTable, ...]
    #: No maximum lag, no hard pin, no splittable task, and no travel to think of.
    plain: bool
    #: There is more to try where the plain way fails, or does not apply.
    careful: bool
    #: Machines that any of its modes may use.
    machines: frozenset[int]
    pinned: bool
    wished: bool


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The flat form of a problem and its places; make it once and share it between states."""

    problem: Problem
    jobs: tuple[JobTable, ...]
    #: The free ticks of every lane while nothing is placed.
    lanes: tuple[int, ...]
    #: Free units at every tick of every pool while nothing is placed.
    levels: tuple[tuple[int, ...], ...]
    #: Whether any machine has changeovers, so that a job that leaves may leave its neighbours too close.
    changeovers: bool
    #: `(amount, lane)` pairs of every pool.
    pool_lanes: tuple[tuple[tuple[int, int], ...], ...]


def tables_of(problem: Problem, places: Places) -> Tables:
    """Lay out a problem and its places; takes a tenth of a second for a thousand jobs."""
    return _Layout(problem).tables(places)


class _Layout:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.lanes: list[int] = []
        self.levels = tuple(_levels(pool.capacity, problem.horizon) for pool in problem.pools)
        self.machine_seats = self._machine_seats()
        self.pool_lanes = self._pool_lanes()
        self.pins = _pins(problem, hard=True)
        self.wishes = _pins(problem, hard=False)
        self.stretches: dict[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]] = {}
        self.masks: dict[tuple[tuple[tuple[int, int], ...], int], int] = {}

    def tables(self, places: Places) -> Tables:
        jobs = tuple(self._job(index, places[index]) for index in range(len(self.problem.jobs)))
        pool_lanes = tuple(tuple(sorted(lanes.items())) for lanes in self.pool_lanes)
        changeovers = any(machine.changeover is not None for machine in self.problem.machines)
        return Tables(self.problem, jobs, tuple(self.lanes), self.levels, changeovers, pool_lanes)

    def _new_lane(self, mask: int) -> int:
        self.lanes.append(mask)
        return len(self.lanes) - 1

    def _machine_seats(self) -> list[dict[int, Seat]]:
        """Return the seat of each family on each machine."""
        families = _families(self.problem)
        return [self._seats_of(machine, sorted(found)) for machine, found in enumerate(families)]

    def _seats_of(self, index: int, families: list[int]) -> dict[int, Seat]:
        machine, horizon = self.problem.machines[index], self.problem.horizon
        opened = starts_within(machine.windows, 1)
        if machine.changeover is None:
            return dict.fromkeys(families, Seat(index, self._new_lane(opened), None))
        initial, matrix = machine.initial_family, machine.changeover
        starts = [0 if initial is None else matrix[initial][family] for family in families]
        lanes = [self._new_lane(opened & span(start, horizon)) for start in starts]
        pairs = tuple(zip(families, lanes, strict=True))
        changeover = Changeover(horizon, opened, initial, matrix, tuple(zip(*matrix, strict=True)), pairs)
        return {family: Seat(index, lane, changeover) for family, lane in changeover.lanes}

    def _pool_lanes(self) -> list[dict[int, int]]:
        found: list[dict[int, int]] = [{} for _ in self.problem.pools]
        for pool, amount in sorted({demand for mode in _modes(self.problem) for demand in mode.demands}):
            found[pool][amount] = self._new_lane(at_least(list(self.levels[pool]), 0, self.problem.horizon, amount))
        return found

    def _job(self, index: int, places: Sequence[Sequence[Place]]) -> JobTable:
        job = self.problem.jobs[index]
        tasks = tuple(self._task(job, index, task, places[task]) for task in range(len(job.tasks)))
        pinned = any(task.pins for task in tasks)
        travels = self.problem.travel is not None and bool(job.precedences)
        limited = any(link.max_lag is not None for link in job.precedences)
        split = any(task.splittable for task in job.tasks)
        plain = not (pinned or travels or limited or split)
        possible = all(task.options for task in tasks)
        careful = possible and (not plain or (len(tasks) > 1 and any(task.elastic for task in tasks)))
        machines = frozenset(seat.machine for task in tasks for option in task.options for seat in option.seats)
        wished = any(task.wishes for task in tasks)
        return JobTable(job.weight, topological(job), tasks, plain and possible, careful, machines, pinned, wished)

    def _task(self, job: Job, index: int, number: int, places: Sequence[Place]) -> TaskTable:
        task = job.tasks[number]
        stretches: dict[int, list[tuple[int, int]]] = {}
        for mode, lo, hi in places:
            stretches.setdefault(mode, []).append((lo, hi))
        by_mode = tuple(
            self._option(task, mode, self._shared(tuple(stretches[mode]))) if mode in stretches else None
            for mode in range(len(task.modes))
        )
        options = tuple(option for option in by_mode if option is not None)
        before = tuple(link for link in job.precedences if link.after == number)
        return TaskTable(
            task,
            by_mode,
            options,
            tuple(row for row in map(self._row, options) if row.starts),
            task.splittable is not None or any(option.least < option.duration for option in options),
            tuple((link.before, link.min_lag) for link in before),
            before,
            tuple(link for link in job.precedences if link.before == number),
            self.pins.get((index, number), ()),
            self.wishes.get((index, number), ()),
        )

    def _option(self, task: Task, number: int, stretches: tuple[tuple[int, int], ...]) -> Option:
        mode = task.modes[number]
        seats = tuple(self.machine_seats[machine][task.family] for machine in mode.machines)
        lanes = tuple(seat.lane for seat in seats) + tuple(self.pool_lanes[p][amount] for p, amount in mode.demands)
        least = task.splittable.min_part if task.splittable else mode.min_duration
        extra, site = mode.setup + mode.teardown, self.problem.machines[mode.machines[0]].site
        return Option(number, task.family, site, extra, mode.duration, least, seats, mode.demands, lanes, stretches)

    def _shared(self, stretches: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        """Return the same object for equal stretches: many tasks may be in the same places of a machine."""
        return self.stretches.setdefault(stretches, stretches)

    def _row(self, option: Option) -> Row:
        length = option.duration + option.extra
        key = option.stretches, length
        if key not in self.masks:
            self.masks[key] = option.starts(length)
        return Row(option.lanes[0], option.lanes[1:], length, halvings(length), self.masks[key], option)


def _levels(steps: Iterable[tuple[int, int, int]], horizon: int) -> tuple[int, ...]:
    levels = [0] * horizon
    for start, end, amount in steps:
        levels[start : min(end, horizon)] = [amount] * (min(end, horizon) - start)
    return tuple(levels)


def _modes(problem: Problem) -> Iterable[Mode]:
    return (mode for job in problem.jobs for task in job.tasks for mode in task.modes)


def _families(problem: Problem) -> list[set[int]]:
    """Return the families that may come to each machine."""
    found: list[set[int]] = [set() for _ in problem.machines]
    for job in problem.jobs:
        for task in job.tasks:
            for mode in task.modes:
                for machine in mode.machines:
                    found[machine].add(task.family)
    return found


def _pins(problem: Problem, *, hard: bool) -> dict[tuple[int, int], tuple[Pin, ...]]:
    found: dict[tuple[int, int], set[Pin]] = {}
    for pin in problem.pins:
        if pin.hard is hard:
            found.setdefault((pin.job, pin.task), set()).add(pin)
    return {key: tuple(sorted(pins, key=lambda pin: (pin.start, pin.mode))) for key, pins in found.items()}
