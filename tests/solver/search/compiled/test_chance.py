"""Random numbers of the compiled code: within their limits, and none of them much rarer than another."""

from __future__ import annotations

import numpy as np
import pytest

from solver.search.compiled import records as at
from solver.search.compiled.chance import STEPS, below, falling, logarithms, sort_by
from solver.search.compiled.derived import sow
from solver.search.compiled.how import Numbers, address_of, compiled

#: Draws in a test.
MANY = 20_000


def memory(seed: int) -> Numbers:
    """Return a memory with nothing in it but random numbers and the table of logarithms."""
    made = np.zeros(at.HEAD + STEPS, np.int64)
    made[at.LOGARITHM] = at.HEAD
    made[at.HEAD :] = logarithms()
    sow(made, seed)
    return made


@compiled
def draw_below(array: Numbers, limit: int, drawn: Numbers) -> None:
    """Fill an array with numbers below a limit."""
    for index in range(len(drawn)):
        drawn[index] = below(address_of(array), limit)


@compiled
def draw_falling(array: Numbers, mean: int, drawn: Numbers) -> None:
    """Fill an array with numbers that fall off."""
    for index in range(len(drawn)):
        drawn[index] = falling(address_of(array), mean)


@compiled
def sort(array: Numbers, count: int) -> None:
    """Sort the first numbers of an array by those that follow them."""
    sort_by(address_of(array), 0, count, count)


def drawn(seed: int, limit: int) -> Numbers:
    """Return many numbers below a limit."""
    numbers = np.zeros(MANY, np.int64)
    draw_below(memory(seed), limit, numbers)
    return numbers


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("seed", [0, 1, 2**31 - 1])
def test_numbers_stay_below_their_limit_and_are_even(limit: int, seed: int) -> None:
    """A number at its limit reads beside the memory; one that never comes is a job that is never tried."""
    counts = np.bincount(drawn(seed, limit), minlength=limit)
    assert len(counts) == limit
    # Six standard deviations: the numbers are the same in every run, so this either always holds or never.
    assert max(abs(counts - MANY / limit)) <= 6 * (MANY / limit) ** 0.5


def test_large_limits_are_kept_too() -> None:
    """An order drawn at random takes numbers up to 2^30; a negative one would be an address out of the memory."""
    numbers = drawn(3, 1 << 30)
    assert 0 <= numbers.min() < 1 << 20
    assert (1 << 30) - (1 << 20) < numbers.max() < 1 << 30
    assert abs(numbers.mean() / (1 << 30) - 0.5) < 0.02


def test_seeds_side_by_side_have_nothing_in_common() -> None:
    """Two workers with the same numbers would do the same work twice."""
    first, second = drawn(1, 1000), drawn(2, 1000)
    assert 0 <= np.mean(first == second) < 0.01


@pytest.mark.parametrize("mean", [0, 5, 20_000])
def test_what_falls_off_has_its_mean(mean: int) -> None:
    """Ruins would be larger than they are tuned to, or losses dearer."""
    numbers = np.zeros(MANY, np.int64)
    draw_falling(memory(4), mean, numbers)
    assert numbers.min() >= 0
    # Rounded down, small numbers lose half of one on average.
    assert abs(numbers.mean() - mean) <= 0.03 * mean + 0.6
    assert mean == 0 or numbers.max() > 4 * mean


def test_a_sort_keeps_equal_ones_in_order() -> None:
    """Of equal keys it would depend on what else is sorted who comes first."""
    array = np.array([10, 11, 12, 13, 14, 3, 1, 3, 2, 1], np.int64)
    sort(array, 5)
    assert array.tolist() == [11, 14, 13, 10, 12, 1, 1, 2, 3, 3]
