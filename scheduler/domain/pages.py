"""Lists in pages, in a stable order, and what they are filtered by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.booking import RequestStatus
    from scheduler.domain.change import ChangeKind
    from scheduler.domain.reservation import ReservationStatus

T = TypeVar("T")

#: How many items a page has where the caller does not say, and at most.
DEFAULT_LIMIT, HIGHEST_LIMIT = 100, 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[T]):
    """Some items, and where the next page starts."""

    items: tuple[T, ...]
    #: Give it back as `after` (`cursor` over HTTP) for the next page; None: this is the last.
    next: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Which page of a list that is filtered by nothing."""

    limit: int = DEFAULT_LIMIT
    #: `next` of the page before.
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestFilter:
    """Which booking requests; None: any. Their order is by id, that is, by age."""

    tenant_id: str | None = None
    statuses: tuple[RequestStatus, ...] | None = None
    external_reference: str | None = None
    series_id: str | None = None
    #: Changed at this moment or later.
    updated_since: datetime | None = None
    limit: int = DEFAULT_LIMIT
    #: `next` of the page before.
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservationFilter:
    """Which reservations; None: any. Their order is by start, then id."""

    tenant_id: str | None = None
    request_id: str | None = None
    machine_id: str | None = None
    statuses: tuple[ReservationStatus, ...] | None = None
    schedule_version: int | None = None
    #: Whose occupation meets `[start, end)`.
    start: datetime | None = None
    end: datetime | None = None
    updated_since: datetime | None = None
    limit: int = DEFAULT_LIMIT
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryFilter:
    """Which entries of the ledger; None: any. Their order is by id, that is, by age."""

    tenant_id: str | None = None
    #: Recorded within `[since, until)`.
    since: datetime | None = None
    until: datetime | None = None
    limit: int = DEFAULT_LIMIT
    #: `next` of the page before.
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditFilter:
    """Which changes, the youngest first; None: any. Their order is by time, then number, downwards."""

    tenant_id: str | None = None
    kind: ChangeKind | None = None
    subject_id: str | None = None
    #: Within `[since, until)`.
    since: datetime | None = None
    until: datetime | None = None
    limit: int = DEFAULT_LIMIT
    #: `next` of the page before: a number.
    after: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedFilter:
    """Which changes that anybody is told of, the oldest first; None: any. Their order is by number."""

    #: Told to these; not empty.
    feeds: tuple[str, ...] | None = None
    #: Types, such as `reservation.moved`; not empty.
    types: tuple[str, ...] | None = None
    limit: int = DEFAULT_LIMIT
    #: Those with a higher number.
    after: int = 0
