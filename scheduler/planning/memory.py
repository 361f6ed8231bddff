"""What the park owes a tenant from the nights behind us, or the tenant the park."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from scheduler.domain.carried import CarriedSum, weight
from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.ledger import EntryKind, dated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.carried import Carried
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.ledger import LedgerEntry
    from scheduler.storage.repositories import Ledger


def owed_by_ledger(
    ledger: Ledger, shares: Mapping[str, int], now: datetime, policy: FairnessPolicy = DEFAULT
) -> dict[str, int]:
    """Return what `owed_minutes` returns for all entries of a ledger; they are read only where what is carried does not tell."""
    carried = ledger.carried()
    owed = None if carried is None else owed_by_carried(carried, shares, now, policy)
    return owed_minutes(ledger.list(), shares, now, policy) if owed is None else owed


def owed_minutes(
    entries: Iterable[LedgerEntry], shares: Mapping[str, int], now: datetime, policy: FairnessPolicy = DEFAULT
) -> dict[str, int]:
    """Return the standard minutes that each tenant of `shares` is owed at `now`; negative: it has had more than its share.

    `A_a = sum of minutes * 2^(-age / half_life)` over the entries of tenant `a`, what it has had and is remembered.
    `p_a = w_a / sum w`, its part by share; 0 for all where the shares add up to 0.
    `o_a = clamp(p_a * sum A - A_a, -cap_a, +cap_a)` with `cap_a = cap * p_a * C`, where `C` is what of `sum A` was charged and not
    given back, corrections left out: so neither who stays away nor a slip of the pen comes with a claim on everything. Rounded to whole
    minutes; before the cap they add up to 0, but for the rounding.

    The age of an entry counts from when it was recorded, that of a refund from when the charge was that it gives back: a charge
    that was refunded whole is as if it had never been, however late that was. What tenants outside of `shares` had does not count.
    """
    entries = tuple(entries)
    had = _remembered(entries, shares, now, policy)
    used = _remembered([e for e in entries if e.kind is not EntryKind.ADJUSTMENT], shares, now, policy)
    return {tenant: round(minutes) for tenant, minutes in _owed(had, used, shares, policy).items()}


def owed_by_carried(
    carried: Mapping[str, Carried], shares: Mapping[str, int], now: datetime, policy: FairnessPolicy
) -> dict[str, int] | None:
    """Return what `owed_minutes` returns for the entries that were carried, to the minute; None where they have to be read for it.

    Carried sums and sums over the entries differ in their last digits. By how much at most is known (`Carried.doubt`), and what is owed
    cannot differ by more than a tenant's part of all doubts and its own: so there is an answer where that does not reach the next minute.
    """
    sums, doubts = {}, {}
    for tenant in shares:
        of_tenant = carried.get(tenant)
        found = CarriedSum(half_life=policy.half_life) if of_tenant is None else of_tenant.sum_at(now, policy.half_life)
        if found is None:
            return None
        sums[tenant] = found
        doubts[tenant] = 0.0 if of_tenant is None else of_tenant.doubt(found, now)
    had, used = {t: each.had for t, each in sums.items()}, {t: each.used for t, each in sums.items()}
    owed, of_all, total = _owed(had, used, shares, policy), fsum(doubts.values()), sum(shares.values())
    for tenant, minutes in owed.items():
        part = shares[tenant] / total if total else 0.0
        doubt = max(part * of_all + doubts[tenant], policy.cap * part * of_all)
        if round(minutes - doubt) != round(minutes + doubt):
            return None
    return {tenant: round(minutes) for tenant, minutes in owed.items()}


def _owed(
    had: Mapping[str, float], used: Mapping[str, float], shares: Mapping[str, int], policy: FairnessPolicy
) -> dict[str, float]:
    """Return what each tenant is owed, not rounded yet."""
    total, charged, total_share = fsum(had.values()), fsum(used.values()), sum(shares.values())
    owed = {}
    for tenant, share in shares.items():
        part = share / total_share if total_share else 0.0
        cap = policy.cap * part * max(0.0, charged)
        owed[tenant] = min(cap, max(-cap, part * total - had[tenant]))
    return owed


def _remembered(
    entries: Sequence[LedgerEntry], shares: Mapping[str, int], now: datetime, policy: FairnessPolicy
) -> dict[str, float]:
    """Return what each tenant has had, older entries counting less; in the same digits whatever the order of the entries."""
    found: dict[str, list[float]] = {tenant: [] for tenant in shares}
    for entry, since in dated(entries):
        if entry.tenant_id in found:
            found[entry.tenant_id].append(entry.minutes * weight(now - since, policy.half_life))
    return {tenant: fsum(minutes) for tenant, minutes in found.items()}
