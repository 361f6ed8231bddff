"""The bound by prices on ticks: what all ticks are worth at some prices, and what each job gains beyond paying for its own.

Whatever the prices, no schedule is worth more: each job in it pays for ticks that nobody else holds, so that all of them together pay
no more than all ticks are worth. Prices follow what the jobs would take at them, in smaller and smaller steps (Lagrangian relaxation
by a subgradient with inertia, as in Held and Karp, 1971). Everything is counted in whole numbers, so each step is a proof by itself.
Over 150 lines because the descent and the numbers it is tuned by are read together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.search.bounds.tick_layout import layout_of
from solver.search.prices import Prices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from solver.search.bounds.relaxation import Relaxation
    from solver.search.bounds.tick_layout import Layout
    from solver.search.stop import Deadline

#: Parts of a cost tick in which prices are counted, and a limit below which no sum can leave the range of whole numbers.
SCALE = 2**16
LIMIT = 2**59
#: Cycles of falling steps: rounds in the first one (twice as many in each that follows), and how many there are at most.
ROUNDS, CYCLES = 100, 6
#: The first step of each cycle in thousandths of what a tick is worth on average; the last is less by a factor that grows with the cycle.
FIRST_STEPS = (200, 100, 50, 40, 30, 20)
FALL = 50
#: Each step follows what is asked too much on average over so many rounds.
INERTIA = (4, 4, 8, 8, 8, 8)
#: A cycle that gains less than this part of the bound is the last.
GAIN = 2e-4
#: Seconds that must be left for it to be worth compiling the inner loop, where it never was.
WORTH_COMPILING = 30.0
#: The largest layout worth the memory, in numbers; and how much is done in a deterministic second.
CELLS, STEPS_PER_SECOND = 20_000_000, 100_000_000


class Seed(NamedTuple):
    """A price to begin with, in cost ticks for a unit of a machine or a pool (behind the machines) in `[start, end)`."""

    resource: int
    start: int
    end: int
    price: float


def _nobody(_: object) -> None:
    """Tell nobody."""


def tick_bound(
    relaxation: Relaxation,
    deadline: Deadline,
    on_bound: Callable[[int], None] = _nobody,
    seeds: Sequence[Seed] = (),
    on_prices: Callable[[Prices], None] = _nobody,
) -> int | None:
    """Return the bound, and tell `on_bound` each better one on the way and `on_prices` the prices after each cycle.

    None where nothing was proved.

    Ends when the deadline does or nothing more is gained.
    """
    layout = layout_of(relaxation)
    ceiling = 0 if layout is None else _ceiling(layout)
    if layout is None or not ceiling:
        return None
    machines = len(relaxation.problem.machines)

    def tell(prices: NDArray[np.int64]) -> None:
        on_prices(Prices(prices[:machines] / SCALE, prices[machines:] / SCALE))

    return _Descent(layout, ceiling, deadline, seeds).run(on_bound, tell)


def _ceiling(layout: Layout) -> int:
    """Return a price above which no tick needs to go, or 0 where the numbers are too large for the arithmetic."""
    resources, horizon = layout.capacity.shape
    worth = int(sum(int(weight) * int(work) for weight, work in layout.tasks[:, 4:6]))
    room = horizon * resources * int(layout.capacity.max(initial=1) + layout.units.max())
    fits = SCALE * worth * room < LIMIT and layout.bundles * horizon <= CELLS
    return SCALE * worth if fits else 0


def _worth_of_a_tick(layout: Layout) -> int:
    """Return what a tick earns on average, times `SCALE`: all work by the ticks that all tasks hold at least."""
    worth = sum(int(weight) * int(work) for weight, work in layout.tasks[:, 4:6])
    least = layout.stands[:, 2] + layout.stands[:, 3]
    return SCALE * worth // int(sum(least[first:behind].min() for first, behind in layout.tasks[:, :2]))


class _Descent:
    """One descent to low prices."""

    def __init__(self, layout: Layout, ceiling: int, deadline: Deadline, seeds: Sequence[Seed]) -> None:
        from solver.search.bounds.tick_kernel import space_for

        self._layout, self._ceiling, self._deadline = layout, ceiling, deadline
        self._space = space_for(layout)
        for resource, start, end, price in seeds:
            self._space.prices[resource, start:end] = min(ceiling, round(SCALE * price))
        self._space.prices[layout.capacity == 0] = 0
        cells = layout.capacity.size + layout.bundles * layout.capacity.shape[1]
        self._tick = _worth_of_a_tick(layout)
        self._cost = (layout.steps + 4 * cells) / STEPS_PER_SECOND

    def run(self, on_bound: Callable[[int], None], on_cycle: Callable[[NDArray[np.int64]], None]) -> int | None:
        """Go down cycle by cycle, as long as each ends lower than the one before."""
        from solver.search.bounds.tick_kernel import in_cache, make_ready

        if (
            self._deadline.meter is None
            and self._deadline.left < WORTH_COMPILING
            and not in_cache(self._layout, self._space)
        ):
            return None
        make_ready(self._layout, self._space)
        best: int | None = None
        ends: list[int] = []
        for cycle in range(CYCLES):
            bound = 0
            for step in self._steps(cycle):
                if self._deadline.passed:
                    return best
                bound = self._follow(step, INERTIA[cycle])
                if best is None or bound < best:
                    best = bound
                    on_bound(best)
            ends.append(bound)
            on_cycle(self._space.prices)
            if cycle and ends[-1] > (1 - GAIN) * ends[-2]:
                break
        return best

    def _follow(self, step: int, inertia: int) -> int:
        """Return what the prices prove, and make the next ones."""
        from solver.search.bounds.tick_kernel import charge, follow

        proved = int(charge(self._layout, self._space, SCALE))
        follow(self._layout, self._space, step, self._ceiling, inertia)
        self._deadline.spend(self._cost)
        return proved // SCALE

    def _steps(self, cycle: int) -> Iterator[int]:
        """Yield the steps of a cycle, each smaller than the one before by the same factor."""
        rounds = ROUNDS << cycle
        step = self._tick * FIRST_STEPS[cycle] // 1000
        kept = FALL ** (-1 / rounds)
        for number in range(rounds):
            yield max(1, int(step * kept**number))
