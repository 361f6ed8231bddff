"""`python -m benchmarks COMMAND`: the options; each command imports what it needs when it is called."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.instances import VARIABLE
from solver.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Where the `run(options) -> exit code` of each command is.
MODULES = {
    "quick": "benchmarks.quick",
    "park": "benchmarks.park",
    "satnet": "benchmarks.satnet.command",
    "satnet-park": "benchmarks.satnet_park.command",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    top = argparse.ArgumentParser(prog="python -m benchmarks", description="Hold the solver against known figures.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    quick = commands.add_parser("quick", help="a minute or less on drawn parks; needs no outside files")
    _solve_options(quick, seconds=10.0)

    park = commands.add_parser("park", help="the stored park files, beside the best known figures")
    _data_option(park)
    park.add_argument("--only", action="append", metavar="NAME", help="only this file (park-300); may be given again")
    _solve_options(park, seconds=60.0)

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


def _data_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, metavar="DIR", help=f"folder of the instances (default ${VARIABLE})")


def _week_options(command: argparse.ArgumentParser) -> None:
    _data_option(command)
    command.add_argument("--week", default="W10_2018", help="week of the data (default %(default)s)")
    command.add_argument(
        "--out", type=Path, default=Path("solution.json"), metavar="FILE", help="solution (default %(default)s)"
    )


def _solve_options(command: argparse.ArgumentParser, seconds: float) -> None:
    command.add_argument("--seconds", type=float, default=seconds, help="budget of each solve (default %(default)s)")
    command.add_argument("--workers", type=int, default=2, help="threads (default %(default)s)")
    command.add_argument("--policy", default="utilization", help="fairness policy (default %(default)s)")
    command.add_argument(
        "--engine", default="processes", help="where to search: processes, inline, ray (default %(default)s)"
    )
    command.add_argument("--seed", type=int, default=0, help="seed of the search (default %(default)s)")
    command.add_argument("--results", type=Path, metavar="FILE", help="also write the figures as JSON")


if __name__ == "__main__":
    sys.exit(main())
