"""`equishare gaming`: does it pay to lie? Each tenant in turn tries each ruse on the real planner."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.options import AsJson, FairnessVersion, checked_version
from scheduler.commands.output import Output
from scheduler.commands.simulate import refuse_file

Trials = Annotated[
    int, typer.Option(min=1, max=1_000_000, help="Trials at least; a seed has one for each tenant and ruse.")
]
PolicyName = Annotated[str, typer.Option(help="Who plans: one of the policies of equishare simulate.")]
Nights = Annotated[int, typer.Option(min=1, max=365, help="Nights of a trial.")]
Load = Annotated[float, typer.Option(min=0.1, max=5, help="Work asked for against what the machines could do.")]
Seconds = Annotated[float, typer.Option(min=0, help="Deterministic seconds of search a night.")]
Out = Annotated[Path, typer.Option(help="Folder for the trials, results.json and report.md.")]


def gaming(
    *,
    trials: Trials = 1000,
    policy: PolicyName = "ours",
    fairness_policy: FairnessVersion = None,
    nights: Nights = 14,
    load: Load = 1.3,
    seconds: Seconds = 0.2,
    out: Out = Path("gaming"),
    as_json: AsJson = False,
) -> None:
    """Try every ruse on a small park and tell what it gains beyond chance; the same command goes on where it was."""
    from scheduler.commands.tables import plain_table
    from scheduler.planning.simulation.gaming.figures import HEADER, rows, to_object
    from scheduler.planning.simulation.gaming.run import try_all
    from scheduler.planning.simulation.gaming.trials import GamingSettings

    output = Output(as_json=as_json)
    refuse_file(out)
    version = checked_version(fairness_policy)
    settings = GamingSettings(policy=policy, fairness_policy=version, nights=nights, seconds=seconds, load=load)
    found = try_all(trials, settings, out, lambda done, of: output.say(f"{done} of {of} seeds"))
    title = f"Gaming under {policy}, fairness policy {version}: gains against the truth; p95 and worst beyond the noise of {found.noise:.1%}"
    output.show(plain_table(title, HEADER, rows(found)))
    output.say(f"report and results: {out}")
    output.answer(to_object(found))
