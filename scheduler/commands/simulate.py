"""`equishare simulate`: many nights in a row in simulated time, on the real planner, against the rules of others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.commands.errors import BadArgumentError
from scheduler.commands.options import AsJson, FairnessVersion, checked_version
from scheduler.commands.output import Output

if TYPE_CHECKING:
    from scheduler.planning.simulation.demand.base import Demand
    from scheduler.planning.simulation.records import NightRecord
    from scheduler.planning.simulation.run import Settings

_POLICIES = "ours,fcfs,round-robin,fair-tree,karma,memoryless,utilization"
Nights = Annotated[
    int, typer.Option(min=1, max=3650, help="Nights to simulate; with more of them a simulation goes on.")
]
DemandName = Annotated[
    str, typer.Option("--demand", help="Who asks: example, growing (11 to 32 tenants), or swf:FILE, a trace of users.")
]
Policies = Annotated[str, typer.Option(help="Who plans, separated by commas; also edf.")]
Load = Annotated[float, typer.Option(min=0, max=10, help="Work asked for against what the machines could do.")]
Seconds = Annotated[float, typer.Option(min=0, help="Deterministic seconds of search a night.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of demand, mishaps and search.")]
Out = Annotated[Path, typer.Option(help="Folder for the nights, results.json, report.md and plots.")]
KeepPublished = Annotated[
    bool,
    typer.Option("--keep-published", help="Promise what is published: it stays where it is as far as that can be."),
]
SkipBroken = Annotated[
    bool, typer.Option("--skip-broken", help="Leave broken lines of a trace out instead of refusing it.")
]


def simulate(
    *,
    nights: Nights = 60,
    demand: DemandName = "example",
    policies: Policies = _POLICIES,
    load: Load = 1.2,
    seconds: Seconds = 1.0,
    seed: Seed = 0,
    out: Out = Path("simulation"),
    keep_published: KeepPublished = False,
    fairness_policy: FairnessVersion = None,
    skip_broken: SkipBroken = False,
    as_json: AsJson = False,
) -> None:
    """Simulate many nights and compare policies; the same command goes on where it was."""
    from scheduler.commands.tables import plain_table
    from scheduler.planning.simulation.report import HEADER, rows, write_report
    from scheduler.planning.simulation.run import Settings, results
    from scheduler.planning.simulation.run import simulate as run

    output = Output(as_json=as_json)
    names = tuple(dict.fromkeys(name.strip() for name in policies.split(",") if name.strip()))
    if not names:
        raise BadArgumentError(f"--policies names none; name some of {_POLICIES}")
    refuse_file(out)
    settings = Settings(
        nights=nights,
        policies=names,
        seconds=seconds,
        seed=seed,
        keep_published=keep_published,
        fairness_policy=checked_version(fairness_policy),
    )
    source = _demand(demand, load, settings, skip_broken=skip_broken, out=output)

    def told(policy: str, record: NightRecord) -> None:
        if (record.night + 1) % 10 == 0 or record.night + 1 == nights:
            output.say(f"{policy}: {record.night + 1} of {nights} nights")

    simulated = run(source, settings, out, told)
    write_report(out, source, settings, simulated)
    output.show(plain_table(f"{nights} nights: {source.name}", HEADER, rows(simulated)))
    output.say(f"report, results and plots: {out}")
    output.answer({policy: facts["figures"] for policy, facts in results(simulated).items()})


def _demand(name: str, load: float, settings: Settings, *, skip_broken: bool, out: Output) -> Demand:
    """Return the demand of a name; BadArgumentError, TraceError."""
    from scheduler.planning.simulation.demand.example import ExampleDemand
    from scheduler.planning.simulation.demand.growing import GrowingDemand

    if name == "example":
        return ExampleDemand(load=load, seed=settings.seed)
    if name == "growing":
        return GrowingDemand(load=load, seed=settings.seed)
    kind, _, file = name.partition(":")
    if kind == "swf" and file:
        return _trace(Path(file), load, settings.nights, skip_broken=skip_broken, out=out)
    raise BadArgumentError(f"--demand {name!r} is not known; use example, growing or swf:FILE")


def _trace(path: Path, load: float, nights: int, *, skip_broken: bool, out: Output) -> Demand:
    from scheduler.planning.simulation.demand.swf import TraceDemand
    from scheduler.planning.simulation.demand.swf_lines import broken_lines, read_trace

    trace = read_trace(path, skip_broken=skip_broken)
    if trace.broken:
        out.say(f"{path}: {broken_lines(trace.broken)}; left out")
    return TraceDemand(trace=trace, path=path, nights=nights, load=load)


def refuse_file(folder: Path) -> None:
    """Refuse a name that is no folder and cannot become one."""
    if folder.exists() and not folder.is_dir():
        raise BadArgumentError(f"--out {folder} is a file; name a folder")
