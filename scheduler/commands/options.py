"""Options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output; words for people go to standard error.")
]
Seconds: TypeAlias = Annotated[float | None, typer.Option(min=0, help="Time limit of the solve.")]
Policy: TypeAlias = Annotated[str | None, typer.Option(help="Fairness policy.")]
Epsilon: TypeAlias = Annotated[
    float | None, typer.Option(min=0, max=1, help="Price of fairness: the part of the best utilization it may cost.")
]
Workers: TypeAlias = Annotated[int | None, typer.Option(min=1, max=64, help="Threads of the solve.")]
Seed: TypeAlias = Annotated[int, typer.Option(min=0, help="Seed of the search.")]
Engine: TypeAlias = Annotated[
    str | None, typer.Option(help="Where the solve runs: processes (a child process) or inline.")
]
