"""The small values of the domain: statuses, ids, keys, shares, ledger, lengths on machines, roles.

Over 150 lines because there are many small values, and a file for each would say less.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain import access, secret
from scheduler.domain.access import Action, Actor, Role
from scheduler.domain.api_key import KEY_PREFIX, ApiKey
from scheduler.domain.booking import OPEN_REQUESTS, REQUEST_STATUSES, RequestStatus
from scheduler.domain.calendar import ParkCalendar
from scheduler.domain.entitlement import Entitlement, entitled_minutes, share_at
from scheduler.domain.ids import random_ids
from scheduler.domain.ledger import EntryKind, LedgerEntry, balance
from scheduler.domain.machine import round_the_clock
from scheduler.domain.plan import SCHEDULE_STATUSES, ScheduleStatus
from scheduler.domain.reservation import LIVE, RESERVATION_STATUSES, ReservationStatus
from scheduler.domain.run import ACTIVE_RUNS, RUN_STATUSES, RunStatus
from scheduler.domain.tenant import Tenant
from scheduler.errors import IllegalTransitionError
from tests.scheduler.builders import NOW, HandClock, at, hours, make_machine, make_operation, make_terms

if TYPE_CHECKING:
    from scheduler.domain.status import StatusMachine

_MACHINES: list[tuple[StatusMachine[Any], Any]] = [
    (REQUEST_STATUSES, RequestStatus),
    (RESERVATION_STATUSES, ReservationStatus),
    (RUN_STATUSES, RunStatus),
    (SCHEDULE_STATUSES, ScheduleStatus),
]


@pytest.mark.parametrize(("machine", "statuses"), _MACHINES)
def test_every_status_is_in_its_table_and_can_be_reached(machine: StatusMachine[Any], statuses: Any) -> None:
    """A status that is forgotten would otherwise fail on the day it first occurs."""
    assert set(machine.steps) == set(statuses)
    reached = {next(iter(statuses))}
    for _ in statuses:
        reached |= {target for source in reached for target in machine.steps[source]}
    assert reached == set(statuses)


@pytest.mark.parametrize(("machine", "statuses"), _MACHINES)
def test_only_steps_of_the_table_are_taken(machine: StatusMachine[Any], statuses: Any) -> None:
    """Something cancelled could otherwise come to life; staying is no step, and the error says what is allowed."""
    for source in statuses:
        for target in statuses:
            if target in machine.steps[source]:
                assert machine.transition(source, target) is target
                assert machine.may_become(source, target)
            else:
                with pytest.raises(IllegalTransitionError) as refused:
                    machine.transition(source, target)
                assert (refused.value.source, refused.value.target) == (source.value, target.value)
                assert refused.value.allowed == tuple(status.value for status in machine.steps[source])
        assert machine.is_final(source) == (machine.steps[source] == ())


def test_what_is_open_is_not_final() -> None:
    """A request that competes, a live reservation, an active run must be able to end."""
    assert not any(map(REQUEST_STATUSES.is_final, OPEN_REQUESTS))
    assert not any(map(RESERVATION_STATUSES.is_final, LIVE))
    assert not any(map(RUN_STATUSES.is_final, ACTIVE_RUNS))


def test_ids_rise_even_when_the_clock_does_not() -> None:
    """A list by id would otherwise not be a list by age."""
    clock = HandClock()
    new_id = random_ids(clock)
    ids = [new_id("br") for _ in range(50)]
    clock.advance(-hours(1))
    ids.append(new_id("br"))
    clock.advance(hours(2))
    ids.append(new_id("br"))
    assert ids == sorted(set(ids))
    assert {len(key) for key in ids} == {29}
    assert ids[-1][:13] > ids[0][:13]


def test_a_key_opens_and_its_hash_does_not_tell_it() -> None:
    """A stolen table of keys would otherwise open the park."""
    made = secret.new_secret(KEY_PREFIX)
    prefix, last_four = secret.shown_parts(made, KEY_PREFIX)
    key = ApiKey(
        id="key_1", name="ERP", role=Role.OPERATOR, tenant_id=None, digest=secret.digest_of(made), prefix=prefix,
        last_four=last_four, created_at=NOW,
    )  # fmt: skip
    assert made.startswith("es_")
    assert len(made) == 46
    assert (prefix, last_four) == (made[:7], made[-4:])
    assert made not in repr(key)
    assert secret.matches(key, made)
    assert not secret.matches(key, made[:-1])
    assert made != secret.new_secret(KEY_PREFIX)


def test_only_a_tenants_role_has_a_tenant() -> None:
    """A key without tenant would otherwise see all tenants."""
    assert Actor(role=Role.TENANT, tenant_id="ada").tenant_id == "ada"
    for role, tenant_id in ((Role.TENANT, None), (Role.TENANT_ADMIN, None), (Role.OPERATOR, "ada")):
        with pytest.raises(ValueError, match=role.value):
            Actor(role=role, tenant_id=tenant_id)


def test_the_table_of_roles() -> None:
    """A role that is forgotten would otherwise be told so in the middle of a request; an auditor changes nothing."""
    assert set(access.PERMISSIONS) == set(Role)
    assert access.PERMISSIONS[Role.OPERATOR] == set(Action)
    changing = {Action.MANAGE_PARK, Action.MANAGE_KEYS, Action.BOOK, Action.PLAN, Action.OPERATE, Action.ADJUST_LEDGER}
    assert not access.PERMISSIONS[Role.AUDITOR] & changing
    assert access.PERMISSIONS[Role.TENANT] & changing == {Action.BOOK}


def test_shares_of_a_period_go_before_the_usual_one() -> None:
    """A contract for a month would otherwise hold for ever, or never; of two that hold the later began last."""
    ada = Tenant(id="ada", name="Ada", share=2)
    month = Entitlement(id="en_1", tenant_id="ada", share=5, start=at(1), end=at(9))
    later = Entitlement(id="en_2", tenant_id="ada", share=7, start=at(2), end=at(3))
    other = Entitlement(id="en_3", tenant_id="bob", share=9, start=at(0))
    everything = (later, month, other)
    assert [share_at(ada, everything, at(hour)) for hour in (0, 1, 2, 3, 9)] == [2, 5, 7, 5, 2]


@given(shares=st.dictionaries(st.text(max_size=3), st.integers(1, 50), min_size=1), capacity=st.integers(0, 10_000))
def test_entitled_minutes_add_up_and_keep_to_the_shares(shares: dict[str, int], capacity: int) -> None:
    """Rounding would otherwise give away minutes that there are not; nobody is more than one minute off its share."""
    minutes = entitled_minutes(shares, capacity)
    assert sum(minutes.values()) == capacity
    total = sum(shares.values())
    assert all(abs(minutes[name] * total - capacity * share) < total for name, share in shares.items())


def test_nobody_is_entitled_to_nothing() -> None:
    """A park without tenants would otherwise divide by nought."""
    assert entitled_minutes({}, 100) == {}


def test_entries_have_the_sign_of_their_kind() -> None:
    """A refund that charges would otherwise add up to the wrong side."""

    def entry(kind: EntryKind, minutes: int) -> LedgerEntry:
        return LedgerEntry(id="le_1", tenant_id="ada", kind=kind, minutes=minutes, recorded_at=NOW)

    book = [entry(EntryKind.CHARGE, 90), entry(EntryKind.REFUND, -30), entry(EntryKind.ADJUSTMENT, -5)]
    assert balance(book) == 55
    for kind, minutes in ((EntryKind.CHARGE, -1), (EntryKind.REFUND, 1)):
        with pytest.raises(ValueError, match=kind.value):
            entry(kind, minutes)


@pytest.mark.parametrize(("speed", "minutes"), [(100, 60), (120, 50), (90, 67), (7, 858)])
def test_a_fast_machine_takes_less(speed: int, minutes: int) -> None:
    """Work would otherwise last equally long everywhere; what does not come out even is rounded up."""
    machine = make_machine(speed_percent=speed)
    assert machine.processing_time(hours(1)) == timedelta(minutes=minutes)


def test_lengths_by_pieces_and_the_chain_by_default() -> None:
    """Ten pieces of six minutes are an hour; operations without links follow one another."""
    operation = make_operation(quantity=10, time_per_piece=timedelta(minutes=6), min_duration=timedelta(minutes=30))
    assert (operation.standard_duration, operation.least_duration) == (hours(1), hours(0.5))
    assert make_operation().least_duration == hours(1)
    chain = make_terms(operation, operation, operation)
    assert [(link.before, link.after) for link in chain.all_links] == [(0, 1), (1, 2)]
    assert make_terms(operation, operation, links=()).all_links == ()


def test_round_the_clock_is_always_open() -> None:
    """A machine at `24/7` would otherwise stop at midnight or on a holiday."""
    from zoneinfo import ZoneInfo

    calendar = ParkCalendar(zone=ZoneInfo("Asia/Shanghai"), patterns=(round_the_clock(),))
    # From 20 to 30 September 2026 lie weekends, make-up days and the Mid-Autumn holiday.
    start, end = at(-24 * 64), at(-24 * 54)
    assert calendar.open_intervals("24/7", start, end) == ((start, end),)
