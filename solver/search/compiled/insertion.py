"""Placing one job among what is placed, compiled: task after task, each where it earns most and leaves the best holes.

Over 150 lines because one placement and the search for it read the same records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.chance import below
from solver.search.compiled.how import compiled
from solver.search.compiled.placing import clear, put_part, settle
from solver.search.compiled.pricing import changes, time_cost
from solver.search.compiled.records import (
    BEGIN,
    BLINK,
    COMMITTED,
    FINE,
    J_TASK_COUNT,
    J_TASKS,
    J_WEIGHT,
    L_BEFORE,
    L_LEAST,
    L_MOST,
    LINK,
    NEVER,
    NONE,
    O_CHANGES,
    O_CHEAPEST,
    O_EXTRA,
    O_FULL,
    O_LEAST,
    O_PROFIT,
    O_SITE,
    O_STRETCH_COUNT,
    O_STRETCHES,
    OPTION,
    P_GRANTED,
    P_OPTION,
    P_START,
    PART,
    S_HI,
    S_LO,
    S_PRICE,
    S_ROOM,
    SITES,
    STRETCH,
    T_COUNT,
    T_FAMILY,
    T_FLEXIBLE,
    T_FLOOR,
    T_JOB,
    T_LEAST,
    T_LEAST_PART,
    T_LINK_COUNT,
    T_LINKS,
    T_MOST,
    T_MOST_PARTS,
    T_OPTION_COUNT,
    T_OPTIONS,
    T_PARTS,
    T_RANKED,
    T_WORK,
    TASK,
    THRIFT,
    TRAVEL,
    UNTIL,
    WORK,
)
from solver.search.compiled.regard import soon
from solver.search.compiled.room import common_gap

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory

#: A hole shorter than this many ticks is of little use to others.
USELESS = 6
#: What a spoilt tick counts at least, in parts of 2^10 of a cost tick: where nothing is scarce, a snug place is still the better one.
PER_HOLE = 100
#: Attempts at a job whose maximum lag was in the way.
TRIES = 4


@compiled
def insert(memory: Memory, job: int) -> bool:
    """Place a job that is not placed; return whether that worked, with nothing changed if it did not."""
    first, count = memory[job + J_TASKS], memory[job + J_TASK_COUNT]
    for number in range(count):
        memory[first + number * TASK + T_FLOOR] = 0
    for _ in range(TRIES):
        number = 0
        while number < count and _place(memory, first + number * TASK):
            number += 1
        if number == count:
            settle(memory, job)
            return True
        again = _raise_floors(memory, first + number * TASK)
        clear(memory, job, number + 1)
        if not again:
            return False
    return False


@compiled
def _place(memory: Memory, task: int) -> bool:
    """Place a task: in full where that fits, else for as much as can be; in parts where it may be split."""
    if memory[task + T_LEAST_PART] > 0:
        return _place_parts(memory, task)
    option, start, granted, cost = _best(memory, task, 0)
    if option == NONE and memory[task + T_FLEXIBLE]:
        option, start, granted, cost = _best(memory, task, NEVER)
    if option == NONE:
        return False
    put_part(memory, task, option, start, granted, cost)
    return True


@compiled
def _place_parts(memory: Memory, task: int) -> bool:
    """Place a task in parts, each as long as can be, as long as there is something left to give."""
    least, left, most_parts = memory[task + T_LEAST_PART], memory[task + T_MOST], memory[task + T_MOST_PARTS]
    while memory[task + T_COUNT] < most_parts and left >= least:
        option, start, granted, cost = _best(memory, task, left)
        if option == NONE:
            break
        rest = left - granted
        if 0 < rest < least and left >= 2 * least and memory[task + T_COUNT] + 1 < most_parts:
            cost -= cost * (granted - left + least) // (granted + memory[option + O_EXTRA])
            granted = left - least
        put_part(memory, task, option, start, granted, cost)
        left -= granted
    return memory[task + T_MOST] - left >= memory[task + T_LEAST]


@compiled
def _limits(memory: Memory, task: int, option: int) -> tuple[int, int]:
    """Return the earliest and the latest start that the tasks before leave to an option."""
    lo, hi = memory[BEGIN], NEVER
    for number in range(memory[task + T_LINK_COUNT]):
        link = memory[task + T_LINKS] + number * LINK
        before, ended = memory[link + L_BEFORE], 0
        for index in range(memory[before + T_COUNT]):
            part = memory[before + T_PARTS] + index * PART
            other = memory[part + P_OPTION]
            end = memory[part + P_START] + memory[other + O_EXTRA] + memory[part + P_GRANTED]
            way = memory[memory[TRAVEL] + memory[other + O_SITE] * memory[SITES] + memory[option + O_SITE]]
            ended, lo = max(ended, end), max(lo, end + memory[link + L_LEAST] + way)
        if memory[link + L_MOST] != NONE:
            hi = min(hi, ended + memory[link + L_MOST])
    return lo, hi


@compiled
def _raise_floors(memory: Memory, task: int) -> bool:
    """Let the tasks before a failed one end late enough for its maximum lags, if they were in its way; return whether that helps."""
    limited = False
    for number in range(memory[task + T_LINK_COUNT]):
        limited |= memory[memory[task + T_LINKS] + number * LINK + L_MOST] != NONE
    if not limited or memory[task + T_COUNT] > 0:
        return False
    start = _soonest(memory, task)
    raised = False
    for number in range(memory[task + T_LINK_COUNT]):
        link = memory[task + T_LINKS] + number * LINK
        before, floor = memory[link + L_BEFORE], start - memory[link + L_MOST]
        if start < NEVER and memory[link + L_MOST] != NONE and floor > memory[before + T_FLOOR]:
            memory[before + T_FLOOR], raised = floor, True
    return raised


@compiled
def _soonest(memory: Memory, task: int) -> int:
    """Return the earliest start at which a task would fit but for maximum lags."""
    start = NEVER
    for number in range(memory[task + T_OPTION_COUNT]):
        option = memory[task + T_OPTIONS] + number * OPTION
        lo, _ = _limits(memory, task, option)
        need = memory[option + O_LEAST] + memory[option + O_EXTRA]
        for index in range(memory[option + O_STRETCH_COUNT]):
            stretch = memory[option + O_STRETCHES] + index * STRETCH
            found, _, _, _ = common_gap(memory, task, option, stretch, max(lo, memory[stretch + S_LO]), need, NONE)
            start = min(start, found)
    return start


@compiled
def _best(memory: Memory, task: int, most: int) -> tuple[int, int, int, int]:
    """Return option, start, granted ticks and cost of the best place of one part, `NONE` if there is none.

    With `most` 0 only in full; else as much as fits, at most so much. What earns most beyond the price of the time that is held or
    spoilt wins; of equals the one that ends first.
    """
    # Every search counts, so that a meter goes on even where no window has room and no gap is looked at.
    memory[WORK] += 1
    best, best_start, best_granted, best_cost = NONE, NONE, 0, 0
    best_key, best_end, family = -NEVER, NEVER, memory[task + T_FAMILY]
    floor, worth = memory[task + T_FLOOR], (memory[task + T_WORK] * memory[memory[task + T_JOB] + J_WEIGHT]) << FINE
    bonus, committed = soon(memory, memory[task + T_JOB], memory[task + T_WORK]), memory[COMMITTED]
    for number in range(memory[task + T_OPTION_COUNT]):
        option = memory[memory[task + T_RANKED] + number]
        if not most and memory[option + O_PROFIT] + bonus < best_key:
            break
        extra, full = memory[option + O_EXTRA], memory[option + O_FULL]
        wanted = min(full, most) if most else full
        need = extra + (min(wanted, memory[option + O_LEAST]) if most else full)
        lo, start_by = _limits(memory, task, option)
        lo, entry = max(lo, floor - extra - wanted), NONE
        for index in range(memory[option + O_STRETCH_COUNT]):
            stretch = memory[option + O_STRETCHES] + index * STRETCH
            moment, hi = max(lo, memory[stretch + S_LO]), min(memory[stretch + S_HI], memory[UNTIL])
            counts = memory[stretch + S_LO] < committed
            hope = _hope(memory, option, index, worth, wanted, most, need) + (bonus if counts else 0)
            while moment + need <= hi and moment <= start_by:
                if hope < best_key or (hope == best_key and moment + need >= best_end):
                    break
                moment, left, right, entry = common_gap(memory, task, option, stretch, moment, need, entry)
                if moment > min(start_by, hi - need):
                    break
                edge = min(right, hi)
                granted = min(wanted, edge - moment - extra)
                start, spoilt = _snug(left, right, edge, moment, extra + granted, start_by)
                end = start + extra + granted
                credit = (worth + (bonus if start < committed else 0)) * granted // full
                loss, cost = _loss(memory, option, family, start, end, spoilt, credit - best_key)
                key = credit - loss
                better = end >= floor and (key > best_key or (key == best_key and end < best_end))
                if better and (best == NONE or below(memory, 1024) >= memory[BLINK]):
                    best, best_start, best_granted = option, start, granted
                    best_key, best_end = key, end
                    best_cost = (cost * memory[THRIFT]) >> 4
                moment = right
    return best, best_start, best_granted, best_cost


@compiled
def _hope(memory: Memory, option: int, index: int, worth: int, wanted: int, most: int, need: int) -> int:
    """Return what an option may earn at most in one of its stretches, less than anything where no gap is long enough.

    With `most` 0 in full, which is known exactly.
    """
    stretch = memory[option + O_STRETCHES] + index * STRETCH
    if memory[memory[stretch + S_ROOM]] < need:
        return -2 * NEVER
    if not most:
        return worth - memory[memory[option + O_CHEAPEST] + index]
    return worth * wanted // memory[option + O_FULL] - memory[stretch + S_PRICE] * need


@compiled
def _loss(memory: Memory, option: int, family: int, start: int, end: int, spoilt: int, most: int) -> tuple[int, int]:
    """Return what the time that a place holds, spoils and lengthens changeovers by costs, and that of the held time alone.

    Changeovers are not looked at where the rest is more than `most` already.
    """
    cost = time_cost(memory, option, start, end)
    loss = cost + max(cost // (end - start), PER_HOLE) * spoilt
    if memory[option + O_CHANGES] and loss <= most:
        loss += changes(memory, option, family, start, end)
    return loss, cost


@compiled
def _snug(left: int, right: int, edge: int, start: int, length: int, start_by: int) -> tuple[int, int]:
    """Return the start in a gap that spoils least of it, at its left or its right end, and how many ticks that is."""
    spoilt = _spoilt(start - left) + _spoilt(right - start - length)
    later = edge - length
    if later <= start_by:
        other = _spoilt(later - left) + _spoilt(right - edge)
        if other < spoilt:
            return later, other
    return start, spoilt


@compiled
def _spoilt(hole: int) -> int:
    """Return how many ticks a hole is worth as nothing: all of a short one, one of a long one that something will have to fill."""
    return hole if hole < USELESS else 1
