"""Options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from scheduler.commands.errors import BadArgumentError

if TYPE_CHECKING:
    from datetime import datetime

#: Years in which a date, in any zone and some days more or less, is still in the calendar.
_FIRST_YEAR, _LAST_YEAR = 2000, 2199

AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output; words for people go to standard error.")
]
Seconds: TypeAlias = Annotated[float | None, typer.Option(min=0, help="Time limit of the solve.")]
Policy: TypeAlias = Annotated[str | None, typer.Option(help="Fairness policy.")]
Epsilon: TypeAlias = Annotated[
    float | None, typer.Option(min=0, max=1, help="Price of fairness: the part of the best utilization it may cost.")
]
Workers: TypeAlias = Annotated[
    int | None, typer.Option(min=1, max=64, help="Threads of the solve; with --engine ray: CPUs of the cluster.")
]
Seed: TypeAlias = Annotated[int, typer.Option(min=0, help="Seed of the search.")]
Engine: TypeAlias = Annotated[
    str | None,
    typer.Option(
        help="Where the solve runs: processes (child processes), inline, or ray (a cluster; needs the extra ray)."
    ),
]
FairnessVersion: TypeAlias = Annotated[
    int | None, typer.Option("--fairness-policy", help="Version of the fairness policy; that of a new installation.")
]


def checked_version(version: int | None) -> int:
    """Return the version of a fairness policy, that of a new installation for None; BadArgumentError where there is none of that number."""
    from scheduler.domain.fairness_policy import DEFAULT, find_fairness_policy, known_versions

    if version is None:
        return DEFAULT.version
    if find_fairness_policy(version) is None:
        raise BadArgumentError(f"--fairness-policy is {version}; use {known_versions()}")
    return version


def check_year(option: str, moment: datetime | None) -> None:
    """Refuse a date that no plan is about; BadArgumentError."""
    if moment is not None and not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        cure = f"give a year from {_FIRST_YEAR} to {_LAST_YEAR}"
        raise BadArgumentError(f"{option}: {moment.date()} is out of range; {cure}")
