"""The textbook model: flexible job shop scheduling in CP-SAT, one optional interval for each task and mode.

A presence literal and an interval for each way to do a task, `no_overlap` on each machine, a precedence between the ends of tasks,
a cumulative for each pool, a circuit with transition times on each machine with changeovers. Opening hours and mode windows are
holes in the domain of the start. The objective is utilization. There is no hint, and the solver's defaults do the rest.

What it leaves out: a splittable task is given in one part or not at all, and no bound is reported where that could cost value. What
it cannot express: machines whose circuits would need more than `MOST_ARCS` arcs (the model alone would fill the memory).

Over 150 lines because a model is read from its first variable to its last row.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from benchmarks.errors import BenchmarkError
from solver.places import places_of
from solver.schedule import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.peers.base import Limits, Trace
    from solver.places import Place
    from solver.problem import Job, Machine, Mode, Pin, Pool, Precedence, Problem, Task

#: Arcs of all circuits together; each is a literal with a row of its own.
MOST_ARCS = 300_000


@dataclass(frozen=True, slots=True)
class Way:
    """One mode of one task: its literal, its interval, and where the occupation starts and ends."""

    mode: int
    present: cp_model.IntVar
    start: cp_model.IntVar
    end: cp_model.IntVar
    granted: cp_model.LinearExprT
    interval: cp_model.IntervalVar
    earliest: int
    latest: int


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Build the model and let CP-SAT work on it until the time is up."""
    textbook = Textbook(problem)
    textbook.build()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, limits.seconds - trace.seconds)
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = limits.seed
    if textbook.exact:
        solver.best_bound_callback = lambda bound: trace.bounded(floor(bound + 1e-6))
    status = solver.solve(textbook.model, _Collector(textbook, trace))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        trace.found(textbook.schedule(solver))
        if textbook.exact:
            trace.bounded(floor(solver.best_objective_bound + 1e-6))


class _Collector(cp_model.CpSolverSolutionCallback):
    """Hands every better schedule on."""

    def __init__(self, textbook: Textbook, trace: Trace) -> None:
        super().__init__()
        self._textbook = textbook
        self._trace = trace

    def on_solution_callback(self) -> None:
        """Take a solution."""
        self._trace.found(self._textbook.schedule(self))


class Textbook:
    """The model of a problem; `build` makes it, `schedule` reads a solution."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        #: Whether an optimum of the model is one of the problem.
        self.exact = all(task.most_parts == 1 for job in problem.jobs for task in job.tasks)
        #: By job and task.
        self.ways: dict[tuple[int, int], list[Way]] = {}
        self._placed = [self.model.new_bool_var("") for _ in problem.jobs]
        self._credit: list[cp_model.LinearExprT] = []

    def build(self) -> None:
        """Add every rule and the objective."""
        for number, places in enumerate(places_of(self.problem)):
            for task, stretches in enumerate(places):
                self._add_task(number, task, stretches)
        self._add_pins()
        for index, job in enumerate(self.problem.jobs):
            if job.mandatory:
                self.model.add(self._placed[index] == 1)
            for link in job.precedences:
                self._add_precedence(index, link)
        self._add_machines()
        for index, pool in enumerate(self.problem.pools):
            self._add_pool(index, pool)
        self.model.maximize(sum(self._credit))

    def schedule(self, values: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Schedule:
        """Read a solution."""
        return Schedule(
            tuple(
                Assignment(
                    job=job, task=task, mode=way.mode, start=values.value(way.start), duration=values.value(way.granted)
                )
                for (job, task), ways in self.ways.items()
                for way in ways
                if values.boolean_value(way.present)
            )
        )

    def _add_task(self, job: int, index: int, places: Sequence[Place]) -> None:
        task = self.problem.jobs[job].tasks[index]
        ways: list[Way] = []
        for number, mode in enumerate(task.modes):
            least = max(mode.min_duration, task.splittable.min_part if task.splittable else 1)
            needed = mode.setup + least + mode.teardown
            stretches = [(p.lo, p.hi) for p in places if p.mode == number and p.hi - p.lo >= needed]
            if stretches:
                ways.append(self._way(number, mode, least, stretches))
        self.ways[job, index] = ways
        self.model.add_exactly_one([*(way.present for way in ways), ~self._placed[job]])
        self._credit += [self._credited(self.problem.jobs[job], task, way) for way in ways]

    def _way(self, number: int, mode: Mode, least: int, stretches: Sequence[tuple[int, int]]) -> Way:
        model, extra = self.model, mode.setup + mode.teardown
        starts = cp_model.Domain.from_intervals([[lo, hi - least - extra] for lo, hi in stretches])
        ends = cp_model.Domain.from_intervals([[lo + least + extra, hi] for lo, hi in stretches])
        present, start = model.new_bool_var(""), model.new_int_var_from_domain(starts, "")
        end = model.new_int_var_from_domain(ends, "")
        if least == mode.duration:
            interval = model.new_optional_interval_var(start, least + extra, end, present, "")
            return Way(number, present, start, end, least, interval, starts.min(), ends.max())
        granted = model.new_int_var(least, mode.duration, "")
        interval = model.new_optional_interval_var(start, granted + extra, end, present, "")
        # A length that varies could reach from one window into the next: here the window is chosen as well.
        inside = [model.new_bool_var("") for _ in stretches]
        model.add_exactly_one([*inside, ~present])
        for chosen, (lo, hi) in zip(inside, stretches, strict=True):
            model.add(start >= lo).only_enforce_if(chosen)
            model.add(end <= hi).only_enforce_if(chosen)
        return Way(number, present, start, end, granted, interval, starts.min(), ends.max())

    def _credited(self, job: Job, task: Task, way: Way) -> cp_model.LinearExprT:
        """Return the weighted credit of a way, 0 where it is not used."""
        if isinstance(way.granted, int):
            duration = task.modes[way.mode].duration
            return job.weight * (task.work * way.granted // duration) * way.present
        credit = self.model.new_int_var(0, task.work, "")
        self.model.add(task.modes[way.mode].duration * credit <= task.work * way.granted)
        self.model.add(credit <= task.work * way.present)
        return job.weight * credit

    def _add_precedence(self, job: int, link: Precedence) -> None:
        """Keep the lags between two tasks, for each pair of ways, because travel depends on both."""
        tasks = self.problem.jobs[job].tasks
        for a in self.ways[job, link.before]:
            for b in self.ways[job, link.after]:
                travel = self.problem.travel_between(tasks[link.before].modes[a.mode], tasks[link.after].modes[b.mode])
                both = [a.present, b.present]
                self.model.add(b.start >= a.end + link.min_lag + travel).only_enforce_if(both)
                if link.max_lag is not None:
                    self.model.add(b.start <= a.end + link.max_lag).only_enforce_if(both)

    def _add_machines(self) -> None:
        users = [list(self._users_of_machine(number)) for number in range(len(self.problem.machines))]
        circuits = [n for n, machine in enumerate(self.problem.machines) if machine.changeover is not None]
        arcs = sum(_arcs(users[number]) for number in circuits)
        if arcs > MOST_ARCS:
            raise BenchmarkError(f"the circuits of its changeovers need {arcs} arcs, more than {MOST_ARCS}")
        for ways in users:
            self.model.add_no_overlap([way.interval for way, _ in ways])
        for number in circuits:
            self._add_circuit(users[number], self.problem.machines[number])

    def _users_of_machine(self, machine: int) -> Iterable[tuple[Way, int]]:
        """Yield the ways that hold a machine, each with the family of its task."""
        for (job, index), ways in self.ways.items():
            task = self.problem.jobs[job].tasks[index]
            yield from ((way, task.family) for way in ways if machine in task.modes[way.mode].machines)

    def _add_circuit(self, users: Sequence[tuple[Way, int]], machine: Machine) -> None:
        """Let the ways of a machine follow each other with their changeovers; node 0 is the beginning and the end."""
        model, matrix, initial = self.model, machine.changeover, machine.initial_family
        assert matrix is not None
        arcs: list[tuple[int, int, cp_model.BoolVarT]] = [(0, 0, model.new_bool_var(""))]
        for i, (way, family) in enumerate(users, start=1):
            first = model.new_bool_var("")
            arcs += [(i, i, ~way.present), (0, i, first), (i, 0, model.new_bool_var(""))]
            if initial is not None:
                model.add(way.start >= matrix[initial][family]).only_enforce_if(first)
            for j, (other, then) in enumerate(users, start=1):
                if i != j and way.earliest < other.latest:
                    follows = model.new_bool_var("")
                    model.add(other.start >= way.end + matrix[family][then]).only_enforce_if(follows)
                    arcs.append((i, j, follows))
        model.add_circuit(arcs)

    def _add_pool(self, number: int, pool: Pool) -> None:
        """Hold a capacity that steps: what is missing from its top is taken by fixed intervals."""
        users = [
            (way.interval, units)
            for (job, index), ways in self.ways.items()
            for way in ways
            for wanted, units in self.problem.jobs[job].tasks[index].modes[way.mode].demands
            if wanted == number
        ]
        top = max((step.amount for step in pool.capacity), default=0)
        left, at = [], 0
        for step in pool.capacity:
            left += [(at, step.start, top), (step.start, step.end, top - step.amount)]
            at = step.end
        left.append((at, self.problem.horizon, top))
        blocks = [
            (self.model.new_fixed_size_interval_var(start, end - start, ""), units)
            for start, end, units in left
            if start < end and units
        ]
        everyone = users + blocks
        self.model.add_cumulative([interval for interval, _ in everyone], [units for _, units in everyone], top)

    def _add_pins(self) -> None:
        for pin in self.problem.pins:
            if pin.hard:
                self._add_pin(pin)

    def _add_pin(self, pin: Pin) -> None:
        ways = [way for way in self.ways[pin.job, pin.task] if way.mode == pin.mode]
        if not ways:
            raise BenchmarkError(
                f"the hard pin of job {self.problem.jobs[pin.job].name!r} needs a part of a split task"
            )
        self.model.add(ways[0].present == 1)
        self.model.add(ways[0].start == pin.start)
        self.model.add(ways[0].granted == pin.duration)


def _arcs(users: Sequence[tuple[Way, int]]) -> int:
    """Return how many arcs the circuit of a machine has."""
    pairs = sum(way.earliest < other.latest for way, _ in users for other, _ in users)
    return 1 + 2 * len(users) + pairs
