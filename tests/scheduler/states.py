"""The whole state of a park as one value, to be compared before and after: every thing by its kind and the id that a change names it by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.booking import RequestStatus
from scheduler.domain.change import ChangeKind
from scheduler.domain.pages import HIGHEST_LIMIT, AuditFilter, ReservationFilter

if TYPE_CHECKING:
    from scheduler.domain.change import Change
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory

_K = ChangeKind


def state_of(factory: UnitOfWorkFactory) -> dict[tuple[ChangeKind, str], Any]:
    """Return everything that is stored, but for changes and answers."""
    with factory(read_only=True) as uow:
        return {
            (_K.PARK, "park"): uow.settings.get(),
            **{(_K.SHIFT_PATTERN, p.name): p for p in uow.shift_patterns.list()},
            **{(_K.CHANGEOVER_TABLE, t.name): t for t in uow.changeover_tables.list()},
            **{(_K.MACHINE, m.id): m for m in uow.machines.list()},
            **{(_K.SKILL, s.id): s for s in uow.skills.list()},
            **{(_K.TENANT, t.id): t for t in uow.tenants.list()},
            **{(_K.ENTITLEMENT, e.id): e for e in uow.entitlements.list()},
            **{(_K.CLOSURE, c.id): c for c in uow.closures.list()},
            **{(_K.OUTAGE, o.id): o for o in uow.outages.list()},
            **{(_K.POLICY, str(p.version)): p for p in uow.policies.list()},
            **_bookings(uow),
            **{(_K.LEDGER_ENTRY, e.id): e for e in uow.ledger.list()},
            **{(_K.API_KEY, k.id): k for k in uow.api_keys.list()},
            **{(_K.CALENDAR_FEED, f.id): f for f in uow.calendar_feeds.list()},
            **{(_K.ACCOUNT, a.id): a for a in uow.accounts.list()},
            **{(_K.SESSION, s.id): s for a in uow.accounts.list() for s in uow.sessions.of_account(a.id)},
            **{(_K.WEBHOOK, w.id): w for w in uow.webhooks.list()},
        }


def _bookings(uow: UnitOfWork) -> dict[tuple[ChangeKind, str], Any]:
    versions = range(1, uow.schedules.highest_version() + 1)
    return {
        **{(_K.BOOKING_REQUEST, r.id): r for r in uow.booking_requests.with_status(RequestStatus)},
        **{(_K.RESERVATION, r.id): r for r in uow.reservations.page(ReservationFilter(limit=HIGHEST_LIMIT)).items},
        **{(_K.RUN, r.id): r for r in uow.runs.latest(HIGHEST_LIMIT)},
        **{(_K.SCHEDULE, str(version)): uow.schedules.get(version) for version in versions},
    }


def all_changes(factory: UnitOfWorkFactory) -> list[Change]:
    """Return every change, by number, those that nobody is told of too."""
    with factory(read_only=True) as uow:
        found = list(uow.changes.page(AuditFilter(limit=HIGHEST_LIMIT)).items)
        assert len(found) == uow.changes.highest()
    return sorted(found, key=lambda change: change.number)
