"""Improving a schedule without a model: the wheel that squeaks gets the grease.

Each round is about a job, mostly a rejected one: room is made for it where it could run, see `solver.search.greedy.ruin`.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

from solver.search.greedy.ruin import Ruin

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.search.partial.state import State
    from solver.search.stop import Deadline

#: Rounds between two looks at the clock.
GLANCE = 16


def squeaky(
    start: State,
    deadline: Deadline,
    seed: int,
    on_better: Callable[[State], None],
    *,
    stop_when_value: int | None = None,
    rounds: int | None = None,
) -> State:
    """Return the best state found from `start`, which is left as it is.

    `on_better` is given each new best, which does not change afterwards. The search ends with the deadline, after `rounds`, or
    once `stop_when_value` is reached. With `rounds`, and a deadline that does not pass first, the result depends on the seed
    alone.
    """
    search = Ruin(start.copy(), random.Random(seed))  # noqa: S311 - drives a search, keeps no secret
    best = start
    goal = math.inf if stop_when_value is None else stop_when_value
    done, began, length = 0, deadline.elapsed, max(deadline.left, 1e-9)
    while search.movable and best.value < goal and (rounds is None or done < rounds):
        if done % GLANCE == 0:
            if deadline.passed:
                break
            search.cool(done / rounds if rounds else (deadline.elapsed - began) / length)
        search.round()
        done += 1
        if search.state.value > best.value:
            best = search.state.copy()
            on_better(best)
    return best
