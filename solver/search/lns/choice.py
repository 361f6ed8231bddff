"""Which neighbourhood next, and how large: learnt from what each has gained and from whether its sub-solves were proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

#: How fast old gains are forgotten.
MEMORY = 0.95
#: Jobs that a neighbourhood frees: at the start, at least and at most.
FIRST_SIZE, LEAST_SIZE, MOST_SIZE = 14, 5, 120
#: A part of the draws pays no heed to gains, so that no neighbourhood is forgotten.
CURIOSITY = 0.15


class Chooser:
    """Draws one of `count` neighbourhoods in proportion to their recent gains; sizes grow while proofs come and shrink otherwise."""

    def __init__(self, count: int, rng: random.Random) -> None:
        self._rng = rng
        self._gain = [1.0] * count
        self._size = [float(FIRST_SIZE)] * count

    def draw(self) -> int:
        """Return the number of the next neighbourhood."""
        count = len(self._gain)
        if self._rng.random() < CURIOSITY:
            return self._rng.randrange(count)
        return self._rng.choices(range(count), [0.01 + gain for gain in self._gain])[0]

    def size(self, choice: int) -> int:
        """Return how many placed jobs it should free: around the learnt size, so that small ones are tried again."""
        return max(LEAST_SIZE, round(self._size[choice] * self._rng.uniform(0.5, 1.1)))

    def learn(self, choice: int, gain: int, *, proved: bool) -> None:
        """Take note of one sub-solve."""
        self._gain[choice] = MEMORY * self._gain[choice] + (1 - MEMORY) * gain
        factor = 1.03 if proved else 0.85
        self._size[choice] = min(MOST_SIZE, max(LEAST_SIZE, self._size[choice] * factor))
