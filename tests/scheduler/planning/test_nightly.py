"""A night from beginning to end, in memory, solved in this process by the real solver.

Over 150 lines because a run ends in many ways, and each is told here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.booking import PriorityClass, RequestStatus
from scheduler.domain.plan import ScheduleStatus
from scheduler.domain.reservation import ReservationStatus
from scheduler.domain.run import RUN_POLICIES, RunParameters, RunStatus
from scheduler.errors import IllegalTransitionError
from scheduler.planning.defaults import PlanningDefaults
from scheduler.planning.nightly import plan_night
from scheduler.services import booking_requests, runs, schedules, time_off
from scheduler.services import reservations as reservation_services
from scheduler.services import reservations as service
from solver.search.parameters import POLICIES
from solver.search.stop import StopSignal
from tests.scheduler.builders import OPERATOR, HandClock, at, hours, make_context, make_operation, make_terms, tenant

if TYPE_CHECKING:
    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.run import ScheduleRun
    from scheduler.services.context import Context
    from solver.search.observer import Progress

DEFAULTS = PlanningDefaults(engine="inline", workers=1, tick_minutes=30, seconds=2.0)


def plan(ctx: Context, *, publish: bool = True, stop: StopSignal | None = None, **asked: Any) -> ScheduleRun:
    """Carry out a run over the day after next hour."""
    window = {"start": at(1), "end": at(25)} | asked
    run = runs.request_run(ctx, OPERATOR, RunParameters(publish=publish, **window))
    return plan_night(ctx, run.id, DEFAULTS, stop=stop)


def ask(ctx: Context, *operations: Any, who: str = "ada", **facts: Any) -> BookingRequest:
    """Make a request."""
    return booking_requests.create(ctx, tenant(who), make_terms(*operations, tenant_id=who, **facts))


def reservations(ctx: Context) -> tuple[Reservation, ...]:
    """Return the live reservations."""
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.reservations.live()


def status_of(ctx: Context, request: BookingRequest) -> RequestStatus:
    """Return where a request stands now."""
    return booking_requests.get(ctx, OPERATOR, request.id).status


def test_a_request_becomes_a_confirmed_reservation() -> None:
    """The spine of the program: asked in the evening, promised in the morning."""
    ctx = make_context()
    request = ask(ctx, make_operation(), make_operation(capability="bending"))
    run = plan(ctx)
    assert (run.status, run.solver_status, run.message) == (RunStatus.COMPLETED, "optimal", "")
    cut, bend = reservations(ctx)
    assert {cut.status, bend.status} == {ReservationStatus.CONFIRMED}
    assert cut.end <= bend.start
    assert cut.start >= at(1)
    assert status_of(ctx, request) is RequestStatus.SCHEDULED


def test_the_certificate_says_what_was_proved_and_the_referee_agreed() -> None:
    """Nothing is stored without the verdict."""
    ctx = make_context()
    ask(ctx)
    run = plan(ctx)
    certificate = schedules.get_published(ctx, OPERATOR).certificate
    assert (certificate["verified"], certificate["violations"]) == (True, [])
    assert certificate["tiers"][0]["name"] == "utilization"
    assert certificate["tiers"][0]["value"] == certificate["tiers"][0]["bound"] == 2
    assert [row["tenant_id"] for row in certificate["tenants"]] == ["ada", "bob"]
    assert len(certificate["problem_sha256"]) == len(certificate["schedule_sha256"]) == 64
    assert run.window is not None
    assert certificate["window"]["start"] == run.window.start.isoformat()


def test_what_was_charged_is_owed_in_the_next_plan_by_the_version_that_the_certificate_names() -> None:
    """Ada did not come for an hour: of 60 minutes bob's part is 30, one tick of half an hour, which the next night owes to him."""
    ctx = make_context()
    ask(ctx)
    plan(ctx)
    (reservation,) = reservations(ctx)
    service.no_show(ctx, OPERATOR, reservation.id)
    plan(ctx, fairness_policy=1)
    certificate = schedules.get_published(ctx, OPERATOR).certificate
    assert [row["balance"] for row in certificate["tenants"]] == [-1, 1]
    assert certificate["fairness_policy"] == 1


def test_a_chain_that_was_torn_is_planned_on_and_not_anew() -> None:
    """What the park took away would be planned together with what is done; and while there is no room for it the night would fail."""
    ctx = make_context()
    request = ask(ctx, make_operation(), make_operation(capability="bending"), deadline=at(20))
    plan(ctx)
    cut, bend = reservations(ctx)
    service.check_in(ctx, OPERATOR, cut.id)
    service.displace(ctx, OPERATOR, bend.id)
    outage = time_off.add_outage(ctx, OPERATOR, machine_id="bend-1", start=at(0), end=at(21))
    assert plan(ctx, start=at(1.5)).status is RunStatus.COMPLETED
    assert [r.id for r in reservations(ctx)] == [cut.id]
    assert status_of(ctx, request) is RequestStatus.WAITLISTED
    time_off.remove_outage(ctx, OPERATOR, outage.id)
    plan(ctx, start=at(1.5))
    assert [(r.operation, r.replaces) for r in reservations(ctx)] == [(0, None), (1, bend.id)]
    assert status_of(ctx, request) is RequestStatus.SCHEDULED


def test_a_draft_promises_nothing() -> None:
    """Without `publish` the plan waits for the operator."""
    ctx = make_context()
    request = ask(ctx)
    run = plan(ctx, publish=False)
    assert run.schedule_version is not None
    assert schedules.get(ctx, OPERATOR, run.schedule_version).status is ScheduleStatus.DRAFT
    assert reservations(ctx) == ()
    assert status_of(ctx, request) is RequestStatus.QUEUED


def test_who_finds_no_room_is_waitlisted_with_the_reason() -> None:
    """Three day-long jobs and two machines that are open for a day."""
    ctx = make_context()
    made = [ask(ctx, make_operation(duration=hours(20)), deadline=at(25)) for _ in range(3)]
    impossible = ask(ctx, make_operation(duration=hours(30)), deadline=at(40))
    assert plan(ctx).status is RunStatus.COMPLETED
    stands = [status_of(ctx, request) for request in made]
    assert sorted(stands) == [RequestStatus.SCHEDULED, RequestStatus.SCHEDULED, RequestStatus.WAITLISTED]
    loser = made[stands.index(RequestStatus.WAITLISTED)]
    for request in (loser, impossible):
        stored = booking_requests.get(ctx, OPERATOR, request.id)
        assert stored.status is RequestStatus.WAITLISTED
        assert [reason.code for reason in stored.reasons]
        assert all(reason.message for reason in stored.reasons)


def test_the_same_park_planned_again_moves_nothing() -> None:
    """Every night would move what was promised the night before."""
    ctx = make_context()
    for _ in range(6):
        ask(ctx, make_operation(duration=hours(3)))
    plan(ctx)
    before = {r.id for r in reservations(ctx)}
    assert plan(ctx).status is RunStatus.COMPLETED
    assert {r.id for r in reservations(ctx)} == before


def _moved_by_an_urgent_request(**asked: Any) -> bool:
    """Return whether a published slot on the one bending machine gives way to a long and urgent request that comes after it."""
    ctx = make_context()
    small = ask(ctx, make_operation(duration=hours(2), capability="bending"), earliest_start=at(10), deadline=at(14))
    plan(ctx)
    (first,) = reservations(ctx)
    ask(
        ctx,
        make_operation(duration=hours(22), capability="bending"),
        who="bob",
        deadline=at(25),
        priority=PriorityClass.URGENT,
    )
    run = plan(ctx, **asked)
    assert (run.status, run.solver_status) == (RunStatus.COMPLETED, "optimal")
    tiers = [tier["name"] for tier in schedules.get_published(ctx, OPERATOR).certificate["tiers"]]
    assert ("promises" in tiers) is bool(asked.get("keep_published"))
    return status_of(ctx, small) is not RequestStatus.SCHEDULED or first.id not in {r.id for r in reservations(ctx)}


def test_what_is_published_may_be_promised() -> None:
    """A tenant would lose its slot overnight to whoever comes later with more; without the promise that is as it was."""
    assert _moved_by_an_urgent_request()
    assert not _moved_by_an_urgent_request(keep_published=True)


def test_an_outage_moves_what_it_hits() -> None:
    """A plan would keep work on a machine that is under repair."""
    ctx = make_context()
    ask(ctx, make_operation(capability="bending"))
    plan(ctx)
    (first,) = reservations(ctx)
    time_off.add_outage(ctx, OPERATOR, machine_id="bend-1", start=at(0), end=at(9))
    plan(ctx)
    (moved,) = reservations(ctx)
    assert moved.start >= at(9)
    assert (moved.replaces, moved.sequence) == (first.id, 1)


def test_work_under_way_is_not_planned_over() -> None:
    """A job that begins before the window holds its machine into it."""
    ctx = make_context()
    ask(ctx, make_operation(duration=hours(6), capability="bending"), deadline=at(8))
    plan(ctx, start=at(1), end=at(9))
    (first,) = reservations(ctx)
    ask(ctx, make_operation(duration=hours(2), capability="bending"))
    plan(ctx, start=at(4), end=at(24))
    kept, added = reservations(ctx)
    assert kept.id == first.id
    assert added.start >= kept.end


def test_a_chain_whose_first_step_nobody_came_for_does_not_stop_the_night() -> None:
    """The frozen second step cannot move, the first has no room before it: no plan of the night would be stored, for anybody."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    chain, other = ask(ctx, make_operation(), make_operation(capability="bending")), ask(ctx, make_operation())
    plan(ctx)
    first = min((r for r in reservations(ctx) if r.request_id == chain.id), key=lambda r: r.start)
    clock.advance(hours(1))
    reservation_services.no_show(ctx, OPERATOR, first.id)
    run = runs.request_run(ctx, OPERATOR, RunParameters(publish=True, start=at(1), end=at(25)))
    run = plan_night(ctx, run.id, replace(DEFAULTS, frozen_hours=6))
    assert (run.status, run.message) == (RunStatus.COMPLETED, "")
    assert status_of(ctx, chain) is RequestStatus.WAITLISTED
    assert status_of(ctx, other) is RequestStatus.SCHEDULED


def test_an_empty_night_is_a_plan() -> None:
    """The first night of a park, before anybody asked."""
    ctx = make_context()
    run = plan(ctx)
    assert (run.status, run.solver_status) == (RunStatus.COMPLETED, "optimal")


def test_a_stop_keeps_the_best() -> None:
    """Stopping early would throw the night away; progress is told to the run's record."""
    ctx = make_context()
    request, seen = ask(ctx), []
    stop = StopSignal()

    def listen(progress: Progress) -> None:
        seen.append(progress)
        stop.request()

    run = runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(25), publish=True))
    run = plan_night(ctx, run.id, DEFAULTS, on_progress=listen, stop=stop)
    assert (run.status, status_of(ctx, request)) == (RunStatus.COMPLETED, RequestStatus.SCHEDULED)
    assert seen
    assert run.progress is not None
    assert run.progress.tier


def test_a_stop_before_the_search_cancels() -> None:
    """A run that nobody wants any more would still store a plan."""
    stop = StopSignal()
    stop.request()
    run = plan(make_context(), stop=stop)
    assert (run.status, run.schedule_version) == (RunStatus.CANCELLED, None)


def test_what_cannot_be_planned_fails_with_its_reason() -> None:
    """A run would stay open for ever, or fail without a word."""
    run = plan(make_context(), start=at(1), end=at(2), tick_minutes=120)
    assert run.status is RunStatus.FAILED
    assert "a tick is 120 minutes" in run.message


def test_the_policies_of_a_run_are_those_of_the_solver() -> None:
    """A run would be taken in that can only fail, or a new policy could not be asked for."""
    assert RUN_POLICIES == POLICIES


def test_a_run_is_carried_out_once() -> None:
    """Two workers would plan the same night."""
    ctx = make_context()
    run = plan(ctx)
    with pytest.raises(IllegalTransitionError):
        plan_night(ctx, run.id, DEFAULTS)


def test_what_waited_past_its_deadline_expires() -> None:
    """It would be told every night anew that there is no room for it."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    late = ask(ctx, deadline=at(2))
    clock.advance(hours(2))
    run = plan(ctx, start=at(3))
    assert status_of(ctx, late) is RequestStatus.EXPIRED
    assert run.schedule_version is not None
    assert schedules.get(ctx, OPERATOR, run.schedule_version).unplaced == ()


def test_a_plan_for_now_leaves_itself_time() -> None:
    """A window that begins now would have slots that are past when they are published."""
    ctx = make_context()
    ask(ctx)
    plan(ctx, start=at(-1), end=at(20))
    (reservation,) = reservations(ctx)
    assert reservation.start >= at(0) + timedelta(seconds=DEFAULTS.seconds)
