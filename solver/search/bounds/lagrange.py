"""The bound of a large problem: prices for stretches of machine and pool time, found by subgradients, proved in whole numbers.

Each task is told by one *stand* for each mode, which spans all its places, and time by a few stretches. For any prices `y >= 0` of
the stretches no schedule is worth more than

    sum over stretches of y * room + sum over jobs of max(0, sum over tasks of max over modes of (worth - sum of y * inside)),

where `inside` is the least that an occupation of the mode takes of the stretch, wherever it lies, and `worth` that of a full grant:
what a schedule does is one choice of each maximum, and pays for no more room than there is (Lagrangian relaxation, Fisher 1981).
A simplex method would take minutes for two hundred thousand modes, this takes seconds. Over 150 lines because the arrays, what they
prove and how the next prices follow are read together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.chains import least_grant
from solver.search.prices import no_prices

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.prices import Prices
    from solver.search.stop import Deadline

    Whole = NDArray[np.int64]

#: Stretches begin and end at so many evenly spread moments and the ends of the horizon.
PIECES = 7
#: Parts of a cost tick in which prices are kept, so that sums are exact.
FINE = 1 << 12
#: Iterations at most, those that halve the step, and what one costs in deterministic seconds.
ITERATIONS, FIRST_STEP, COST = 300, 20, 0.03
#: How many stretches a tick lies in at most: each of them carries a part of its price.
OVERLAP = 16
#: How much worse than the best a stand is that gets half of its share, in parts of its worth; and what shares are counted in.
BLUR, UNIT = 64, 1 << 12


def lagrange_bound(
    problem: Problem,
    places: Places,
    deadline: Deadline,
    on_bound: Callable[[int], None],
    on_prices: Callable[[Prices], None],
) -> int:
    """Return a number that the utilization of no schedule exceeds, in cost ticks; the arguments are those of `utilization_bound`."""
    form = _Form(problem, places)
    prices, best, best_prices = form.no_prices(), problem.total_work, form.no_prices()
    for number in range(ITERATIONS):
        if deadline.passed:
            break
        bound, excess = form.judge(prices)
        deadline.spend(COST)
        if bound < best:
            best, best_prices = bound, prices
            on_bound(bound)
        step = form.dearest * FIRST_STEP // (FIRST_STEP + number)
        prices = np.maximum(0, prices + step * excess // (UNIT * OVERLAP))
        if number % 50 == 49:
            on_prices(form.by_tick(best_prices))
    on_prices(form.by_tick(best_prices))
    return best


class _Form:
    """The stands as arrays, in the order of jobs and tasks, and what they take of each stretch."""

    def __init__(self, problem: Problem, places: Places) -> None:
        self._problem = problem
        moments = np.rint(np.linspace(0, problem.horizon, PIECES + 1)).astype(int).tolist()
        self._stretches = [(a, b) for i, a in enumerate(moments) for b in moments[i + 1 :] if a < b]
        rows = _stands(problem, places)
        self._task_first, self._job_first = rows.task_first, rows.job_first
        self._worth = np.array(rows.worth, np.int64) * FINE
        spans = np.array(rows.spans, np.int64).reshape(-1, 3)
        inside = [_least_inside(spans, start, end) for start, end in self._stretches]
        #: By seat (a stand on one machine or in one pool): its stand, its resource, units; by stretch and seat: what it takes.
        self._stand, self._resource = np.array(rows.stand, np.int64), np.array(rows.resource, np.int64)
        units = np.array(rows.units, np.int64)
        self._inside = [np.rint(each[self._stand] * units).astype(np.int64) for each in inside]
        #: The most that a tick can be worth, in parts of `FINE`.
        self.dearest = int((self._worth // np.maximum(1, spans[:, 2])).max(initial=0))
        self._rooms = np.array([[self._room(r, *s) for s in self._stretches] for r in range(self._resources)], np.int64)

    @property
    def _resources(self) -> int:
        return len(self._problem.machines) + len(self._problem.pools)

    def no_prices(self) -> Whole:
        """Return prices of 0, by resource (machines, then pools) and stretch, in parts of `FINE`."""
        return np.zeros((self._resources, len(self._stretches)), np.int64)

    def judge(self, prices: Whole) -> tuple[int, Whole]:
        """Return the bound that prices prove, and by how much each stretch is asked for in excess, in parts of its room (`UNIT`)."""
        cost = np.zeros(len(self._worth), np.int64)
        for stretch, inside in enumerate(self._inside):
            cost += _sums(self._stand, prices[self._resource, stretch] * inside, len(cost))
        profit = self._worth - cost
        best = np.maximum.reduceat(profit, self._task_first) if len(profit) else profit
        jobs = np.add.reduceat(best, self._job_first) if len(best) else best
        total = int((prices * self._rooms).sum()) + int(np.maximum(jobs, 0).sum())
        return total // FINE, self._excess(profit, best, jobs)

    def _excess(self, profit: Whole, best: Whole, jobs: Whole) -> Whole:
        """Return the excess; nearly equal stands of a task share it, so that prices do not chase one stand after the other."""
        sizes = np.diff([*self._task_first, len(profit)])
        chosen = np.repeat(np.repeat(jobs > 0, np.diff([*self._job_first, len(best)])), sizes)
        blur = np.maximum(1, self._worth // BLUR)
        share = UNIT * blur // (blur + np.repeat(best, sizes) - profit)
        share = share * UNIT // np.repeat(np.add.reduceat(share, self._task_first), sizes) * chosen
        excess = np.zeros_like(self._rooms)
        for stretch, inside in enumerate(self._inside):
            loads = _sums(self._resource, share[self._stand] * inside, self._resources)
            room = np.maximum(1, self._rooms[:, stretch])
            excess[:, stretch] = np.clip((loads - UNIT * room) // room, -UNIT, UNIT)
        return excess

    def by_tick(self, prices: Whole) -> Prices:
        """Return what each tick is worth: the prices of all stretches it lies in."""
        found = no_prices(self._problem)
        rows = (*found.machines, *found.pools)
        for resource, stretch in zip(*np.nonzero(prices), strict=True):
            start, end = self._stretches[stretch]
            rows[resource][start:end] += prices[resource, stretch] / FINE
        return found

    def _room(self, resource: int, start: int, end: int) -> int:
        machines = self._problem.machines
        if resource < len(machines):
            return sum(max(0, min(end, w.end) - max(start, w.start)) for w in machines[resource].windows)
        pool = self._problem.pools[resource - len(machines)]
        return sum(s.amount * max(0, min(end, s.end) - max(start, s.start)) for s in pool.capacity)


class _Rows:
    """The stands as they are listed."""

    def __init__(self) -> None:
        self.worth: list[int] = []
        self.spans: list[tuple[int, int, int]] = []
        self.stand: list[int] = []
        self.resource: list[int] = []
        self.units: list[int] = []
        self.task_first: list[int] = []
        self.job_first: list[int] = []


def _stands(problem: Problem, places: Places) -> _Rows:
    rows = _Rows()
    for job, tasks in zip(problem.jobs, places, strict=True):
        if not all(tasks):
            continue
        rows.job_first.append(len(rows.task_first))
        for task, found in zip(job.tasks, tasks, strict=True):
            rows.task_first.append(len(rows.worth))
            hulls: dict[int, tuple[int, int]] = {}
            for number, lo, hi in found:
                low, high = hulls.get(number, (lo, hi))
                hulls[number] = min(low, lo), max(high, hi)
            for number, (lo, hi) in hulls.items():
                mode = task.modes[number]
                stand = len(rows.worth)
                rows.worth.append(job.weight * task.work)
                rows.spans.append((lo, hi, mode.setup + least_grant(task, mode) + mode.teardown))
                seats = [(machine, 1) for machine in mode.machines]
                seats += [(len(problem.machines) + pool, units) for pool, units in mode.demands]
                for resource, units in seats:
                    rows.stand.append(stand)
                    rows.resource.append(resource)
                    rows.units.append(units)
    return rows


def _sums(owner: Whole, values: Whole, count: int) -> Whole:
    """Return the sum of the values of each owner: exact, for sums of whole numbers stay below 2^53."""
    sums: Whole = np.bincount(owner, weights=values, minlength=count).astype(np.int64)
    return sums


def _least_inside(spans: Whole, start: int, end: int) -> Whole:
    """Return what the occupation of each stand cannot keep out of a stretch, whether pushed to the left or to the right."""
    lo, hi, least = spans[:, 0], spans[:, 1], spans[:, 2]
    left = np.minimum(end, lo + least) - np.maximum(start, lo)
    right = np.minimum(end, hi) - np.maximum(start, hi - least)
    inside: Whole = np.maximum(0, np.minimum(left, right))
    return inside
