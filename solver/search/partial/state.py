"""The partial schedule a search works on: jobs come and go whole, and what it holds is feasible at every step.

Over 150 lines because every operation keeps the same four things in step: lanes, pool levels, occupations and value.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from solver.model.scope import Fixed, Use
from solver.schedule import Assignment, Schedule
from solver.search.partial.admission import Part, admit, worth
from solver.search.partial.insertion import EARLY, Style, insert_job
from solver.search.partial.tables import Tables, tables_of
from solver.search.partial.timeline import at_least, span

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.partial.tables import Changeover, Option

#: What holds a machine: start, end, family, job, task. Sorted by time.
Entry = tuple[int, int, int, int, int]
#: What holds units of a pool: start, end, units, job, task. Sorted by time.
Draw = tuple[int, int, int, int, int]


class State:
    """An incremental, feasible partial schedule of a problem.

    `State(problem, places)` is empty; `copy()` is cheap and shares what never changes. Hard pins are kept by `insert` and asked
    for by `add`, but an empty state holds none: a caller that removes a pinned job has to put it back.
    """

    __slots__ = ("busy", "drawn", "free", "gains", "levels", "parts", "tables", "value")

    def __init__(self, problem: Problem, places: Places, *, tables: Tables | None = None) -> None:
        self.tables = tables_of(problem, places) if tables is None else tables
        #: Free ticks by lane, see `solver.search.partial.tables`.
        self.free = list(self.tables.lanes)
        #: Free units by pool and tick.
        self.levels = [list(levels) for levels in self.tables.levels]
        self.busy: list[list[Entry]] = [[] for _ in problem.machines]
        self.drawn: list[list[Draw]] = [[] for _ in problem.pools]
        self.parts: dict[int, tuple[Part, ...]] = {}
        #: What each placed job adds to the value.
        self.gains: dict[int, int] = {}
        #: `U`, the utilization of what is placed, in cost ticks.
        self.value = 0

    @property
    def problem(self) -> Problem:
        """Return the problem this is a schedule of."""
        return self.tables.problem

    @property
    def placed(self) -> AbstractSet[int]:
        """Return the indices of the placed jobs; a view that follows later changes."""
        return self.parts.keys()

    def copy(self) -> State:
        """Return a state that changes independently; takes tens of microseconds."""
        twin = State.__new__(State)
        twin.tables, twin.value = self.tables, self.value
        twin.free, twin.parts, twin.gains = self.free.copy(), self.parts.copy(), self.gains.copy()
        twin.levels = [levels.copy() for levels in self.levels]
        twin.busy = [entries.copy() for entries in self.busy]
        twin.drawn = [draws.copy() for draws in self.drawn]
        return twin

    def assignments(self, job: int) -> tuple[Assignment, ...]:
        """Return the parts of a placed job, sorted; the parts of a split task are numbered in order of time."""
        return assignments_of(job, self.parts[job])

    def schedule(self) -> Schedule:
        """Return what is placed as a schedule."""
        return Schedule(tuple(assignment for job in self.parts for assignment in self.assignments(job)))

    def fixed(self, machine: int, without: Collection[int]) -> list[Fixed]:
        """Return the occupations of a machine in order of time, those of the jobs `without` left out."""
        return [Fixed(start, end, family) for start, end, family, job, _ in self.busy[machine] if job not in without]

    def uses(self, without: Collection[int]) -> dict[int, list[Use]]:
        """Return what each pool is used for, those of the jobs `without` left out; every pool is a key."""
        return {
            pool: [Use(start, end, units) for start, end, units, job, _ in draws if job not in without]
            for pool, draws in enumerate(self.drawn)
        }

    def fits(self, assignments: Sequence[Assignment]) -> bool:
        """Return whether a job that is not placed could be added just so, every rule kept."""
        job = assignments[0].job if assignments else -1
        if job in self.parts or not self.exchange((), {job: assignments}):
            return False
        self.remove(job)
        return True

    def add(self, job: int, assignments: Sequence[Assignment]) -> None:
        """Place a job just so.

        Raises
        ------
        ValueError
            if it is placed already or the assignments break a rule; nothing is changed then.
        """
        if job in self.parts or not self.exchange((), {job: assignments}):
            raise ValueError(f"job {job} cannot be added: it is placed already or {assignments} break a rule")

    def remove(self, job: int) -> bool:
        """Take a placed job out; return whether what is left is feasible.

        It is not where changeovers break the triangle inequality and the neighbours that now meet are too close for the
        changeover between them; the caller then puts something between them, or this job back.
        """
        parts = self.parts[job]
        self.take(job)
        return self.sound(job, parts)

    def exchange(self, old: Iterable[int], new: Mapping[int, Sequence[Assignment]]) -> bool:
        """Take the jobs `old` out and place the jobs `new` just so, in one step; False, and nothing changed, if that breaks a rule.

        A job in both, or in `new` and placed already, moves. Jobs in `old` that are not placed are passed over.
        """
        into: dict[int, tuple[Part, ...]] = {}
        for job, assignments in new.items():
            parts = admit(self.tables, job, assignments)
            if parts is None:
                return False
            into[job] = parts
        out = {job: self.parts[job] for job in dict.fromkeys((*old, *new)) if job in self.parts}
        self._replace(out, into)
        if all(self.sound(job, parts) for moved in (out, into) for job, parts in moved.items()):
            return True
        self._replace(dict(reversed(into.items())), out)
        return False

    def insert(self, job: int, *, rng: random.Random | None = None, style: Style = EARLY) -> bool:
        """Place a job where it ends as early as possible, every rule kept, hard pins exactly; return whether it is placed.

        Prefers more credit to an earlier end. It is a heuristic: a job it cannot place might still fit. With `rng` it passes over
        an option now and then, so that a search sees other schedules; `style` may ask for a snug place instead of an early one,
        or for the soft pins to be held as if they were hard.
        """
        return job in self.parts or insert_job(self, job, rng, style)

    # The steps below are for the modules of this package that look after the rules themselves.

    def put_part(self, job: int, option: Option, part: Part) -> None:
        """Occupy machines and pools by one part, which must fit."""
        task, _, start, granted = part
        end = start + option.extra + granted
        bits = ((1 << (end - start)) - 1) << start
        for seat in option.seats:
            entries = self.busy[seat.machine]
            insort(entries, (start, end, option.family, job, task))
            if seat.changeover is None:
                self.free[seat.lane] ^= bits
            else:
                at = bisect_left(entries, (start, end, option.family, job, task))
                self._narrow(seat.changeover, entries, at)
        for pool, units in option.demands:
            insort(self.drawn[pool], (start, end, units, job, task))
            self._draw(pool, start, end, units)

    def take_part(self, job: int, option: Option, part: Part) -> None:
        """Undo `put_part`."""
        task, _, start, granted = part
        end = start + option.extra + granted
        bits = ((1 << (end - start)) - 1) << start
        for seat in option.seats:
            entries = self.busy[seat.machine]
            at = bisect_left(entries, (start, end, option.family, job, task))
            del entries[at]
            if seat.changeover is None:
                self.free[seat.lane] ^= bits
            else:
                self._widen(seat.changeover, entries, at)
        for pool, units in option.demands:
            draws = self.drawn[pool]
            del draws[bisect_left(draws, (start, end, units, job, task))]
            self._draw(pool, start, end, -units)

    def settle(self, job: int, parts: tuple[Part, ...]) -> None:
        """Count a job as placed whose parts, sorted, have all been put."""
        self.parts[job] = parts
        gain = worth(self.tables.jobs[job], parts)
        self.gains[job] = gain
        self.value += gain

    def put(self, job: int, parts: tuple[Part, ...]) -> None:
        """Put all the parts of a job, which must fit."""
        tasks = self.tables.jobs[job].tasks
        for part in parts:
            option = tasks[part[0]].by_mode[part[1]]
            assert option is not None
            self.put_part(job, option, part)
        self.settle(job, parts)

    def take(self, job: int) -> tuple[Part, ...]:
        """Take all the parts of a placed job, and return them."""
        table = self.tables.jobs[job]
        parts = self.parts.pop(job)
        self.value -= self.gains.pop(job)
        for part in reversed(parts):
            option = table.tasks[part[0]].by_mode[part[1]]
            assert option is not None
            self.take_part(job, option, part)
        return parts

    def _replace(self, out: Mapping[int, tuple[Part, ...]], into: Mapping[int, tuple[Part, ...]]) -> None:
        for job in out:
            self.take(job)
        for job, parts in into.items():
            self.put(job, parts)

    def sound(self, job: int, parts: Iterable[Part]) -> bool:
        """Return whether machines and pools are used as they may round where some parts of a job are, or were."""
        for task, mode, start, granted in parts:
            option = self.tables.jobs[job].tasks[task].by_mode[mode]
            assert option is not None
            end = start + option.extra + granted
            entry = (start, end, option.family, job, task)
            if not all(self._apart(seat.machine, entry, seat.changeover) for seat in option.seats):
                return False
            if any(min(self.levels[pool][start:end]) < 0 for pool, _ in option.demands):
                return False
        return True

    def _apart(self, machine: int, entry: Entry, changeover: Changeover | None) -> bool:
        entries = self.busy[machine]
        at = bisect_left(entries, entry)
        for index in range(at, min(at + 2, len(entries))):
            left = entries[index - 1][1] if index else 0
            ticks = 0
            if changeover is not None:
                family = entries[index - 1][2] if index else changeover.initial
                ticks = changeover.ticks(family, entries[index][2])
            if entries[index][0] < left + ticks:
                return False
        return True

    def _narrow(self, changeover: Changeover, entries: list[Entry], at: int) -> None:
        """Cut the lanes of a machine to where a new entry leaves room between its neighbours."""
        left, right = _edges(changeover, entries, at - 1, at + 1)
        start, end, family = entries[at][:3]
        outside = ~span(left[0], right[0])
        before = changeover.open_lanes(left, (start, family))
        after = changeover.open_lanes((end, family), right)
        free = self.free
        for index, (_, lane) in enumerate(changeover.lanes):
            free[lane] = free[lane] & outside | before[index] | after[index]

    def _widen(self, changeover: Changeover, entries: list[Entry], at: int) -> None:
        """Open the lanes of a machine between the entries `at - 1` and `at`, which have just become neighbours."""
        left, right = _edges(changeover, entries, at - 1, at)
        outside = ~span(left[0], right[0])
        masks = changeover.open_lanes(left, right)
        for index, (_, lane) in enumerate(changeover.lanes):
            self.free[lane] = self.free[lane] & outside | masks[index]

    def _draw(self, pool: int, start: int, end: int, units: int) -> None:
        levels = self.levels[pool]
        for tick in range(start, end):
            levels[tick] -= units
        outside = ~span(start, end)
        for amount, lane in self.tables.pool_lanes[pool]:
            self.free[lane] = self.free[lane] & outside | at_least(levels, start, end, amount)


def assignments_of(job: int, parts: Iterable[Part]) -> tuple[Assignment, ...]:
    """Return the sorted parts of a job as assignments; the parts of a split task are numbered in order of time."""
    found: list[Assignment] = []
    for task, mode, start, granted in parts:
        part = found[-1].part + 1 if found and found[-1].task == task else 0
        found.append(Assignment(job=job, task=task, part=part, mode=mode, start=start, duration=granted))
    return tuple(found)


def _edges(
    changeover: Changeover, entries: list[Entry], before: int, after: int
) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
    """Return the near edge and the family of two neighbours, or of the beginning and the horizon where there is none."""
    left = (entries[before][1], entries[before][2]) if before >= 0 else (0, changeover.initial)
    right = (entries[after][0], entries[after][2]) if after < len(entries) else (changeover.horizon, None)
    return left, right
