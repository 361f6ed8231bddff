"""Fairness reports of plans and of periods, derived by hand.

Over 150 lines because plan and books tell the same figures, and are held against each other here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.access import Role
from scheduler.domain.booking import UnplacedReason
from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.plan import UnplacedRequest
from scheduler.errors import RefusedError
from scheduler.planning.fairness.figures import Source
from scheduler.planning.fairness.words import in_words
from scheduler.planning.fairness_report import fairness_reports
from scheduler.services import booking_requests, ledger, reservations, schedules, time_off
from tests.scheduler.builders import (
    AUDITOR,
    OPERATOR,
    HandClock,
    at,
    hours,
    make_context,
    make_draft,
    make_operation,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.planning.fairness.figures import FairnessReport, TenantFairness
    from scheduler.services.context import Context

#: Ticks of five minutes.
_ADA = {
    "tenant_id": "ada",
    "share": 1,
    "balance": -6,
    "demand": 48,
    "granted": 12,
    "target": 24,
    "service_level": 5_000,
}
_BOB = {
    "tenant_id": "bob",
    "share": 3,
    "balance": 6,
    "demand": 36,
    "granted": 36,
    "target": 24,
    "service_level": 10_000,
}


def ask(ctx: Context, who: str = "ada", length: float = 2, **facts: Any) -> Any:
    """Ask for some hours of cutting."""
    terms = make_terms(make_operation(duration=hours(length)), tenant_id=who, **facts)
    return booking_requests.create(ctx, tenant(who), terms)


def planned(**certified: Any) -> Context:
    """Return a park with a published plan whose run left figures; one wish of ada's found no room."""
    ctx = make_context()
    left = ask(ctx)
    reason = UnplacedReason(code="no_room_before_deadline", message="full", machine_ids=("cut-1",))
    draft = make_draft(unplaced=(UnplacedRequest(request_id=left.id, reasons=(reason,)),))
    told = {"tick_minutes": 5, "fairness_policy": 1, "tenants": [_BOB, _ADA]} | certified
    version = schedules.store_draft(ctx, replace(draft, certificate=told)).version
    schedules.publish(ctx, OPERATOR, version)
    return ctx


def reports(ctx: Context, actor: Actor = OPERATOR, *period: Any) -> tuple[FairnessReport, ...]:
    """Return the reports that somebody gets."""
    return fairness_reports(ctx, actor, DEFAULT, *period)


def rows(ctx: Context, first: float = 0, last: float = 10) -> dict[str, TenantFairness]:
    """Return the figures of some hours by tenant."""
    (report,) = reports(ctx, OPERATOR, at(first), at(last))
    return {row.tenant_id: row for row in report.tenants}


def test_a_plan_is_told_as_its_run_reckoned_it() -> None:
    """Figures in ticks would be read as minutes. The three machines are open for 48 hours: 8640 minutes, a quarter of them ada's."""
    plan, _, _ = reports(planned())
    assert (plan.source, plan.schedule_version, plan.policy_version) == (Source.PLAN, 1, 1)
    ada, bob = plan.tenants
    assert (ada.demand, ada.target, ada.granted, ada.balance, ada.service_level) == (240, 120, 60, -30, 5_000)
    assert (ada.name, ada.share, ada.solo, ada.reasons) == ("Ada", 1, None, (("no_room_before_deadline", 1),))
    assert (ada.guaranteed, ada.gains_by_sharing, bob.guaranteed) == (240, None, 180)
    assert (plan.park.capacity, plan.park.lowest, plan.park.lowest_bound, plan.park.price) == (8640, 5_000, None, None)


def test_what_a_run_proves_of_fairness_is_told() -> None:
    """The price and the bound of the lowest level would stay in the certificate; `solo` and `guaranteed` are the run's own."""
    proved = {
        "levels": [{"value": 5_000, "bound": 7_500}],
        "leximin_factor": 0.9,
        "price": 0.01,
        "price_bound": 0.03,
        "jain": 0.95,
        "envy": 1,
    }
    plan, *_ = reports(planned(fairness=proved, tenants=[_ADA | {"solo": 30, "guaranteed": 10}, _BOB | {"solo": 20}]))
    park, (ada, bob) = plan.park, plan.tenants
    assert (park.lowest_bound, park.price, park.price_bound, park.jain) == (7_500, 0.01, 0.03, 0.95)
    assert (park.leximin_factor, park.envy) == (0.9, 1)
    assert (ada.solo, ada.guaranteed, ada.gains_by_sharing, bob.guaranteed) == (150, 50, True, 100)


def test_what_a_target_was_before_it_was_rounded_is_told() -> None:
    """Ticks would be read as minutes, or a tenant wonder why its target is not what its share gives; 20 ticks of 5 minutes became 24."""
    ctx = planned(fairness_policy=4, tenants=[_ADA | {"poured": 20}, _BOB | {"poured": None}])
    plan, *books = reports(ctx)
    ada, bob = plan.tenants
    assert (plan.policy_version, ada.target, ada.poured, bob.poured) == (4, 120, 100, None)
    assert "rounded up from 1.7 to 2.0 h" in in_words(ada).en
    # A period is reckoned from its totals, over which whole requests even out.
    assert {row.poured for report in books for row in report.tenants} == {None}


def test_a_certificate_from_before_there_were_versions() -> None:
    """A park that was planned by an older program would have no report."""
    ctx = make_context()
    draft = replace(make_draft(), certificate={"tick_minutes": 5, "tenants": [_ADA, _BOB]})
    schedules.publish(ctx, OPERATOR, schedules.store_draft(ctx, draft).version)
    plan, *_ = reports(ctx)
    assert (plan.policy_version, plan.source) == (None, Source.PLAN)


def test_a_plan_made_by_hand_is_told_from_the_books() -> None:
    """It has no figures of its own; before the first plan there are the two periods."""
    ctx = make_context()
    assert [(r.source, r.end - r.start) for r in reports(ctx)] == [
        (Source.BOOKS, hours(24 * 30)),
        (Source.BOOKS, hours(24 * 365)),
    ]
    publish_slots(ctx, make_slot(ask(ctx), 1, 2))
    plan, *_ = reports(ctx)
    assert (plan.source, plan.schedule_version, plan.start, plan.end) == (Source.BOOKS, None, at(0), at(48))


def test_a_period_is_divided_by_share() -> None:
    """Ada asked for 4 hours and got 2, bob asked for 2 and got 1: of 180 minutes 90 were due to each."""
    ctx = make_context()
    slots = (make_slot(ask(ctx), 1, 2), make_slot(ask(ctx, "bob"), 4, 1))
    ask(ctx)
    publish_slots(ctx, *slots)
    found = rows(ctx)
    assert [(r.demand, r.granted, r.target, r.service_level) for r in found.values()] == [
        (240, 120, 90, 10_000),
        (120, 60, 90, 6_666),
    ]


def test_displaced_is_not_granted_and_withdrawn_is_not_asked_for() -> None:
    """A tenant would look served by what was taken from it, or greedy for what it gave back."""
    ctx = make_context()
    first, gone = ask(ctx), ask(ctx)
    (held,) = publish_slots(ctx, make_slot(first, 1, 2)).confirmed
    booking_requests.withdraw(ctx, tenant(), gone.id)
    assert (rows(ctx)["ada"].demand, rows(ctx)["ada"].granted) == (120, 120)
    reservations.displace(ctx, OPERATOR, held.id)
    assert (rows(ctx)["ada"].demand, rows(ctx)["ada"].granted, rows(ctx)["ada"].target) == (120, 0, 0)


def test_what_was_owed_at_the_beginning_comes_first() -> None:
    """Ada had 60 minutes of 60 before, a part of 30: 30 are owed to bob. Of the 120 of the period 60 are each one's, and 30 go over."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    (held,) = publish_slots(ctx, make_slot(ask(ctx, length=1), 1)).confirmed
    clock.advance(hours(2))
    reservations.no_show(ctx, OPERATOR, held.id)
    ada, bob = ask(ctx, earliest_start=at(10)), ask(ctx, "bob", earliest_start=at(10))
    publish_slots(ctx, make_slot(ada, 12, 1), make_slot(bob, 12, 1, machine_ids=("cut-2",)))
    found = rows(ctx, 10, 20)
    assert [(r.balance, r.target) for r in found.values()] == [(-30, 30), (30, 90)]
    assert [r.balance for r in rows(ctx, 0, 2).values()] == [0, 0]


def test_an_impossible_wish_has_its_reason() -> None:
    """A tenant with nothing but impossible wishes would read that it got nothing and not why."""
    plan, *_ = reports(
        planned(tenants=[_ADA | {"demand": 0, "target": 0, "granted": 0, "service_level": 10_000}, _BOB])
    )
    assert (plan.tenants[0].demand, plan.tenants[0].reasons) == (0, (("no_room_before_deadline", 1),))


def test_a_correction_out_of_range_gives_nobody_the_park() -> None:
    """The cap holds in the report as in the plan: nothing was charged, so nothing is owed."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    ledger.adjust(ctx, OPERATOR, "ada", -ledger.MOST_MINUTES, "a slip of the pen")
    assert [row.balance for row in rows(ctx, 1, 2).values()] == [0, 0]


def test_what_the_machines_could_do() -> None:
    """Three machines for ten hours are 1800 minutes, less five hours of an outage."""
    ctx = make_context()
    time_off.add_outage(ctx, OPERATOR, machine_id="cut-2", start=at(0), end=at(5))
    (report,) = reports(ctx, OPERATOR, at(0), at(10))
    assert report.park.capacity == 1500


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ((at(1), None), "/to: is missing"),
        ((None, at(1)), "/from: is missing"),
        ((at(1), at(1)), "not after the start"),
        ((at(0), at(24 * 367)), "at most 366 days"),
    ],
)
def test_periods_that_are_none(period: tuple[Any, Any], told: str) -> None:
    """Half a period would be taken for none, and a century read from the books."""
    with pytest.raises(RefusedError, match=told):
        reports(make_context(), OPERATOR, *period)


def test_who_sees_whom() -> None:
    """A tenant would read what the others ask for; the park's own people see all."""
    ctx = planned()
    for actor in (OPERATOR, AUDITOR):
        assert [[row.tenant_id for row in report.tenants] for report in reports(ctx, actor)] == [["ada", "bob"]] * 3
    for role in (Role.TENANT, Role.TENANT_ADMIN):
        for report in reports(ctx, tenant("bob", role)):
            assert [row.tenant_id for row in report.tenants] == ["bob"]
            assert (report.park.tenants, report.park.granted) == (2, None)
