"""Small problems in few lines: every argument has a sensible default, every name is filled in.

    problem = make_problem(jobs=[make_job(), make_job(make_task(make_mode(0, duration=6)), deadline=20)])

is one machine, open all the time, one account, and two jobs. Without an argument a mode is 4 ticks on machine 0, a task
has that one mode and as much work as it lasts, a job has that one task and 40 ticks from release to deadline.
Over 150 lines because there is one builder for each thing in a problem, and no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.interval import Interval
from solver.problem import Account, CapacityStep, Job, Machine, Mode, Pin, Pool, Precedence, Problem, Splittable, Task
from solver.schedule import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Ticks of a problem whose jobs and machines ask for no more.
HORIZON = 40


def make_windows(*windows: tuple[int, int]) -> tuple[Interval, ...]:
    """Return intervals from pairs."""
    return tuple(Interval(start, end) for start, end in windows)


def make_machine(
    *windows: tuple[int, int],
    name: str = "",
    group: str = "",
    cost_weight: int = 1,
    site: int = 0,
    initial_family: int | None = None,
    changeover: Sequence[Sequence[int]] | None = None,
) -> Machine:
    """Return a machine with these windows; without any it is open from 0 to `HORIZON`."""
    return Machine(
        name=name,
        windows=make_windows(*(windows or [(0, HORIZON)])),
        group=group,
        cost_weight=cost_weight,
        site=site,
        initial_family=initial_family,
        changeover=None if changeover is None else tuple(tuple(row) for row in changeover),
    )


def make_pool(*steps: tuple[int, int, int], name: str = "") -> Pool:
    """Return a pool with these (start, end, amount) steps; without any it is 1 from 0 to `HORIZON`."""
    return Pool(name=name, capacity=tuple(CapacityStep(*step) for step in steps or [(0, HORIZON, 1)]))


def make_mode(
    *machines: int,
    duration: int = 4,
    min_duration: int | None = None,
    setup: int = 0,
    teardown: int = 0,
    windows: Sequence[tuple[int, int]] | None = None,
    demands: Mapping[int, int] | None = None,
) -> Mode:
    """Return a mode on these machines (machine 0 without any) that is granted in full unless `min_duration` says less."""
    return Mode(
        machines=machines or (0,),
        duration=duration,
        min_duration=duration if min_duration is None else min_duration,
        setup=setup,
        teardown=teardown,
        windows=None if windows is None else make_windows(*windows),
        demands=tuple((demands or {}).items()),
    )


def make_task(
    *modes: Mode,
    work: int | None = None,
    family: int = 0,
    splittable: tuple[int, int] | None = None,
) -> Task:
    """Return a task with these modes, worth the duration of the first; `splittable` is (min_part, max_parts)."""
    chosen = modes or (make_mode(),)
    return Task(
        work=chosen[0].duration if work is None else work,
        modes=chosen,
        family=family,
        splittable=None if splittable is None else Splittable(min_part=splittable[0], max_parts=splittable[1]),
    )


def make_precedence(before: int = 0, after: int = 1, *, min_lag: int = 0, max_lag: int | None = None) -> Precedence:
    """Return a precedence, by default of task 1 on task 0 without limits to the lag."""
    return Precedence(before=before, after=after, min_lag=min_lag, max_lag=max_lag)


def make_job(
    *tasks: Task,
    name: str = "",
    account: int = 0,
    release: int = 0,
    deadline: int = HORIZON,
    weight: int = 1,
    due: int | None = None,
    tardiness_weight: int = 0,
    mandatory: bool = False,
    precedences: Iterable[Precedence] = (),
) -> Job:
    """Return a job with these tasks, or with one of 4 ticks on machine 0."""
    return Job(
        name=name,
        account=account,
        release=release,
        deadline=deadline,
        tasks=tasks or (make_task(),),
        weight=weight,
        due=due,
        tardiness_weight=tardiness_weight,
        mandatory=mandatory,
        precedences=tuple(precedences),
    )


def make_pin(
    job: int = 0, start: int = 0, *, task: int = 0, mode: int = 0, duration: int = 4, hard: bool = True
) -> Pin:
    """Return a pin of the first task of a job."""
    return Pin(job=job, task=task, mode=mode, start=start, duration=duration, hard=hard)


def make_account(*, name: str = "", share: int = 1, balance: int = 0) -> Account:
    """Return an account; one without a name gets that of its place."""
    return Account(name=name, share=share, balance=balance)


def make_problem(
    *,
    machines: int | Iterable[Machine] = 1,
    jobs: Iterable[Job] = (),
    accounts: Iterable[Account] | None = None,
    pools: Iterable[Pool] = (),
    travel: Sequence[Sequence[int]] | None = None,
    pins: Iterable[Pin] = (),
    horizon: int | None = None,
    tick_minutes: int = 15,
    name: str = "small",
) -> Problem:
    """Return a problem; missing names are filled in, accounts are as many as the jobs need, the horizon as long."""
    plant = [make_machine() for _ in range(machines)] if isinstance(machines, int) else list(machines)
    asked = list(jobs)
    if accounts is None:
        accounts = [
            Account(name=f"account-{index}") for index in range(1 + max((job.account for job in asked), default=0))
        ]
    ends = [job.deadline for job in asked] + [window.end for machine in plant for window in machine.windows]
    return Problem(
        name=name,
        tick_minutes=tick_minutes,
        horizon=max([HORIZON, *ends]) if horizon is None else horizon,
        machines=tuple(replace(each, name=each.name or f"machine-{i}") for i, each in enumerate(plant)),
        accounts=tuple(replace(each, name=each.name or f"account-{i}") for i, each in enumerate(accounts)),
        jobs=tuple(replace(each, name=each.name or f"job-{i}") for i, each in enumerate(asked)),
        pools=tuple(replace(each, name=each.name or f"pool-{i}") for i, each in enumerate(pools)),
        travel=None if travel is None else tuple(tuple(row) for row in travel),
        pins=tuple(pins),
    )


def make_assignment(
    job: int = 0, start: int = 0, *, task: int = 0, part: int = 0, mode: int = 0, duration: int = 4
) -> Assignment:
    """Return one placed part, by default 4 ticks of the first task in its first mode."""
    return Assignment(job=job, task=task, part=part, mode=mode, start=start, duration=duration)


def make_schedule(*assignments: Assignment) -> Schedule:
    """Return a schedule of these parts."""
    return Schedule(assignments)
