"""Rounding the assignment relaxation: what the linear program chose goes in first, and in some rounds only where it put it.

The relaxation (places cut into segments) says which jobs it takes and where each task goes; all but a few of its numbers are 0 or 1.
A round draws an order by slack, what the program left out last, and inserts the jobs: early or snug, everywhere or, now and then, only
where the program puts them; then it fills up with everything everywhere. Rounds differ by noise and go on until the time is over.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.peers.assigning import Assigning
from benchmarks.peers.filling import greedy, proved
from benchmarks.peers.segments import cut_if_few
from solver.errors import InfeasibleError
from solver.places import Place, places_of
from solver.search.greedy.orders import leaning
from solver.search.partial.insertion import Style
from solver.search.partial.state import State
from solver.search.stop import Deadline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.base import Limits, Trace
    from solver.places import Places
    from solver.problem import Problem
    from solver.search.bounds.relaxation import Relaxation

#: Ticks of a segment; with more places than this, windows stay whole. The part of the budget that the linear program may take.
SEGMENT, MOST_PLACES, SHARE = 48, 12_000, 0.6
#: A place is used by the program if it takes more than this much of the task.
USED = 1e-3
#: Noise on how much of a job is taken, and on its slack, in ticks; how often a round keeps to the places of the program.
NOISE, JITTER, STRICT = 0.15, 8.0, 0.2
#: What slack is: deadline less so many times the work, drawn between these.
LEAST_LEANING, MOST_LEANING = 1.0, 3.0


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Solve the linear program, then round it in ever other orders until the time is over."""
    places = places_of(problem)
    try:
        start = greedy(problem, places, limits, trace)
    except InfeasibleError:
        # What must be placed found no room at once: there is nothing to round towards.
        return
    full = State(problem, places, tables=start.tables)
    cut = cut_if_few(problem, places, SEGMENT, MOST_PLACES)
    assigning = Assigning(problem, cut)
    values = assigning.tighten(Deadline((limits.seconds - trace.seconds) * SHARE), trace.bounded)
    if values is None:
        return
    guide = Guide(problem, cut, assigning.relaxation, values)
    rng = random.Random(limits.seed)
    while trace.seconds < limits.seconds and not proved(trace):
        order = guide.order(rng)
        style = rng.choice((Style.EARLY, Style.SNUG))
        found = full.copy()
        if rng.random() < STRICT:
            found.exchange((), _inserted(guide.empty, order, style).schedule().by_job)
        found = _inserted(found, order, style)
        if trace.value is None or found.value > trace.value:
            trace.found(found.schedule())


def _inserted(base: State, order: Sequence[int], style: Style) -> State:
    state = base.copy()
    for job in order:
        state.insert(job, style=style)
    return state


class Guide:
    """What the linear program says of each job: how much of it is taken, and where."""

    def __init__(self, problem: Problem, cut: Places, relaxation: Relaxation, values: Sequence[float]) -> None:
        self._jobs = problem.jobs
        self._taken = {job: values[column] for job, column in relaxation.chosen.items()}
        used = {
            key: tuple(Place(stand.mode, stand.lo, stand.hi) for stand in found.stands if values[stand.presence] > USED)
            for key, found in relaxation.tasks.items()
        }
        support = tuple(tuple(used.get((job, task), ()) for task in range(len(tasks))) for job, tasks in enumerate(cut))
        #: Nothing placed yet, and nowhere to go but where the program puts things.
        self.empty = State(problem, support)

    def order(self, rng: random.Random) -> list[int]:
        """Return the jobs, those first that are taken more than half (roughly), by slack (roughly)."""
        slack = leaning(rng.uniform(LEAST_LEANING, MOST_LEANING))
        keys = {
            job: (taken + rng.gauss(0, NOISE) < 0.5, slack(self._jobs[job]) + rng.gauss(0, JITTER))
            for job, taken in self._taken.items()
        }
        return sorted(keys, key=lambda job: (not self._jobs[job].mandatory, *keys[job]))
