"""A row of figures for each trial: one line of JSON in a file that several programs add to, one after the other."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import environment
from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Names the file that rows are added to; none: they are only shown.
VARIABLE = "EQP_SOAK_FIGURES"
#: Says `long` for the trials as they stand in the table; anything else is the short mode of every day.
MODE = "EQP_SOAK"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What one trial showed."""

    trial: str
    #: `short` or `long`.
    mode: str
    figures: Mapping[str, Any]
    at: str
    commit: str | None
    #: Load of the machine over the last minute when the row was written.
    load: float | None
    #: What the figures were measured on.
    machine: Mapping[str, Any] = field(default_factory=dict)


def is_long() -> bool:
    """Return whether the long mode was asked for."""
    return os.environ.get(MODE) == "long"


def tell(trial: str, **figures: Any) -> Row:
    """Show the figures of a trial, and add them to the file where one is named."""
    told = environment.describe()
    load = told["load"]
    row = Row(
        trial=trial,
        mode="long" if is_long() else "short",
        figures=figures,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=str(told["commit"]) if told["commit"] else None,
        load=load[0] if isinstance(load, list) else None,
        machine={name: told[name] for name in ("processor", "cores")},
    )
    line = json.dumps(asdict(row), ensure_ascii=False)
    print(line, flush=True)
    if file := os.environ.get(VARIABLE):
        add(Path(file), line)
    return row


def add(path: Path, line: str) -> None:
    """Add a line to a file of rows; makes the file and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def read(path: Path) -> tuple[Row, ...]:
    """Return the rows of a file, the last one of each trial and mode, in the order in which trials first appear.

    Raises
    ------
    BenchmarkError
        For a file that is not there or holds anything else; names the line.
    """
    found: dict[tuple[str, str], Row] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BenchmarkError(f"{path} cannot be read: {error.strerror}; run make soak first") from error
    for number, line in enumerate(lines, 1):
        try:
            row = Row(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise BenchmarkError(f"{path}, line {number} is no row of figures: {error}; take the line away") from error
        found[row.trial, row.mode] = row
    return tuple(found.values())
