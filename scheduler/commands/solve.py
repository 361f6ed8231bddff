"""`equishare solve`: the solver alone, from a problem file to a schedule file; no park, no database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from scheduler.commands.errors import BadArgumentError
from scheduler.commands.options import AsJson, Engine, Epsilon, Policy, Seconds, Seed, Workers  # noqa: TC001 - as above
from scheduler.commands.output import Output
from scheduler.commands.targets import refuse_target
from scheduler.commands.warm import read_warm_start

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.parameters import SolveParameters

#: Jobs without room that are told one by one.
_MOST_UNPLACED = 12
Deterministic: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--deterministic", help="Count work instead of seconds: the same input then gives the same file, byte for byte."
    ),
]
WholeTargets: TypeAlias = Annotated[
    bool, typer.Option("--whole-targets", help="Round what each account should get to what whole jobs can give.")
]
WarmStart: TypeAlias = Annotated[
    Path | None,
    typer.Option(help="Schedule file to begin with, of this problem or of one that lists the same jobs."),
]


def solve(
    problem: Annotated[Path, typer.Argument(help="Problem file (equishare/problem-1).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Schedule file to write (equishare/schedule-1).")],
    *,
    warm_start: WarmStart = None,
    seconds: Seconds = None,
    policy: Policy = None,
    epsilon: Epsilon = None,
    committed: Annotated[
        int | None,
        typer.Option(min=1, help="Fairness counts work that begins before this tick; all of it unless it is given."),
    ] = None,
    whole_targets: WholeTargets = False,
    workers: Workers = None,
    seed: Seed = 0,
    engine: Engine = None,
    deterministic: Deterministic = False,
    as_json: AsJson = False,
) -> None:
    """Solve a problem file; exit 0 if a verified schedule was written."""
    from solver.files import read_problem
    from solver.search.parameters import SolveParameters

    fair = {"policy": policy, "epsilon": epsilon, "committed": committed, "whole_targets": whole_targets}
    given = {**fair, "seconds": seconds, "workers": workers, "engine": engine}
    chosen = {name: value for name, value in given.items() if value is not None}
    parameters = SolveParameters.from_mapping({**chosen, "seed": seed, "deterministic": deterministic})
    refuse_target(output)
    read = read_problem(problem)
    if output.exists() and output.samefile(problem):
        raise BadArgumentError(f"--output {output} is the problem file itself; name another file for the schedule")
    out = Output(as_json=as_json)
    begin = None if warm_start is None else read_warm_start(warm_start, read, out)
    result = _watched(read, parameters, begin)
    raise typer.Exit(0 if _hand_out(read, result, output, out) else 1)


def _watched(problem: Problem, parameters: SolveParameters, warm_start: Schedule | None) -> Result:
    """Solve with progress on standard error; Ctrl-C keeps the best."""
    from scheduler.commands.watching import observer_of, stopping_on_interrupt, watching
    from solver import StopSignal
    from solver import solve as solve_problem

    stop = StopSignal()
    with watching(parameters.seconds) as listener, stopping_on_interrupt(stop):
        return solve_problem(problem, parameters, warm_start=warm_start, observer=observer_of(listener), stop=stop)


def _hand_out(problem: Problem, result: Result, output: Path, out: Output) -> bool:
    """Write what the referee lets pass, and tell the certificate; return whether a schedule was written."""
    from scheduler.commands.tables import certificate_table
    from solver.files import write_result
    from solver.result import Status
    from solver.verify import verify

    violations = verify(problem, result.schedule)
    good = result.status in (Status.OPTIMAL, Status.FEASIBLE) and not violations
    if good:
        write_result(problem, result, output)
    certificate = _certificate(problem, result, [str(v) for v in violations])
    out.show(certificate_table(certificate))
    # Where there is no schedule the messages say why, and every rule that asks for one is broken by its absence.
    nothing = result.status in (Status.INFEASIBLE, Status.UNKNOWN)
    for message in (*result.messages, *(() if nothing else certificate["violations"])):
        out.say(message)
    if good:
        _say_unplaced(problem, result, out)
    out.say(f"schedule written to {output}" if good else "no schedule was written")
    out.answer({**certificate, "output": str(output) if good else None})
    return good


def _say_unplaced(problem: Problem, result: Result, out: Output) -> None:
    """Tell the first jobs that are not placed, each with its reasons; the schedule file has all of them."""
    from solver.explain import REASONS

    for unplaced in result.unplaced[:_MOST_UNPLACED]:
        told = "; ".join(dict.fromkeys(REASONS[reason.code] for reason in unplaced.reasons))
        out.say(f"not placed: {problem.jobs[unplaced.job].name}: {told}")
    if len(result.unplaced) > _MOST_UNPLACED:
        out.say(f"not placed: {len(result.unplaced) - _MOST_UNPLACED} more, told in the schedule file")


def _certificate(problem: Problem, result: Result, violations: list[str]) -> dict[str, Any]:
    """Return what the schedule file says, without the schedule itself."""
    from solver.formats.schedule_writer import document_of_result

    document = document_of_result(problem, result)
    size = {"jobs": len(problem.jobs), "placed": len(result.schedule.by_job), "machines": len(problem.machines)}
    kept = {name: value for name, value in document.items() if name not in ("assignments", "unplaced")}
    return {**kept, "size": size, "verified": not violations, "violations": violations}
