"""How long CP-SAT may take, by the clock or in deterministic seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solver.search.stop import Deadline

#: CP-SAT's own units of deterministic time in one of our seconds, measured on sub-models of drawn parks (0.15 to 0.3), so that a
#: deterministic solve takes about as long as it says.
UNITS_PER_SECOND = 0.2
#: What building a model and starting a solve costs at least, in deterministic seconds.
START = 0.025


def limit(solver: cp_model.CpSolver, deadline: Deadline, workers: int, *, least: float = 0.01) -> None:
    """Limit a solve to the time that is left, `least` seconds at least.

    In deterministic seconds it has one worker: what several find depends on which is first.
    """
    seconds = max(least, deadline.left)
    if deadline.meter is None:
        solver.parameters.num_workers = workers
        solver.parameters.max_time_in_seconds = seconds
    else:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = seconds * UNITS_PER_SECOND


def spent(solver: cp_model.CpSolver) -> float:
    """Return the deterministic seconds that a solve took."""
    return START + solver.response_proto.deterministic_time / UNITS_PER_SECOND
