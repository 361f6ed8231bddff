"""Regard for who gets what, compiled: what is thought of it that an account has so much, and that all of them have enough.

Each account has a table of what is thought of every number of cost ticks it may have. The tables are concave: the more one has, the less
one more tick is thought of; so what several jobs add to it is never more than what each would add alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.how import compiled
from solver.search.compiled.records import (
    A_GRANTED,
    A_LAST,
    A_REGARD,
    ACCOUNT,
    ACCOUNT_COUNT,
    ACCOUNTS,
    COMMITTED,
    ENERGY,
    ENOUGH,
    FINE,
    HORIZON,
    J_ACCOUNT,
    J_RELEASE,
    J_WEIGHT,
    J_WORTH,
    MERIT,
    NONE,
    SHORTFALL,
    VALUE,
)

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory


@compiled
def begin_count(memory: Memory) -> None:
    """Count anew from the empty plan."""
    memory[VALUE], memory[ENERGY], memory[MERIT] = 0, 0, -memory[SHORTFALL] * memory[ENOUGH]
    for index in range(memory[ACCOUNT_COUNT]):
        account = memory[ACCOUNTS] + index * ACCOUNT
        memory[account + A_GRANTED] = 0
        memory[MERIT] += memory[memory[account + A_REGARD]]
    memory[ENERGY] = memory[MERIT]


@compiled
def count(memory: Memory, job: int, gain: int, credit: int) -> None:
    """Count what a job earns, or no longer earns, in the value, the merit and the energy; its account has `credit` of it."""
    merit = gain << FINE
    account = memory[job + J_ACCOUNT]
    if account != NONE:
        merit += _thought(memory, account, credit) + _nearer(memory, gain)
        memory[account + A_GRANTED] += credit
    memory[VALUE] += gain
    memory[MERIT] += merit
    memory[ENERGY] += merit


@compiled
def wanted(memory: Memory, job: int) -> int:
    """Return the most that a job which is not placed may be thought of now, beyond what it is worth."""
    account = memory[job + J_ACCOUNT]
    if account == NONE:
        return 0
    worth = memory[job + J_WORTH]
    if memory[job + J_RELEASE] >= memory[COMMITTED]:
        return _nearer(memory, worth)
    return _thought(memory, account, worth // memory[job + J_WEIGHT]) + _nearer(memory, worth)


@compiled
def soon(memory: Memory, job: int, work: int) -> int:
    """Return what it is thought of that a task of so much work begins while it counts; 0 where everything counts."""
    account = memory[job + J_ACCOUNT]
    if account == NONE or memory[COMMITTED] >= memory[HORIZON] or memory[job + J_RELEASE] >= memory[COMMITTED]:
        return 0
    return _thought(memory, account, work)


@compiled
def _thought(memory: Memory, account: int, credit: int) -> int:
    """Return how much better is thought of it if an account has so much more."""
    regard, last, granted = memory[account + A_REGARD], memory[account + A_LAST], memory[account + A_GRANTED]
    return memory[regard + min(last, granted + credit)] - memory[regard + min(last, granted)]


@compiled
def _nearer(memory: Memory, gain: int) -> int:
    """Return what it is worth to come so much nearer to the value that there should be."""
    missing = memory[ENOUGH] - memory[VALUE]
    return memory[SHORTFALL] * (max(0, missing) - max(0, missing - gain))
