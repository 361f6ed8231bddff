"""The end of a run: its plan is published when it is right and in time, and otherwise what is published stays, and that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.domain.run import RunParameters, RunStatus
from scheduler.errors import LostRunError
from scheduler.planning.publish import Outcome, hand_over
from scheduler.services import booking_requests, runs, schedules, workers
from tests.scheduler.builders import OPERATOR, HandClock, at, make_context, make_draft, make_slot, make_terms
from tests.scheduler.services.signs import silent
from tests.scheduler.states import state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.plan import ScheduleDraft
    from scheduler.domain.run import Claim, ScheduleRun
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWorkFactory


def solving(ctx: Context, draft: ScheduleDraft, worker_id: str = "wk_a") -> ScheduleRun:
    """Return a run that publishes, and whose search is on."""
    run = runs.start(ctx, runs.request_run(ctx, OPERATOR, RunParameters(publish=True)).id, worker_id)
    return runs.solving(ctx, run.claim, draft.window)


def end(ctx: Context, run: ScheduleRun, draft: ScheduleDraft, based_on: int | None = None) -> ScheduleRun:
    """Hand a plan over."""
    outcome = Outcome(claim=run.claim, draft=draft, solver_status="optimal", based_on=based_on, told=("a remark",))
    return hand_over(ctx, outcome, publish=True)


def plan_for_one(ctx: Context, hour: float = 1) -> ScheduleDraft:
    """Return a plan for one new request."""
    return make_draft(make_slot(booking_requests.create(ctx, OPERATOR, make_terms()), hour), frozen_until=at(0.5))


def published(ctx: Context) -> int | None:
    """Return the number of the published plan."""
    with ctx.unit_of_work(read_only=True) as uow:
        found = uow.schedules.published()
    return None if found is None else found.version


def test_a_plan_is_stored_published_and_its_run_completed(uow_factory: UnitOfWorkFactory) -> None:
    """The night would be in vain."""
    ctx = make_context(uow_factory)
    draft = plan_for_one(ctx)
    run = end(ctx, solving(ctx, draft), draft)
    assert (run.status, run.schedule_version, run.message, published(ctx)) == (RunStatus.COMPLETED, 1, "a remark", 1)
    with ctx.unit_of_work(read_only=True) as uow:
        assert [r.start for r in uow.reservations.live()] == [at(1)]


def test_of_two_runs_over_one_plan_the_second_is_not_published(uow_factory: UnitOfWorkFactory) -> None:
    """What the first has promised an hour ago would be moved by a plan that knows nothing of it."""
    ctx = make_context(uow_factory)
    draft, other = plan_for_one(ctx), plan_for_one(ctx, 3)
    first, second = solving(ctx, draft), solving(ctx, other, "wk_b")
    end(ctx, first, draft)
    late = end(ctx, second, other)
    assert (late.status, late.schedule_version, published(ctx)) == (RunStatus.COMPLETED, 2, 1)
    assert late.message == (
        "a remark; plan 2 is stored as a draft, not published: plan 1 was published while it was made; run a new plan; plan 1 stays published"
    )
    with ctx.unit_of_work(read_only=True) as uow:
        assert [r.start for r in uow.reservations.live()] == [at(1)]
    again = solving(ctx, other)
    assert end(ctx, again, other, based_on=1).message == "a remark"
    assert published(ctx) == 3


def test_a_plan_that_comes_too_late_is_not_published(uow_factory: UnitOfWorkFactory) -> None:
    """By hand: it plans from 8:30 on. At 8:30 it is in time; a second later somebody may stand at a machine that it gives away."""
    clock = HandClock()
    ctx = make_context(uow_factory, clock)
    draft = plan_for_one(ctx, 2)
    run, other = solving(ctx, draft), solving(ctx, draft, "wk_b")
    clock.moment = at(0.5)
    assert end(ctx, run, draft).message == "a remark"
    clock.moment = at(0.5 + 1 / 3600)
    late = end(ctx, other, draft, based_on=1)
    assert (late.status, late.schedule_version, published(ctx)) == (RunStatus.COMPLETED, 2, 1)
    assert late.message == (
        "a remark; plan 2 is stored as a draft, not published: it was there at 2026-11-23T08:30:01+00:00, "
        "after 2026-11-23T08:30:00+00:00 from when on it plans; run a new plan; plan 1 stays published"
    )


def test_a_worker_that_comes_too_late_leaves_nothing(uow_factory: UnitOfWorkFactory) -> None:
    """A paused worker that wakes up would publish its old plan over the new one, or leave a draft that nobody asked for."""
    ctx = make_context(uow_factory)
    draft = plan_for_one(ctx)
    slept = solving(ctx, draft)
    workers.give_up(ctx, silent(ctx, "wk_a"))
    before = state_of(ctx.storage)
    with pytest.raises(LostRunError):
        end(ctx, slept, draft)
    assert state_of(ctx.storage) == before
    other = runs.solving(ctx, runs.start(ctx, slept.id, "wk_b").claim, draft.window)
    assert end(ctx, other, draft).schedule_version == 1
    before = state_of(ctx.storage)
    with pytest.raises(LostRunError):
        end(ctx, slept, draft)
    assert state_of(ctx.storage) == before


def test_what_stands_in_the_way_leaves_a_draft(uow_factory: UnitOfWorkFactory) -> None:
    """Half of a plan would be in force, or all of it be lost; the machine is held by a reservation that begins in the frozen part."""
    ctx = make_context(uow_factory)
    standing = make_draft(make_slot(booking_requests.create(ctx, OPERATOR, make_terms()), 0.25))
    schedules.publish(ctx, OPERATOR, schedules.store_draft(ctx, standing).version)
    draft = plan_for_one(ctx, 1)
    run = end(ctx, solving(ctx, draft), draft, based_on=1)
    assert (run.status, run.schedule_version, published(ctx)) == (RunStatus.COMPLETED, 2, 1)
    assert "plan 2 is stored as a draft, not published: machine 'cut-1' is already reserved" in run.message
    assert run.message.endswith("; plan 1 stays published")
    with ctx.unit_of_work(read_only=True) as uow:
        assert [r.start for r in uow.reservations.live()] == [at(0.25)]


@pytest.mark.parametrize("end_of_run", [runs.fail, runs.cancel])
def test_a_run_without_a_plan_says_that_the_one_before_stays(
    end_of_run: Callable[[Context, Claim, str], ScheduleRun],
) -> None:
    """Who reads `failed` at night would not know whether there is a plan for the morning."""
    ctx = make_context()
    draft = plan_for_one(ctx)
    end(ctx, solving(ctx, draft), draft)
    run = solving(ctx, draft)
    assert end_of_run(ctx, run.claim, "no luck").message == "no luck; plan 1 stays published"
    assert published(ctx) == 1
