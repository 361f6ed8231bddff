"""The accounts of a problem: who takes part, by which share, and what each is owed."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.entitlement import Entitlement
from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.domain.tenant import Tenant
from scheduler.planning.memory import owed_minutes
from scheduler.planning.translate import to_problem
from tests.scheduler.builders import NOW
from tests.scheduler.planning.snapshots import TICK_MINUTES, WINDOW, make_snapshot, translate


def test_accounts_are_tenants_with_the_share_that_holds() -> None:
    """A contract that changes the share would not be kept."""
    tenants = (
        Tenant(id="ada", name="Ada", share=3),
        Tenant(id="bob", name="Bob"),
        Tenant(id="eve", name="Eve", active=False),
    )
    contract = Entitlement(id="en_1", tenant_id="bob", share=5, start=NOW)
    accounts = translate(tenants=tenants, entitlements=(contract,)).problem.accounts
    assert [(account.name, account.share) for account in accounts] == [("ada", 3), ("bob", 5)]


def test_shares_that_are_none_count_as_one() -> None:
    """A park whose file says 0 for everybody would have no accounts that a solver takes."""
    tenants = (Tenant(id="ada", name="Ada", share=0), Tenant(id="bob", name="Bob", share=-4))
    assert [account.share for account in translate(tenants=tenants).problem.accounts] == [1, 1]


def test_what_is_owed_is_told_in_ticks_and_by_the_policy() -> None:
    """Of 200 minutes ada's part is 100: -100 are 3 ticks of half an hour, and by a cap of a half -50 are one. A slip of the pen adds nothing."""
    facts = {"tenant_id": "ada", "recorded_at": NOW}
    entries = (
        LedgerEntry(id="le_1", kind=EntryKind.CHARGE, minutes=200, **facts),  # type: ignore[arg-type]  # fields of an entry
        LedgerEntry(id="le_2", kind=EntryKind.ADJUSTMENT, minutes=10**15, **facts),  # type: ignore[arg-type]  # the same
    )
    for policy, ticks in ((DEFAULT, 3), (replace(DEFAULT, cap=0.5), 1)):
        for book in (entries[:1], entries):
            owed = owed_minutes(book, {"ada": 1, "bob": 1}, NOW, policy)
            translation = to_problem(make_snapshot(owed=owed, fairness=policy), WINDOW, TICK_MINUTES)
            assert [account.balance for account in translation.problem.accounts] == [-ticks, ticks]
            assert translation.fairness is policy
