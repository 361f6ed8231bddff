"""The search without a model: compiled where that is ready or worth its while, in plain Python otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.garbage import uncollected
from solver.search.greedy.squeaky import squeaky

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.schedule import Schedule
    from solver.search.compiled.accounts import Count
    from solver.search.context import Context
    from solver.search.partial.state import State
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline
    from solver.search.tiers import Statistics

#: The seconds there must be before anything is compiled for the first time on a machine, which takes about half a minute.
WORTH_COMPILING = 90.0


def most_by_ruin(
    context: Context, state: State, deadline: Deadline, board: PriceBoard, statistics: Statistics
) -> State:
    """Return the best state that ruin and recreate finds."""
    context.watch.enter("improve")
    if deadline.passed:
        return state
    if _compiled(deadline):
        return _compiled_search(context, state, deadline, board, statistics)
    statistics["compiled"] = 0

    def better(found: State) -> None:
        context.watch.improved(lambda: (found.schedule(), found.value), found.value, len(found.placed))

    return squeaky(state, deadline, context.parameters.seed, better, stop_when_value=context.watch.bound)


def _compiled(deadline: Deadline) -> bool:
    from solver.search.compiled.entry import in_cache

    return deadline.meter is not None or deadline.left >= WORTH_COMPILING or in_cache()


def _compiled_search(
    context: Context, state: State, deadline: Deadline, board: PriceBoard, statistics: Statistics
) -> State:
    from solver.search.compiled.climb import Climb, Goal

    def better(found: Callable[[], Schedule], count: Count, placed: int) -> None:
        context.watch.improved(lambda: (found(), count.value), count.value, placed)

    def reached(count: Count) -> bool:
        return context.watch.bound is not None and count.value >= context.watch.bound

    with uncollected():
        climb = Climb(state, context.parameters.workers, context.parameters.seed, Goal(better, reached))
    best = climb.run(deadline, board)
    statistics["rounds"] = climb.rounds
    return best
