"""Entries of a ledger, in one word."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.ledger import EntryKind, LedgerEntry
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
