"""From a state to the memory of the compiled code, and from the best plan in it back to a state.

Over 150 lines because what is written into the memory and what is read out of it must agree.
"""

from __future__ import annotations

from bisect import bisect_right
from copy import copy
from typing import TYPE_CHECKING

import numpy as np

from solver.chains import topological
from solver.search.compiled import records as at
from solver.search.compiled.accounts import lay_accounts
from solver.search.compiled.chance import logarithms
from solver.search.compiled.derived import bits_of, by_tick, entries_of, may_be_tight, may_move, sow, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from solver.problem import Mode
    from solver.search.compiled.accounts import Regard
    from solver.search.compiled.how import Numbers
    from solver.search.compiled.tuning import Tuning
    from solver.search.partial.admission import Part
    from solver.search.partial.state import State
    from solver.search.partial.tables import Option, TaskTable
    from solver.search.prices import Prices


class Layout:
    """The memory of one search: `memory` holds a problem and a plan; this object knows what lies where in it."""

    def __init__(self, state: State, seed: int, tuning: Tuning, regard: Regard | None = None) -> None:
        self._problem = state.problem
        self._tables = state.tables
        self._numbers: list[int] = [0] * at.HEAD
        #: Addresses: of each job and machine; of each task by job and index; of each option by task address and mode.
        self.jobs: list[int] = []
        self._machines: list[int] = []
        self._levels: list[int] = []
        self._tasks: dict[tuple[int, int], int] = {}
        self._options: dict[tuple[int, int], int] = {}
        self._shared: dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], int] = {}
        #: Of each stretch: its address, where it lies, and its machines.
        self._stretches: list[tuple[int, int, int, tuple[int, ...]]] = []
        self._lay_plant()
        self._lay_jobs(state)
        self._lay_rest(tuning)
        if regard is not None:
            lay_accounts(self._numbers, self._problem, self.jobs, regard)
        self.memory: Numbers = np.array(self._numbers, np.int64)
        sow(self.memory, seed)
        self._load(state.parts)
        #: Where the first part of each job is among all parts, and the number of the job that each part belongs to.
        self._firsts = [
            int(self.memory[self.memory[job + at.J_TASKS] + at.T_PARTS] - self.memory[at.PARTS]) for job in self.jobs
        ]
        ends = [*self._firsts, int(self.memory[at.PARTS_LENGTH])]
        self.owners: Numbers = np.repeat(np.arange(len(self.jobs)), np.diff(ends[-len(self.jobs) - 1 :]) // at.PART)

    def twin(self, seed: int) -> Layout:
        """Return a layout with a memory of its own, and other random numbers."""
        other = copy(self)
        other.memory = self.memory.copy()
        sow(other.memory, seed)
        return other

    def best(self) -> Numbers:
        """Return a copy of the best plan: option, start, granted ticks and cost of all parts."""
        return self._copy(at.BEST_PARTS)

    def plan(self) -> Numbers:
        """Return a copy of the present plan."""
        return self._copy(at.PARTS)

    def _copy(self, region: int) -> Numbers:
        return self.memory[(first := int(self.memory[region])) : first + int(self.memory[at.PARTS_LENGTH])].copy()

    def price(self, prices: Prices) -> None:
        """Write down what time is worth to others; the next rounds have to begin afresh."""
        machines, pools = summed(prices.machines), summed(prices.pools)
        for machine, sums in zip(self._machines, machines, strict=True):
            first = int(self.memory[machine + at.M_PRICES])
            self.memory[first : first + len(sums)] = sums
        for first, sums in zip(self._pool_prices, pools, strict=True):
            self.memory[first : first + len(sums)] = sums
        ticks = np.diff(machines, axis=1)
        least: dict[tuple[int, int, int], int] = {}
        for address, lo, hi, used in self._stretches:
            total = 0
            for machine in used:
                key = machine, lo, hi
                if key not in least:
                    least[key] = int(ticks[machine, lo:hi].min())
                total += least[key]
            self.memory[address + at.S_PRICE] = total
        self.memory[at.PRICED] = 0

    def parts(self, plan: Numbers) -> dict[int, tuple[Part, ...]]:
        """Return the parts of every job placed in a plan, sorted."""
        memory, origin, numbers = self.memory, int(self.memory[at.PARTS]), plan.tolist()
        found: dict[int, list[Part]] = {}
        for (job, number), task in self._tasks.items():
            first = int(memory[task + at.T_PARTS]) - origin
            for part in range(first, first + int(memory[task + at.T_MOST_PARTS]) * at.PART, at.PART):
                option, start, granted, _ = numbers[part : part + at.PART]
                if option != at.NONE:
                    found.setdefault(job, []).append((number, int(memory[option + at.O_MODE]), start, granted))
        return {job: tuple(sorted(parts, key=lambda part: (part[0], part[2]))) for job, parts in found.items()}

    def placed(self, plan: Numbers) -> int:
        """Return how many jobs a plan has placed."""
        return int(np.count_nonzero(plan[self._firsts] != at.NONE))

    def _load(self, plan: Mapping[int, Sequence[Part]]) -> None:
        """Write a plan where the best one is kept."""
        memory = self.memory
        shift = int(memory[at.BEST_PARTS] - memory[at.PARTS])
        used: dict[int, int] = {}
        for job, parts in plan.items():
            for number, mode, start, granted in parts:
                task = self._tasks[job, number]
                part = int(memory[task + at.T_PARTS]) + shift + used.get(task, 0)
                memory[part : part + at.PART] = self._options[task, mode], start, granted, 0
                used[task] = used.get(task, 0) + at.PART

    def _new(self, numbers: Iterable[int]) -> int:
        """Append numbers to the memory and return their address."""
        address = len(self._numbers)
        self._numbers.extend(numbers)
        return address

    def _lay_plant(self) -> None:
        problem = self._problem
        sites = 1 + max(machine.site for machine in problem.machines)
        travel = problem.travel or ((0,) * sites,) * sites
        self._numbers[at.HORIZON] = self._numbers[at.COMMITTED] = problem.horizon
        self._begins = [[window.start for window in machine.windows] for machine in problem.machines]
        self._numbers[at.SITES] = len(travel)
        self._numbers[at.TRAVEL] = self._new(ticks for row in travel for ticks in row)
        self._levels = [self._new(levels) for levels in self._tables.levels]
        self._pool_prices = [self._new([0] * (problem.horizon + 1)) for _ in problem.pools]
        for machine, most, shortest in zip(problem.machines, *entries_of(self._problem, self._tables), strict=True):
            entries = self._new([0] * (most * at.ENTRY))
            changeover, initial = machine.changeover, machine.initial_family
            matrix = at.NONE if changeover is None else self._new(ticks for row in changeover for ticks in row)
            families = 0 if changeover is None else len(changeover)
            first = at.NONE if initial is None else initial
            prices = self._new([0] * (problem.horizon + 1))
            windows = self._new(
                n for window in machine.windows for n in (window.start, window.end, window.end - window.start)
            )
            windows = self._new(by_tick(machine, windows, problem.horizon))
            self._machines.append(
                self._new(
                    (entries, 0, matrix, families, first, prices, int(may_be_tight(changeover, shortest)), windows)
                )
            )

    def _lay_jobs(self, state: State) -> None:
        records: list[list[int]] = []
        self._numbers[at.WORDS] = 1 + (len(self._problem.machines) - 1) // 62
        for index, job in enumerate(self._problem.jobs):
            table = self._tables.jobs[index]
            tasks = [self._task(index, number, table.tasks[number]) for number in topological(job)]
            machines = sorted(table.machines)
            ticks = sum(min(mode.duration for mode in task.modes) for task in job.tasks)
            first = self._new(number for task in tasks for number in task)
            record = [
                first,
                len(tasks),
                job.weight,
                job.release,
                job.deadline,
                job.weight * sum(task.work for task in job.tasks),
                job.deadline - ticks,
                int(job.mandatory),
                self._new(self._machines[machine] for machine in machines),
                len(machines),
                self._new(bits_of(machines, self._numbers[at.WORDS])),
                int(may_move(state, index)),
                0,
                0,
                at.NONE,
                0,
                job.weight * sum(task.work for task in job.tasks) << at.FINE,
                at.NONE,
                0,
            ]
            records.append(record)
        self.jobs = [self._new(record) for record in records]
        self._numbers[at.JOBS], self._numbers[at.JOB_COUNT] = self.jobs[0] if self.jobs else 0, len(self.jobs)
        for index, address in enumerate(self.jobs):
            self._tie(index, self._numbers[address + at.J_TASKS], address)
        self._lay_parts()

    def _task(self, index: int, number: int, table: TaskTable) -> list[int]:
        """Return the record of a task; its job, links and parts are filled in when their addresses are known."""
        task = self._problem.jobs[index].tasks[number]
        options = [self._option(option, task.modes[option.mode]) for option in table.options]
        first = self._new(n for option in options for n in option)
        ranked = self._new(first + at.OPTION * n for n in range(len(options)))
        split = task.splittable
        record = [0] * at.TASK
        record[at.T_FAMILY], record[at.T_WORK] = task.family, task.work
        record[at.T_OPTIONS], record[at.T_OPTION_COUNT] = first, len(options)
        record[at.T_RANKED] = ranked
        record[at.T_FLEXIBLE] = int(any(option.least < option.duration for option in table.options))
        record[at.T_MOST_PARTS] = task.most_parts
        if split is not None:
            record[at.T_LEAST_PART] = split.min_part
            record[at.T_LEAST], record[at.T_MOST] = task.modes[0].min_duration, task.modes[0].duration
        return record

    def _option(self, option: Option, mode: Mode) -> list[int]:
        demands = [
            number for pool, units in mode.demands for number in (self._levels[pool], self._pool_prices[pool], units)
        ]
        key = mode.machines, option.stretches
        first = self._shared.get(key)
        if first is None:
            first = self._shared[key] = self._lay_stretches(*key)
        return [
            option.duration,
            option.least,
            option.extra,
            option.site,
            self._new(self._machines[machine] for machine in mode.machines),
            len(mode.machines),
            self._new(demands),
            len(mode.demands),
            first,
            len(option.stretches),
            option.mode,
            0,
            self._new([0] * len(option.stretches)),
            int(any(self._problem.machines[machine].changeover is not None for machine in mode.machines)),
        ]

    def _lay_stretches(self, machines: tuple[int, ...], stretches: Sequence[tuple[int, int]]) -> int:
        """Lay the stretches that options of some machines share, and return the address of the first."""
        first = self._new(number for lo, hi in stretches for number in self._stretch(machines, lo, hi))
        self._stretches += [(first + at.STRETCH * n, lo, hi, machines) for n, (lo, hi) in enumerate(stretches)]
        return first

    def _stretch(self, machines: Iterable[int], lo: int, hi: int) -> tuple[int, int, int, int, int, int]:
        """Return the record of a stretch."""
        numbers = ((machine, bisect_right(self._begins[machine], lo) - 1) for machine in machines)
        windows = [self._problem.machines[machine].windows[number] for machine, number in numbers]
        room = self._numbers[self._numbers[self._machines[next(iter(machines))] + at.M_WINDOWS] + lo] + at.W_ROOM
        return lo, hi, max(w.start for w in windows), min(w.end for w in windows), 0, room

    def _tie(self, index: int, first: int, job: int) -> None:
        """Tell the tasks of a job where they are, and where those before them are."""
        order = topological(self._problem.jobs[index])
        for place, number in enumerate(order):
            task = first + place * at.TASK
            self._tasks[index, number] = task
            self._numbers[task + at.T_JOB] = job
            table = self._tables.jobs[index].tasks[number]
            for place_of, option in enumerate(table.options):
                self._options[task, option.mode] = self._numbers[task + at.T_OPTIONS] + place_of * at.OPTION
            links = [
                n
                for link in table.links_before
                for n in (
                    self._tasks[index, link.before],
                    link.min_lag,
                    at.NONE if link.max_lag is None else link.max_lag,
                )
            ]
            self._numbers[task + at.T_LINKS] = self._new(links)
            self._numbers[task + at.T_LINK_COUNT] = len(table.links_before)

    def _lay_parts(self) -> None:
        numbers = self._numbers
        length = sum(numbers[task + at.T_MOST_PARTS] for task in self._tasks.values()) * at.PART
        regions = [self._new([at.NONE] * length) for _ in range(3)]
        numbers[at.PARTS], saved, numbers[at.BEST_PARTS] = regions
        numbers[at.PARTS_LENGTH] = length
        offset = 0
        for task in self._tasks.values():
            numbers[task + at.T_PARTS], numbers[task + at.T_SAVED] = numbers[at.PARTS] + offset, saved + offset
            offset += numbers[task + at.T_MOST_PARTS] * at.PART

    def _lay_rest(self, tuning: Tuning) -> None:
        numbers = self._numbers
        movable = [job for job in self.jobs if numbers[job + at.J_MOVABLE]]
        numbers[at.MOVABLE], numbers[at.MOVABLE_COUNT] = self._new(movable), len(movable)
        # Keys also hold a string of neighbours on one machine, which may be more than there are jobs.
        options = [int(numbers[task + at.T_OPTION_COUNT]) for task in self._tasks.values()]
        most = max([len(self.jobs), *options, *entries_of(self._problem, self._tables).most])
        for room in (at.WAITING, at.QUEUE, at.KEYS, at.OUT, at.INTO):
            numbers[room] = self._new([0] * (most + 1))
        numbers[at.RUIN : at.MAKE_WAY + 1] = tuning
        numbers[at.UNTIL] = self._problem.horizon
        numbers[at.LOGARITHM] = self._new(logarithms())
