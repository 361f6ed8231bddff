"""`python -m benchmarks COMMAND`: the options; each command imports what it needs when it is called.

Over 150 lines because the options of all commands are read beside each other.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.instances import VARIABLE
from benchmarks.suites import SUITES
from solver.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Where the `run(options) -> exit code` of each command is.
MODULES = {
    "run": "benchmarks.commands.suite",
    "quick": "benchmarks.commands.suite",
    "park": "benchmarks.commands.suite",
    "compare": "benchmarks.commands.compare",
    "report": "benchmarks.commands.report",
    "profile": "benchmarks.commands.profile",
    "satnet": "benchmarks.satnet.command",
    "satnet-park": "benchmarks.satnet_park.command",
    "load": "benchmarks.load.command",
    "volume": "benchmarks.volume.command",
    "soak": "benchmarks.soak.command",
}
#: Where `report` writes unless it is told otherwise, seen from the root of the checkout.
PAGES = Path("docs", "benchmarks")


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    top = argparse.ArgumentParser(prog="python -m benchmarks", description="Hold the solver against known figures.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="a suite: its cases, its peers, its table")
    run.add_argument("suite", choices=list(SUITES), metavar="SUITE", help=", ".join(SUITES))
    _suite_options(run)
    for name, told in (("quick", "a minute or less on drawn parks"), ("park", "the stored park files")):
        short = commands.add_parser(name, help=f"{told}; the same as `run {name}`")
        short.set_defaults(suite=name)
        _suite_options(short)
    _compare_options(commands.add_parser("compare", help="what got worse between two files of results"))
    report = commands.add_parser("report", help="a page with tables and plots from files of results")
    report.add_argument("files", nargs="+", type=Path, metavar="RESULT", help="files of results")
    report.add_argument("--keep", action="store_true", help="keep the sections of the page that are not measured anew")
    report.add_argument("--out", type=Path, default=PAGES, metavar="DIR", help="folder (default %(default)s)")
    _profile_options(
        commands.add_parser("profile", help="where the time of a solve goes, and how much of it is Python")
    )

    satnet = commands.add_parser("satnet", help="a week of NASA's Deep Space Network, solved, written and judged")
    _week_options(satnet)
    satnet.add_argument(
        "--tick", type=int, default=1, metavar="MINUTES", help="minutes of a tick (default %(default)s)"
    )
    _solve_options(satnet, seconds=120.0)

    front = commands.add_parser("satnet-park", help="the same week through the front door: a service, tenants and HTTP")
    _week_options(front)
    front.add_argument("--seconds", type=float, default=120.0, help="budget of the night (default %(default)s)")
    front.add_argument(
        "--database", metavar="URL", help="of the service (default: a new SQLite file, removed afterwards)"
    )
    _service_options(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 good, 1 something was refused, 2 it could not be tried."""
    options = parser().parse_args(arguments)
    try:
        code: int = importlib.import_module(MODULES[options.command]).run(options)
    except (BenchmarkError, SolverError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    return code


def _profile_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("case", metavar="CASE", help="name of a case")
    _data_option(command)
    _budget_options(command, seconds=60.0)


def _data_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, metavar="DIR", help=f"folder of the instances (default ${VARIABLE})")


def _suite_options(command: argparse.ArgumentParser) -> None:
    _data_option(command)
    command.add_argument("--seconds", type=float, help="budget of each run (default: that of the suite)")
    command.add_argument("--workers", type=int, default=2, help="threads of each run (default %(default)s)")
    command.add_argument("--seeds", type=int, metavar="COUNT", help="how many seeds (default: that of the suite)")
    command.add_argument("--seed", type=int, default=0, help="the first of them (default %(default)s)")
    command.add_argument("--peers", metavar="NAMES", help="with commas between (default: those of the suite)")
    command.add_argument(
        "--only", action="append", metavar="CASE", help="this case instead of the suite's; may be given again"
    )
    command.add_argument("--largest", type=int, metavar="JOBS", help="leave cases of more jobs out")
    command.add_argument("--results", type=Path, metavar="FILE", help="write the results here, after every run")


def _compare_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("old", type=Path, metavar="OLD", help="file of results from before")
    command.add_argument("new", type=Path, metavar="NEW", help="file of results to be judged")
    for name, default, told in (
        ("value", 0.5, "percent of the value"),
        ("gap", 0.5, "percentage points of the gap"),
        ("first", 25.0, "percent of the seconds to the first schedule"),
        ("memory", 10.0, "percent of the memory"),
    ):
        explained = f"{told} that count as the same (default %(default)s)"
        command.add_argument(f"--{name}", type=float, default=default, metavar="TOLERANCE", help=explained)


def _service_options(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _load_options(
        commands.add_parser("load", help="a service under thirty-two tenants: calls a second, and how long they wait")
    )
    _volume_options(
        commands.add_parser("volume", help="lists and loading in a park with years behind it, beside a new one")
    )
    soak = commands.add_parser("soak", help="the table of faults and load, from the rows that its trials left behind")
    soak.add_argument("file", type=Path, metavar="ROWS", help="file of rows, one line of JSON each")
    soak.add_argument(
        "--page", type=Path, metavar="FILE", help="also write it into this page, in place of the one before"
    )


def _load_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seconds", type=float, default=10.0, help="length of each trial (default %(default)s)")
    trials = ("steady", "flat-out", "creation", "solving")
    command.add_argument("--only", action="append", choices=trials, metavar="TRIAL", help=", ".join(trials))
    command.add_argument(
        "--database",
        metavar="URL",
        help="of the service; must be empty, so for one trial only (default: new SQLite files)",
    )


def _volume_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--requests", type=int, default=100_000, help="requests behind the park (default %(default)s)")
    command.add_argument("--changes", type=int, default=1_000_000, help="audit entries (default %(default)s)")
    command.add_argument(
        "--database", nargs=2, metavar=("NEW", "FULL"), help="URLs of two empty databases (default: new SQLite files)"
    )


def _week_options(command: argparse.ArgumentParser) -> None:
    _data_option(command)
    command.add_argument("--week", default="W10_2018", help="week of the data (default %(default)s)")
    command.add_argument(
        "--out", type=Path, default=Path("solution.json"), metavar="FILE", help="solution (default %(default)s)"
    )


def _budget_options(command: argparse.ArgumentParser, seconds: float) -> None:
    command.add_argument("--seconds", type=float, default=seconds, help="budget of each solve (default %(default)s)")
    command.add_argument("--workers", type=int, default=2, help="threads (default %(default)s)")
    command.add_argument("--policy", default="utilization", help="fairness policy (default %(default)s)")
    command.add_argument("--seed", type=int, default=0, help="seed of the search (default %(default)s)")


def _solve_options(command: argparse.ArgumentParser, seconds: float) -> None:
    _budget_options(command, seconds)
    command.add_argument(
        "--engine", default="processes", help="where to search: processes, inline, ray (default %(default)s)"
    )
    command.add_argument("--results", type=Path, metavar="FILE", help="also write the figures as JSON")


if __name__ == "__main__":
    sys.exit(main())
