"""The decisions of a model: which jobs, which slot of each part, when in it and how long.

Every slot has its own start, bounded by the slot alone, so that the solver sees at once when a slot has become too narrow. The ticks
granted in a slot are 0 where the slot is not used, so that sums over slots need no products.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.chains import least_grant
from solver.model.scope import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solver.model.expressions import Expression, Values
    from solver.model.scope import Scope, Slot
    from solver.problem import Mode, Task


@dataclass(frozen=True, slots=True)
class SlotVars:
    """The variables of one slot."""

    slot: Slot
    mode: Mode
    present: cp_model.IntVar
    #: Start and end of the occupation; meaningful when present.
    start: Expression
    end: Expression
    #: Ticks granted here, 0 when not present.
    granted: Expression
    #: The least and the most that may be granted here.
    least: int
    most: int
    interval: cp_model.IntervalVar

    @property
    def overhead(self) -> int:
        """Setup and teardown ticks."""
        return self.mode.setup + self.mode.teardown

    @property
    def fixed_length(self) -> bool:
        """Whether the length of the occupation is known beforehand."""
        return self.least == self.most

    @property
    def load(self) -> Expression:
        """Ticks for which the machines are held, 0 when not present."""
        return self.granted + self.overhead * self.present

    @property
    def most_load(self) -> int:
        """The most ticks for which the machines may be held."""
        return self.most + self.overhead


class Decisions:
    """The variables of one model, by job, task and part."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.problem = scope.problem
        self.model = cp_model.CpModel()
        #: Whether a part is given, by (job, task, part); part 0 of each task follows its job.
        self.here: dict[tuple[int, int, int], cp_model.IntVar] = {}
        #: Whether a job is placed.
        self.placed: dict[int, cp_model.IntVar] = {}
        self.slots: dict[tuple[int, int, int], list[SlotVars]] = {}
        #: The slots in each cell, over all its machines.
        self.by_cell: list[list[SlotVars]] = [[] for _ in scope.cells]
        #: Auxiliary variables, each with how it follows from those before it.
        self.derived: list[tuple[cp_model.IntVar, Callable[[Values], int]]] = []
        #: Starts and ends of parts and tasks, made once (see `edges`).
        self.edges: dict[tuple[str, int, int, int], Expression] = {}
        self._pins = {(pin.job, pin.task): pin for pin in scope.problem.pins if pin.hard}
        for job in scope.jobs:
            self._add_job(job)

    def derive(self, variable: cp_model.IntVar, value: Callable[[Values], int]) -> cp_model.IntVar:
        """Remember how an auxiliary variable follows from those before it, so that a hint can be complete."""
        self.derived.append((variable, value))
        return variable

    def task(self, job: int, index: int) -> Task:
        """Return a task of the problem."""
        return self.problem.jobs[job].tasks[index]

    def all_slots(self) -> Iterable[SlotVars]:
        """Yield the variables of every slot."""
        for group in self.slots.values():
            yield from group

    def parts(self, job: int, index: int) -> range:
        """Return the part numbers of a task."""
        return range(parts_of(self.task(job, index)))

    def _add_job(self, job: int) -> None:
        self.placed[job] = self.model.new_bool_var("")
        tasks = range(len(self.problem.jobs[job].tasks))
        possible = all(self.scope.slots[job, index, 0] for index in tasks)
        for index in tasks:
            for part in self.parts(job, index):
                here = self.placed[job] if part == 0 else self.model.new_bool_var("")
                self.here[job, index, part] = here
                slots = self.scope.slots[job, index, part] if possible else ()
                self.slots[job, index, part] = [self._add_slot(slot) for slot in slots]

    def _add_slot(self, slot: Slot) -> SlotVars:
        task = self.task(slot.job, slot.task)
        mode = task.modes[slot.mode]
        pin = None if task.splittable else self._pins.get((slot.job, slot.task))
        overhead = mode.setup + mode.teardown
        least = pin.duration if pin else least_grant(task, mode)
        most = pin.duration if pin else min(mode.duration, slot.hi - slot.lo - overhead)
        made = self._fixed(slot, mode, least) if least == most else self._flexible(slot, mode, least, most)
        for cell in slot.cells:
            self.by_cell[cell].append(made)
        return made

    def _start(self, slot: Slot, length: int) -> Expression:
        latest = slot.hi - length
        return slot.lo if latest == slot.lo else self.model.new_int_var(slot.lo, latest, "")

    def _fixed(self, slot: Slot, mode: Mode, ticks: int) -> SlotVars:
        length = mode.setup + ticks + mode.teardown
        present, start = self.model.new_bool_var(""), self._start(slot, length)
        interval = self.model.new_optional_fixed_size_interval_var(start, length, present, "")
        return SlotVars(slot, mode, present, start, start + length, ticks * present, ticks, ticks, interval)

    def _flexible(self, slot: Slot, mode: Mode, least: int, most: int) -> SlotVars:
        model, overhead = self.model, mode.setup + mode.teardown
        present, start = model.new_bool_var(""), self._start(slot, least + overhead)
        granted = model.new_int_var(0, most, "")
        model.add(granted <= most * present)
        model.add(granted >= least * present)
        end = model.new_int_var(slot.lo + overhead, slot.hi, "")
        interval = model.new_optional_interval_var(start, granted + overhead, end, present, "")
        return SlotVars(slot, mode, present, start, end, granted, least, most, interval)
