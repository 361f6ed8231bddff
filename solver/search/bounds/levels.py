"""What the lowest service level cannot exceed: proved without sequencing, level by level.

A level is out of reach where the assignment relaxation cannot give every account so much of its target. That alone is loose, for a
relaxation gives half a job; but at a level of 95 % an account of 100 ticks cannot do without a job of 6. So a level is tried: every job
without which an account cannot reach it has to be there in full, and each that is not costs more than any level is worth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.fairness import FULL
from solver.search.bounds.linear import Simplex, proved_bound
from solver.search.bounds.relaxation import NONE, relax
from solver.search.bounds.rows import Cuts

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.bounds.linear import LinearProgram
    from solver.search.bounds.relaxation import Relaxation
    from solver.search.fair.yardstick import Yardstick
    from solver.search.stop import Deadline

#: Parts of a cost tick in which credits are rounded up.
PARTS = 1 << 10
#: Rounds of adding broken rows for one level that is tried; and levels closer than this are not told apart.
ROUNDS, NEAR = 4, 20


def level_bound(
    problem: Problem,
    places: Places,
    yardstick: Yardstick,
    deadline: Deadline,
    reached: Callable[[], int],
    on_bound: Callable[[int], None],
) -> int:
    """Return a level, per 10 000, that no schedule lifts all accounts above; `on_bound` is told of each that is lower than before.

    Tries the level just above `reached` first, which may have risen each time it is asked; then halves what is left between levels that
    may be reached and one that cannot.
    """
    program = _Program(problem, places, yardstick)
    least, most = 0, FULL
    level = min(FULL, reached() + 1)
    while not deadline.passed and max(least, reached()) + NEAR < most:
        found = program.out_of_reach(level, deadline)
        if found is None:
            break
        if found:
            most = level - 1
            on_bound(most)
            level = max(min(level, reached() + 1), (max(least, reached()) + most) // 2)
        else:
            least = max(least, level)
            level = (max(least, reached()) + most) // 2 + 1
    return most


class _Program:
    """The relaxation with the level as a column, and what each job costs that must be there and is not."""

    def __init__(self, problem: Problem, places: Places, yardstick: Yardstick) -> None:
        aims = self._aims = yardstick.aims
        until = problem.horizon if yardstick.committed is None else yardstick.committed
        self._relaxation = relax(problem, places)
        program = self._relaxation.program
        program.numerators[:] = [0] * len(program.numerators)
        self._work = dict.fromkeys(self._relaxation.chosen, 0)
        for (job, number), stands in self._relaxation.tasks.items():
            if any(stand.lo < until for stand in stands.stands):
                self._work[job] += problem.jobs[job].tasks[number].work
        self._possible = [0] * len(aims)
        for job, work in self._work.items():
            self._possible[problem.jobs[job].account] += work
        level = program.column(FULL)
        for account, terms in enumerate(_credits(self._relaxation, until)):
            target = aims[account].target
            if target > 0:
                program.row([(level, PARTS * target), *((column, -credit) for column, credit in terms)], 0)
        self._missing = {job: _missing(program, column) for job, column in self._relaxation.chosen.items()}
        self._cuts, self._simplex = Cuts(self._relaxation), Simplex()

    def out_of_reach(self, level: int, deadline: Deadline) -> bool | None:
        """Return whether it is proved that no schedule reaches a level; None where the time was too short to say."""
        program, problem = self._relaxation.program, self._relaxation.problem
        for job, column in self._missing.items():
            account = problem.jobs[job].account
            needed = FULL * (self._possible[account] - self._work[job]) < level * self._aims[account].target
            program.numerators[column] = -FULL if needed else 0
        for _ in range(ROUNDS):
            solution = self._simplex.solve(program, deadline)
            if solution is None or not solution.optimal:
                return None
            if proved_bound(program, solution.duals) < level:
                return True
            if not self._cuts.add_broken(np.asarray(solution.values)):
                break
        return False


def _missing(program: LinearProgram, chosen: int) -> int:
    """Return a column for the part of a job that is not there."""
    column = program.column()
    program.row([(chosen, -1), (column, -1)], -1)
    return column


def _credits(relaxation: Relaxation, until: int) -> list[list[tuple[int, int]]]:
    """Return for each account what the columns of its stands are credited with if they begin before a tick, rounded up."""
    problem = relaxation.problem
    found: list[list[tuple[int, int]]] = [[] for _ in problem.accounts]
    for (job, number), stands in relaxation.tasks.items():
        task, terms = problem.jobs[job].tasks[number], found[problem.jobs[job].account]
        for stand in stands.stands:
            if stand.lo >= until:
                continue
            duration = task.modes[stand.mode].duration
            terms.append((stand.presence, -(-PARTS * task.work * stand.granted // duration)))
            if stand.extra != NONE:
                terms.append((stand.extra, -(-PARTS * task.work // duration)))
    return found
