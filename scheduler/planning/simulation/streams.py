"""Random streams by name: what is drawn for one thing does not depend on what was drawn for another, nor on the policy."""

from __future__ import annotations

import hashlib
import math
import random


def stream(seed: int, *key: object) -> random.Random:
    """Return the stream of a key, such as `(seed, "arrivals", night, tenant)`; the same key always gives the same draws."""
    digest = hashlib.sha256("/".join(map(str, (seed, *key))).encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - varies a simulation, keeps no secret


def poisson(rng: random.Random, mean: float) -> int:
    """Return how often something happens that happens `mean` times on average and independently; meant for means below 100."""
    product, floor, count = rng.random(), math.exp(-mean), 0
    while product > floor:
        product *= rng.random()
        count += 1
    return count
