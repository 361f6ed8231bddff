"""A whole park at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.domain.booking import RequestStatus
from scheduler.domain.calendar import ShiftPattern
from scheduler.domain.machine import ChangeoverTable, Skill, SkillShift
from scheduler.domain.pages import RequestFilter
from scheduler.domain.park import ParkSettings
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.tenant import Tenant
from scheduler.domain.time_off import Closure, Outage
from scheduler.errors import RefusedError
from scheduler.services import booking_requests, load, park, time_off
from tests.scheduler.builders import (
    OPERATOR,
    HandClock,
    at,
    hours,
    make_context,
    make_machine,
    make_operation,
    make_park,
    make_slot,
    make_terms,
    publish_slots,
)


def whole_park(**facts: Any) -> load.ParkLoad:
    """Return one of everything; the machine refers to all the rest."""
    defaults: dict[str, Any] = {
        "settings": ParkSettings(name="Park"),
        "shift_patterns": (ShiftPattern(name="day", weekly=((),) * 7),),
        "changeover_tables": (ChangeoverTable(name="gas", families=("N2",), minutes=((0,),)),),
        "tenants": (Tenant(id="cyd", name="Cyd"),),
        "skills": (Skill(id="s", name="s", shifts=(SkillShift(shift_pattern="day", people=1),)),),
        "machines": (make_machine("m-1", shift_pattern="day", changeover_table="gas", open_to=("cyd",)),),
        "closures": (Closure(id="", start=at(1), end=at(2), machine_ids=("m-1",)),),
        "outages": (Outage(id="", machine_id="m-1", start=at(1), end=at(2)),),
        "requests": (make_terms(tenant_id="cyd", external_reference="C-1"),),
    }
    return load.ParkLoad(**defaults | facts)


def nothing() -> load.ParkLoad:
    """Return a load without anything."""
    return load.ParkLoad()


def test_a_park_is_loaded_with_all_it_refers_to() -> None:
    """The order of the sheets would otherwise matter."""
    ctx = make_context(park=nothing())
    report = load.load_park(ctx, OPERATOR, whole_park())
    kinds = ["shift_patterns", "changeover_tables", "tenants", "skills", "machines", "closures", "outages", "requests"]
    assert report.created == dict.fromkeys(kinds, 1)
    assert (report.updated, report.unchanged) == ({"settings": 1}, {})
    assert park.get_machine(ctx, OPERATOR, "m-1").shift_pattern == "day"
    assert time_off.list_closures(ctx, OPERATOR)[0].id.startswith("cl_")


def test_loading_twice_changes_nothing() -> None:
    """A nightly import would otherwise double the closures and requests, and wake everybody who watches versions."""
    clock = HandClock()
    ctx = make_context(clock=clock, park=nothing())
    load.load_park(ctx, OPERATOR, whole_park())
    # Even when the notice fills in the start, and when the deadline has passed in the meantime.
    park.add_policy(ctx, OPERATOR, BookingPolicy(notice=hours(1)))
    noticed = replace(whole_park(), requests=(make_terms(tenant_id="cyd", external_reference="C-2"),))
    load.load_park(ctx, OPERATOR, noticed)
    clock.advance(hours(100))
    for again in (whole_park(), noticed):
        report = load.load_park(ctx, OPERATOR, again)
        assert (report.created, report.updated) == ({}, {})
        assert sum(report.unchanged.values()) == 9
    assert park.get_machine(ctx, OPERATOR, "m-1").version == 1
    assert len(booking_requests.page(ctx, OPERATOR, RequestFilter()).items) == 2


def test_what_changed_is_changed() -> None:
    """A corrected sheet would otherwise have no effect; a waiting request competes anew with its new terms."""
    ctx = make_context(park=nothing())
    load.load_park(ctx, OPERATOR, whole_park())
    faster = make_machine("m-1", speed_percent=200)
    longer = make_terms(make_operation(duration=hours(2)), tenant_id="cyd", external_reference="C-1")
    report = load.load_park(ctx, OPERATOR, load.ParkLoad(machines=(faster,), requests=(longer,)))
    assert report.updated == {"machines": 1, "requests": 1}
    assert park.get_machine(ctx, OPERATOR, "m-1") == replace(faster, version=2)
    (request,) = booking_requests.page(ctx, OPERATOR, RequestFilter()).items
    assert (request.status, request.version, booking_requests.terms_of(request)) == (RequestStatus.QUEUED, 2, longer)


def test_what_is_scheduled_is_not_rewritten() -> None:
    """A reservation would otherwise stand for something else than the tenant asked for."""
    terms = make_terms(external_reference="A-1")
    ctx = make_context(park=replace(make_park(), requests=(terms,)))
    (request,) = booking_requests.page(ctx, OPERATOR, RequestFilter()).items
    publish_slots(ctx, make_slot(request))
    with pytest.raises(RefusedError) as refused:
        load.load_park(ctx, OPERATOR, load.ParkLoad(requests=(replace(terms, title="other"),)))
    assert [(r.rule, r.pointer) for r in refused.value.refusals] == [
        ("scheduled_already", "/requests/0/external_reference")
    ]


def test_a_number_may_be_used_again_when_its_request_is_over() -> None:
    """A yearly order with the same number could otherwise not be loaded."""
    terms = make_terms(external_reference="A-1")
    ctx = make_context(park=replace(make_park(), requests=(terms,)))
    (request,) = booking_requests.page(ctx, OPERATOR, RequestFilter()).items
    booking_requests.withdraw(ctx, OPERATOR, request.id)
    assert load.load_park(ctx, OPERATOR, load.ParkLoad(requests=(terms,))).unchanged == {"requests": 1}
    changed = replace(terms, title="this year's")
    load.load_park(ctx, OPERATOR, load.ParkLoad(requests=(changed,)))
    statuses = [r.status for r in booking_requests.page(ctx, OPERATOR, RequestFilter()).items]
    assert statuses == [RequestStatus.WITHDRAWN, RequestStatus.QUEUED]


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"settings": ParkSettings(zone="nowhere")}, "/settings/zone"),
        ({"changeover_tables": (ChangeoverTable(name="gas", families=("N2",), minutes=()),)}, "/changeover_tables/0"),
        ({"tenants": (Tenant(id="cyd", name="C"), Tenant(id="dan", name="D", share=0))}, "/tenants/1/share"),
        ({"skills": (Skill(id="s", name="", shifts=()),)}, "/skills/0/name"),
        ({"machines": (make_machine("m-1"), make_machine("m-1"))}, "/machines/1/id"),
        ({"machines": (make_machine("m-1", shift_pattern="night"),)}, "/machines/0/shift_pattern"),
        ({"closures": (Closure(id="", start=at(2), end=at(1)),)}, "/closures/0/end"),
        ({"outages": (Outage(id="", machine_id="m-9", start=at(1), end=at(2)),)}, "/outages/0/machine_id"),
        ({"requests": (make_terms(tenant_id="nobody"),)}, "/requests/0/tenant_id"),
        (
            {"requests": (make_terms(tenant_id="cyd", external_reference="C-1"),) * 2},
            "/requests/1/external_reference",
        ),
    ],
)
def test_one_wrong_row_loads_nothing(facts: dict[str, Any], pointer: str) -> None:
    """Half a park would otherwise be planned for; the pointer leads to the row."""
    ctx = make_context(park=nothing())
    with pytest.raises(RefusedError) as refused:
        load.load_park(ctx, OPERATOR, whole_park(**facts))
    assert refused.value.refusals[0].pointer.startswith(pointer)
    with ctx.unit_of_work(read_only=True) as uow:
        assert (uow.machines.list(), uow.tenants.list(), uow.shift_patterns.list()) == ((), (), ())
        assert uow.booking_requests.page(RequestFilter()).items == ()
