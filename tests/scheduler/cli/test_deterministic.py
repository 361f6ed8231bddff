"""`equishare solve --deterministic`: the same file, byte for byte, whatever else is different about the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.draw import draw_park
from solver.files import parse_schedule, write_problem
from solver.search.compiled.entry import run as compiled_run
from solver.verify import verify
from tests.scheduler.cli.program import environment

if TYPE_CHECKING:
    from pathlib import Path

    from solver.problem import Problem

#: The program as a child that first gives up all cores but one, where the system can do that.
ON_ONE_CORE = """
import os, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
from scheduler.cli import main
main(sys.argv[1:])
"""
AS_ALWAYS = "import sys; from scheduler.cli import main; main(sys.argv[1:])"


def parks() -> list[Problem]:
    """Return two parks too large to be proved at once: one in which every search has its turn, and one with every rule."""
    return [draw_park(250, 8, 1, load=1.3), draw_park(120, 8, 2, rich=True, load=1.3)]


def solved(folder: Path, name: str, *more: str, program: str = AS_ALWAYS, **variables: str) -> bytes:
    """Solve the problem of a folder in a child process, for one deterministic second, and return the file it writes."""
    asked = ("solve", "problem.json", "-o", name, "--deterministic", "--seconds", "1", *more)
    done = subprocess.run(
        [sys.executable, "-c", program, *asked],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return (folder / name).read_bytes()


@pytest.mark.parametrize("problem", parks(), ids=lambda problem: problem.name)
def test_the_same_file_byte_for_byte(problem: Problem, tmp_path: Path) -> None:
    """Hashes of strings, the number of cores, or who was first would show in the schedule or in its certificate."""
    # Compiling belongs to no budget; here it is done once for all the children.
    compiled_run()
    write_problem(problem, tmp_path / "problem.json")
    first = solved(tmp_path, "first.json", PYTHONHASHSEED="1")
    assert solved(tmp_path, "second.json", program=ON_ONE_CORE, PYTHONHASHSEED="2") == first
    statistics = json.loads(first)["run"]["statistics"]
    assert statistics["rounds"] > 0
    has_changeovers = any(machine.changeover for machine in problem.machines)
    # Where machines have changeovers, ruin and recreate has all the time.
    assert has_changeovers or statistics["sub_solves"] > 0
    assert statistics["deterministic_time"] >= 1
    stored = parse_schedule(first.decode(), "first.json", problem)
    assert verify(problem, stored.schedule) == ()


def test_another_seed_is_another_file(tmp_path: Path) -> None:
    """The test above would pass if nothing were searched at all."""
    compiled_run()
    problem = parks()[0]
    write_problem(problem, tmp_path / "problem.json")
    files = [json.loads(solved(tmp_path, "a.json", "--seed", str(seed), "--seconds", "0.4")) for seed in (1, 2)]
    assert files[0]["assignments"] != files[1]["assignments"]


def test_the_first_run_on_a_machine_compiles_only_if_there_is_time(tmp_path: Path) -> None:
    """With nothing compiled and a short budget the rounds are done in plain Python; with a cold cache half the night would be lost."""
    empty = tmp_path / "cache"
    empty.mkdir()
    write_problem(parks()[0], tmp_path / "problem.json")
    asked = ("solve", "problem.json", "-o", "a.json", "--seconds", "4", "--engine", "inline")
    subprocess.run(
        [sys.executable, "-c", AS_ALWAYS, *asked],
        cwd=tmp_path,
        env=environment(NUMBA_CACHE_DIR=os.fspath(empty)),
        capture_output=True,
        check=True,
    )
    statistics = json.loads((tmp_path / "a.json").read_text())["run"]["statistics"]
    assert statistics["compiled"] == 0
    assert "rounds" not in statistics
    assert not list(empty.rglob("*.nbc"))
