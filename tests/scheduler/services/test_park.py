"""The catalogue, time off, calendars, keys, the ledger.

Over 150 lines because the services of the operator's desk are a page each, and share one small park.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from scheduler.domain.access import Role
from scheduler.domain.calendar import LocalSpan, ShiftPattern
from scheduler.domain.machine import ChangeoverTable, Skill, SkillShift
from scheduler.domain.park import ParkSettings
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.tenant import Tenant
from scheduler.errors import (
    AlreadyExistsError,
    AuthenticationError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    StaleVersionError,
)
from scheduler.services import booking_requests, calendar, keys, ledger, named, park, time_off
from tests.scheduler.builders import (
    AUDITOR,
    NOW,
    OPERATOR,
    at,
    hours,
    make_context,
    make_machine,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)


def test_machines_are_made_once_and_changed_by_version() -> None:
    """Two operators would otherwise overwrite each other, or a second machine take the first one's name."""
    ctx = make_context()
    made = park.create_machine(ctx, OPERATOR, make_machine("m-1", version=9))
    assert made.version == 1
    with pytest.raises(AlreadyExistsError):
        park.create_machine(ctx, OPERATOR, make_machine("m-1"))
    changed = park.update_machine(ctx, OPERATOR, replace(made, name="new"), expected_version=1)
    assert park.get_machine(ctx, AUDITOR, "m-1") == changed
    assert (changed.name, changed.version) == ("new", 2)
    with pytest.raises(StaleVersionError):
        park.update_machine(ctx, OPERATOR, made, expected_version=1)
    with pytest.raises(RefusedError):
        park.update_machine(ctx, OPERATOR, replace(made, speed_percent=0), expected_version=2)
    with pytest.raises(RefusedError):
        park.create_machine(ctx, OPERATOR, make_machine("m-2", shift_pattern="nights"))
    with pytest.raises(NotFoundError):
        park.update_machine(ctx, OPERATOR, make_machine("m-9"), expected_version=1)


def test_tenants_and_skills_are_made_and_changed() -> None:
    """A tenant that is not active may ask for nothing more, and look at what it has."""
    ctx = make_context()
    park.create_tenant(ctx, OPERATOR, Tenant(id="cyd", name="Cyd"))
    park.update_tenant(ctx, OPERATOR, Tenant(id="cyd", name="Cyd", active=False), expected_version=1)
    with pytest.raises(RefusedError) as refused:
        booking_requests.create(ctx, tenant("cyd"), make_terms(tenant_id="cyd"))
    assert refused.value.refusals[0].rule == "tenant"
    assert park.get_tenant(ctx, tenant("cyd"), "cyd").version == 2
    skill = Skill(id="inspector", name="inspector", shifts=(SkillShift(shift_pattern="24/7", people=2),))
    park.create_skill(ctx, OPERATOR, skill)
    park.update_skill(ctx, OPERATOR, replace(skill, shifts=()), expected_version=1)
    assert park.list_skills(ctx, tenant())[0].shifts == ()
    with pytest.raises(RefusedError):
        park.create_tenant(ctx, OPERATOR, Tenant(id="Dan!", name="Dan"))
    with pytest.raises(RefusedError):
        park.create_skill(ctx, OPERATOR, replace(skill, id="s2", shifts=(SkillShift(shift_pattern="x", people=1),)))


def test_patterns_tables_settings() -> None:
    """`24/7` is there without being made, and a pattern of that name goes before it."""
    ctx = make_context()
    assert [p.name for p in named.list_shift_patterns(ctx, tenant())] == ["24/7"]
    named.put_shift_pattern(ctx, OPERATOR, ShiftPattern(name="24/7", weekly=((),) * 7))
    assert [p.weekly for p in named.list_shift_patterns(ctx, tenant())] == [((),) * 7]
    table = ChangeoverTable(name="gas", families=("N2",), minutes=((0,),))
    named.put_changeover_table(ctx, OPERATOR, table)
    assert named.list_changeover_tables(ctx, tenant()) == (table,)
    with pytest.raises(RefusedError):
        named.put_changeover_table(ctx, OPERATOR, replace(table, minutes=()))
    park.put_settings(ctx, OPERATOR, ParkSettings(name="Park", zone="UTC"))
    assert park.get_settings(ctx, tenant()).name == "Park"
    with pytest.raises(RefusedError):
        park.put_settings(ctx, OPERATOR, ParkSettings(zone="Moon/Tycho"))


def test_a_new_policy_judges_from_then_on() -> None:
    """A changed figure would otherwise change nothing; the request keeps the version that let it pass."""
    ctx = make_context()
    before = booking_requests.create(ctx, tenant(), make_terms())
    policy = park.add_policy(ctx, OPERATOR, BookingPolicy(version=77, longest=hours(0.5)))
    assert (policy.version, park.current_policy(ctx, tenant())) == (2, policy)
    with pytest.raises(RefusedError):
        booking_requests.create(ctx, tenant(), make_terms())
    assert before.policy_version == 1
    with pytest.raises(RefusedError):
        park.add_policy(ctx, OPERATOR, BookingPolicy(notice=-hours(1)))


def test_a_calendar_of_shifts_closures_outages_and_bookings() -> None:
    """A tenant would otherwise ask for hours that there are not; whose the taken ones are is nobody's business."""
    ctx = make_context()
    park.put_settings(ctx, OPERATOR, ParkSettings(zone="UTC", holiday_region=None))
    day = (LocalSpan(time(8), time(16)),)
    named.put_shift_pattern(ctx, OPERATOR, ShiftPattern(name="day", weekly=(day,) * 5 + ((), ())))
    cut = park.get_machine(ctx, OPERATOR, "cut-1")
    park.update_machine(ctx, OPERATOR, replace(cut, shift_pattern="day"), expected_version=1)
    closure = time_off.add_closure(ctx, OPERATOR, start=at(1), end=at(2), reason="power", machine_ids=("cut-1",))
    time_off.add_closure(ctx, OPERATOR, start=at(1), end=at(9), machine_ids=("cut-2",))
    outage = time_off.add_outage(ctx, OPERATOR, machine_id="cut-1", start=at(3), end=at(4))
    request = booking_requests.create(ctx, tenant("bob"), make_terms(tenant_id="bob"))
    publish_slots(ctx, make_slot(request, 5, 2))
    seen = calendar.machine_calendar(ctx, tenant("ada"), "cut-1", at(0), at(6))
    assert seen.open == ((at(0), at(1)), (at(2), at(3)), (at(4), at(6)))
    assert seen.busy == ((at(5), at(6)),)
    assert time_off.list_closures(ctx, tenant(), at(0), at(1.5))[0] == closure
    time_off.remove_closure(ctx, OPERATOR, closure.id)
    time_off.remove_outage(ctx, OPERATOR, outage.id)
    assert time_off.list_outages(ctx, tenant(), machine_id="cut-1") == ()
    assert calendar.machine_calendar(ctx, OPERATOR, "cut-1", at(0), at(48)).open == (
        (at(0), at(8)),
        (at(24), at(32)),
    )


def test_calendars_and_time_off_refuse_nonsense() -> None:
    """A range without end would otherwise be computed for ever; time off for no machine close nothing."""
    ctx = make_context()
    for end in (at(0), at(24 * 400)):
        with pytest.raises(RefusedError):
            calendar.machine_calendar(ctx, OPERATOR, "cut-1", at(0), end)
    with pytest.raises(RefusedError):
        time_off.add_closure(ctx, OPERATOR, start=at(1), end=at(1))
    with pytest.raises(RefusedError):
        time_off.add_outage(ctx, OPERATOR, machine_id="nowhere", start=at(1), end=at(2))
    with pytest.raises(NotFoundError):
        time_off.remove_outage(ctx, OPERATOR, "nowhere")


def test_a_key_opens_until_it_is_revoked() -> None:
    """A key that was lost would otherwise open for ever."""
    ctx = make_context()
    new = keys.create_key(ctx, OPERATOR, name="ERP", role=Role.TENANT, tenant_id="ada")
    actor = keys.authenticate(ctx, new.secret)
    assert (actor.role, actor.tenant_id, actor.key_id) == (Role.TENANT, "ada", new.key.id)
    assert new.secret not in repr(new)
    for wrong in ("", new.secret[:-1], new.key.digest):
        with pytest.raises(AuthenticationError):
            keys.authenticate(ctx, wrong)
    revoked = keys.revoke_key(ctx, OPERATOR, new.key.id)
    assert revoked.key.revoked_at == NOW
    assert keys.revoke_key(ctx, OPERATOR, new.key.id) == revoked
    with pytest.raises(AuthenticationError):
        keys.authenticate(ctx, new.secret)


def test_whose_keys_may_be_made() -> None:
    """An admin could otherwise make itself the operator, or a key into another company."""
    ctx = make_context()
    admin = tenant("ada", Role.TENANT_ADMIN)
    own = keys.create_key(ctx, admin, name="clerk", role=Role.TENANT)
    assert own.key.tenant_id == "ada"
    keys.create_key(ctx, OPERATOR, name="audit", role=Role.AUDITOR)
    assert [known.key.name for known in keys.list_keys(ctx, admin)] == ["clerk"]
    assert len(keys.list_keys(ctx, OPERATOR)) == 2
    with pytest.raises(ForbiddenError):
        keys.create_key(ctx, admin, name="k", role=Role.OPERATOR)
    for tenant_id in ("bob", "nobody"):
        with pytest.raises(NotFoundError):
            keys.create_key(ctx, admin, name="k", role=Role.TENANT, tenant_id=tenant_id)
    for role, whose in ((Role.TENANT, None), (Role.AUDITOR, "ada")):
        with pytest.raises(RefusedError):
            keys.create_key(ctx, OPERATOR, name="k", role=role, tenant_id=whose)
    with pytest.raises(NotFoundError):
        keys.create_key(ctx, OPERATOR, name="k", role=Role.TENANT, tenant_id="nobody")


def test_the_first_key_of_an_installation() -> None:
    """Nobody could otherwise come into a fresh park; a restart must not make a second key, nor revive a revoked one."""
    ctx = make_context()
    secret = "es_" + "k" * 30
    key = keys.ensure_operator_key(ctx, secret)
    assert keys.ensure_operator_key(ctx, secret) == key
    assert keys.authenticate(ctx, secret).role is Role.OPERATOR
    with pytest.raises(RefusedError, match="24"):
        keys.ensure_operator_key(ctx, "short")
    keys.revoke_key(ctx, OPERATOR, key.id)
    with pytest.raises(ConflictError):
        keys.ensure_operator_key(ctx, secret)


def test_the_ledger_is_corrected_by_entries_with_reasons() -> None:
    """A balance could otherwise change without a trace."""
    ctx = make_context()
    ledger.adjust(ctx, OPERATOR, "ada", 90, "opening balance")
    ledger.adjust(ctx, OPERATOR, "ada", -20, "power cut")
    assert [entry.minutes for entry in ledger.entries(ctx, tenant(), "ada")] == [90, -20]
    assert ledger.balance_of(ctx, tenant(), "ada") == 70
    with pytest.raises(RefusedError):
        ledger.adjust(ctx, OPERATOR, "ada", 5, " ")
    for look in (ledger.entries, ledger.balance_of, ledger.entitlements):
        with pytest.raises(NotFoundError):
            look(ctx, OPERATOR, "nobody")


def test_shares_are_granted_for_a_period() -> None:
    """A promise for a quarter would otherwise have no end, or no tenant."""
    ctx = make_context()
    granted = ledger.grant(ctx, OPERATOR, tenant_id="ada", share=5, start=at(0), end=at(9), note="contract 7")
    assert ledger.entitlements(ctx, tenant(), "ada") == (granted,)
    for share, end in ((0, at(9)), (1, at(0))):
        with pytest.raises(RefusedError):
            ledger.grant(ctx, OPERATOR, tenant_id="ada", share=share, start=at(0), end=end)
    with pytest.raises(NotFoundError):
        ledger.grant(ctx, OPERATOR, tenant_id="nobody", share=1, start=at(0), end=at(0) + timedelta(days=1))
