"""Checks of what is there before anyone asks: time, machines, pools, travel and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.checks.report import check_names, check_square, check_windows, writable

if TYPE_CHECKING:
    from solver.checks.report import Report
    from solver.problem import Machine, Problem


def check_plant(report: Report, problem: Problem) -> None:
    """Check everything but jobs and pins."""
    check_time(report, problem)
    check_machine_values(report, problem)
    check_changeovers(report, problem)
    check_families(report, problem)
    check_sites(report, problem)
    check_pools(report, problem)
    check_accounts(report, problem)


#: Nearly four years of minutes; longer horizons are a mistake in the length of a tick.
LONGEST_HORIZON = 2_000_000


def check_time(report: Report, problem: Problem) -> None:
    """The problem has a name, a tick lasts and the horizon holds at least one, but no ages."""
    if not problem.name:
        report.add("/name", "is empty", "give the problem a name")
    elif not writable(problem.name):
        report.add("/name", f"is {problem.name!r}, half of a character", "use whole Unicode characters")
    report.at_least("/tick_minutes", problem.tick_minutes, 1)
    report.at_least("/horizon", problem.horizon, 1)
    if problem.horizon > LONGEST_HORIZON:
        report.add("/horizon", f"is {problem.horizon}", f"use at most {LONGEST_HORIZON} ticks; let a tick be longer")


def check_machine_values(report: Report, problem: Problem) -> None:
    """Machines have their own names, windows inside the horizon and a positive cost weight."""
    check_names(report, "/machines", (machine.name for machine in problem.machines))
    for index, machine in enumerate(problem.machines):
        check_windows(report, f"/machines/{index}/windows", machine.windows, problem.horizon)
        report.at_least(f"/machines/{index}/cost_weight", machine.cost_weight, 1)


def check_changeovers(report: Report, problem: Problem) -> None:
    """Changeover matrices are square and not negative, and hold the initial family."""
    for index, machine in enumerate(problem.machines):
        at = f"/machines/{index}"
        if machine.changeover is not None:
            check_square(report, f"{at}/changeover", machine.changeover)
        if machine.initial_family is None:
            continue
        if machine.changeover is None:
            report.at_least(f"{at}/initial_family", machine.initial_family, 0)
        else:
            report.index(f"{at}/initial_family", machine.initial_family, len(machine.changeover), "its changeover")


def check_families(report: Report, problem: Problem) -> None:
    """The changeover matrix of a machine covers the family of every task that may use it."""
    machines = problem.machines
    if all(machine.changeover is None for machine in machines):
        return
    told: set[int] = set()
    for job, task, family, index in _uses(problem):
        if not 0 <= index < len(machines) or index in told or _covers(machines[index], family):
            continue
        told.add(index)
        rows = len(machines[index].changeover or ())
        message = f"has {rows} rows, but family {family} of /jobs/{job}/tasks/{task} may be done on this machine"
        report.add(f"/machines/{index}/changeover", message, f"give it at least {family + 1} rows and columns")


def check_sites(report: Report, problem: Problem) -> None:
    """The travel matrix is square and not negative and holds the site of every machine."""
    if problem.travel is not None:
        check_square(report, "/travel", problem.travel)
    for index, machine in enumerate(problem.machines):
        if problem.travel is None:
            report.at_least(f"/machines/{index}/site", machine.site, 0)
        else:
            report.index(f"/machines/{index}/site", machine.site, len(problem.travel), "travel")


def check_pools(report: Report, problem: Problem) -> None:
    """Pools have their own names, and steps as windows are, of no negative amount."""
    check_names(report, "/pools", (pool.name for pool in problem.pools))
    for index, pool in enumerate(problem.pools):
        check_windows(report, f"/pools/{index}/capacity", pool.capacity, problem.horizon)
        for step, capacity in enumerate(pool.capacity):
            report.at_least(f"/pools/{index}/capacity/{step}/2", capacity.amount, 0)


def check_accounts(report: Report, problem: Problem) -> None:
    """Accounts have their own names and positive shares; a balance may be anything."""
    check_names(report, "/accounts", (account.name for account in problem.accounts))
    for index, account in enumerate(problem.accounts):
        report.at_least(f"/accounts/{index}/share", account.share, 1)


def _uses(problem: Problem) -> list[tuple[int, int, int, int]]:
    """List (job, task, family, machine) for every machine of every mode."""
    return [
        (j, t, task.family, machine)
        for j, job in enumerate(problem.jobs)
        for t, task in enumerate(job.tasks)
        for mode in task.modes
        for machine in mode.machines
    ]


def _covers(machine: Machine, family: int) -> bool:
    return machine.changeover is None or family < len(machine.changeover)
