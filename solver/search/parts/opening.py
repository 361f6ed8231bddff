"""An executor for a run: that of its engine, or this process where the engine is not worth starting or does not start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.parts.executors import open_executor

if TYPE_CHECKING:
    from contextlib import ExitStack

    from solver.search.parameters import SolveParameters
    from solver.search.parts.executors import TaskExecutor
    from solver.search.parts.journal import Journal

#: Budgets below this are over before an engine that has to be started is ready; they are spent in this process.
LEAST_BUDGET = {"inline": 0.0, "processes": 3.0, "ray": 20.0}


def opened(stack: ExitStack, parameters: SolveParameters, journal: Journal) -> TaskExecutor:
    """Return an executor that ends with the stack; the journal says where it is not the one that was asked for."""
    engine, workers = parameters.engine, parameters.workers
    if parameters.seconds < LEAST_BUDGET[engine]:
        journal.note(f"{parameters.seconds:g} seconds are too few to start {engine}: inline")
        engine = "inline"
    try:
        return stack.enter_context(open_executor(engine, workers))
    except Exception as error:  # noqa: BLE001 - a cluster that does not start must not cost the schedule
        journal.note(f"engine {engine} did not start: inline", error)
        return stack.enter_context(open_executor("inline", workers))
