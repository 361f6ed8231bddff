"""Taking jobs out for a round, compiled, and putting them back where they were.

Over 150 lines because both ways of taking out share what they take, and how it goes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.chance import below, falling
from solver.search.compiled.how import compiled
from solver.search.compiled.placing import put_part, settle, take
from solver.search.compiled.records import (
    BEGIN,
    E_END,
    E_START,
    E_TASK,
    ENTRY,
    J_MACHINE_COUNT,
    J_MACHINES,
    J_MOVABLE,
    J_PLACED,
    J_RELEASE,
    J_SLACK,
    J_TASK_COUNT,
    J_TASKS,
    KEYS,
    M_COUNT,
    M_ENTRIES,
    MACHINES,
    NONE,
    O_EXTRA,
    O_FULL,
    O_SEAT_COUNT,
    O_SEATS,
    O_STRETCH_COUNT,
    O_STRETCHES,
    OPTION,
    OUT,
    P_COST,
    P_GRANTED,
    P_OPTION,
    P_START,
    PART,
    RUIN,
    S_HI,
    S_LO,
    STRETCH,
    T_COUNT,
    T_JOB,
    T_OPTION_COUNT,
    T_OPTIONS,
    T_PARTS,
    T_SAVED,
    T_SAVED_COUNT,
    TASK,
    UNTIL,
)

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory

#: The most jobs that are taken out in one round.
MOST = 90


@compiled
def ruin(memory: Memory, about: int, moment: int) -> int:
    """Take out strings of neighbours on some of the machines of a job, near a moment; return how many jobs."""
    gone = 0
    if memory[about + J_PLACED] and memory[about + J_MOVABLE]:
        gone = _take_out(memory, about, gone)
    may = memory[about + J_MACHINE_COUNT]
    machines = 1 + below(memory, min(may, memory[MACHINES]))
    each = max(1, (2 + falling(memory, memory[RUIN])) // machines)
    for _ in range(machines):
        machine = memory[memory[about + J_MACHINES] + below(memory, may)]
        entries, count = memory[machine + M_ENTRIES], memory[machine + M_COUNT]
        at = 0
        while at < count and memory[entries + at * ENTRY + E_START] < moment:
            at += 1
        at = max(0, at - below(memory, each + 1))
        string = min(each, count - at)
        for index in range(string):
            memory[memory[KEYS] + index] = memory[memory[entries + (at + index) * ENTRY + E_TASK] + T_JOB]
        for index in range(string):
            job = memory[memory[KEYS] + index]
            if memory[job + J_PLACED] and memory[job + J_MOVABLE] and gone < MOST:
                gone = _take_out(memory, job, gone)
    return gone


@compiled
def make_way(memory: Memory, about: int) -> int:
    """Take out whatever is where a job that waits could go, one task after the other from a moment drawn at random; return how many.

    Ways of a task and its windows are drawn as well; lags and pools are left to whoever puts the job in.
    """
    gone, since = 0, max(memory[about + J_RELEASE], memory[BEGIN])
    slack = max(1, min(memory[about + J_SLACK], memory[UNTIL]) - since + 1)
    moment = since + below(memory, slack)
    for number in range(memory[about + J_TASK_COUNT]):
        task = memory[about + J_TASKS] + number * TASK
        option = memory[task + T_OPTIONS] + below(memory, memory[task + T_OPTION_COUNT]) * OPTION
        need = memory[option + O_EXTRA] + memory[option + O_FULL]
        start = _open_from(memory, option, moment, need)
        if start == NONE:
            break
        for seat in range(memory[option + O_SEATS], memory[option + O_SEATS] + memory[option + O_SEAT_COUNT]):
            gone = _clear_way(memory, memory[seat], start, start + need, gone)
        moment = start + need
    return gone


@compiled
def _open_from(memory: Memory, option: int, moment: int, need: int) -> int:
    """Return the first tick from a moment on at which so many ticks lie in a stretch of an option, `NONE` if there is none."""
    for index in range(memory[option + O_STRETCH_COUNT]):
        stretch = memory[option + O_STRETCHES] + index * STRETCH
        start = max(moment, memory[stretch + S_LO])
        if start + need <= min(memory[stretch + S_HI], memory[UNTIL]):
            return start
    return NONE


@compiled
def _clear_way(memory: Memory, machine: int, start: int, end: int, gone: int) -> int:
    """Take out the jobs that hold a machine in `[start, end)` and may move; return how many are out now."""
    entries, count, found = memory[machine + M_ENTRIES], memory[machine + M_COUNT], 0
    for at in range(count):
        entry = entries + at * ENTRY
        if memory[entry + E_END] > start and memory[entry + E_START] < end:
            memory[memory[KEYS] + found] = memory[memory[entry + E_TASK] + T_JOB]
            found += 1
    for index in range(found):
        job = memory[memory[KEYS] + index]
        if memory[job + J_PLACED] and memory[job + J_MOVABLE] and gone < MOST:
            gone = _take_out(memory, job, gone)
    return gone


@compiled
def _take_out(memory: Memory, job: int, gone: int) -> int:
    """Take one job out and remember where it was; return how many are out now."""
    for number in range(memory[job + J_TASK_COUNT]):
        task = memory[job + J_TASKS] + number * TASK
        memory[task + T_SAVED_COUNT] = memory[task + T_COUNT]
        saved, parts = memory[task + T_SAVED], memory[task + T_PARTS]
        for index in range(memory[task + T_COUNT] * PART):
            memory[saved + index] = memory[parts + index]
    take(memory, job)
    memory[memory[OUT] + gone] = job
    return gone + 1


@compiled
def put_back(memory: Memory, job: int) -> None:
    """Put a job where it was before the round."""
    for number in range(memory[job + J_TASK_COUNT]):
        task = memory[job + J_TASKS] + number * TASK
        for index in range(memory[task + T_SAVED_COUNT]):
            part = memory[task + T_SAVED] + index * PART
            put_part(
                memory,
                task,
                memory[part + P_OPTION],
                memory[part + P_START],
                memory[part + P_GRANTED],
                memory[part + P_COST],
            )
    settle(memory, job)
