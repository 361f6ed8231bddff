"""`equishare simulate` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scheduler.cli.program import call


def test_a_simulation_ends_with_a_table_a_folder_and_figures(tmp_path: Path) -> None:
    """The figures of a park would have to be dug out of files."""
    arguments = ("simulate", "--nights", "2", "--policies", "fcfs,fair-tree,fcfs", "--out", tmp_path / "out")
    ended = call(*arguments, "--json")
    told = json.loads(ended.out)
    assert (ended.code, sorted(told)) == (0, ["fair-tree", "fcfs"])
    assert told["fcfs"]["nights"] == 2
    assert len(told["fcfs"]["tenants"]) == 11
    assert "fair-tree: 2 of 2 nights" in ended.err
    assert "own slice" in (tmp_path / "out" / "report.md").read_text()
    assert json.loads(call(*arguments, "--json").out) == told


def test_a_trace_with_broken_lines_is_refused_unless_they_are_to_be_skipped(tmp_path: Path) -> None:
    """Half a trace would be simulated as the whole, or none that has a single bad line."""
    good = "1 0 0 3600 4 1 1024 4 86400 -1 1 7 1 1 -1 1 1 1\n"
    trace = tmp_path / "some.swf"
    trace.write_text(good + "broken\n")
    arguments = (
        "simulate",
        "--nights",
        "1",
        "--policies",
        "fcfs",
        "--demand",
        f"swf:{trace}",
        "--out",
        tmp_path / "out",
    )
    refused = call(*arguments)
    assert (refused.code, refused.out, (tmp_path / "out").exists()) == (2, "", False)
    assert "1 broken lines: 2 (1 fields, a job has 18)" in refused.err
    skipped = call(*arguments, "--skip-broken")
    assert skipped.code == 0
    assert "broken lines: 2" in skipped.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--demand", "nobody"), "--demand 'nobody' is not known; use example, growing or swf:FILE"),
        (("--policies", "fifo"), "there is no policy 'fifo'; use some of ours"),
        (("--policies", ","), "--policies names none"),
        (("--out", "file"), "--out file is a file; name a folder"),
        (("--fairness-policy", "99"), "--fairness-policy is 99; use 1, 2, 3, 4"),
    ],
)
def test_bad_input_is_one_message(arguments: tuple[str, ...], told: str) -> None:
    """A slip of the pen would show a traceback, or leave a folder behind."""
    Path("file").write_text("")
    ended = call("simulate", "--nights", "1", *arguments)
    assert (ended.code, told in ended.err, Path("simulation").exists()) == (2, True, False)


def test_gaming_ends_with_a_table_of_ruses(tmp_path: Path) -> None:
    """Whether lying pays would have to be computed by hand."""
    ended = call("gaming", "--trials", "1", "--nights", "2", "--policy", "fcfs", "--out", tmp_path / "out", "--json")
    told = json.loads(ended.out)
    assert (ended.code, [ruse["ruse"] for ruse in told["ruses"]][:2]) == (0, ["inflate", "split"])
    assert "Gaming under fcfs, fairness policy" in ended.err
    refused = call("gaming", "--policy", "fifo", "--out", tmp_path / "other")
    assert (refused.code, (tmp_path / "other").exists()) == (2, False)
