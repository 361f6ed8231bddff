"""A climb as tests call it: bounded by work and not by the clock, and all it tells of kept.

The first climb on a machine compiles for half a minute; every later one, in this process or another, loads what was kept on disk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solver.places import places_of
from solver.search.compiled.climb import Climb, Goal
from solver.search.greedy.construct import decode
from solver.search.partial.state import State
from solver.search.prices import PriceBoard, no_prices
from solver.search.stop import Deadline, Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from solver.problem import Problem
    from solver.schedule import Schedule
    from solver.search.compiled.accounts import Count
    from solver.search.compiled.tuning import Tuning
    from solver.search.prices import Prices

#: A budget that is spent at once: each turn is one batch of rounds, some thousands in all.
SHORT = 1e-6


@dataclass
class Climbed:
    """What came of a climb: the best state, each plan it told of with the value and the number of jobs it said, and its rounds."""

    best: State
    told: list[tuple[Schedule, int, int]] = field(default_factory=list)
    rounds: int = 0


def climb(
    start: State,
    *,
    seed: int = 0,
    workers: int = 1,
    seconds: float = SHORT,
    prices: Prices | None = None,
    tuning: Tuning | None = None,
    reached: Callable[[int], bool] = lambda _: False,
) -> Climbed:
    """Climb from a state for so many deterministic seconds."""
    climbed = Climbed(start)

    def better(found: Callable[[], Schedule], count: Count, placed: int) -> None:
        climbed.told.append((found(), count.value, placed))

    board = PriceBoard()
    if prices is not None:
        board.post(prices)
    search = Climb(start, workers, seed, Goal(better, lambda count: reached(count.value)), tuning)
    climbed.best = search.run(Deadline(seconds, meter=Meter()), board)
    climbed.rounds = search.rounds
    return climbed


def greedy(problem: Problem, order: Iterable[int] | None = None) -> State:
    """Return the state that comes of inserting jobs in an order, by default in that of the problem."""
    return decode(problem, places_of(problem), range(len(problem.jobs)) if order is None else order)


def empty(problem: Problem) -> State:
    """Return the state in which nothing is placed."""
    return State(problem, places_of(problem))


def window_prices(problem: Problem, worth: Mapping[tuple[int, int], float]) -> Prices:
    """Return prices that are the same all through a window, by machine and number of the window; 0 elsewhere."""
    prices = no_prices(problem)
    for (machine, number), price in worth.items():
        window = problem.machines[machine].windows[number]
        prices.machines[machine][window.start : window.end] = price
    return prices
