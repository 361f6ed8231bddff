"""Progress goes to the run's record, and a wish to stop comes back."""

from __future__ import annotations

import pytest
import structlog

from scheduler.domain.run import Claim, RunParameters
from scheduler.planning.progress import ProgressReporter, to_run_progress
from scheduler.services import runs
from solver.search.observer import Progress
from solver.search.stop import StopSignal
from tests.scheduler.builders import OPERATOR, at, make_context
from tests.scheduler.planning.snapshots import WINDOW

_PATIENCE = 60.0


def progress(value: int | None = 90, bound: int | None = 120) -> Progress:
    """Return a progress of a solve of ten seconds."""
    return Progress(seconds=1.26, budget=10, phase="improve", tier="utilization", value=value, bound=bound, placed=7)


@pytest.mark.parametrize(("value", "bound", "gap"), [(90, 120, 0.25), (None, 120, None), (90, None, None), (0, 0, 0.0)])
def test_figures_are_those_of_the_solver(value: int | None, bound: int | None, gap: float | None) -> None:
    """The operator would see a gap where nothing is known, or a division by nought."""
    told = to_run_progress(progress(value, bound))
    assert (told.tier, told.incumbent, told.bound, told.gap, told.seconds) == ("utilization", value, bound, gap, 1.3)
    assert told.message == "improve: 7 requests placed"


def test_a_wish_to_stop_reaches_the_solver() -> None:
    """The operator's stop would be noted and never heard, least of all while the solver has no news."""
    ctx, stop = make_context(), StopSignal()
    run = runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(2)))
    claim = runs.start(ctx, run.id).claim
    runs.solving(ctx, claim, WINDOW)
    with ProgressReporter(ctx, claim, stop, every=0.01) as reporter:
        reporter.on_progress(progress())
        runs.request_stop(ctx, OPERATOR, run.id)
        assert stop.wait(_PATIENCE)
    stored = runs.get(ctx, OPERATOR, run.id).progress
    assert stored is not None
    assert stored.incumbent == 90


def test_a_wish_to_stop_is_heard_before_the_first_news() -> None:
    """A solver that is long in its first phase could not be stopped."""
    ctx, stop = make_context(), StopSignal()
    run = runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(2)))
    claim = runs.start(ctx, run.id).claim
    runs.request_stop(ctx, OPERATOR, run.id)
    with ProgressReporter(ctx, claim, stop, every=0.01):
        assert stop.wait(_PATIENCE)


def test_a_note_that_cannot_be_written_costs_nothing() -> None:
    """A full disk for a second would cost the night."""
    seen: list[Progress] = []
    with (
        structlog.testing.capture_logs() as logs,
        ProgressReporter(make_context(), Claim("run_none", 1), StopSignal(), seen.append, every=0.01) as reporter,
    ):
        reporter.on_progress(progress())
    assert seen == [progress()]
    assert {entry["event"] for entry in logs} == {"progress not recorded"}
