"""What a peer is: a function that solves a problem within limits and reports what it finds as it goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from solver.problem import Problem
from solver.schedule import Schedule, utilization


@dataclass(frozen=True, slots=True)
class Limits:
    """What a peer is given: wall-clock seconds, threads and a seed."""

    seconds: float
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """What was known after some seconds: the best value so far and the least bound, None while there is none."""

    seconds: float
    value: int | None
    bound: int | None


class Trace:
    """The course of one solve: every better schedule and every lower bound, with the seconds they came after."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.points: list[Point] = []
        #: The best schedule so far.
        self.schedule: Schedule | None = None
        self.value: int | None = None
        self.bound: int | None = None
        #: What else a peer has to say of its schedule, by name.
        self.figures: dict[str, float] = {}
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Return the seconds since the trace began."""
        return time.perf_counter() - self._start

    def found(self, schedule: Schedule) -> None:
        """Note a schedule; its utilization is measured here, and one that is no better is passed over."""
        value = utilization(self.problem, schedule)
        if self.value is None or value > self.value:
            self.schedule, self.value = schedule, value
            self.points.append(Point(self.seconds, self.value, self.bound))

    def bounded(self, bound: int) -> None:
        """Note a bound that no schedule exceeds; one that is no lower is passed over."""
        if self.bound is None or bound < self.bound:
            self.bound = bound
            self.points.append(Point(self.seconds, self.value, self.bound))


#: Solves a problem within limits, and tells the trace what it finds. What it tells is verified by whoever runs it.
Peer: TypeAlias = Callable[[Problem, Limits, Trace], None]
