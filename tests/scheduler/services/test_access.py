"""Tenants are kept apart and roles are held, at every service there is.

Over 150 lines because every guarded service stands here with a call; a new one that is forgotten is found by the last test.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.access import Actor, Role
from scheduler.domain.calendar import ShiftPattern
from scheduler.domain.machine import ChangeoverTable, Skill
from scheduler.domain.pages import EntryFilter, Part, RequestFilter, ReservationFilter
from scheduler.domain.park import ParkSettings
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.recurrence import Frequency, Recurrence
from scheduler.domain.run import RunParameters
from scheduler.domain.tenant import Tenant
from scheduler.errors import ForbiddenError, NoPersonError, NotFoundError
from scheduler.planning import fairness_report, utilization
from scheduler.services import (
    accounts,
    booking_requests,
    calendar,
    drafts,
    keys,
    ledger,
    load,
    machine_status,
    named,
    park,
    plan_difference,
    policies,
    refunds,
    request_changes,
    reservations,
    runs,
    schedules,
    series,
    sessions,
    statements,
    time_off,
)
from tests.scheduler.builders import (
    AUDITOR,
    OPERATOR,
    at,
    make_context,
    make_machine,
    make_park,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)
from tests.scheduler.services.guarded_people import FOR_KEY_HOLDERS, FOR_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.services.context import Context

_MODULES = (
    accounts,
    booking_requests,
    calendar,
    drafts,
    fairness_report,
    keys,
    ledger,
    load,
    machine_status,
    named,
    park,
    plan_difference,
    policies,
    refunds,
    request_changes,
    reservations,
    runs,
    schedules,
    series,
    statements,
    sessions,
    time_off,
    utilization,
)
_SERIES = series.Asked(
    terms=make_terms(earliest_start=at(1), deadline=at(10)),
    repeat=Recurrence(frequency=Frequency.DAILY, count=2),
)
_SKILL = Skill(id="s", name="s", shifts=())
_ADA, _BOB = tenant("ada"), tenant("bob")

#: What only the operator may do.
_FOR_THE_OPERATOR: dict[str, Callable[[Context, Actor], Any]] = {
    "park.create_machine": lambda c, a: park.create_machine(c, a, make_machine("m")),
    "park.update_machine": lambda c, a: park.update_machine(c, a, make_machine(), 1),
    "park.create_tenant": lambda c, a: park.create_tenant(c, a, Tenant(id="t", name="t")),
    "park.update_tenant": lambda c, a: park.update_tenant(c, a, Tenant(id="ada", name="t"), 1),
    "park.create_skill": lambda c, a: park.create_skill(c, a, _SKILL),
    "park.update_skill": lambda c, a: park.update_skill(c, a, _SKILL, 1),
    "named.put_shift_pattern": lambda c, a: named.put_shift_pattern(c, a, ShiftPattern(name="d", weekly=((),) * 7)),
    "named.put_changeover_table": lambda c, a: named.put_changeover_table(
        c, a, ChangeoverTable(name="t", families=(), minutes=())
    ),
    "park.put_settings": lambda c, a: park.put_settings(c, a, ParkSettings()),
    "park.add_policy": lambda c, a: park.add_policy(c, a, BookingPolicy()),
    "time_off.add_closure": lambda c, a: time_off.add_closure(c, a, start=at(1), end=at(2)),
    "time_off.remove_closure": lambda c, a: time_off.remove_closure(c, a, "cl"),
    "time_off.add_outage": lambda c, a: time_off.add_outage(c, a, machine_id="cut-1", start=at(1), end=at(2)),
    "time_off.remove_outage": lambda c, a: time_off.remove_outage(c, a, "ou"),
    "load.load_park": lambda c, a: load.load_park(c, a, make_park()),
    "runs.request_run": lambda c, a: runs.request_run(c, a, RunParameters()),
    "runs.request_stop": lambda c, a: runs.request_stop(c, a, "run"),
    "schedules.publish": lambda c, a: schedules.publish(c, a, 1),
    "reservations.check_in": lambda c, a: reservations.check_in(c, a, "rs"),
    "reservations.begin": lambda c, a: reservations.begin(c, a, "rs"),
    "reservations.complete": lambda c, a: reservations.complete(c, a, "rs"),
    "reservations.no_show": lambda c, a: reservations.no_show(c, a, "rs"),
    "reservations.release_early": lambda c, a: reservations.release_early(c, a, "rs"),
    "reservations.displace": lambda c, a: reservations.displace(c, a, "rs"),
    "refunds.refund": lambda c, a: refunds.refund(c, a, tenant_id="ada", reservation_id="rs", note="why"),
    "ledger.adjust": lambda c, a: ledger.adjust(c, a, "ada", 1, "why"),
    "ledger.grant": lambda c, a: ledger.grant(c, a, tenant_id="ada", share=2, start=at(0)),
}
#: What a tenant may not even see.
_FOR_THE_PARK: dict[str, Callable[[Context, Actor], Any]] = {
    "runs.get": lambda c, a: runs.get(c, a, "run"),
    "runs.latest": runs.latest,
    "runs.page": lambda c, a: runs.page(c, a, Part()),
    "schedules.get": lambda c, a: schedules.get(c, a, 1),
    "schedules.get_published": schedules.get_published,
    "schedules.get_draft": schedules.get_draft,
    "plan_difference.difference": lambda c, a: plan_difference.difference(c, a, 1, 1),
    "schedules.slots_page": lambda c, a: schedules.slots_page(c, a, 1),
}
#: What everybody may do, each with what is theirs.
_FOR_ALL = {
    *("park.get_machine", "park.list_machines", "park.get_tenant", "park.list_tenants", "park.list_skills"),
    *("park.get_skill", "named.get_shift_pattern", "named.get_changeover_table"),
    *("time_off.get_closure", "time_off.get_outage"),
    *("named.list_shift_patterns", "named.list_changeover_tables", "park.get_settings", "park.current_policy"),
    *("time_off.list_closures", "time_off.list_outages", "calendar.machine_calendar"),
    *("booking_requests.get", "booking_requests.page", "reservations.get", "reservations.page"),
    *("ledger.entries", "ledger.book", "ledger.balance_of", "ledger.entitlements"),
    *("park.fairness_policies", "fairness_report.fairness_reports"),
    *("policies.list_policies", "policies.get_policy", "policies.as_told_to"),
    *("machine_status.machine_status", "policies.allowances", "statements.charges", "utilization.utilization"),
}
#: What all but the auditor may do.
_FOR_BOOKERS: dict[str, Callable[[Context, Actor], Any]] = {
    "booking_requests.create": lambda c, a: booking_requests.create(c, a, make_terms()),
    "booking_requests.create_batch": lambda c, a: booking_requests.create_batch(c, a, [make_terms()]),
    "booking_requests.create_each": lambda c, a: booking_requests.create_each(c, a, [make_terms()]),
    "booking_requests.validate": lambda c, a: booking_requests.validate(c, a, make_terms()),
    "booking_requests.withdraw": lambda c, a: booking_requests.withdraw(c, a, "br"),
    "series.create": lambda c, a: series.create(c, a, _SERIES),
    "series.validate": lambda c, a: series.validate(c, a, _SERIES),
    "series.withdraw": lambda c, a: series.withdraw(c, a, "se"),
    "drafts.keep_draft": lambda c, a: drafts.keep_draft(c, a, make_terms()),
    "drafts.submit": lambda c, a: drafts.submit(c, a, "br"),
    "request_changes.change": lambda c, a: request_changes.change(c, a, "br", lambda _: make_terms()),
    "reservations.cancel": lambda c, a: reservations.cancel(c, a, "rs"),
}


@pytest.mark.parametrize("name", sorted(_FOR_THE_OPERATOR))
def test_the_operator_alone_changes_the_park(name: str) -> None:
    """A tenant could otherwise write its own plan, an auditor change what it audits."""
    ctx = make_context()
    for actor in (tenant(), tenant(role=Role.TENANT_ADMIN), AUDITOR):
        with pytest.raises(ForbiddenError) as refused:
            _FOR_THE_OPERATOR[name](ctx, actor)
        assert refused.value.role == actor.role.value


@pytest.mark.parametrize("name", sorted(_FOR_THE_PARK))
def test_plans_and_runs_are_not_for_tenants(name: str) -> None:
    """A tenant would otherwise read in the plan what the others make."""
    for actor in (tenant(), tenant(role=Role.TENANT_ADMIN)):
        with pytest.raises(ForbiddenError):
            _FOR_THE_PARK[name](make_context(), actor)


@pytest.mark.parametrize("name", sorted(_FOR_BOOKERS))
def test_an_auditor_books_nothing(name: str) -> None:
    """An audit would otherwise change the books."""
    with pytest.raises(ForbiddenError):
        _FOR_BOOKERS[name](make_context(), AUDITOR)


@pytest.mark.parametrize("name", sorted(FOR_KEY_HOLDERS))
def test_keys_are_for_admins(name: str) -> None:
    """A clerk's key could otherwise make another one that outlives it."""
    for actor in (tenant(), AUDITOR):
        with pytest.raises(ForbiddenError):
            FOR_KEY_HOLDERS[name](make_context(), actor)


@pytest.mark.parametrize("name", sorted(FOR_PEOPLE))
def test_a_key_is_no_person(name: str) -> None:
    """A key, the operator's too, has neither sessions nor a password."""
    for actor in (tenant(), AUDITOR, OPERATOR):
        with pytest.raises(NoPersonError):
            FOR_PEOPLE[name](make_context(), actor)


def test_no_service_is_forgotten() -> None:
    """A new service would otherwise be open to everybody, with nobody to notice."""
    guarded = set(_FOR_THE_OPERATOR) | set(_FOR_THE_PARK) | _FOR_ALL | set(_FOR_BOOKERS) | set(FOR_KEY_HOLDERS)
    guarded |= set(FOR_PEOPLE)
    found = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in _MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and "actor" in inspect.signature(function).parameters
    }
    assert {name for name in found if not name.split(".")[1].startswith("_")} == guarded


def test_another_tenants_things_do_not_exist() -> None:
    """An id that is guessed would otherwise tell that it exists; the error is the same as for one that does not."""
    ctx = make_context()
    request = booking_requests.create(ctx, _ADA, make_terms())
    publication = publish_slots(ctx, make_slot(request))
    reservation = publication.confirmed[0].id
    key = keys.create_key(ctx, OPERATOR, name="k", role=Role.TENANT, tenant_id="ada").key.id
    repeated = series.create(ctx, _ADA, _SERIES).id
    attempts: list[tuple[Callable[[str], Any], str]] = [
        (lambda key: booking_requests.get(ctx, _BOB, key), request.id),
        (lambda key: booking_requests.withdraw(ctx, _BOB, key), request.id),
        (lambda key: drafts.submit(ctx, _BOB, key), request.id),
        (lambda key: drafts.keep_draft(ctx, _BOB, make_terms(tenant_id=key)), "ada"),
        (lambda key: request_changes.change(ctx, _BOB, key, lambda _: make_terms()), request.id),
        (lambda key: reservations.get(ctx, _BOB, key), reservation),
        (lambda key: reservations.cancel(ctx, _BOB, key), reservation),
        (lambda key: park.get_tenant(ctx, _BOB, key), "ada"),
        (lambda key: ledger.entries(ctx, _BOB, key), "ada"),
        (lambda key: ledger.balance_of(ctx, _BOB, key), "ada"),
        (lambda key: ledger.book(ctx, _BOB, key, Part()), "ada"),
        (lambda key: ledger.entitlements(ctx, _BOB, key), "ada"),
        (lambda key: statements.charges(ctx, _BOB, EntryFilter(tenant_id=key)), "ada"),
        (lambda key: policies.allowances(ctx, _BOB, key), "ada"),
        (lambda key: booking_requests.page(ctx, _BOB, RequestFilter(tenant_id=key)), "ada"),
        (lambda key: reservations.page(ctx, _BOB, ReservationFilter(tenant_id=key)), "ada"),
        (lambda key: booking_requests.create(ctx, _BOB, make_terms(tenant_id=key)), "ada"),
        (lambda key: booking_requests.create_batch(ctx, _BOB, [make_terms(tenant_id=key)]), "ada"),
        (lambda key: booking_requests.create_each(ctx, _BOB, [make_terms(tenant_id=key)]), "ada"),
        (lambda key: booking_requests.validate(ctx, _BOB, make_terms(tenant_id=key)), "ada"),
        (lambda key: series.withdraw(ctx, _BOB, key), repeated),
        (lambda key: keys.revoke_key(ctx, tenant("bob", Role.TENANT_ADMIN), key), key),
        (lambda key: keys.rotate_key(ctx, tenant("bob", Role.TENANT_ADMIN), key), key),
    ]
    for attempt, there in attempts:
        told = []
        for name in (there, "nowhere"):
            with pytest.raises(NotFoundError) as missing:
                attempt(name)
            told.append(str(missing.value).replace(name, "it"))
        assert told[0] == told[1]
    assert booking_requests.get(ctx, _ADA, request.id).status.value == "scheduled"


def test_lists_show_a_tenant_its_own() -> None:
    """A list would otherwise tell what a single look-up hides."""
    ctx = make_context()
    requests = [booking_requests.create(ctx, tenant(who), make_terms(tenant_id=who)) for who in ("ada", "bob")]
    publish_slots(ctx, *(make_slot(request, hour) for hour, request in enumerate(requests, start=1)))
    assert {r.tenant_id for r in booking_requests.page(ctx, _BOB, RequestFilter()).items} == {"bob"}
    assert {r.tenant_id for r in reservations.page(ctx, _BOB, ReservationFilter()).items} == {"bob"}
    assert [t.id for t in park.list_tenants(ctx, _BOB)] == ["bob"]
    for actor in (OPERATOR, AUDITOR):
        assert len(booking_requests.page(ctx, actor, RequestFilter()).items) == 2
        assert len(reservations.page(ctx, actor, ReservationFilter()).items) == 2
        assert len(park.list_tenants(ctx, actor)) == 2


def test_machines_that_are_not_open_to_a_tenant() -> None:
    """A machine bought for one tenant would otherwise show who that is, and when it is taken."""
    ctx = make_context()
    park.create_machine(ctx, OPERATOR, make_machine("both", open_to=("ada", "bob")))
    park.create_machine(ctx, OPERATOR, make_machine("adas", open_to=("ada",)))
    park.create_machine(ctx, OPERATOR, make_machine("old", active=False))
    assert [m.id for m in park.list_machines(ctx, _BOB)] == ["bend-1", "both", "cut-1", "cut-2"]
    assert park.get_machine(ctx, _BOB, "both").open_to == ("bob",)
    assert park.get_machine(ctx, OPERATOR, "both").open_to == ("ada", "bob")
    for machine_id in ("adas", "old", "nowhere"):
        with pytest.raises(NotFoundError):
            park.get_machine(ctx, _BOB, machine_id)
        with pytest.raises(NotFoundError):
            calendar.machine_calendar(ctx, _BOB, machine_id, at(0), at(1))
