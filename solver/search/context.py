"""What every step of one solve needs, in one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.search.partial.state import State
from solver.search.partial.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.places import Places
    from solver.problem import Pin, Problem
    from solver.search.parameters import SolveParameters
    from solver.search.partial.tables import Tables
    from solver.search.stop import Deadline
    from solver.search.watch import Watch
    from solver.search.whole import Whole


@dataclass(frozen=True, slots=True)
class Context:
    """One solve: the problem, its static places, what was chosen, when it ends and who watches."""

    problem: Problem
    places: Places
    parameters: SolveParameters
    deadline: Deadline
    watch: Watch
    #: The problem laid out flat, shared by every state of this solve.
    tables: Tables
    #: What bounds are computed from where `problem` asks for more than it must (see `keeping`); None: `problem` itself.
    looser: Problem | None = None

    @property
    def must(self) -> frozenset[int]:
        """Return the jobs without which there is no schedule: mandatory ones and those with a hard pin."""
        mandatory = (index for index, job in enumerate(self.problem.jobs) if job.mandatory)
        return frozenset((*mandatory, *(pin.job for pin in self.problem.pins if pin.hard)))

    @property
    def bound_problem(self) -> Problem:
        """Return the problem whose bounds hold for every schedule that is no worse in the tiers before."""
        return self.looser or self.problem

    @property
    def bound_places(self) -> Places:
        """Return its places: pins change none."""
        return self.places

    def bounded(self, bound: int) -> None:
        """Report a bound that stems from `problem` itself, unless it need not hold for other schedules as good as those so far."""
        if self.looser is None:
            self.watch.bounded(bound)

    def keeping(self, pins: Iterable[Pin], *, unique: bool) -> Context:
        """Return the same solve with some soft pins made hard and the others forgotten.

        `unique` says that every schedule as good in the tiers before keeps just these; only then are bounds of the new problem
        bounds of the old one (docs/decisions/0013-promises.md).
        """
        hard = dict.fromkeys(
            (*(pin for pin in self.problem.pins if pin.hard), *(replace(pin, hard=True) for pin in pins))
        )
        problem = replace(self.problem, pins=tuple(hard))
        tables = tables_of(problem, self.places)
        return replace(self, problem=problem, tables=tables, looser=None if unique else self.problem)

    def empty(self) -> State:
        """Return the state in which nothing is placed."""
        return State(self.problem, self.places, tables=self.tables)

    def whole(self, deadline: Deadline) -> Whole:
        """Return the problem as one model, under all the workers."""
        # OR-Tools takes longer to import than the first schedule takes to be found.
        from solver.search.whole import Whole

        return Whole(self.problem, self.places, deadline, self.parameters.workers, self.parameters.seed)
