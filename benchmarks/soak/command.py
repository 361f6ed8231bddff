"""`python -m benchmarks soak FILE`: the table of faults and load, from the rows that the trials left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.files import write_atomically
from benchmarks.soak.rows import read
from benchmarks.soak.trials import TRIALS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.soak.rows import Row
    from benchmarks.soak.trials import Trial

#: Between these two lines of the page the table stands.
BEGIN, END = "<!-- soak: written by `python -m benchmarks soak` -->", "<!-- /soak -->"


def run(options: argparse.Namespace) -> int:
    """Show the table, and write it into the page where one is named."""
    table = table_of(read(options.file))
    print(table)
    if options.page is not None:
        put(table, options.page)
    return 0


def table_of(rows: Sequence[Row]) -> str:
    """Return the table: of each trial the long mode where it was run, else the short one, else nothing."""
    found = {(row.trial, row.mode): row for row in rows}
    lines = ["| trial | must | measured | command |", "| --- | --- | --- | --- |"]
    for trial in TRIALS:
        row = found.get((trial.name, "long")) or found.get((trial.name, "short"))
        lines.append(f"| {trial.title} | {trial.must} | {_measured(trial, row)} | `{trial.command}` |")
    return "\n".join(lines)


def put(table: str, page: Path) -> None:
    """Write the table into a page, in place of the one before; BenchmarkError where the page has no place for it."""
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise BenchmarkError(f"{page} cannot be read: {error.strerror}; name a page that is there") from error
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise BenchmarkError(f"{page} has no place for the table; put the lines {BEGIN} and {END} where it is to stand")
    write_atomically(page, f"{before}{BEGIN}\n\n{table}\n\n{END}{after}")


def _measured(trial: Trial, row: Row | None) -> str:
    if row is None:
        return "not measured"
    about = "" if row.mode == "long" else " (short mode)"
    busy = "" if row.load is None else f"; load {row.load:g}"
    return f"{trial.telling(row.figures)}{about}{busy}".replace("|", "/")
