"""The compiled search seen from Python: one memory for each worker, the best of all handed to all from time to time.

What a worker finds depends on its seed and on how many rounds it does, not on when; by a meter, rounds are counted, and the whole
depends on nothing else.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from solver.schedule import Schedule
from solver.search.compiled import records as at
from solver.search.compiled.layout import Layout
from solver.search.compiled.tuning import PLAIN, WIDE, WITH_CHANGEOVERS, Tuning
from solver.search.partial.state import State, assignments_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.search.compiled.how import Numbers
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline

#: Times that the workers go on from the best plan of them all.
EPOCHS = 8
#: Rounds between two looks at the meter; and at the clock, which costs a wait for Python's lock: some tenths of a second at most.
ROUNDS, ROUNDS_BY_CLOCK = 500, 3000
#: Jobs from which the clock is looked at as often as the meter: a round is longer there.
LARGE = 3000
#: Gaps that are looked at in a deterministic second.
WORK_PER_SECOND = 5_000_000


class Goal(NamedTuple):
    """What a climb tells of better plans, and when it is done: once this value is reached."""

    on_better: Callable[[Callable[[], Schedule], int, int], None]
    reached: Callable[[int], bool]


class Climb:
    """A search from a first state, by several workers."""

    def __init__(self, start: State, workers: int, seed: int, goal: Goal, tuning: Tuning | None = None) -> None:
        self._start = start
        self._goal = goal
        usual = WIDE if start.tables.changeovers else Tuning()
        first = Layout(start, seed * 1009, tuning or usual)
        self._layouts = [first, *(first.twin(seed * 1009 + worker) for worker in range(1, workers))]
        worth = [int(first.memory[job + at.J_WORTH]) for job in first.jobs]
        self._mean = max(1.0, sum(worth) / max(1, len(worth)))
        self._heat = WITH_CHANGEOVERS if start.tables.changeovers else PLAIN
        self._best, self._value = first.snapshot(), start.value
        self._lock = threading.Lock()
        self.rounds = 0

    def run(self, deadline: Deadline, board: PriceBoard) -> State:
        """Search until the deadline; return the best state found, the first one if there is none better."""
        failures: list[BaseException] = []
        prices = None
        for epoch in range(EPOCHS):
            if deadline.passed or self._goal.reached(self._value):
                break
            if board.prices is not None and board.prices is not prices:
                prices = board.prices
                for layout in self._layouts:
                    layout.price(prices)
            part = deadline.part(deadline.left / (EPOCHS - epoch))
            threads = [
                threading.Thread(target=self._work, args=(layout, part, epoch, failures), daemon=True)
                for layout in self._layouts
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if failures:
                raise failures[0]
            deadline.spend(part.left)
            self._share()
        return self._start if self._value <= self._start.value else self._state(self._best)

    def _work(self, layout: Layout, deadline: Deadline, epoch: int, failures: list[BaseException]) -> None:
        try:
            self._rounds(layout.memory, layout, deadline, epoch)
        except BaseException as error:  # noqa: BLE001 - handed on in the caller's thread
            failures.append(error)

    def _rounds(self, memory: Numbers, layout: Layout, deadline: Deadline, epoch: int) -> None:
        from solver.search.compiled.entry import run

        run_rounds, fresh, length = run(), True, max(deadline.left, 1e-9)
        rounds = ROUNDS if deadline.meter is not None or len(layout.jobs) > LARGE else ROUNDS_BY_CLOCK
        done = int(memory[at.WORK])
        while not deadline.stop.requested and memory[at.MOVABLE_COUNT]:
            counted = (int(memory[at.WORK]) - done) / WORK_PER_SECOND
            share = (counted if deadline.meter is not None else length - deadline.left) / length
            if share >= 1 or self._goal.reached(int(memory[at.BEST_VALUE])):
                break
            heat = self._mean * self._heat.hot * (self._heat.cold / self._heat.hot) ** ((epoch + share) / EPOCHS)
            with self._lock:
                self.rounds += rounds
            if run_rounds(memory, rounds, int(heat * (1 << at.FINE)), fresh):
                self._better(layout, deadline)
            fresh = False

    def _better(self, layout: Layout, deadline: Deadline) -> None:
        """Tell of a plan if it is the best of all; by a meter that waits until the workers meet."""
        with self._lock:
            value = int(layout.memory[at.BEST_VALUE])
            if deadline.meter is None and value > self._value:
                self._take(layout, value)

    def _take(self, layout: Layout, value: int) -> None:
        best = layout.snapshot()
        self._best, self._value = best, value
        self._goal.on_better(lambda: self._schedule(best), value, layout.placed(best))

    def _share(self) -> None:
        """Let every worker go on from the best plan; of equals that of the first."""
        best = max(self._layouts, key=lambda layout: int(layout.memory[at.BEST_VALUE]))
        value = int(best.memory[at.BEST_VALUE])
        if value > self._value:
            self._take(best, value)
        for layout in self._layouts:
            layout.restore(self._best)

    def _schedule(self, snapshot: Numbers) -> Schedule:
        return Schedule(
            tuple(
                assignment
                for job, parts in self._layouts[0].parts(snapshot).items()
                for assignment in assignments_of(job, parts)
            )
        )

    def _state(self, snapshot: Numbers) -> State:
        state = State(self._start.problem, (), tables=self._start.tables)
        for job, parts in self._layouts[0].parts(snapshot).items():
            state.put(job, parts)
        return state
