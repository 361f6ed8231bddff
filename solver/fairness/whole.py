"""Whole-request targets: what water filling pours is rounded to what whole jobs can give.

Water is poured in ticks, but only whole jobs can be granted. Where the next job of an account does not fit below its target, leximin either
leaves it short, perhaps at nothing, or lifts it far above; and *nothing* is what it avoids first. So an account that files few large jobs gets
the overshoot more often than it goes without, and merging requests would pay. A rounded target can be met; the rest is carried to the next
night by the ledger.
"""

from __future__ import annotations

from collections import Counter
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.fairness.aims import Aim
    from solver.problem import Job, Pin, Problem

#: Sums of up to so many steps are told apart; see `nearest_whole`.
STEPS = 1 << 18


class Grant(NamedTuple):
    """What a job can be granted if it is placed, in cost ticks: any number from `least` to `work`."""

    least: int
    work: int


def whole_aims(problem: Problem, aims: Sequence[Aim], committed: int | None = None) -> tuple[Aim, ...]:
    """Return the aims with each target rounded to the nearest that whole jobs can give.

    `T_a = nearest(P_a; {sum of grants of S : M_a <= S <= J_a} + {most_a})`: `P_a` is what water filling pours, `J_a` are the jobs of the account
    that may begin before `committed` (None: all), `M_a` those of them that must, and `most_a` is the least of `D_a`, `solo_a` and the work of `J_a`;
    no sum above `most_a` counts. Of two that are equally near it is the smaller. So 0 stays 0, and all that it could have stays that.

    The grant of a job is its standard work (as in `demands_of`), the same in whichever mode or alternative it is placed: which machines
    are named moves no target. One that may be shortened can be granted anything from its least on, so there is nothing to round within
    that. A job that was merged from two is one job. So are a chain and a split task: of one that is at work across `committed` less than its sum is granted
    before, and the level says so.

    An optional job may be in a sum or not. One that is mandatory or has a hard pin is in every schedule, so it is in every sum, where it cannot help but
    begin before `committed`; where it may as well begin later it is like an optional one.
    """
    always, free = _grants(problem, committed)
    found = []
    for aim, certain, grants in zip(aims, always, free, strict=True):
        most = min(aim.demand, aim.solo, certain + sum(grant.work for grant in grants))
        target = nearest_whole(min(aim.target, most), most, grants, certain)
        found.append(aim._replace(target=target, poured=aim.target))
    return tuple(found)


def nearest_whole(target: int, most: int, grants: Iterable[Grant], always: int = 0) -> int:
    """Return what is nearest to a target: `always` and some of `grants`, or `most`; of two equally near the smaller.

    `0 <= target <= most`; what is above `most` does not count. Exact where twice the target is at most `STEPS` times the greatest common divisor
    of all that can be granted. Above that, grants are rounded down to whole steps of `ceil(2 * target / (STEPS * divisor))` divisors: what comes out is
    less than a step for each job below what it stands for, never above, so who has those jobs has its target.
    """
    if target in (0, most):
        return target
    if always >= target:
        return min(always, most)
    rest, counts = target - always, Counter(grants)
    divisor = gcd(*(1 if least < work else work for least, work in counts)) or 1
    step = divisor * max(1, -(-2 * rest // (STEPS * divisor)))
    stepped = ((Grant(least // step, work // step), count) for (least, work), count in counts.items())
    sums, at = _sums(stepped, 2 * rest // step), rest // step
    below = always + step * ((sums & (1 << at + 1) - 1).bit_length() - 1)
    higher = sums >> at + 1
    above = min(most, always + step * (at + (higher & -higher).bit_length())) if higher else most
    return below if target - below <= above - target else above


def _sums(counted: Iterable[tuple[Grant, int]], reach: int) -> int:
    """Return the sums of at most `reach` as bits: bit `s` is set where some of the grants can add up to `s`.

    Equal grants are taken in powers of two, so that many of them cost little more than one.
    """
    mask, sums = (1 << reach + 1) - 1, 1
    for grant, count in counted:
        left, power = count, 1
        while left > 0 and power * grant.least <= reach:
            taken = min(power, left)
            least = taken * grant.least
            sums |= _spread(sums << least & mask, min(reach, taken * grant.work - least)) & mask
            left -= taken
            power *= 2
    return sums


def _spread(bits: int, width: int) -> int:
    """Return the bits together with each of their shifts by 1 to `width`."""
    done = 0
    while done < width:
        more = min(done + 1, width - done)
        bits |= bits << more
        done += more
    return bits


def _grants(problem: Problem, committed: int | None) -> tuple[list[int], list[list[Grant]]]:
    """Return for each account what it is granted for certain before `committed`, and what it may be granted besides."""
    always: list[int] = [0 for _ in problem.accounts]
    free: list[list[Grant]] = [[] for _ in problem.accounts]
    until = problem.horizon if committed is None else committed
    pins: dict[int, list[Pin]] = {}
    for pin in problem.pins:
        if pin.hard:
            pins.setdefault(pin.job, []).append(pin)
    for index, job in enumerate(problem.jobs):
        if not _may_begin(job, pins.get(index, ()), until):
            continue
        grant = _grant(job)
        if _must_begin(job, pins.get(index, ()), until):
            always[job.account] += grant.least
            grant = Grant(0, grant.work - grant.least)
        if grant.work > 0:
            free[job.account].append(grant)
    return always, free


def _may_begin(job: Job, pins: Sequence[Pin], until: int) -> bool:
    """Return whether a job may begin before a tick, as far as its release and its hard pins say."""
    pinned = {pin.task for pin in pins}
    return job.release < until and (len(pinned) < len(job.tasks) or any(pin.start < until for pin in pins))


def _must_begin(job: Job, pins: Sequence[Pin], until: int) -> bool:
    """Return whether a job begins before a tick in every schedule."""
    return any(pin.start < until for pin in pins) or (job.mandatory and job.deadline <= until)


def _grant(job: Job) -> Grant:
    least = sum(min(task.work * mode.min_duration // mode.duration for mode in task.modes) for task in job.tasks)
    return Grant(least, sum(task.work for task in job.tasks))
