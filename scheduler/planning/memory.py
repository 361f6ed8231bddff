"""What the park owes a tenant from the nights behind us, or the tenant the park."""

from __future__ import annotations

from datetime import timedelta
from math import fsum
from typing import TYPE_CHECKING

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.ledger import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.ledger import LedgerEntry

_NONE = timedelta(0)


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
    total, charged, weight = fsum(had.values()), fsum(used.values()), sum(shares.values())
    owed = {}
    for tenant, share in shares.items():
        part = share / weight if weight else 0.0
        cap = policy.cap * part * max(0.0, charged)
        owed[tenant] = round(min(cap, max(-cap, part * total - had[tenant])))
    return owed


def _remembered(
    entries: Sequence[LedgerEntry], shares: Mapping[str, int], now: datetime, policy: FairnessPolicy
) -> dict[str, float]:
    """Return what each tenant has had, older entries counting less; in the same digits whatever the order of the entries."""
    found: dict[str, list[float]] = {tenant: [] for tenant in shares}
    for entry, since in _dated(entries):
        if entry.tenant_id in found:
            age = max(_NONE, now - since)
            found[entry.tenant_id].append(entry.minutes * 0.5 ** (age / policy.half_life))
    return {tenant: fsum(minutes) for tenant, minutes in found.items()}


def _dated(entries: Sequence[LedgerEntry]) -> Iterator[tuple[LedgerEntry, datetime]]:
    """Yield each entry with the moment from which it is forgotten."""
    charged = {e.reservation_id: e.recorded_at for e in entries if e.kind is EntryKind.CHARGE and e.reservation_id}
    for entry in entries:
        of_charge = charged.get(entry.reservation_id or "") if entry.kind is EntryKind.REFUND else None
        yield entry, of_charge or entry.recorded_at
