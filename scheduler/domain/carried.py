"""What the entries of a tenant come to, carried from entry to entry: a night need not read the ledger of ten years to know it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.fairness_policy import FAIRNESS_POLICIES
from scheduler.domain.ledger import EntryKind, dated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.ledger import LedgerEntry

#: Those that any version of the fairness policy remembers by, shortest first.
HALF_LIVES = tuple(sorted({policy.half_life for policy in FAIRNESS_POLICIES}))
_NONE = timedelta(0)
#: Half a unit in the last place of a number near 1.
_ROUNDING = 2.0**-53
#: More roundings, in units of `_ROUNDING`, than an entry goes through on either way, by itself and for each half-life of its age.
_ROUNDINGS = 16


def weight(age: timedelta, half_life: timedelta) -> float:
    """Return what an entry of that age counts, 1 down to 0; one of the future counts whole."""
    counts: float = 0.5 ** (max(_NONE, age) / half_life)
    return counts


@dataclass(frozen=True, kw_only=True, slots=True)
class CarriedSum:
    """The entries of a tenant by one half-life, in standard minutes, as they counted at a moment."""

    half_life: timedelta
    #: Of all of them.
    had: float = 0.0
    #: Of charges and refunds, corrections left out.
    used: float = 0.0
    #: Of their sizes, whichever way they go: what the error is measured by.
    gross: float = 0.0

    def later(self, age: timedelta) -> CarriedSum:
        """Return the same after some time."""
        factor = weight(age, self.half_life)
        return replace(self, had=self.had * factor, used=self.used * factor, gross=self.gross * factor)

    def plus(self, entry: LedgerEntry, age: timedelta) -> CarriedSum:
        """Return it with one entry more."""
        minutes = entry.minutes * weight(age, self.half_life)
        used = self.used if entry.kind is EntryKind.ADJUSTMENT else self.used + minutes
        return replace(self, had=self.had + minutes, used=used, gross=self.gross + abs(minutes))


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """All entries of a tenant in a few figures."""

    tenant_id: str
    #: How many there are.
    entries: int
    #: The first and the last of the moments from which they are forgotten (`scheduler.domain.ledger.dated`).
    oldest: datetime
    #: The sums are as of this one, at which each of the entries is forgotten.
    at: datetime
    #: One for each half-life.
    sums: tuple[CarriedSum, ...]

    def plus(self, entry: LedgerEntry, since: datetime) -> Carried:
        """Return it with one entry more, forgotten from `since` on; entries may come in any order."""
        at = max(self.at, since)
        return replace(
            self,
            entries=self.entries + 1,
            oldest=min(self.oldest, since),
            at=at,
            sums=tuple(each.later(at - self.at).plus(entry, at - since) for each in self.sums),
        )

    def sum_at(self, now: datetime, half_life: timedelta) -> CarriedSum | None:
        """Return the sum as of `now`; None for a half-life that is not carried, or a moment at which some entry is of the future."""
        found = next((each for each in self.sums if each.half_life == half_life), None)
        return None if found is None or now < self.at else found.later(now - self.at)

    def doubt(self, found: CarriedSum, now: datetime) -> float:
        """Return by how much, at most, `had` or `used` of a sum as of `now` is off from the sum over the entries one by one.

        Each entry adds two roundings to a carried sum, and a power of two is off by as many as there are half-lives in its exponent; what
        decays has its error decay with it. So the error is a multiple of `gross`; read one by one the entries have a smaller one.
        """
        roundings = _ROUNDINGS * (self.entries + 2 + (now - self.oldest) / found.half_life)
        return roundings * _ROUNDING * found.gross + sys.float_info.min

    def agrees_with(self, other: Carried) -> bool:
        """Return whether both may be of the same entries: the same but for the last digits of the sums."""
        plain = replace(self, sums=()) == replace(other, sums=())
        return plain and len(self.sums) == len(other.sums) and all(map(self._agree, self.sums, other.sums))

    def _agree(self, one: CarriedSum, two: CarriedSum) -> bool:
        most = self.doubt(one, self.at) + self.doubt(two, self.at)
        pairs = ((one.had, two.had), (one.used, two.used), (one.gross, two.gross))
        return one.half_life == two.half_life and all(abs(first - second) <= most for first, second in pairs)


def beginning_with(entry: LedgerEntry, since: datetime) -> Carried:
    """Return what a tenant's first entry comes to."""
    none = tuple(CarriedSum(half_life=half_life) for half_life in HALF_LIVES)
    return Carried(tenant_id=entry.tenant_id, entries=0, oldest=since, at=since, sums=none).plus(entry, since)


def carry_all(entries: Iterable[LedgerEntry]) -> dict[str, Carried]:
    """Return by tenant what all entries of a park come to."""
    found: dict[str, Carried] = {}
    for entry, since in dated(tuple(entries)):
        before = found.get(entry.tenant_id)
        found[entry.tenant_id] = beginning_with(entry, since) if before is None else before.plus(entry, since)
    return found
