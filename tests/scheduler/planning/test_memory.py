"""What tenants are owed."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.planning.memory import HALF_LIFE, owed_minutes
from tests.scheduler.builders import NOW


def charge(tenant_id: str, minutes: int, age: timedelta = timedelta(0)) -> LedgerEntry:
    """Return a charge of some age."""
    return LedgerEntry(
        id=f"le_{tenant_id}_{minutes}",
        tenant_id=tenant_id,
        kind=EntryKind.CHARGE,
        minutes=minutes,
        recorded_at=NOW - age,
    )


def test_who_had_less_than_its_share_is_owed_the_rest() -> None:
    """Of 120 minutes each has a part of 60: ada had 90 and is 30 ahead, bob is owed 30."""
    entries = [charge("ada", 90), charge("bob", 30)]
    assert owed_minutes(entries, {"ada": 1, "bob": 1}, NOW) == {"ada": -30, "bob": 30}


def test_parts_go_by_share() -> None:
    """With shares 3 and 1 the parts of 120 minutes are 90 and 30."""
    entries = [charge("ada", 90), charge("bob", 30)]
    assert owed_minutes(entries, {"ada": 3, "bob": 1}, NOW) == {"ada": 0, "bob": 0}


def test_half_is_forgotten_after_the_half_life() -> None:
    """An old charge counts half: of 50 minutes each has a part of 25."""
    assert owed_minutes([charge("ada", 100, HALF_LIFE)], {"ada": 1, "bob": 1}, NOW) == {"ada": -25, "bob": 25}


def test_nobody_owes_more_than_a_part() -> None:
    """Ada had 100 of 100 with a part of 10; what counts against her is 10, not 90."""
    assert owed_minutes([charge("ada", 100)], {"ada": 1, "bob": 9}, NOW)["ada"] == -10


def test_an_empty_book_owes_nothing() -> None:
    """The first night would divide by nought."""
    assert owed_minutes([], {"ada": 1}, NOW) == {"ada": 0}
