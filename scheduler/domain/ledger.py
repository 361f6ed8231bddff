"""The account book of the tenants: entries are added, never changed; a balance is the sum of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime


class EntryKind(StrEnum):
    """What an entry is for."""

    #: Machine time used, or booked and not turned up for; minutes `>= 0`.
    CHARGE = "charge"
    #: A charge given back, in part or whole; minutes `<= 0`.
    REFUND = "refund"
    #: The operator's correction, with a note; either sign.
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerEntry:
    """One line of the book."""

    id: str
    tenant_id: str
    kind: EntryKind
    #: Standard minutes, weighted by the machine's cost; what the tenant has had is positive.
    minutes: int
    recorded_at: datetime
    #: What it is about; at most one charge per reservation.
    reservation_id: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a charge below nought and a refund above."""
        if (self.kind is EntryKind.CHARGE and self.minutes < 0) or (self.kind is EntryKind.REFUND and self.minutes > 0):
            raise ValueError(f"a {self.kind} of {self.minutes} minutes; charges are >= 0, refunds <= 0")


def balance(entries: Iterable[LedgerEntry]) -> int:
    """Return what a list of entries adds up to, in standard minutes."""
    return sum(entry.minutes for entry in entries)


def dated(entries: Sequence[LedgerEntry]) -> Iterator[tuple[LedgerEntry, datetime]]:
    """Yield each entry with the moment from which it is forgotten: a refund is as old as the charge that it gives back."""
    charged = {e.reservation_id: e.recorded_at for e in entries if e.kind is EntryKind.CHARGE and e.reservation_id}
    for entry in entries:
        of_charge = charged.get(entry.reservation_id or "") if entry.kind is EntryKind.REFUND else None
        yield entry, of_charge or entry.recorded_at
