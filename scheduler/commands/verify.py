"""`equishare verify`: holds a schedule file against its problem file."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import Annotated

import typer

from scheduler.commands.options import AsJson  # noqa: TC001 - as above
from scheduler.commands.output import Output


def verify(
    problem: Annotated[Path, typer.Argument(help="Problem file (equishare/problem-1).")],
    schedule: Annotated[Path, typer.Argument(help="Schedule file (equishare/schedule-1).")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print every rule that a schedule breaks; exit 1 if there is any."""
    from solver.files import problem_sha256, read_problem, read_schedule, schedule_sha256
    from solver.schedule import utilization
    from solver.verify import verify as find_violations

    read = read_problem(problem)
    stored = read_schedule(schedule, read)
    placed = stored.schedule
    violations = find_violations(read, placed)
    out = Output(as_json=as_json)
    if not stored.as_written:
        out.say(
            f"{schedule}#/schedule_sha256: the placed parts are not those that it was written with; they are judged as they are"
        )
    for violation in violations:
        out.show(str(violation))
    facts = {
        "verified": not violations,
        "violations": [{"rule": v.rule, "message": v.message, "job": v.job, "task": v.task} for v in violations],
        "problem_sha256": problem_sha256(read),
        "schedule_sha256": schedule_sha256(placed),
        "placed": len(placed.by_job),
        # What is said of a schedule that breaks rules means nothing.
        "utilization": None if violations else utilization(read, placed),
    }
    if not violations:
        out.show(f"holds: {len(placed.by_job)} of {len(read.jobs)} jobs placed, utilization {facts['utilization']}")
    out.answer(facts)
    raise typer.Exit(1 if violations else 0)
