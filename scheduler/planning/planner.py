"""Who makes the schedule of a night: the port between the night and the solver, so that a simulation can hold others against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scheduler.planning.translate import Translation
    from solver.result import Result
    from solver.search.observer import Observer
    from solver.search.parameters import SolveParameters
    from solver.search.stop import StopSignal


class Planner(Protocol):
    """Turns the problem of a night into a schedule; the referee judges it whoever made it."""

    def __call__(
        self, translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal
    ) -> Result:
        """Return the result of one night; SolverError where there can be none."""
        ...


def by_solving(translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal) -> Result:
    """Let the solver search, from the published plan on."""
    from solver import solve

    return solve(translation.problem, parameters, warm_start=translation.warm_start, observer=observer, stop=stop)
