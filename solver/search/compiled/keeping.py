"""The best plan, compiled: noting it, and making it the present one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.how import compiled
from solver.search.compiled.placing import lift, put_part, settle
from solver.search.compiled.pricing import time_cost
from solver.search.compiled.records import (
    BEST_MERIT,
    BEST_PARTS,
    BEST_VALUE,
    J_MOVABLE,
    J_PLACED,
    J_POSITION,
    J_TASK_COUNT,
    J_TASKS,
    JOB,
    JOB_COUNT,
    JOBS,
    MERIT,
    NONE,
    O_EXTRA,
    P_GRANTED,
    P_OPTION,
    P_START,
    PART,
    PARTS,
    PARTS_LENGTH,
    PRICED,
    T_COUNT,
    T_MOST_PARTS,
    T_PARTS,
    TASK,
    THRIFT,
    VALUE,
    WAITING,
    WAITING_COUNT,
)
from solver.search.compiled.regard import begin_count

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory


@compiled
def keep_best(memory: Memory) -> None:
    """Note the present plan as the best."""
    memory[BEST_VALUE], memory[BEST_MERIT] = memory[VALUE], memory[MERIT]
    parts, best = memory[PARTS], memory[BEST_PARTS]
    for index in range(memory[PARTS_LENGTH]):
        memory[best + index] = memory[parts + index]


@compiled
def load_best(memory: Memory) -> None:
    """Make the present plan the best one: jobs that lie elsewhere in it are moved, at new prices all are put in again."""
    for index in range(memory[JOB_COUNT]):
        job = memory[JOBS] + index * JOB
        memory[job + J_POSITION] = NONE
        if memory[job + J_PLACED] and not (memory[PRICED] and _stays(memory, job)):
            lift(memory, job)
    if not memory[PRICED]:
        begin_count(memory)
    memory[WAITING_COUNT] = 0
    for index in range(memory[JOB_COUNT]):
        job = memory[JOBS] + index * JOB
        if not memory[job + J_PLACED]:
            _load(memory, job)
    memory[BEST_VALUE], memory[BEST_MERIT] = memory[VALUE], memory[MERIT]


@compiled
def _stays(memory: Memory, job: int) -> bool:
    """Return whether all parts of a placed job are those of the best plan."""
    shift = memory[BEST_PARTS] - memory[PARTS]
    for number in range(memory[job + J_TASK_COUNT]):
        task = memory[job + J_TASKS] + number * TASK
        for index in range(memory[task + T_MOST_PARTS]):
            part = memory[task + T_PARTS] + index * PART
            if memory[part + P_OPTION] != memory[part + shift + P_OPTION]:
                return False
            if memory[part + P_OPTION] != NONE and (
                memory[part + P_START] != memory[part + shift + P_START]
                or memory[part + P_GRANTED] != memory[part + shift + P_GRANTED]
            ):
                return False
    return True


@compiled
def _load(memory: Memory, job: int) -> None:
    """Place one job as it is in the best plan; where it is not and may move, it waits."""
    shift = memory[BEST_PARTS] - memory[PARTS]
    for number in range(memory[job + J_TASK_COUNT]):
        task = memory[job + J_TASKS] + number * TASK
        for index in range(memory[task + T_MOST_PARTS]):
            part = memory[task + T_PARTS] + shift + index * PART
            option, start, granted = memory[part + P_OPTION], memory[part + P_START], memory[part + P_GRANTED]
            if option != NONE:
                end = start + memory[option + O_EXTRA] + granted
                cost = (time_cost(memory, option, start, end) * memory[THRIFT]) >> 4
                put_part(memory, task, option, start, granted, cost)
    if memory[memory[job + J_TASKS] + T_COUNT] > 0:
        settle(memory, job)
    elif memory[job + J_MOVABLE]:
        memory[memory[WAITING] + memory[WAITING_COUNT]] = job
        memory[job + J_POSITION] = memory[WAITING_COUNT]
        memory[WAITING_COUNT] += 1
