"""What the layout of the memory works out before it writes it down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from solver.search.compiled import records as at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from solver.problem import Machine, Problem
    from solver.search.compiled.how import Numbers
    from solver.search.partial.state import State
    from solver.search.partial.tables import Tables


class Entries(NamedTuple):
    """The most occupations of each machine, and the ticks of the shortest."""

    most: list[int]
    shortest: list[int]


def entries_of(problem: Problem, tables: Tables) -> Entries:
    """Return how many occupations each machine may have: no more than parts that could come, nor than ticks there are."""
    coming, shortest = [0] * len(problem.machines), [problem.horizon] * len(problem.machines)
    for job in tables.jobs:
        for task in job.tasks:
            for machine in {seat.machine for option in task.options for seat in option.seats}:
                coming[machine] += task.task.most_parts
            for option in task.options:
                for seat in option.seats:
                    shortest[seat.machine] = min(shortest[seat.machine], option.least + option.extra)
    most = [min(n, problem.horizon // max(1, s)) for n, s in zip(coming, shortest, strict=True)]
    return Entries(most, shortest)


def may_be_tight(changeover: Sequence[Sequence[int]] | None, shortest: int) -> bool:
    """Return whether a changeover can take longer than two others with an occupation of the shortest length between them."""
    if changeover is None:
        return False
    families = range(len(changeover))
    return any(
        changeover[f][g] > changeover[f][h] + shortest + changeover[h][g]
        for f in families
        for g in families
        for h in families
    )


def by_tick(machine: Machine, windows: int, horizon: int) -> list[int]:
    """Return for each tick the address of the open window it lies in; the first window lies at `windows`, the others behind it."""
    found = [at.NONE] * (horizon + 1)
    for number, window in enumerate(machine.windows):
        found[window.start : window.end] = [windows + at.WINDOW * number] * (window.end - window.start)
    return found


def bits_of(machines: Iterable[int], words: int) -> list[int]:
    """Return a bit for each machine, 62 to a word, so that no word is negative."""
    held = set(machines)
    return [sum(1 << m % 62 for m in held if m // 62 == word) for word in range(words)]


def summed(prices: NDArray[np.float64]) -> Numbers:
    """Return for each row what all ticks before each tick are worth, in whole parts of 2^10 of a cost tick."""
    parts = np.rint(np.maximum(prices, 0.0) * (1 << at.FINE)).astype(np.int64)
    return np.concatenate([np.zeros((len(parts), 1), np.int64), np.cumsum(parts, axis=1)], axis=1)


def sow(memory: Numbers, seed: int) -> None:
    """Begin the random numbers of a memory anew: never with 0, and with an odd factor that spreads small seeds over all bits."""
    memory[at.RANDOM] = (2 * seed + 1) * 0x9E3779B97F4A7C15 % 2**63


def may_move(state: State, job: int) -> bool:
    """Return whether a search may take a job out and put it back: it can be placed at all, and no pin holds it."""
    table = state.tables.jobs[job]
    return (table.plain or table.careful) and not table.pinned
