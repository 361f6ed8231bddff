"""What a job can be worth at most beyond the price of its time, compiled: how much there is to hope for it at the present prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.chance import sort_by
from solver.search.compiled.how import compiled
from solver.search.compiled.pricing import time_cost
from solver.search.compiled.records import (
    FINE,
    J_PROFIT,
    J_TASK_COUNT,
    J_TASKS,
    J_WEIGHT,
    JOB,
    JOB_COUNT,
    JOBS,
    KEYS,
    NEVER,
    O_CHEAPEST,
    O_EXTRA,
    O_FULL,
    O_LEAST,
    O_PROFIT,
    O_STRETCH_COUNT,
    O_STRETCHES,
    OPTION,
    PRICED,
    S_HI,
    S_LO,
    STRETCH,
    T_LEAST_PART,
    T_OPTION_COUNT,
    T_OPTIONS,
    T_RANKED,
    T_WORK,
    TASK,
    THRIFT,
)

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory


@compiled
def reckon(memory: Memory) -> None:
    """Reckon the profit of every job anew: what each of its tasks earns at its best place if it had all machines to itself."""
    for index in range(memory[JOB_COUNT]):
        job = memory[JOBS] + index * JOB
        profit = 0
        for number in range(memory[job + J_TASK_COUNT]):
            task = memory[job + J_TASKS] + number * TASK
            worth = (memory[task + T_WORK] * memory[job + J_WEIGHT]) << FINE
            profit += worth if memory[task + T_LEAST_PART] > 0 else _profit(memory, task, worth)
        memory[job + J_PROFIT] = profit
    memory[PRICED] = 1


@compiled
def _profit(memory: Memory, task: int, worth: int) -> int:
    """Return the most that a task in one part earns beyond the price of its time, in full or with the least that may be granted.

    Its options are ranked by what they earn in full.
    """
    best, ranked, keys = -NEVER, memory[task + T_RANKED], memory[KEYS]
    for number in range(memory[task + T_OPTION_COUNT]):
        option = memory[task + T_OPTIONS] + number * OPTION
        full, least = memory[option + O_FULL], memory[option + O_LEAST]
        cheapest = _survey(memory, option)
        memory[ranked + number], memory[keys + number] = option, cheapest - worth
        memory[option + O_PROFIT] = worth - cheapest
        best = max(best, worth - ((cheapest * memory[THRIFT]) >> 4))
        if least < full:
            cheapest = NEVER << FINE
            for index in range(memory[option + O_STRETCH_COUNT]):
                cheapest = min(cheapest, _cheapest(memory, option, index, least))
            best = max(best, worth * least // full - ((cheapest * memory[THRIFT]) >> 4))
    sort_by(memory, ranked, keys, memory[task + T_OPTION_COUNT])
    return best


@compiled
def _survey(memory: Memory, option: int) -> int:
    """Note the price of the cheapest time for the full grant in each stretch; return the least of them."""
    least = NEVER << FINE
    for index in range(memory[option + O_STRETCH_COUNT]):
        cheapest = _cheapest(memory, option, index, memory[option + O_FULL])
        memory[memory[option + O_CHEAPEST] + index] = cheapest
        least = min(least, cheapest)
    return least


@compiled
def _cheapest(memory: Memory, option: int, index: int, granted: int) -> int:
    """Return the price of the cheapest time in one stretch in which so much can be granted."""
    cheapest, need = NEVER << FINE, granted + memory[option + O_EXTRA]
    stretch = memory[option + O_STRETCHES] + index * STRETCH
    for start in range(memory[stretch + S_LO], memory[stretch + S_HI] - need + 1):
        cheapest = min(cheapest, time_cost(memory, option, start, start + need))
    return cheapest
