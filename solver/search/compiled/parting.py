"""Who may move which jobs when several workers go on from one plan at once: each has a stretch of time to itself.

A job that lies in one stretch belongs to whoever has it, one that lies across a cut stays where it is, and one that waits is given to
one of them. What they do fits together then, whatever each does: no machine and no pool is held by two at one tick, and the longest
changeover stays free behind every cut. The cuts are elsewhere each time.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solver.search.compiled import records as at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from solver.problem import Problem
    from solver.search.compiled.how import Numbers
    from solver.search.compiled.layout import Layout

#: How far a cut may be from where it would part the jobs evenly, as a part of the jobs of one worker.
SWAY = 0.35


class Share(NamedTuple):
    """What one worker may do: move these jobs, by number, inside `[lo, hi)`."""

    lo: int
    hi: int
    jobs: NDArray[np.bool_]


def deal(layout: Layout, plan: Numbers, share: Share) -> None:
    """Write down a plan to go on from, as the best one, and what may be done with it; the next rounds have to begin afresh."""
    memory, addresses = layout.memory, np.array(layout.jobs, np.int64)
    first = int(memory[at.BEST_PARTS])
    memory[first : first + int(memory[at.PARTS_LENGTH])] = plan
    memory[addresses + at.J_MOVABLE] = share.jobs
    movable, first = addresses[share.jobs], int(memory[at.MOVABLE])
    memory[first : first + len(movable)], memory[at.MOVABLE_COUNT] = movable, len(movable)
    memory[at.BEGIN], memory[at.UNTIL] = share.lo, share.hi


class Parting:
    """Parts the jobs of a problem among workers, and puts together what they made of them."""

    def __init__(self, problem: Problem, layout: Layout, seed: int) -> None:
        addresses, memory = np.array(layout.jobs, np.int64), layout.memory
        self._horizon = problem.horizon
        self._movable = memory[addresses + at.J_MOVABLE] == 1
        self._release, self._deadline = memory[addresses + at.J_RELEASE], memory[addresses + at.J_DEADLINE]
        self._owners = layout.owners
        #: By address, the ticks that an option holds beside what it grants.
        self._extra = memory
        self._margin = max(
            (ticks for machine in problem.machines for row in machine.changeover or () for ticks in row), default=0
        )
        self._random = random.Random(seed)  # noqa: S311 - no secret

    def whole(self) -> Share:
        """Return the share of one who may do everything."""
        return Share(0, self._horizon, self._movable)

    def shares(self, plan: Numbers, workers: int) -> list[Share]:
        """Part a plan among workers."""
        first, last = self._spans(plan)
        placed = last > 0
        middles = np.sort((first + last)[placed & self._movable] // 2)
        parts = [(number + self._random.uniform(-SWAY, SWAY)) / workers for number in range(1, workers)]
        cuts = [int(middles[int(len(middles) * part)] if len(middles) else self._horizon * part) for part in parts]
        begins, ends = [0, *(cut + self._margin for cut in cuts)], [*cuts, self._horizon]
        # A job that waits goes where a moment of its time, drawn at random, lies.
        drawn = np.array([self._random.random() for _ in self._release])
        moments = self._release + (drawn * (self._deadline - self._release)).astype(np.int64)
        turns = np.searchsorted(np.array(cuts, np.int64), moments, side="right")
        return [
            Share(lo, hi, self._movable & np.where(placed, (first >= lo) & (last <= hi), turns == number))
            for number, (lo, hi) in enumerate(zip(begins, ends, strict=True))
        ]

    def together(self, plan: Numbers, made: Sequence[Numbers], shares: Sequence[Share]) -> Numbers:
        """Return the plan in which each job is where the one who could move it has put it."""
        merged = plan.copy().reshape(-1, at.PART)
        for other, share in zip(made, shares, strict=True):
            theirs = share.jobs[self._owners]
            merged[theirs] = other.reshape(-1, at.PART)[theirs]
        return merged.reshape(-1)

    def _spans(self, plan: Numbers) -> tuple[Numbers, Numbers]:
        """Return when each job starts and ends in a plan; one that is not placed ends at 0."""
        parts = plan.reshape(-1, at.PART)
        there = parts[:, at.P_OPTION] != at.NONE
        options = np.where(there, parts[:, at.P_OPTION], 0)
        starts = np.where(there, parts[:, at.P_START], self._horizon)
        ends = np.where(there, parts[:, at.P_START] + parts[:, at.P_GRANTED] + self._extra[options + at.O_EXTRA], 0)
        first, last = np.full(len(self._movable), self._horizon), np.zeros(len(self._movable), np.int64)
        np.minimum.at(first, self._owners, starts)
        np.maximum.at(last, self._owners, ends)
        return first, last
