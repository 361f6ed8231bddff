"""Comparing two files of results: what got worse is said and costs the exit code; what cannot be compared is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import main
from benchmarks.comparison import Tolerances, compare
from benchmarks.results import write_results
from benchmarks.run import Verdict
from tests.benchmarks.made import made_results, made_run, on_another_machine

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.results import Results
    from benchmarks.run import Run

TOLERANCES = Tolerances()


def called(folder: Path, old: Results, new: Results, *more: str) -> int:
    """Write two files, compare them by the command and return its exit code."""
    write_results(old, folder / "old.json")
    write_results(new, folder / "new.json")
    return main(["compare", str(folder / "old.json"), str(folder / "new.json"), *more])


@pytest.mark.parametrize(
    ("worse", "what"),
    [
        (made_run(value=80), "value 90 -> 80"),
        (made_run(bound=120), "gap 10.00 % -> 25.00 %"),
        (made_run(first=2.0), "first schedule, s, 1.00 -> 2.00"),
        (made_run(memory=200), "memory, MiB, 120 -> 200"),
        (made_run(verdict=Verdict.NOTHING, value=None), "outcome ok -> nothing"),
        (made_run(verdict=Verdict.FAILED), "outcome ok -> failed"),
    ],
)
def test_what_got_worse_is_said_and_the_way_back_is_better(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], worse: Run, what: str
) -> None:
    """A change would cost value, time or memory, and nobody would notice."""
    assert called(tmp_path, made_results(), made_results([worse])) == 1
    assert f"drawn-100x8-s1 by ours, seed 0: {what}" in capsys.readouterr().out
    assert called(tmp_path, made_results([worse]), made_results()) == 0
    assert "worse: 0\nbetter: " in capsys.readouterr().out


def test_noise_is_no_change() -> None:
    """Every comparison would cry wolf: half a percent of value, a fifth of a second and a tenth of memory are nothing."""
    noisy = made_run(value=1996, bound=2100, first=0.35, memory=125)
    found = compare(made_results([made_run(value=2000, bound=2100, first=0.2)]), made_results([noisy]), TOLERANCES)
    assert found.changes == ()
    assert found.pairs == 1


def test_tolerances_can_be_chosen(tmp_path: Path) -> None:
    """A noisy machine could compare nothing, a quiet one not closely."""
    new = made_results([made_run(value=89)])
    assert called(tmp_path, made_results(), new, "--value", "5", "--gap", "5") == 0
    assert called(tmp_path, made_results(), new, "--value", "0.1", "--gap", "5") == 1


def test_a_peer_that_learns_a_case_is_better_and_one_that_crashes_on_it_worse() -> None:
    """What could not be done before is no measure, but a crash is a defect wherever it comes from."""
    cannot = made_results([made_run(verdict=Verdict.CANNOT, value=None, bound=None)])
    crashed = made_results([made_run(verdict=Verdict.FAILED, value=None, bound=None)])
    assert [change.worse for change in compare(cannot, made_results(), TOLERANCES).changes] == [False]
    assert [change.worse for change in compare(cannot, crashed, TOLERANCES).changes] == [True]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (made_results(seconds=20), "the old runs had 10 seconds each, the new ones 20"),
        (made_results(workers=4), "the old runs had 2 workers each, the new ones 4"),
        (made_results([made_run(seed=3)]), "no run of the same case, peer and seed"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], new: Results, message: str
) -> None:
    """Twice the time would pass for a better search."""
    assert called(tmp_path, made_results(), new) == 2
    assert message in capsys.readouterr().err


def test_another_machine_is_warned_of() -> None:
    """A slower processor would pass for a slower search; a busy one too."""
    new = on_another_machine(made_results([made_run(), made_run("edf")]))
    new = replace(new, environment={**new.environment, "versions": {"python": "3.11.2", "ortools": "9.16"}})
    warnings = compare(made_results(), new, TOLERANCES).warnings
    assert warnings == (
        "processor: an abacus -> a slide rule",
        "versions: ortools 9.15 -> 9.16",
        "load: the new machine was busy when it began (3 on 2 cores); its seconds may be too many",
        "runs: 1 are in the new file only, such as drawn-100x8-s1 by edf, seed 0",
    )
    assert compare(made_results(), made_results(), TOLERANCES).warnings == ()
