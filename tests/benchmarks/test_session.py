"""Suites, run for real in little time: every schedule is verified, and the files that come of it can be used."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.__main__ import main
from benchmarks.peers import PEERS
from benchmarks.results import Parameters, read_results
from benchmarks.run import Verdict
from benchmarks.session import plan
from benchmarks.suites import suite
from tests.benchmarks.weeks import write_week

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CASES = ("drawn-10x4-s1", "drawn-12x8-s1-rich")


def parameters(*peers: str, seeds: tuple[int, ...] = (0,)) -> Parameters:
    """Return what every run of a plan is given."""
    return Parameters(seconds=1.0, workers=1, seeds=seeds, peers=peers)


def test_the_quick_suite_from_the_run_to_the_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one way to a published figure: run, report, compare; a schedule that is not sound costs the exit code."""
    results = tmp_path / "quick.json"
    only = [word for name in CASES for word in ("--only", name)]
    peers = "ours,fcfs,textbook"
    assert main(["quick", "--seconds", "1", *only, "--peers", peers, "--results", str(results)]) == 0
    found = read_results(results)
    assert Counter((run.case, run.peer) for run in found.runs) == Counter(
        (name, peer) for name in CASES for peer in peers.split(",")
    )
    assert {run.verdict for run in found.runs if run.peer != "textbook"} == {Verdict.OK}
    assert all(run.bound is not None for run in found.runs if run.peer == "ours")
    assert found.environment["load_after"] is None or len(found.environment["load_after"]) == 3
    assert "drawn-12x8-s1-rich" in capsys.readouterr().out
    assert main(["report", str(results), "--out", str(tmp_path)]) == 0
    assert (tmp_path / "quick.svg").exists()
    assert main(["compare", str(results), str(results)]) == 0


def test_a_week_is_judged_by_its_referee(tmp_path: Path) -> None:
    """The hours of a week would be those of our translation, and nobody's who knows the network."""
    results = tmp_path / "satnet.json"
    given = ["--data", str(write_week(tmp_path)), "--only", "W10_2018", "--peers", "edf,textbook", "--seconds", "1"]
    assert main(["run", "satnet", *given, "--results", str(results)]) == 0
    figures = [run.figures for run in read_results(results).runs]
    assert all(each is not None and each["hours"] > 0 for each in figures)


def test_what_is_skipped_is_said_in_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A suite without its files would look as if it had passed."""
    results = tmp_path / "results.json"
    given = ["--only", "park-300", "--only", "drawn-10x4-s1", "--peers", "edf", "--data", str(tmp_path)]
    assert main(["run", "latency", *given, "--results", str(results)]) == 0
    told = capsys.readouterr().out
    assert "skipped: 1 of 2 cases" in told
    assert "park-300: no park instances" in told
    assert list(json.loads(results.read_text("utf-8"))["skipped"]) == ["park-300"]


def test_everybody_begins_in_turn() -> None:
    """One peer would always run on a machine that has just rested."""
    planned = plan("peers", parameters("ours", "fcfs", "edf", seeds=(4, 5)), ("drawn-10x4-s1", "drawn-20x4-s1"), None)
    orders = list(planned.orders())
    assert [order.peer for order in orders[::3]] == ["ours", "fcfs", "fcfs", "edf"]
    assert len({order.key for order in orders}) == len(orders) == 12
    assert [order.limits.seed for order in orders] == [4] * 6 + [5] * 6


def test_the_suite_of_peers_has_them_all() -> None:
    """A new peer would be registered and never run."""
    assert suite("peers").peers == ()
    assert set(suite("quick").peers) <= set(PEERS)


def test_the_quick_suite_is_quick_and_needs_no_files() -> None:
    """A build server would wait for minutes, or fail for want of files that it cannot have."""
    quick = suite("quick")
    assert len(quick.cases) * len(quick.peers) * quick.seeds * quick.seconds <= 30
    assert plan("quick", parameters(*quick.peers), quick.cases, None).skipped == {}
