"""What every step of one solve needs, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.search.whole import Whole

if TYPE_CHECKING:
    from solver.places import Places
    from solver.problem import Problem
    from solver.search.parameters import SolveParameters
    from solver.search.stop import Deadline
    from solver.search.watch import Watch


@dataclass(frozen=True, slots=True)
class Context:
    """One solve: the problem, its static places, what was chosen, when it ends and who watches."""

    problem: Problem
    places: Places
    parameters: SolveParameters
    deadline: Deadline
    watch: Watch

    def whole(self, deadline: Deadline) -> Whole:
        """Return the problem as one model, under all the workers."""
        return Whole(self.problem, self.places, deadline, self.parameters.workers, self.parameters.seed)
