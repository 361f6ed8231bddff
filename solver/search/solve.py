"""The door of the library: `solve` turns a problem into a verified schedule with its certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.errors import InfeasibleError
from solver.result import Status
from solver.search.garbage import uncollected
from solver.search.parameters import SolveParameters
from solver.search.stop import Deadline, Meter

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.certify import Ending
    from solver.search.context import Context
    from solver.search.observer import Observer
    from solver.search.partial.state import State
    from solver.search.stop import StopSignal


def solve(
    problem: Problem,
    parameters: SolveParameters | None = None,
    *,
    warm_start: Schedule | None = None,
    observer: Observer | None = None,
    stop: StopSignal | None = None,
) -> Result:
    """Return a verified schedule of a problem, its value and its proven bound for each tier.

    Parameters
    ----------
    parameters
        Limits and choices; the defaults are a good night on two cores.
    warm_start
        A schedule to begin with, of this problem or of one much like it: what of it keeps the rules is used.
    observer
        Is told of progress and of better schedules, from other threads.
    stop
        Ends the search early; the best schedule so far is kept.

    Independent components are solved apart (`solver.search.parts`), where the engine says. Never raises for what the problem
    asks: what cannot be honoured comes back as a status with messages.

    Raises
    ------
    ParameterError
        if what the engine needs is not installed.
    """
    parameters = parameters or SolveParameters()
    if parameters.engine != "inline":
        from solver.search.parts.executors import require_engine
        from solver.search.process.engine import solve_in_child

        require_engine(parameters.engine)
        return solve_in_child(problem, parameters, warm_start=warm_start, observer=observer, stop=stop)
    from solver.search.parts.apart import solve_in_parts

    return solve_in_parts(problem, parameters, warm_start=warm_start, observer=observer, stop=stop)


def solve_inline(
    problem: Problem,
    parameters: SolveParameters,
    *,
    warm_start: Schedule | None = None,
    observer: Observer | None = None,
    stop: StopSignal | None = None,
) -> Result:
    """Do what `solve` does, in this process and in one piece."""
    from solver.explain import shut_out
    from solver.places import places_of
    from solver.search.certify import certify, without_schedule
    from solver.search.context import Context
    from solver.search.partial.tables import tables_of
    from solver.search.start import first_state
    from solver.search.watch import Watch

    deadline = Deadline(parameters.seconds, stop, Meter() if parameters.deterministic else None)
    watch = Watch(observer, deadline, problem.total_work)
    with uncollected():
        places = places_of(problem)
        context = Context(problem, places, parameters, deadline, watch, tables_of(problem, places))
    try:
        with uncollected():
            state = first_state(context, warm_start)
        ending = _run(context, state)
    except InfeasibleError as error:
        status = Status.UNKNOWN if error.unknown else Status.INFEASIBLE
        none = without_schedule(problem, parameters, status, deadline.elapsed, str(error))
        return replace(none, messages=(*none.messages, *shut_out(problem, error.jobs)))
    watch.finish()
    return certify(problem, parameters, ending)


def _run(context: Context, state: State) -> Ending:
    from solver.search.certify import Ending
    from solver.search.fair.yardstick import plain
    from solver.search.most_fair import most_fair
    from solver.search.most_promises import hold_promises, most_promises
    from solver.search.most_punctual import most_punctual
    from solver.search.most_utilization import most_utilization
    from solver.search.prices import PriceBoard
    from solver.search.tiers import Stage, claims

    problem = context.problem
    first, value = state.schedule(), state.value
    context.watch.improved(lambda: (first, value), value, len(state.placed))
    stages: list[Stage] = []
    if problem.promises:
        promised = most_promises(context, state)
        stages.append(promised.stage)
        context, state = hold_promises(context, promised)
    board = PriceBoard()
    stages.append(most_utilization(context, state, board))
    limits, last = context.parameters, stages[-1]
    yardstick = plain(problem, last.schedule, last.tier.bound, limits.committed, whole_targets=limits.whole_targets)
    if context.parameters.policy != "utilization":
        fair, yardstick = most_fair(context, stages[-1], board)
        stages.append(fair)
    stages.append(most_punctual(context, stages[-1], yardstick))
    context.watch.enter("verify")
    metered = {} if context.deadline.meter is None else {"deterministic_time": round(context.deadline.elapsed, 3)}
    return Ending(
        schedule=stages[-1].schedule,
        tiers=claims(problem, stages, yardstick),
        yardstick=yardstick,
        seconds=context.deadline.elapsed,
        earlier=(first, *(stage.schedule for stage in stages[:-1])),
        statistics={
            **{name: figure for stage in stages for name, figure in stage.statistics.items()},
            "first_schedule_seconds": round(context.watch.first_schedule_after or 0.0, 3),
            **metered,
        },
    )
