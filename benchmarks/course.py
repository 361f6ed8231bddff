"""The course of one solve in figures: seconds to a gap, seconds to a proof, and the primal integral."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.peers.base import Point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

#: Points whose value differs by less than this part of the last value are left out of a file of results.
STEP = 0.0005


def ordered(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points by time, each with the best value and the least bound up to then, whichever thread noted them."""
    value: int | None = None
    bound: int | None = None
    found: list[Point] = []
    for point in sorted(points, key=lambda each: each.seconds):
        value = _known(max, value, point.value)
        bound = _known(min, bound, point.bound)
        found.append(Point(point.seconds, value, bound))
    return tuple(found)


def _known(choose: Callable[[int, int], int], one: int | None, other: int | None) -> int | None:
    """Return the better of two figures by `choose`, or the one that is known."""
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)


def gap(value: int | None, bound: int | None) -> float | None:
    """Return `(bound - value) / max(1, |bound|)`, the gap of docs/model.md; None while one of the two is unknown."""
    if value is None or bound is None:
        return None
    return (bound - value) / max(1, abs(bound))


def first_seconds(points: Sequence[Point]) -> float | None:
    """Return the seconds to the first schedule."""
    return next((point.seconds for point in points if point.value is not None), None)


def seconds_to(points: Sequence[Point], goal: float, bound: int | None = None) -> float | None:
    """Return the seconds until the gap is at most `goal`; None if it never is.

    Parameters
    ----------
    goal
        A part of one: 0.05 for 5 %, 0 for a proof.
    bound
        What the values are held against: the final bound says when a schedule was that good, known or not; None takes the
        bound of each moment, which says when it was known to be that good.
    """
    for point in points:
        reached = gap(point.value, point.bound if bound is None else bound)
        if reached is not None and reached <= goal:
            return point.seconds
    return None


def primal_integral(points: Sequence[Point], best: int, seconds: float) -> float:
    """Return the primal integral of a run, in seconds; less is better (Berthold 2013, Operations Research Letters 41).

    `P(T) = sum_i p(t_{i-1}) * (t_i - t_{i-1})` over the moments `0 = t_0 < t_1 < ... < t_n = T` at which the value changes.
    `p(t) = 1` while there is no schedule, else the primal gap `|best - value| / max(|best|, |value|)` of the value at `t`, and 0
    where both are 0. `best` is the best value known of the case; divided by `T` it is the mean primal gap of the run.
    """
    moments = [(0.0, None), *((min(point.seconds, seconds), point.value) for point in points), (seconds, None)]
    return sum(_primal_gap(value, best) * (end - start) for (start, value), (end, _) in pairwise(moments))


def _primal_gap(value: int | None, best: int) -> float:
    if value is None:
        return 1.0
    largest = max(abs(best), abs(value))
    return abs(best - value) / largest if largest else 0.0


def thinned(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points that a plot can show: the first, the last, those where the bound changes and those of a visible step."""
    kept: list[Point] = []
    for number, point in enumerate(points):
        last = kept[-1] if kept else None
        if last is None or number == len(points) - 1 or _differs(last, point, STEP):
            kept.append(point)
    return tuple(kept)


def _differs(one: Point, other: Point, step: float) -> bool:
    return any(
        (a is None) != (b is None) or (a is not None and b is not None and abs(a - b) > step * max(abs(a), abs(b)))
        for a, b in ((one.value, other.value), (one.bound, other.bound))
    )
