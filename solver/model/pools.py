"""Pools: at every tick, the demand of what runs is within the capacity that fixed work leaves."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from solver.model.scope import Use
    from solver.model.variables import Decisions, SlotVars
    from solver.problem import Pool

#: `(start, end, amount)`: what is left of a pool, as a step function without gaps.
Profile = list[tuple[int, int, int]]


def add_pools(decisions: Decisions) -> None:
    """Hold every pool that a free task may draw on."""
    for pool, users in _users(decisions).items():
        low = min(s.slot.lo for s, _ in users)
        high = max(s.slot.hi for s, _ in users)
        left = profile(decisions.problem.pools[pool], decisions.scope.uses.get(pool, ()), low, high)
        if sum(units for _, units in users) > min(amount for *_, amount in left):
            _hold(decisions, users, left)


def _users(decisions: Decisions) -> Mapping[int, Sequence[tuple[SlotVars, int]]]:
    users: dict[int, list[tuple[SlotVars, int]]] = {}
    for s in decisions.all_slots():
        for pool, units in s.mode.demands:
            users.setdefault(pool, []).append((s, units))
    return users


def profile(pool: Pool, uses: Sequence[Use], low: int, high: int) -> Profile:
    """Return what fixed work leaves of a pool in `[low, high)`; never below 0."""
    changes: dict[int, int] = {low: 0, high: 0}
    steps = [(step.start, step.end, step.amount) for step in pool.capacity]
    for start, end, amount in steps + [(use.start, use.end, -use.amount) for use in uses]:
        if start < high and end > low:
            changes[max(low, start)] = changes.get(max(low, start), 0) + amount
            changes[min(high, end)] = changes.get(min(high, end), 0) - amount
    times = sorted(changes)
    left: Profile = []
    level = 0
    for start, end in pairwise(times):
        level += changes[start]
        left.append((start, end, max(0, level)))
    return left


def _hold(decisions: Decisions, users: Sequence[tuple[SlotVars, int]], left: Profile) -> None:
    """Fill the profile up to its top with fixed blocks, then let blocks and users share that top."""
    model = decisions.model
    top = max(amount for *_, amount in left)
    blocks = [
        (model.new_fixed_size_interval_var(start, end - start, ""), top - amount)
        for start, end, amount in left
        if amount < top
    ]
    if top <= 1 and all(units == 1 for _, units in users):
        model.add_no_overlap([s.interval for s, _ in users] + [block for block, missing in blocks if missing])
        if top == 0:
            model.add(sum(s.present for s, _ in users) == 0)
    else:
        intervals = [s.interval for s, _ in users] + [block for block, _ in blocks]
        model.add_cumulative(intervals, [units for _, units in users] + [missing for _, missing in blocks], top)
    area = sum((end - start) * amount for start, end, amount in left)
    if sum(units * s.most_load for s, units in users) > area:
        model.add(sum(units * s.load for s, units in users) <= area)
