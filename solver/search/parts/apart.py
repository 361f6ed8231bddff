"""A problem solved in parts where it has them: its components apart, by the engine that was chosen, and one result of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.parts.answer import answer
from solver.search.parts.components import component_of, linked_jobs, project
from solver.search.parts.rounds import Rounds
from solver.search.parts.standing import Standing
from solver.search.parts.work import improve
from solver.search.process.fallback import Rescue, best_without_search
from solver.search.solve import solve_inline
from solver.search.stop import Deadline
from solver.search.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.observer import Observer
    from solver.search.parameters import SolveParameters
    from solver.search.parts.rounds import Task
    from solver.search.stop import StopSignal

#: A component with more than this part of all jobs is nearly the whole: apart from the few others it would only get fewer threads.
DOMINANT = 0.75


def solve_in_parts(
    problem: Problem,
    parameters: SolveParameters,
    *,
    warm_start: Schedule | None = None,
    observer: Observer | None = None,
    stop: StopSignal | None = None,
    task: Task = improve,
) -> Result:
    """Do what `solve_inline` does; where the problem falls into independent components, solve these apart, by the engine chosen.

    The statistics of the run say how many `components` there were, how many `turns` they had, how many `lost_tasks`, and the
    `events`. A stop ends the tasks of other processes at once, for what they had told is here.
    `task` replaces what a turn does (tests).
    """
    deadline = Deadline(parameters.seconds, stop)
    groups = _groups(problem, parameters)
    if len(groups) < 2:
        return solve_inline(problem, parameters, warm_start=warm_start, observer=observer, stop=stop)
    standings = [_begin(problem, jobs, parameters, warm_start) for jobs in groups]
    watch = Watch(observer, deadline, problem.total_work)
    rounds = Rounds(standings, parameters, deadline, watch, task)
    rounds.run()
    statistics = rounds.journal.statistics(standings)
    statistics["first_schedule_seconds"] = round(watch.first_schedule_after or 0.0, 3)
    return answer(problem, parameters, standings, deadline.elapsed, statistics)


def _groups(problem: Problem, parameters: SolveParameters) -> tuple[tuple[int, ...], ...]:
    """Return the jobs of each component; none where the problem is better solved in one piece."""
    # Without time there is only greed, and fairness is a matter of the whole: its targets tie all accounts together.
    # Turns go by the clock, so what is to be the same everywhere is one piece too.
    if parameters.seconds == 0 or parameters.policy != "utilization" or parameters.deterministic:
        return ()
    groups = linked_jobs(problem)
    return () if max(map(len, groups), default=0) > DOMINANT * len(problem.jobs) else groups


def _begin(problem: Problem, jobs: Sequence[int], parameters: SolveParameters, warm_start: Schedule | None) -> Standing:
    component = component_of(problem, jobs)
    given = None if warm_start is None else project(component, warm_start)
    rescue = Rescue(warm_start=given, bound=component.problem.total_work)
    return Standing(component, best_without_search(component.problem, parameters, rescue))
