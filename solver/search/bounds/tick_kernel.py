"""What every job would earn if it had to pay for its ticks, compiled: the inner loop of the bound by prices on ticks.

Over 150 lines because the compiler's cache knows a function by its file: what calls each other lies together.
Arrays are those of `Layout`; worth and prices are in parts of a cost tick. Ends are kept by task of a path and tick: the most that
the tasks so far earn if the last one ends by then.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit, typeof, types

from solver.search.bounds.tick_layout import Layout, Numbers  # noqa: TC001 - the compiler reads what the fields are
from solver.search.compiled.how import LOADING, address_of, compiled

#: Less than anything earns, with room for what is added to it; and what is below it is out of the question.
NEVER = -(1 << 62)
LOST = -(1 << 61)
#: Parts of one in which the drift of usage over capacity is kept.
DRIFT = 1 << 10
#: The door that Python comes in by.
door = njit(nogil=True, error_model="numpy", cache=True)


class Space(NamedTuple):
    """Where the compiled functions work; made once."""

    #: By resource and tick: the prices, what is used, and how far it was beyond the capacity of late.
    prices: Numbers
    usage: Numbers
    drift: Numbers
    #: By bundle and tick: the price of all before, and how many more hold the bundle from this tick on.
    sums: Numbers
    turns: Numbers
    #: By task of a path, or number of parts, and tick.
    ends: Numbers
    #: What was chosen for one job: stand, start and grant.
    chosen: Numbers
    #: How many rows of `chosen` are filled.
    filled: Numbers


def space_for(layout: Layout) -> Space:
    """Return the space that a layout needs."""
    resources, horizon = layout.capacity.shape
    depth = int(max((layout.paths[:, 1] - layout.paths[:, 0]).max(), layout.tasks[:, 3].max() + 1))
    width = max(horizon, int(layout.tasks[:, 7].max())) + 1
    most = depth * int((layout.jobs[:, 1] - layout.jobs[:, 0]).max())

    def zeros(*shape: int) -> Numbers:
        return np.zeros(shape, dtype=np.int64)

    prices, usage, drift = (zeros(resources, horizon) for _ in range(3))
    sums, turns = (zeros(layout.bundles, horizon + 1) for _ in range(2))
    return Space(prices, usage, drift, sums, turns, zeros(depth, width), zeros(most, 3), zeros(1))


def in_cache(layout: Layout, space: Space) -> bool:
    """Return whether `charge` was compiled before; compiling takes ten seconds, and nobody can interrupt it."""
    compiler: Any = charge
    arguments = (typeof(layout), typeof(space), types.int64)  # type: ignore[no-untyped-call]  # numba has no types here
    # The compiler has no public way to ask; this is the question that it puts to its cache itself before it compiles.
    with LOADING:
        return bool(compiler.signatures) or compiler._cache.load_overload(arguments, compiler.targetctx) is not None  # noqa: SLF001 - as the line above says


def make_ready(layout: Layout, space: Space) -> None:
    """Load `charge` and `follow`, or compile them: their first calls must not do it while another thread does the like."""
    both = (typeof(layout), typeof(space))  # type: ignore[no-untyped-call]  # numba has no types here
    compilers: tuple[Any, Any] = (charge, follow)
    with LOADING:
        for compiler, numbers in zip(compilers, (1, 3), strict=True):
            compiler.compile((*both, *[types.int64] * numbers))


@door
def charge(layout: Layout, space: Space, scale: int) -> int:
    """Return what the prices prove, and leave in `usage` what the jobs take at them.

    That is the price of all there is, and of each job the most it earns beyond what it pays, where that is positive or the job a must.
    """
    _sum_up(layout, space)
    space.turns[:] = 0
    total = 0
    for resource in range(len(layout.capacity)):
        for tick in range(layout.capacity.shape[1]):
            total += space.prices[resource, tick] * layout.capacity[resource, tick]
    for job in range(len(layout.jobs)):
        space.filled[0] = 0
        earned = 0
        for path in range(layout.jobs[job, 0], layout.jobs[job, 1]):
            first, behind = layout.paths[path, 0], layout.paths[path, 1]
            if layout.tasks[first, 3] > 1:
                gain = _parts(layout, space, scale, first)
            else:
                gain = _path(layout, space, scale, first, behind)
            earned = NEVER if earned < LOST or gain < LOST else earned + gain
        if earned > 0 or (layout.jobs[job, 2] == 1 and earned > LOST):
            total += earned
            _book(layout, space)
    _use(layout, space)
    return total


@door
def follow(layout: Layout, space: Space, step: int, ceiling: int, inertia: int) -> None:
    """Raise the prices of what is asked too much, lower those of what is left over; `step` for a whole unit in a tick."""
    for resource in range(len(layout.capacity)):
        for tick in range(layout.capacity.shape[1]):
            capacity = layout.capacity[resource, tick]
            if capacity == 0:
                continue
            beyond = (space.usage[resource, tick] - capacity) * DRIFT
            space.drift[resource, tick] += (beyond - space.drift[resource, tick]) // inertia
            change = space.drift[resource, tick] * step // (DRIFT * capacity * layout.units[resource])
            space.prices[resource, tick] = max(0, min(ceiling, space.prices[resource, tick] + change))


@compiled
def _sum_up(layout: Layout, space: Space) -> None:
    """Sum up the prices of each bundle."""
    space.sums[:] = 0
    for member in range(len(layout.members)):
        bundle, resource, units = layout.members[member]
        before = 0
        for tick in range(layout.capacity.shape[1]):
            before += space.prices[resource, tick] * units
            space.sums[bundle, tick + 1] += before


@compiled
def _use(layout: Layout, space: Space) -> None:
    """Turn the turns of bundles into the usage of resources."""
    space.usage[:] = 0
    for member in range(len(layout.members)):
        bundle, resource, units = layout.members[member]
        held = 0
        for tick in range(layout.capacity.shape[1]):
            held += space.turns[bundle, tick]
            space.usage[resource, tick] += held * units


@compiled
def _book(layout: Layout, space: Space) -> None:
    """Count what was chosen for one job."""
    for number in range(space.filled[0]):
        stand, start, granted = space.chosen[number]
        bundle = layout.stands[stand, 6]
        space.turns[bundle, start] += 1
        space.turns[bundle, start + layout.stands[stand, 2] + granted] -= 1


@compiled
def _record(space: Space, stand: int, start: int, granted: int) -> None:
    number = space.filled[0]
    space.chosen[number, 0], space.chosen[number, 1], space.chosen[number, 2] = stand, start, granted
    space.filled[0] = number + 1


@compiled
def _path(layout: Layout, space: Space, scale: int, first: int, behind: int) -> int:
    """Return the most that a path of tasks earns, and record how."""
    horizon = layout.capacity.shape[1]
    width = space.ends.shape[1]
    rows = address_of(space.ends)
    for task in range(first, behind):
        row = (task - first) * width
        for tick in range(horizon + 1):
            rows[row + tick] = NEVER
        for stand in range(layout.tasks[task, 0], layout.tasks[task, 1]):
            _slide(layout, space, scale, task, stand, task > first, row)
        for tick in range(horizon):
            rows[row + tick + 1] = max(rows[row + tick + 1], rows[row + tick])
    earned: int = space.ends[behind - 1 - first, horizon]
    if earned > LOST:
        by = horizon
        for task in range(behind - 1, first - 1, -1):
            by = _trace(layout, space, scale, task, task - first, by) - layout.tasks[task, 2]
    return earned


@compiled
def _slide(layout: Layout, space: Space, scale: int, task: int, stand: int, linked: bool, row: int) -> None:  # noqa: FBT001 - compiled code knows no keywords, and passes numbers rather than things
    """Put one stand to every start, with every grant, and keep the best for each end."""
    lo, hi, overhead, least, most, duration, bundle = layout.stands[stand]
    sums, rows = address_of(space.sums), address_of(space.ends)
    at, lag = bundle * space.sums.shape[1], layout.tasks[task, 2]
    first = max(lo, lag) if linked else lo
    before = row - space.ends.shape[1] - lag
    for granted in range(least, most + 1):
        length = overhead + granted
        worth = scale * layout.tasks[task, 4] * (layout.tasks[task, 5] * granted // duration)
        if linked:
            for start in range(first, hi - length + 1):
                earned = worth + sums[at + start] - sums[at + start + length] + rows[before + start]
                rows[row + start + length] = max(rows[row + start + length], earned)
        else:
            for start in range(first, hi - length + 1):
                earned = worth + sums[at + start] - sums[at + start + length]
                rows[row + start + length] = max(rows[row + start + length], earned)


@compiled
def _trace(layout: Layout, space: Space, scale: int, task: int, depth: int, by: int) -> int:
    """Record where a task is that ends by a tick and earns the most; return its start."""
    earned = space.ends[depth, by]
    while by > 0 and space.ends[depth, by - 1] == earned:
        by -= 1
    lag = layout.tasks[task, 2]
    for stand in range(layout.tasks[task, 0], layout.tasks[task, 1]):
        lo, hi, overhead, least, most, duration, bundle = layout.stands[stand]
        for granted in range(least, most + 1):
            start: int = by - overhead - granted
            if lo <= start and by <= hi and (depth == 0 or start >= lag):
                worth = scale * layout.tasks[task, 4] * (layout.tasks[task, 5] * granted // duration)
                found = worth + space.sums[bundle, start] - space.sums[bundle, by]
                if depth:
                    found += space.ends[depth - 1, start - lag]
                if found == earned:
                    _record(space, stand, start, granted)
                    return start
    return 0


@compiled
def _parts(layout: Layout, space: Space, scale: int, task: int) -> int:
    """Return the most that a task in parts earns, and record how; that no two are at once is left out.

    Row `k` of `ends` holds the least price of `k` parts or fewer by the ticks granted in all, as a loss.
    """
    parts, weight, work, least, most = layout.tasks[task, 3:8]
    shortest = layout.stands[layout.tasks[task, 0], 3]
    space.ends[: parts + 1, : most + 1] = NEVER
    for stand in range(layout.tasks[task, 0], layout.tasks[task, 1]):
        for granted in range(layout.stands[stand, 3], layout.stands[stand, 4] + 1):
            space.ends[1, granted] = max(space.ends[1, granted], _cheapest(layout, space, stand, granted))
    for part in range(2, parts + 1):
        for granted in range(shortest, most + 1):
            space.ends[part, granted] = max(space.ends[part, granted], space.ends[part - 1, granted])
            for one in range(shortest, granted - shortest + 1):
                found = space.ends[1, one] + space.ends[part - 1, granted - one]
                space.ends[part, granted] = max(space.ends[part, granted], found if found > LOST else NEVER)
    earned: int = NEVER
    total = 0
    for granted in range(least, most + 1):
        worth = scale * weight * (work * granted // layout.stands[layout.tasks[task, 0], 5])
        if space.ends[parts, granted] > LOST and worth + space.ends[parts, granted] > earned:
            earned, total = worth + space.ends[parts, granted], granted
    if earned > LOST:
        _take_apart(layout, space, task, total)
    return earned


@compiled
def _cheapest(layout: Layout, space: Space, stand: int, granted: int) -> int:
    lo, hi, overhead, _least, _most, _duration, bundle = layout.stands[stand]
    sums, at, length = address_of(space.sums), bundle * space.sums.shape[1], overhead + granted
    best: int = NEVER
    for start in range(lo, hi - length + 1):
        best = max(best, sums[at + start] - sums[at + start + length])
    return best


@compiled
def _take_apart(layout: Layout, space: Space, task: int, total: int) -> None:
    """Record the parts that cost least for a sum of grants."""
    part = layout.tasks[task, 3]
    while total > 0:
        while part > 1 and space.ends[part, total] == space.ends[part - 1, total]:
            part -= 1
        one = total
        if part > 1:
            one = 1
            while space.ends[1, one] + space.ends[part - 1, total - one] != space.ends[part, total]:
                one += 1
        _record_part(layout, space, task, one)
        total, part = total - one, part - 1


@compiled
def _record_part(layout: Layout, space: Space, task: int, granted: int) -> None:
    for stand in range(layout.tasks[task, 0], layout.tasks[task, 1]):
        length = layout.stands[stand, 2] + granted
        bundle = layout.stands[stand, 6]
        for start in range(layout.stands[stand, 0], layout.stands[stand, 1] - length + 1):
            if space.sums[bundle, start] - space.sums[bundle, start + length] == space.ends[1, granted]:
                _record(space, stand, start, granted)
                return
