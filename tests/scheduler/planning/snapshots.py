"""A park as planning reads it, in few lines: the window is the two days after `NOW`, a tick is half an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scheduler.domain.booking import BookingRequest, RequestStatus
from scheduler.domain.calendar import ParkCalendar
from scheduler.domain.machine import round_the_clock
from scheduler.domain.park import ParkSettings
from scheduler.domain.plan import Window
from scheduler.domain.tenant import Tenant
from scheduler.planning.snapshot import ParkSnapshot
from scheduler.planning.translate import Translation, to_problem
from tests.scheduler.builders import NOW, at, make_machine, make_terms

if TYPE_CHECKING:
    from scheduler.domain.booking import Operation
    from scheduler.domain.calendar import ShiftPattern

TICK_MINUTES = 30
WINDOW = Window(start=NOW, end=at(48), frozen_until=NOW)


def make_request(*operations: Operation, key: str = "br_1", **facts: Any) -> BookingRequest:
    """Return ada's wish for an hour of cutting, queued; other operations or facts take the place of these."""
    status = facts.pop("status", RequestStatus.QUEUED)
    terms = make_terms(*operations, **facts)
    stored = {name: getattr(terms, name) for name in terms.__dataclass_fields__}
    return BookingRequest(**stored, id=key, status=status, policy_version=1, created_at=NOW, updated_at=NOW)


def make_snapshot(*requests: BookingRequest, patterns: tuple[ShiftPattern, ...] = (), **facts: Any) -> ParkSnapshot:
    """Return a park with one machine for cutting, open round the clock, and the tenants ada and bob."""
    settings = facts.setdefault("settings", ParkSettings())
    calendar = ParkCalendar(
        zone=ZoneInfo(settings.zone),
        patterns=(round_the_clock(), *patterns),
        holiday_region=settings.holiday_region,
        overrides=settings.day_overrides,
    )
    defaults: dict[str, Any] = {
        "now": NOW,
        "calendar": calendar,
        "machines": (make_machine(),),
        "tenants": (Tenant(id="ada", name="Ada"), Tenant(id="bob", name="Bob")),
        "requests": requests,
        "last_families": {},
    }
    return ParkSnapshot(**defaults | facts)


def translate(
    *requests: BookingRequest, window: Window = WINDOW, keep_published: bool = False, **facts: Any
) -> Translation:
    """Return the problem of a park with these requests."""
    return to_problem(make_snapshot(*requests, **facts), window, TICK_MINUTES, keep_published=keep_published)
