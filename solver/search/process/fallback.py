"""A whole result, certificate and all, when the search did not come back with one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.errors import InfeasibleError
from solver.places import places_of
from solver.result import Status, Tier
from solver.schedule import broken_promises, punctuality, utilization
from solver.search.bounds.promises import broken_at_least
from solver.search.certify import Ending, certify, without_schedule
from solver.search.greedy.construct import construct
from solver.search.stop import Deadline
from solver.verify import verify

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.parameters import SolveParameters


@dataclass(frozen=True, kw_only=True, slots=True)
class Rescue:
    """What is left of a search that was lost."""

    #: The best schedule it had reported.
    schedule: Schedule | None = None
    #: What it was given to begin with.
    warm_start: Schedule | None = None
    #: The least bound on utilization it had reported.
    bound: int


def fallback_result(
    problem: Problem, parameters: SolveParameters, rescue: Rescue, seconds: float, what: str, details: str = ""
) -> Result:
    """Return the result with the best schedule that can still be had: reported, given or greedy; `unknown` if there is none.

    Only a schedule that `verify` finds sound is taken. `what` says what became of the process, "was killed ..." or the like:
    it stands in `run.statistics["child"]` and, with the details, among the messages.
    """
    schedule = best_without_search(problem, parameters, rescue)
    kept = "the best schedule it had sent" if schedule is rescue.schedule else "a schedule made without it"
    left = "no schedule was found without it" if schedule is None else f"this is {kept}"
    messages = (f"the solving process {what}; {left}", *details.splitlines())
    if schedule is None:
        lost = without_schedule(problem, parameters, Status.UNKNOWN, seconds, messages[0])
        return replace(lost, messages=messages, run=replace(lost.run, statistics={"child": what}))
    ending = Ending(
        schedule=schedule,
        tiers=_tiers(problem, schedule, rescue.bound),
        seconds=seconds,
        statistics={"child": what},
        messages=messages,
    )
    return certify(problem, parameters, ending)


def best_without_search(problem: Problem, parameters: SolveParameters, rescue: Rescue) -> Schedule | None:
    """Return the reported schedule, else the better of the given and the greedy one, among those that are sound."""
    if rescue.schedule is not None and not verify(problem, rescue.schedule):
        return rescue.schedule
    others = [] if rescue.warm_start is None else [rescue.warm_start]
    # Greed that finds no room for what must be placed proves nothing, and gives nothing.
    with contextlib.suppress(InfeasibleError):
        others.append(construct(problem, places_of(problem), Deadline(0.0), parameters.seed).schedule())
    sound = [schedule for schedule in others if not verify(problem, schedule)]
    return max(
        sound, key=lambda schedule: (-broken_promises(problem, schedule), utilization(problem, schedule)), default=None
    )


def _tiers(problem: Problem, schedule: Schedule, bound: int) -> tuple[Tier, ...]:
    broken = broken_promises(problem, schedule)
    least = broken_at_least(problem, places_of(problem)) if problem.promises else 0
    promises = Tier(name="promises", value=broken, bound=least, maximised=False)
    return (
        *((promises,) if problem.promises else ()),
        # What was reported may have been the bound of schedules that break nothing.
        Tier(
            name="utilization",
            value=utilization(problem, schedule),
            bound=problem.total_work if broken else bound,
        ),
        # Nothing is late and nothing waits: the least there is.
        Tier(name="punctuality", value=punctuality(problem, schedule), bound=0, maximised=False),
    )
