"""Time as bit masks: bit `t` of a Python integer says whether something can be at tick `t`.

A week of 15-minute ticks is 672 bits, a few machine words, so that "where does an occupation of `n` ticks fit on this
machine" costs a handful of shifts and ands whatever the machine already holds. That is what makes a hundred decodes of
a thousand jobs a second possible without compiled code.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def span(start: int, end: int) -> int:
    """Return the mask of the ticks `[start, end)`; 0 when there are none."""
    return ((1 << (end - start)) - 1) << start if end > start else 0


@cache
def halvings(length: int) -> tuple[int, ...]:
    """Return the shifts that, applied one after another as `mask &= mask >> shift`, leave the starts of runs of `length`."""
    shifts: list[int] = []
    reached = 1
    while 2 * reached <= length:
        shifts.append(reached)
        reached *= 2
    if length > reached:
        shifts.append(length - reached)
    return tuple(shifts)


def runs(free: int, length: int) -> int:
    """Return the ticks at which `length >= 1` consecutive free ticks begin."""
    for shift in halvings(length):
        free &= free >> shift
    return free


def first(mask: int) -> int:
    """Return the lowest tick of a mask; -1 when it is empty."""
    return (mask & -mask).bit_length() - 1


def starts_within(stretches: Iterable[tuple[int, int]], length: int) -> int:
    """Return the ticks at which an occupation of `length` may start so as to lie inside one of the `[lo, hi)`."""
    mask = 0
    for lo, hi in stretches:
        mask |= span(lo, hi - length + 1)
    return mask


def at_least(levels: list[int], start: int, end: int, amount: int) -> int:
    """Return the mask of the ticks of `[start, end)` whose level is at least `amount`."""
    # Binary text is read in linear time; shifting bit after bit into a long mask is quadratic, and ticks may be minutes.
    digits = ["1" if level >= amount else "0" for level in levels[start:end]]
    return int("".join(reversed(digits)) or "0", 2) << start
