"""The compiled search seen from Python: several workers go on from one plan, turn by turn, and what they made of it is put together.

In most turns each has a stretch of time to itself, so that what all of them do counts; in some each has the whole, and the best is kept.
What is found depends on the seed and on how many rounds are done, not on when; by a meter rounds are counted, and the whole depends
on nothing else. Over 150 lines because a turn by the clock and one by the meter share everything but their measure.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from solver.schedule import Schedule
from solver.search.compiled import records as at
from solver.search.compiled.accounts import Count, count_of
from solver.search.compiled.layout import Layout
from solver.search.compiled.parting import Parting, deal
from solver.search.compiled.tuning import PLAIN, WIDE, WITH_CHANGEOVERS, Tuning
from solver.search.partial.state import State, assignments_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.search.compiled.accounts import Regard
    from solver.search.compiled.how import Numbers
    from solver.search.compiled.parting import Share
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline

#: Seconds of a turn at most, and how many there are at least; after how many turns apart one comes in which each worker has the whole.
TURN, TURNS, APART = 0.3, 8, 3
#: Rounds between two looks at the meter; and at the clock, which costs a wait for Python's lock: some tenths of a second at most.
ROUNDS, ROUNDS_BY_CLOCK = 500, 3000
#: Jobs from which the clock is looked at as often as the meter: a round is longer there.
LARGE = 3000
#: Searches for a place, and gaps looked at in them, in a deterministic second.
WORK_PER_SECOND = 2_700_000


def _by_value(count: Count) -> tuple[int, ...]:
    """Compare plans by their value."""
    return (count.value,)


class Goal(NamedTuple):
    """What a climb tells of better plans, and when it is done: once what a plan comes to is enough."""

    on_better: Callable[[Callable[[], Schedule], Count, int], None]
    reached: Callable[[Count], bool]
    #: What plans are compared by, the larger the better; and what the rounds climb by beside the value.
    key: Callable[[Count], tuple[int, ...]] = _by_value
    regard: Regard | None = None


class Climb:
    """A search from a first state, by several workers."""

    def __init__(self, start: State, workers: int, seed: int, goal: Goal, tuning: Tuning | None = None) -> None:
        self._start = start
        self._goal = goal
        usual = WIDE if start.tables.changeovers else Tuning()
        first = Layout(start, seed * 1009, tuning or usual, goal.regard)
        self._layouts = [first, *(first.twin(seed * 1009 + worker) for worker in range(1, workers))]
        self._parting = Parting(start.problem, first, seed)
        worth = [int(first.memory[job + at.J_WORTH]) for job in first.jobs]
        self._mean = max(1.0, sum(worth) / max(1, len(worth)))
        self._heat = WITH_CHANGEOVERS if start.tables.changeovers else PLAIN
        #: The plan that all go on from, and the best one so far.
        self._plan = self._best = first.best()
        self._count = Count(start.value, 0, ())
        self.rounds = 0

    def run(self, deadline: Deadline, board: PriceBoard) -> State:
        """Search until the deadline; return the best state found, the first one if there is none better."""
        prices, length, turn = None, max(deadline.left, 1e-9), 0
        first = self._count = self._weigh(self._plan)
        while self._layouts[0].jobs and not deadline.passed and not self._goal.reached(self._count):
            if board.prices is not None and board.prices is not prices:
                prices = board.prices
                for layout in self._layouts:
                    layout.price(prices)
            heat = self._heat.hot * (self._heat.cold / self._heat.hot) ** (1 - deadline.left / length)
            before = self.rounds
            self._turn(
                deadline.part(min(TURN, length / TURNS)),
                int(heat * self._mean * (1 << at.FINE)),
                apart=turn % (APART + 1) < APART,
            )
            turn += 1
            if self.rounds == before:
                break
        return self._start if self._count == first else self._state(self._best)

    def _turn(self, deadline: Deadline, heat: int, *, apart: bool) -> None:
        """Let all workers go on from the present plan for a while, and make one plan of what they made of it."""
        apart = (
            apart and len(self._layouts) > 1 and len(self._layouts[0].jobs) >= int(self._layouts[0].memory[at.PARTED])
        )
        shares = self._parting.shares(self._plan, len(self._layouts)) if apart else None
        self._work(deadline, heat, shares or [self._parting.whole()] * len(self._layouts))
        deadline.spend(deadline.left)
        if shares is None:
            self._take_best()
        else:
            self._put_together(shares)

    def _work(self, deadline: Deadline, heat: int, shares: Sequence[Share]) -> None:
        failures: list[BaseException] = []

        def work(layout: Layout, share: Share) -> None:
            try:
                deal(layout, self._plan, share)
                done = self._rounds(layout, deadline, heat)
                with lock:
                    self.rounds += done
            except BaseException as error:  # noqa: BLE001 - handed on below, in the caller's thread
                failures.append(error)

        lock = threading.Lock()
        pairs = zip(self._layouts, shares, strict=True)
        threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    def _rounds(self, layout: Layout, deadline: Deadline, heat: int) -> int:
        """Do rounds until the turn is over; return how many."""
        from solver.search.compiled.entry import run

        memory, run_rounds, done, length = layout.memory, run(), 0, max(deadline.left, 1e-9)
        fresh, further = True, False
        rounds = ROUNDS if deadline.meter is not None or len(layout.jobs) > LARGE else ROUNDS_BY_CLOCK
        first = int(memory[at.WORK])
        run_rounds(memory, 0, heat, fresh)
        while not deadline.stop.requested and memory[at.MOVABLE_COUNT]:
            counted = (int(memory[at.WORK]) - first) / WORK_PER_SECOND
            if (counted >= length) if deadline.meter is not None else deadline.passed:
                break
            run_rounds(memory, rounds, heat, further)
            done += rounds
        return done

    def _take_best(self) -> None:
        """Go on from the plan of the worker that climbed highest; of equals the first."""
        highest = max(self._layouts, key=lambda layout: int(layout.memory[at.ENERGY]))
        best = max(self._layouts, key=lambda layout: int(layout.memory[at.BEST_MERIT]))
        self._plan = highest.plan()
        self._tell(best.best())

    def _put_together(self, shares: Sequence[Share]) -> None:
        """Go on from what each made of its share; so too the best that each had."""
        start = self._plan
        self._plan = self._parting.together(start, [layout.plan() for layout in self._layouts], shares)
        self._tell(self._parting.together(start, [layout.best() for layout in self._layouts], shares))

    def _tell(self, plan: Numbers) -> None:
        """Tell of a plan if it is the best of all so far."""
        count = self._weigh(plan)
        if self._goal.key(count) > self._goal.key(self._count):
            self._best, self._count = plan, count
            self._goal.on_better(lambda: self._schedule(plan), count, self._layouts[0].placed(plan))

    def _weigh(self, plan: Numbers) -> Count:
        """Return what a plan comes to."""
        from solver.search.compiled.entry import run

        layout, fresh = self._layouts[0], True
        deal(layout, plan, self._parting.whole())
        run()(layout.memory, 0, 0, fresh)
        return count_of(layout.memory)

    def _schedule(self, plan: Numbers) -> Schedule:
        return Schedule(
            tuple(
                assignment
                for job, parts in self._layouts[0].parts(plan).items()
                for assignment in assignments_of(job, parts)
            )
        )

    def _state(self, plan: Numbers) -> State:
        state = State(self._start.problem, (), tables=self._start.tables)
        for job, parts in self._layouts[0].parts(plan).items():
            state.put(job, parts)
        return state
