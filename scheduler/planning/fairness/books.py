"""The figures of a period, from requests, reservations and ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scheduler.domain.entitlement import share_at
from scheduler.planning.catalogue import Catalogue
from scheduler.planning.fairness.capacity import capacity_minutes
from scheduler.planning.fairness.figures import FairnessReport, Source
from scheduler.planning.fairness.reckoning import Claim, figures_of, park_of
from scheduler.planning.memory import owed_minutes
from scheduler.planning.report import asked_in, reservations_in
from scheduler.planning.ways import standard_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.reservation import Reservation
    from scheduler.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Books:
    """The requests and reservations of a period, read once for all that is reported of it or of parts of it."""

    uow: UnitOfWork
    requests: tuple[BookingRequest, ...]
    reservations: tuple[Reservation, ...]

    @classmethod
    def of(cls, uow: UnitOfWork, start: datetime, end: datetime) -> Self:
        """Read what lies in `[start, end)`, within a transaction of the caller's."""
        return cls(uow, tuple(asked_in(uow, start, end)), tuple(reservations_in(uow, start, end)))

    def report(self, policy: FairnessPolicy, start: datetime, end: datetime) -> FairnessReport:
        """Return the report of a period that lies within what was read: shares and balances are those at its start."""
        capacity = capacity_minutes(self.uow, start, end)
        claims = tuple(self._claims(policy, start, end))
        rows = figures_of(claims, capacity)
        return FairnessReport(
            start=start,
            end=end,
            source=Source.BOOKS,
            policy_version=policy.version,
            park=park_of(rows, capacity),
            tenants=rows,
        )

    def _claims(self, policy: FairnessPolicy, start: datetime, end: datetime) -> Iterator[Claim]:
        """Yield what each tenant asked and got that is in the park, or had to do with it in the period."""
        asked, granted, reasons = self._asked(start, end), self._granted(start, end), self._reasons(start, end)
        tenants = [t for t in self.uow.tenants.list() if t.active or asked[t.id] or granted[t.id]]
        entitlements = self.uow.entitlements.list()
        shares = {t.id: max(1, share_at(t, entitlements, start)) for t in tenants}
        before = [entry for entry in self.uow.ledger.list() if entry.recorded_at < start]
        owed = owed_minutes(before, shares, start, policy)
        for tenant in tenants:
            yield Claim(
                tenant_id=tenant.id,
                name=tenant.name,
                share=shares[tenant.id],
                balance=owed[tenant.id],
                # What was granted was asked for, also where the request was withdrawn since.
                demand=max(asked[tenant.id], granted[tenant.id]),
                granted=granted[tenant.id],
                reasons=tuple(reasons.get(tenant.id, Counter()).most_common()),
            )

    def _in(self, start: datetime, end: datetime) -> list[BookingRequest]:
        return [r for r in self.requests if r.not_before < end and start < r.deadline]

    def _asked(self, start: datetime, end: datetime) -> Counter[str]:
        catalogue, found = Catalogue(self.uow.machines.list()), Counter[str]()
        for request in self._in(start, end):
            found[request.tenant_id] += sum(standard_minutes(operation, catalogue) for operation in request.operations)
        return found

    def _granted(self, start: datetime, end: datetime) -> Counter[str]:
        found = Counter[str]()
        for reservation in self.reservations:
            if reservation.overlaps(start, end):
                found[reservation.tenant_id] += reservation.credited_minutes
        return found

    def _reasons(self, start: datetime, end: datetime) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for request in self._in(start, end):
            if request.reasons:
                found.setdefault(request.tenant_id, Counter())[request.reasons[0].code] += 1
        return found
