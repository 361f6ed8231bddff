"""The words of calendar events: Chinese first, English beside it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from scheduler.domain.calendar_feed import FeedDetail
from scheduler.domain.calendar_feed_events import FeedEvent, changed_at, is_gone, sequence_of, status_of, uid_of
from scheduler.domain.one_line import both, one_line
from scheduler.domain.reservation import ReservationStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.calendar_feed import CalendarFeed
    from scheduler.domain.machine import Machine
    from scheduler.domain.park import ParkSettings
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.tenant import Tenant

_S = ReservationStatus
#: As the glossary has them.
STATUS_WORDS = MappingProxyType(
    {
        _S.TENTATIVE: "暂定 tentative",
        _S.CONFIRMED: "已确认 confirmed",
        _S.CHECKED_IN: "已签到 checked in",
        _S.IN_PROGRESS: "进行中 in progress",
        _S.COMPLETED: "已完工 completed",
        _S.CANCELLED: "已取消 cancelled",
        _S.NO_SHOW: "未到 no show",
        _S.RELEASED_EARLY: "提前释放 released early",
        _S.DISPLACED: "被调整 displaced",
    }
)
#: For clients that show what was called off like everything else.
_CALLED_OFF = "【已取消 Cancelled】"
_TAKEN = "占用 Busy"


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What the words are made of."""

    park: ParkSettings
    zone: ZoneInfo
    machines: Mapping[str, Machine]
    #: Only those that the feed may speak of.
    tenants: Mapping[str, Tenant]
    requests: Mapping[str, BookingRequest]


def event_of(feed: CalendarFeed, reservation: Reservation, names: Names) -> FeedEvent:
    """Return the event of a reservation, with as much said as the feed may say."""
    is_full = feed.detail is FeedDetail.FULL
    return FeedEvent(
        uid=uid_of(feed, reservation),
        sequence=sequence_of(reservation),
        status=status_of(feed, reservation),
        start=reservation.start,
        end=reservation.end,
        changed_at=changed_at(feed, reservation),
        summary=_summary(feed, reservation, names),
        description=_description(feed, reservation, names) if is_full else "",
        location=_location(feed, reservation, names),
    )


def feed_name(feed: CalendarFeed, names: Names) -> str:
    """Return what a calendar is called: the name that it was given, or whose it is."""
    tenant = names.tenants.get(feed.tenant_id or "")
    machine = [_machine(feed.machine_id, names)] if feed.machine_id else []
    whose = [both(tenant.name, tenant.name_en)] if tenant else [both(names.park.name, names.park.name_en)]
    return one_line(feed.name) or " · ".join(filter(None, (*whose, *machine))) or "Equishare"


def _summary(feed: CalendarFeed, reservation: Reservation, names: Names) -> str:
    where = _machines(feed, reservation, names)
    if feed.detail is FeedDetail.BUSY:
        return f"{_TAKEN} · {where}"
    request = names.requests.get(reservation.request_id)
    title = one_line(request.title) if request else ""
    number = one_line(reservation.external_reference or (request.external_reference if request else ""))
    what = f"{title} ({number})" if title and number else title or number or reservation.request_id
    whose = [_tenant(reservation, names)] if feed.tenant_id is None else []
    told = " · ".join(filter(None, (where, what, *whose)))
    return f"{_CALLED_OFF} {told}" if is_gone(reservation) else told


def _description(feed: CalendarFeed, reservation: Reservation, names: Names) -> str:
    """Return what else is known, a line each, with times as the clocks of the park show them."""
    lines = [
        ("机器 Machine", _machines(feed, reservation, names)),
        ("占用 Occupied", _period(reservation.start, reservation.end, names.zone)),
        ("加工 Processing", _period(reservation.processing_start, reservation.processing_end, names.zone)),
        ("状态 Status", STATUS_WORDS[reservation.status]),
        ("企业 Tenant", _tenant(reservation, names)),
        ("外部编号 Reference", one_line(reservation.external_reference)),
        ("申请 Request", reservation.request_id),
        ("预约 Reservation", reservation.id),
    ]
    return "\n".join(f"{label}: {told}" for label, told in lines if told)


def _location(feed: CalendarFeed, reservation: Reservation, names: Names) -> str:
    found = (names.machines.get(key) for key in _shown(feed, reservation))
    sites = dict.fromkeys(one_line(machine.site) for machine in found if machine is not None)
    return ", ".join(
        filter(None, (both(names.park.name, names.park.name_en), *sites, _machines(feed, reservation, names)))
    )


def _shown(feed: CalendarFeed, reservation: Reservation) -> tuple[str, ...]:
    """Return its machines; where the feed is busy and about one machine, that one alone."""
    only = feed.machine_id if feed.detail is FeedDetail.BUSY else None
    return reservation.machine_ids if only is None else (only,)


def _machines(feed: CalendarFeed, reservation: Reservation, names: Names) -> str:
    return " + ".join(_machine(key, names) for key in _shown(feed, reservation))


def _machine(machine_id: str, names: Names) -> str:
    machine = names.machines.get(machine_id)
    return machine_id if machine is None else both(machine.name, machine.name_en) or machine_id


def _tenant(reservation: Reservation, names: Names) -> str:
    tenant = names.tenants.get(reservation.tenant_id)
    return reservation.tenant_id if tenant is None else both(tenant.name, tenant.name_en)


def _period(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return `2026-11-24 08:00-09:30 (Asia/Shanghai)`; with the second day where that is another."""
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%Y-%m-%d %H:%M}"
    return f"{begins:%Y-%m-%d %H:%M}-{until} ({zone.key})"
