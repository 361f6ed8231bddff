"""Balances from what was carried are those from the entries, or there is no answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.carried import HALF_LIVES, carry_all
from scheduler.domain.fairness_policy import DEFAULT, FAIRNESS_POLICIES, FairnessPolicy
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.planning.memory import owed_by_carried, owed_minutes
from tests.scheduler.builders import NOW
from tests.scheduler.planning.charges import charge

if TYPE_CHECKING:
    from random import Random

HALF_LIFE = DEFAULT.half_life
_SIZES = {EntryKind.CHARGE: (0, 100_000), EntryKind.REFUND: (-100_000, 0), EntryKind.ADJUSTMENT: (-(10**9), 10**9)}
_TENANTS = ("ada", "bob", "cyd")


@st.composite
def _entries(draw: st.DrawFn) -> LedgerEntry:
    kind = draw(st.sampled_from(EntryKind))
    # Half-lives whole and half are where a balance lies between two minutes.
    age = draw(
        st.one_of(st.timedeltas(timedelta(0), timedelta(days=4000)), st.integers(0, 9).map(lambda n: n * HALF_LIFE / 2))
    )
    return LedgerEntry(
        id=f"le_{draw(st.uuids())}",
        tenant_id=draw(st.sampled_from((*_TENANTS, "gone"))),
        kind=kind,
        minutes=draw(st.integers(*_SIZES[kind])),
        recorded_at=NOW - age,
        reservation_id=draw(st.sampled_from((None, "rs_1", "rs_2"))),
    )


@given(
    st.lists(_entries(), max_size=40),
    st.fixed_dictionaries({tenant: st.integers(0, 9) for tenant in _TENANTS}),
    st.sampled_from(FAIRNESS_POLICIES),
    st.sampled_from((0.0, 0.1, 1.0, 1e6)),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.randoms(),
)
def test_what_is_carried_tells_the_same_or_nothing(
    entries: list[LedgerEntry],
    shares: dict[str, int],
    policy: FairnessPolicy,
    cap: float,
    later: timedelta,
    chance: Random,
) -> None:
    """A tenant would be owed another minute than its entries say, and nobody could work out why."""
    rule = replace(policy, cap=cap)
    chance.shuffle(entries)
    told = owed_by_carried(carry_all(entries), shares, NOW + later, rule)
    assert told in (None, owed_minutes(entries, shares, NOW + later, rule))


def test_a_usual_book_is_told() -> None:
    """The entries would be read night after night."""
    entries = [charge(tenant, 30 + n, timedelta(days=n)) for n in range(2000) for tenant in _TENANTS if n % 7]
    shares = {"ada": 2, "bob": 3, "cyd": 4}
    told = owed_by_carried(carry_all(entries), shares, NOW + timedelta(hours=1), DEFAULT)
    assert told == owed_minutes(entries, shares, NOW + timedelta(hours=1))


def test_where_it_lies_between_two_minutes_nothing_is_told() -> None:
    """Of 91 minutes each tenant's half is 45.5: which way that goes hangs on the last digit."""
    carried = carry_all([charge("ada", 91)])
    assert owed_by_carried(carried, {"ada": 1, "bob": 1}, NOW, DEFAULT) is None
    assert owed_by_carried(carried, {"ada": 1, "bob": 3}, NOW, DEFAULT) == {"ada": -23, "bob": 68}


def test_an_entry_of_the_future_or_another_half_life_is_not_told() -> None:
    """What counts whole until its time comes cannot be carried with what is forgotten already."""
    carried, shares = carry_all([charge("ada", 90, -timedelta(hours=1))]), {"ada": 1, "bob": 2}
    assert owed_by_carried(carried, shares, NOW, DEFAULT) is None
    assert owed_by_carried(carried, shares, NOW + timedelta(hours=1), DEFAULT) == {"ada": -30, "bob": 60}
    week = replace(DEFAULT, half_life=timedelta(days=7))
    assert owed_by_carried(carried, shares, NOW + timedelta(hours=1), week) is None


def test_sums_are_halved_in_a_half_life_and_corrections_are_not_used() -> None:
    """By hand: 100 of a half-life ago count 50, a refund of 20 as old as its charge 10, and a correction by 7 counts 7, but not as used."""
    facts: dict[str, Any] = {"tenant_id": "ada", "reservation_id": "rs_1"}
    entries = [
        LedgerEntry(id="le_1", kind=EntryKind.CHARGE, minutes=100, recorded_at=NOW - HALF_LIFE, **facts),
        LedgerEntry(id="le_2", kind=EntryKind.REFUND, minutes=-20, recorded_at=NOW, **facts),
        LedgerEntry(id="le_3", kind=EntryKind.ADJUSTMENT, minutes=7, recorded_at=NOW, tenant_id="ada"),
    ]
    found = carry_all(entries)["ada"]
    assert (found.entries, found.oldest, found.at) == (3, NOW - HALF_LIFE, NOW)
    assert tuple(each.half_life for each in found.sums) == HALF_LIVES
    whole = found.sum_at(NOW, HALF_LIFE)
    assert whole is not None
    assert (whole.had, whole.used, whole.gross) == (47.0, 40.0, 67.0)
