"""Random numbers and short sorts in whole numbers, compiled: the same on every machine, whatever its floating point does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.search.compiled.how import compiled
from solver.search.compiled.records import LOGARITHM, RANDOM

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory

#: The table of logarithms: how many there are, and in parts of two to the power of what.
STEPS, SHIFT = 1024, 16


@compiled
def below(memory: Memory, limit: int) -> int:
    """Return a number from 0 to below a limit of at most 2^31 (xorshift64*, Vigna 2016)."""
    x = np.uint64(memory[RANDOM])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    memory[RANDOM] = np.int64(x)  # type: ignore[call-overload]  # compiled, it is a number like any other
    drawn: int = np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33)) % limit  # type: ignore[assignment]  # one to the compiler
    return drawn


@compiled
def falling(memory: Memory, mean: int) -> int:
    """Return a number of 0 or more that falls off exponentially, with a mean."""
    drawn: int = (mean * memory[memory[LOGARITHM] + below(memory, STEPS)]) >> SHIFT
    return drawn


def logarithms() -> list[int]:
    """Return the table of `falling`: minus the natural logarithm of numbers evenly spread between 0 and 1."""
    spread = (np.arange(STEPS) + 0.5) / STEPS
    return [int(x) for x in np.rint(-np.log(spread) * (1 << SHIFT))]


@compiled
def sort_by(memory: Memory, items: int, keys: int, count: int) -> None:
    """Sort numbers by their keys, both in place; there are a dozen, and equal ones keep their order."""
    for index in range(1, count):
        item, key = memory[items + index], memory[keys + index]
        at = index
        while at > 0 and memory[keys + at - 1] > key:
            memory[items + at], memory[keys + at] = memory[items + at - 1], memory[keys + at - 1]
            at -= 1
        memory[items + at], memory[keys + at] = item, key
