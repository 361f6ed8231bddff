"""The commands: what they answer to wrong questions, before anything heavy is imported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import MODULES, main, parser
from benchmarks.suites import SUITES
from tests.benchmarks.weeks import write_week

if TYPE_CHECKING:
    from pathlib import Path


#: What a command cannot do without.
NEEDED = {
    "run": ["latency"],
    "compare": ["old.json", "new.json"],
    "report": ["results.json"],
    "profile": ["drawn-10x4-s1"],
    "soak": ["soak.jsonl"],
}


@pytest.mark.parametrize("command", MODULES)
def test_every_command_has_options(command: str) -> None:
    """A command in the table without a parser could not be called."""
    assert parser().parse_args([command, *NEEDED.get(command, ())]).command == command


@pytest.mark.parametrize("name", ["quick", "park"])
def test_a_short_name_is_its_suite(name: str) -> None:
    """`quick` and `park` would be words of the documentation that run something else."""
    short, long = parser().parse_args([name]), parser().parse_args(["run", name])
    assert name in SUITES
    assert {**vars(short), "command": "run"} == vars(long)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["satnet", "--week", "W99_2018"], "it has W10_2018"),
        (["satnet", "--policy", "gold"], "policy is 'gold'"),
        (["satnet", "--tick", "250"], "use --tick 1"),
        (["park"], "no park instances"),
        (["run", "quick", "--peers", "ours,oracle"], "no peer 'oracle'; there are ours, fcfs"),
        (["run", "latency", "--only", "park-7"], "no case 'park-7'; use drawn-JOBSxMACHINES-sSEED"),
        (["run", "latency", "--largest", "9"], "ask for larger ones with --largest"),
    ],
)
def test_what_cannot_be_tried_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Exit code 2 and one line with the cure; no traceback, no file."""
    out = tmp_path / "out.json"
    more = ["--out", str(out)] if arguments[0] == "satnet" else ["--results", str(out)]
    assert main([*arguments, "--data", str(write_week(tmp_path)), *more]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert not out.exists()


def test_help_imports_no_solver_library() -> None:
    """Help must not wait for a solver that it does not need."""
    program = "import sys, benchmarks.__main__; sys.exit('ortools' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
