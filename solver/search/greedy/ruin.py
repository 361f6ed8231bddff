"""Ruin and recreate: take a handful of neighbours out, put them and some rejected jobs back in another order.

Over 150 lines because it is one round, and the numbers it is tuned by stand beside it.

A round takes a fifth of a millisecond. What comes out better or as good is kept, what is a little worse now and then; so the
schedule drifts along plateaus until a rejected job slips in. On a thousand jobs it gains in seconds what whole decodes do not
gain in minutes.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from solver.search.greedy.orders import least_slack
from solver.search.partial.insertion import Style

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Mapping, Sequence

    from solver.search.partial.admission import Part
    from solver.search.partial.state import State

#: Placed jobs taken out in a round, on average, and the most rejected ones that are tried with them.
RUIN, GUESTS = 5, 4
#: The most machines that are ruined at once.
MACHINES = 3
#: How often a round is about a rejected job; otherwise it is about any.
SQUEAK = 0.95
#: How often a round looks for snug places instead of early ones.
SNUG = 0.95
#: How often jobs come back by slack and by worth; otherwise at random. And how often the one it is about comes first.
BY_SLACK, BY_WORTH, FIRST = 0.4, 0.3, 0.2
#: What a loss is weighed against, in parts of a job's mean worth: at the start and at the end.
HOT, COLD = 0.05, 0.005


class Ruin:
    """A state under change, and what every round needs to know.

    Jobs with hard pins or kept soft pins do not move; mandatory jobs may, but stay placed.
    """

    def __init__(self, state: State, rng: random.Random) -> None:
        self.state = state
        self._rng = rng
        self._tables = state.tables
        self._jobs = state.problem.jobs
        self._release = [job.release for job in self._jobs]
        self._deadline = [job.deadline for job in self._jobs]
        self._machines = [table.machines for table in state.tables.jobs]
        self._slack = [least_slack(job) for job in self._jobs]
        self._worth = [job.weight * sum(task.work for task in job.tasks) for job in self._jobs]
        self._mean = max(1.0, sum(self._worth) / max(1, len(self._worth)))
        possible = [index for index, table in enumerate(self._tables.jobs) if table.plain or table.careful]
        self._locked = {job for job in state.placed if is_locked(state, job)}
        self._rejected = [job for job in possible if job not in state.placed]
        #: Jobs a round can be about.
        self.movable = [job for job in possible if job not in self._locked]
        self._heat = 0.0

    def cool(self, share: float) -> None:
        """Set the heat for a share of the search that is over, 0 to 1."""
        self._heat = self._mean * HOT * (COLD / HOT) ** min(1.0, share)

    def round(self) -> None:
        """Ruin, recreate, and keep the result or go back."""
        state, rng = self.state, self._rng
        # How much worse than now the result may be is drawn first, so that a hopeless round ends early.
        least = state.value + self._heat * math.log(1.0 - rng.random())
        about = rng.choice(self._rejected if self._rejected and rng.random() < SQUEAK else self.movable)
        moment = rng.randint(self._release[about], self._deadline[about])
        out = self._ruin(about, moment)
        into = self._recreate(self._order([*out, *self._guests(about, moment)], about), least)
        if state.value >= least and self._keeps_promises(out):
            self._note(out, into)
        else:
            for job in reversed(into):
                state.take(job)
            for job, parts in out.items():
                state.put(job, parts)

    def _recreate(self, jobs: Sequence[int], least: float) -> list[int]:
        """Insert what finds room, until that can no longer be worth `least`; return what was inserted."""
        state, rng = self.state, self._rng
        style = Style.SNUG if rng.random() < SNUG else Style.EARLY
        hope = state.value + sum(self._worth[job] for job in jobs)
        into: list[int] = []
        for job in jobs:
            before = state.value
            if state.insert(job, rng=rng, style=style):
                into.append(job)
            hope += state.value - before - self._worth[job]
            if hope < least:
                break
        return into

    def _ruin(self, about: int, moment: int) -> dict[int, tuple[Part, ...]]:
        """Take out strings of neighbours on some of the machines of a job, near a moment."""
        rng, state = self._rng, self.state
        machines = sorted(self._machines[about])
        chosen = rng.sample(machines, rng.randint(1, min(len(machines), MACHINES)))
        size = 2 + int(rng.expovariate(1 / RUIN))
        each = max(1, size // len(chosen))
        found: dict[int, None] = {about: None} if about in state.placed and about not in self._locked else {}
        for machine in chosen:
            entries = state.busy[machine]
            begin = max(0, bisect_left(entries, (moment,)) - rng.randint(0, each))
            found.update((entry[3], None) for entry in entries[begin : begin + each] if entry[3] not in self._locked)
        return {job: state.take(job) for job in found}

    def _guests(self, about: int, moment: int) -> list[int]:
        """Return rejected jobs that could use the same machines at that moment."""
        release, deadline, machines = self._release, self._deadline, self._machines
        wanted = machines[about]
        near = [
            job
            for job in self._rejected
            if release[job] <= moment <= deadline[job] and job != about and not wanted.isdisjoint(machines[job])
        ]
        if len(near) > GUESTS:
            near = self._rng.sample(near, GUESTS)
        return near if about in self.state.placed or about not in self._rejected else [about, *near]

    def _order(self, jobs: list[int], about: int) -> list[int]:
        """Return the order in which to try them: by slack, by worth or at random, mandatory jobs first."""
        rng, draw = self._rng, self._rng.random()
        if draw < BY_SLACK:
            jobs.sort(key=lambda job: self._slack[job] + rng.gauss(0, 15))
        elif draw < BY_SLACK + BY_WORTH:
            jobs.sort(key=lambda job: -self._worth[job] * (0.7 + 0.6 * rng.random()))
        else:
            rng.shuffle(jobs)
        if rng.random() < FIRST:
            jobs.remove(about)
            jobs.insert(0, about)
        jobs.sort(key=lambda job: not self._jobs[job].mandatory)
        return jobs

    def _keeps_promises(self, out: Mapping[int, tuple[Part, ...]]) -> bool:
        state = self.state
        if any(self._jobs[job].mandatory and job not in state.placed for job in out):
            return False
        return not self._tables.changeovers or all(state.sound(job, parts) for job, parts in out.items())

    def _note(self, out: Collection[int], into: Sequence[int]) -> None:
        """Bring the list of rejected jobs up to date."""
        lost = [job for job in out if job not in self.state.placed]
        if lost or len(into) > len(out):
            come = set(into)
            self._rejected = [job for job in self._rejected if job not in come] + lost


def is_locked(state: State, job: int) -> bool:
    """Return whether a placed job must stay where it is: a hard pin holds it, or a soft pin that is kept."""
    table = state.tables.jobs[job]
    if table.pinned or not table.wished:
        return table.pinned
    there = {(a.task, a.mode, a.start, a.duration) for a in state.assignments(job)}
    return any((pin.task, pin.mode, pin.start, pin.duration) in there for task in table.tasks for pin in task.wishes)
