"""Selection: a placed task uses exactly one slot for each of its parts; a job is placed whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.model.variables import Decisions


def add_selection(decisions: Decisions) -> None:
    """Tie every part to one slot, and the parts to their job; mandatory and hard-pinned jobs are placed."""
    model = decisions.model
    pinned = {pin.job for pin in decisions.problem.pins if pin.hard}
    for key, slots in decisions.slots.items():
        model.add_exactly_one([s.present for s in slots] + [~decisions.here[key]])
    for job, placed in decisions.placed.items():
        if decisions.problem.jobs[job].mandatory or job in pinned:
            model.add(placed == 1)
