"""`python -m benchmarks run SUITE`: make every run of a suite, write the results, print the table.

Exit code 1: a schedule was refused, a bound refuted, or a peer crashed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cases import case
from benchmarks.peers import PEERS
from benchmarks.results import Parameters, write_results
from benchmarks.session import carry_out, plan
from benchmarks.suites import suite as suite_of
from benchmarks.tables import mebibytes, outcome, percent, seconds, whole

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from benchmarks.results import Results
    from benchmarks.run import Run
    from benchmarks.session import Plan
    from benchmarks.suites.base import Suite


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 0 only if nothing is wrong with any run."""
    suite = suite_of(options.suite)
    planned = plan_of(suite, options)
    print(f"{suite.name}: {suite.about}\n{_size(planned)}", flush=True)

    def tell(run: Run, results: Results) -> None:
        print(line(run), flush=True)
        if options.results:
            write_results(results, options.results)

    results = carry_out(planned, tell)
    if options.results:
        write_results(results, options.results)
    print(f"\n{suite.table(results).markdown()}")
    return conclude(results)


def plan_of(suite: Suite, options: argparse.Namespace) -> Plan:
    """Return what the options of the command make of a suite."""
    names = tuple(options.only or suite.cases)
    if options.largest is not None:
        names = tuple(name for name in names if case(name).jobs <= options.largest)
    parameters = Parameters(
        seconds=suite.seconds if options.seconds is None else options.seconds,
        workers=options.workers,
        seeds=tuple(range(options.seed, options.seed + (options.seeds or suite.seeds))),
        peers=tuple(options.peers.split(",")) if options.peers else suite.peers or tuple(PEERS),
    )
    return plan(suite.name, parameters, names, options.data)


def line(run: Run) -> str:
    """Return what is told of a run as soon as it is over."""
    return (
        f"  {run.case:<26}{run.peer:<17}seed {run.seed:<3} value {whole(run.value):>7} bound {whole(run.bound):>7} "
        f"gap {percent(run.gap):>8} first {seconds(run.first_seconds):>6} s of {seconds(run.seconds):>6} s "
        f"{mebibytes(run.memory_mib):>6} MiB  {outcome(run.verdict, run.reasons)}"
    )


def conclude(results: Results) -> int:
    """Say what was skipped and what is wrong, and return the exit code."""
    if results.skipped:
        print(f"\nskipped: {len(results.skipped)} of {len(results.skipped) + len(results.cases)} cases")
        for reason, names in _by_reason(results.skipped).items():
            print(f"  {', '.join(names)}: {reason}")
    wrong = [run for run in results.runs if run.verdict.is_failure]
    if wrong:
        print(f"\nwrong: {len(wrong)} of {len(results.runs)} runs")
        for run in wrong:
            for reason in run.reasons:
                print(f"  {run.key}: {run.verdict}: {reason}")
    return 1 if wrong else 0


def _by_reason(skipped: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, reason in skipped.items():
        found.setdefault(reason, []).append(name)
    return found


def _size(planned: Plan) -> str:
    given = planned.parameters
    return (
        f"{len(planned.cases)} cases x {len(given.peers)} peers x {len(given.seeds)} seeds, up to {given.seconds:g} s each "
        f"with {given.workers} workers; {len(planned.skipped)} cases skipped"
    )
