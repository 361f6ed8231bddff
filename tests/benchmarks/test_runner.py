"""Runs in child processes: what comes back, and what is said when nothing does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.order import Order
from benchmarks.peers.base import Limits
from benchmarks.run import Verdict
from benchmarks.runner import make_run, refuted
from tests.benchmarks.made import made_run

if TYPE_CHECKING:
    from pathlib import Path

CASE = "drawn-10x4-s1"
ORDER = Order(case=CASE, peer="edf", limits=Limits(seconds=1.0, workers=1))


def test_a_run_comes_back_with_its_figures() -> None:
    """A run would be counted without a schedule, or without what it was measured for."""
    run = make_run(ORDER)
    assert (run.verdict, run.reasons, run.key) == (Verdict.OK, (), ORDER.key)
    assert run.value is not None
    assert run.value > 0
    assert run.points[-1].value == run.value
    assert run.first_seconds is not None
    assert run.memory_mib is not None
    assert run.memory_mib > 0


def test_a_crash_costs_one_run() -> None:
    """A peer that raises would end the suite, and all that was measured would be lost."""
    run = make_run(replace(ORDER, peer="ours", limits=Limits(seconds=-1.0)))
    assert run.verdict is Verdict.FAILED
    assert run.reasons[0] == "the child process ended with code 1"
    assert "seconds is -1.0" in run.reasons[-1]


def test_a_peer_that_does_not_end_keeps_what_it_told() -> None:
    """What a peer found would be lost because it went on for too long, or the suite would wait for it."""
    run = make_run(replace(ORDER, peer="ours", limits=Limits(seconds=600.0, workers=1), overtime=-600.0))
    assert run.verdict is Verdict.LATE
    assert not run.verdict.is_failure
    assert run.reasons == ("it had not ended after 0 s and was stopped",)
    assert run.jobs == 10


def test_a_child_without_an_end_is_stopped() -> None:
    """A case that is never loaded would hold up the suite for ever."""
    run = make_run(replace(ORDER, limits=Limits(seconds=0.0), overtime=0.0), grace=0.0)
    assert run.verdict is Verdict.FAILED
    assert "was stopped" in run.reasons[0]


def test_what_cannot_be_loaded_is_said(tmp_path: Path) -> None:
    """A broken or missing file would pass for a crash of the peer."""
    assert make_run(replace(ORDER, case="park-100", data=tmp_path)).verdict is Verdict.CANNOT
    (tmp_path / "park-100.json").write_text("{}", "utf-8")
    run = make_run(replace(ORDER, case="park-100", data=tmp_path))
    assert run.verdict is Verdict.CANNOT
    assert run.reasons


def test_an_order_survives_its_file(tmp_path: Path) -> None:
    """The child would do something else than it was told."""
    assert Order.from_json(ORDER.as_json()) == ORDER
    assert Order.from_json(replace(ORDER, data=tmp_path).as_json()).data == tmp_path


def test_a_bound_that_another_refutes_is_invalid() -> None:
    """A wrong bound would be the one that everybody's gap is measured against."""
    runs = (
        made_run(value=90, bound=100),
        made_run("window", value=70, bound=80),
        made_run("edf", value=60, bound=None),
    )
    sound, wrong, without = refuted(runs)
    assert (sound, without) == (runs[0], runs[2])
    assert wrong.verdict is Verdict.INVALID
    assert wrong.reasons == ("bound: 80 is less than the 90 that ours reached",)
    elsewhere = replace(runs[1], case=CASE)
    assert refuted((runs[0], elsewhere)) == (runs[0], elsewhere)
