"""Whose turn it is: which components are searched next, for how long, and with how many threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from solver.search.parameters import SolveParameters
    from solver.search.parts.executors import TaskExecutor
    from solver.search.parts.standing import Standing
    from solver.search.stop import Deadline

#: Seconds of the first turn of a component at most, and the part of the budget that none may exceed. Each turn of a component may
#: be twice as long as the one before: a search that begins anew every few seconds never gets deep, nor a large bound ready.
FIRST_TURN, LONGEST_SHARE = 10.0, 0.25
#: The part of the time that first turns plan to take: where turns take longer than planned, the last component must not go without.
FIRST_SHARE = 0.8
#: Seconds below which a turn is not worth its beginning.
LEAST_TURN = 0.5
#: Small components go together until there are about this many tasks for each worker.
TASKS_EACH = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """Some components to be searched by one task, in these seconds, with so many threads."""

    standings: tuple[Standing, ...]
    seconds: float
    threads: int
    seed: int
    #: Seconds of the run that had gone by when it was given out.
    begun: float


class Turns:
    """Gives out turns, the most urgent component first."""

    def __init__(self, standings: Sequence[Standing], parameters: SolveParameters, deadline: Deadline) -> None:
        self._standings = standings
        self._parameters = parameters
        self._deadline = deadline
        self._jobs = sum(standing.size for standing in standings)
        #: Seconds that the last full turn took beyond its own: the way there and back, and the certificate.
        self._overrun = 0.0

    def next(self, executor: TaskExecutor, busy: Collection[Standing]) -> Turn | None:
        """Return the next turn; None while there is nothing to be done, or no time to do it in."""
        open_ones = [standing for standing in self._standings if standing.is_open]
        idle = sorted((each for each in open_ones if each not in busy), key=_urgency, reverse=True)
        if not idle or (self._left < LEAST_TURN and not self._cannot_wait(idle[0])):
            return None
        chosen = self._together(idle, max(executor.at_once, executor.threads))
        # The same seed would repeat what the turn before has done.
        seed = (self._parameters.seed + chosen[0].turns) % 2**31
        threads = max(1, executor.threads // min(executor.at_once, len(open_ones)))
        return Turn(chosen, self._seconds(chosen, idle, executor.at_once), threads, seed, self._deadline.elapsed)

    def ended(self, turn: Turn) -> None:
        """Learn from a turn that has ended how much more than its seconds the next will take."""
        over = self._deadline.elapsed - turn.begun - turn.seconds
        if over >= 0:
            self._overrun = over

    @property
    def _left(self) -> float:
        return max(0.0, self._deadline.left - self._overrun)

    def _cannot_wait(self, standing: Standing) -> bool:
        """Whether a component has neither a schedule nor had a turn: without one the whole has none, however late it is."""
        return standing.best is None and standing.turns == 0 and not self._deadline.stop.requested

    def _together(self, idle: Sequence[Standing], workers: int) -> tuple[Standing, ...]:
        """Return the first and, if it is small, as many after it as make a task; what failed goes alone, to be told apart."""
        first, *others = idle
        chosen, jobs, enough = [first], first.size, self._jobs / (TASKS_EACH * workers)
        if first.failures:
            return (first,)
        for other in others:
            if jobs + other.size <= enough and not other.failures and (other.turns == 0) == (first.turns == 0):
                chosen.append(other)
                jobs += other.size
        return tuple(chosen)

    def _seconds(self, chosen: Sequence[Standing], idle: Sequence[Standing], at_once: int) -> float:
        """Return at most a fair share of what is left, as long as others wait for their first turn."""
        left, turns = self._left, chosen[0].turns
        longest = min(FIRST_TURN * 2.0**turns, self._parameters.seconds * LONGEST_SHARE)
        waiting = sum(standing.size for standing in idle if standing.turns == 0)
        if turns == 0:
            fair = left * at_once * sum(standing.size for standing in chosen) / waiting
            longest = min(longest, fair * FIRST_SHARE)
        return min(left, max(LEAST_TURN, longest))


def _urgency(standing: Standing) -> tuple[int, float]:
    return standing.urgency
