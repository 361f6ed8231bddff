"""Ruin and recreate, compiled: take a handful of neighbours out, put them and some rejected jobs back in another order.

Over 150 lines because it is one round, and the numbers it is tuned by stand beside it. The method is that of slack induction by
string removals (Christiaens and Vanden Berghe 2020), with simulated annealing to say what is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.chance import below, falling, sort_by
from solver.search.compiled.how import address_of, compiled
from solver.search.compiled.insertion import insert
from solver.search.compiled.keeping import keep_best, load_best
from solver.search.compiled.placing import take
from solver.search.compiled.profit import reckon
from solver.search.compiled.records import (
    BEGIN,
    BEST_MERIT,
    BY_FAMILY,
    BY_SLACK,
    BY_WORTH,
    CANDIDATES,
    CHOOSY,
    E_END,
    E_START,
    E_TASK,
    ENERGY,
    ENOUGH,
    ENTRY,
    FINE,
    FIRST,
    GUESTS,
    INTO,
    J_BITS,
    J_COST,
    J_DEADLINE,
    J_GAIN,
    J_MACHINE_COUNT,
    J_MACHINES,
    J_MANDATORY,
    J_PLACED,
    J_PROFIT,
    J_RELEASE,
    J_SLACK,
    J_TASKS,
    J_WORTH,
    KEYS,
    M_COUNT,
    M_ENTRIES,
    M_FAMILIES,
    M_INITIAL,
    M_MATRIX,
    M_TIGHT,
    MAKE_WAY,
    MERIT,
    MOVABLE,
    MOVABLE_COUNT,
    NONE,
    OUT,
    PRICED,
    QUEUE,
    SQUEAK,
    T_FAMILY,
    UNTIL,
    VALUE,
    WAITING,
    WAITING_COUNT,
    WORDS,
)
from solver.search.compiled.regard import wanted
from solver.search.compiled.ruin import make_way, put_back, ruin

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory, Numbers


@compiled
def run_rounds(array: Numbers, rounds: int, heat: int, fresh: bool) -> bool:  # noqa: FBT001 - compiled code knows no keywords
    """Do a number of rounds; return whether a new best plan was found, which is then kept in the memory.

    `heat` is the mean of what a round may lose, in parts of 2^10 of a cost tick; `fresh` begins with the best plan.
    """
    memory = address_of(array)
    if fresh:
        load_best(memory)
        if not memory[PRICED]:
            reckon(memory)
    found = False
    for _ in range(rounds):
        _round(memory, heat)
        if memory[MERIT] > memory[BEST_MERIT] and memory[VALUE] >= memory[ENOUGH]:
            keep_best(memory)
            found = True
    return found


@compiled
def _round(memory: Memory, heat: int) -> None:
    """Ruin, recreate, and keep the result or go back."""
    # How much worse than now the result may be is drawn first, so that a hopeless round ends early.
    least = memory[ENERGY] - falling(memory, heat)
    waiting = memory[WAITING_COUNT]
    if waiting > 0 and below(memory, 100) < memory[SQUEAK]:
        about = _neediest(memory, memory[WAITING], waiting)
    else:
        about = _neediest(memory, memory[MOVABLE], memory[MOVABLE_COUNT])
    since, until = max(memory[about + J_RELEASE], memory[BEGIN]), min(memory[about + J_DEADLINE], memory[UNTIL])
    moment = since + below(memory, max(1, until - since + 1))
    count = _guests(memory, about, moment)
    if not memory[about + J_PLACED]:
        memory[memory[QUEUE] + count] = about
        count += 1
    way = not memory[about + J_PLACED] and below(memory, 100) < memory[MAKE_WAY]
    gone = make_way(memory, about) if way else ruin(memory, about, moment)
    for index in range(gone):
        memory[memory[QUEUE] + count + index] = memory[memory[OUT] + index]
    count += gone
    _order(memory, about, count, way or below(memory, 100) < memory[FIRST])
    came = _recreate(memory, count, least)
    if memory[ENERGY] < least or not _keeps(memory, gone):
        for index in range(came):
            take(memory, memory[memory[INTO] + index])
        for index in range(gone):
            put_back(memory, memory[memory[OUT] + index])


@compiled
def _neediest(memory: Memory, jobs: int, count: int) -> int:
    """Return the one of some jobs of a list that misses most: that could earn most beyond the price of its time, or most more."""
    about, most = NONE, 0
    for _ in range(memory[CHOOSY]):
        job = memory[jobs + below(memory, count)]
        missed = memory[job + J_PROFIT]
        if memory[job + J_PLACED]:
            missed -= (memory[job + J_GAIN] << FINE) - memory[job + J_COST]
        else:
            missed += wanted(memory, job)
        if about == NONE or missed > most:
            about, most = job, missed
    return about


@compiled
def _guests(memory: Memory, about: int, moment: int) -> int:
    """Begin the queue with rejected jobs that could use the same machines at that moment; return how many."""
    waiting, count = memory[WAITING_COUNT], 0
    at = below(memory, waiting) if waiting > 0 else 0
    for _ in range(min(memory[CANDIDATES], waiting)):
        job = memory[memory[WAITING] + at]
        at = at + 1 if at + 1 < waiting else 0
        if job != about and memory[job + J_RELEASE] <= moment <= memory[job + J_DEADLINE] and _meet(memory, job, about):
            memory[memory[QUEUE] + count] = job
            count += 1
            if count == memory[GUESTS]:
                break
    return count


@compiled
def _meet(memory: Memory, job: int, other: int) -> bool:
    """Return whether two jobs may use the same machine."""
    for word in range(memory[WORDS]):
        if memory[memory[job + J_BITS] + word] & memory[memory[other + J_BITS] + word]:
            return True
    return False


@compiled
def _order(memory: Memory, about: int, count: int, first: bool) -> None:  # noqa: FBT001 - compiled code knows no keywords
    """Put the queue into the order in which to try it: by slack, by worth, by family or at random, mandatory jobs first."""
    queue, keys = memory[QUEUE], memory[KEYS]
    draw, salt = below(memory, 100), below(memory, 1 << 20)
    for index in range(count):
        job = memory[queue + index]
        if draw < memory[BY_SLACK]:
            noise = below(memory, 30000) + below(memory, 30000) + below(memory, 30000)
            key = 1000 * memory[job + J_SLACK] + noise
        elif draw < memory[BY_SLACK] + memory[BY_WORTH]:
            key = -(memory[job + J_WORTH] + (wanted(memory, job) >> FINE)) * (700 + below(memory, 600))
        elif draw < memory[BY_SLACK] + memory[BY_WORTH] + memory[BY_FAMILY]:
            family = memory[memory[job + J_TASKS] + T_FAMILY] + 1
            key = ((family * (2 * salt + 1)) % 1021 << 20) + below(memory, 1 << 20)
        else:
            key = below(memory, 1 << 30)
        if job == about and first:
            key = -(1 << 60)
        memory[keys + index] = key - (1 << 61) if memory[job + J_MANDATORY] else key
    sort_by(memory, queue, keys, count)


@compiled
def _recreate(memory: Memory, count: int, least: int) -> int:
    """Insert what finds room, until that can no longer be worth `least`; return how many were inserted."""
    hope = memory[ENERGY]
    for index in range(count):
        job = memory[memory[QUEUE] + index]
        hope += memory[job + J_PROFIT] + wanted(memory, job)
    came = 0
    for index in range(count):
        job, before = memory[memory[QUEUE] + index], memory[ENERGY]
        most = memory[job + J_PROFIT] + wanted(memory, job)
        if insert(memory, job):
            memory[memory[INTO] + came] = job
            came += 1
        hope += memory[ENERGY] - before - most
        if hope < least:
            break
    return came


@compiled
def _keeps(memory: Memory, gone: int) -> bool:
    """Return whether mandatory jobs are placed, and no changeover has become too short where something was taken out."""
    for index in range(gone):
        job = memory[memory[OUT] + index]
        if memory[job + J_MANDATORY] and not memory[job + J_PLACED]:
            return False
        for number in range(memory[job + J_MACHINE_COUNT]):
            machine = memory[memory[job + J_MACHINES] + number]
            if memory[machine + M_TIGHT] and not _apart(memory, machine):
                return False
    return True


@compiled
def _apart(memory: Memory, machine: int) -> bool:
    """Return whether all neighbours on a machine are far enough apart for the changeover between them."""
    before, left, families = memory[machine + M_INITIAL], 0, memory[machine + M_FAMILIES]
    for index in range(memory[machine + M_COUNT]):
        entry = memory[machine + M_ENTRIES] + index * ENTRY
        family = memory[memory[entry + E_TASK] + T_FAMILY]
        ticks = memory[memory[machine + M_MATRIX] + before * families + family] if before != NONE else 0
        if memory[entry + E_START] < left + ticks:
            return False
        before, left = family, memory[entry + E_END]
    return True
