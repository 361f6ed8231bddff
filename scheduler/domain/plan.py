"""A plan: which slots, who found no room and why, with the certificate of the run that made it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scheduler.domain.status import StatusMachine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.domain.booking import UnplacedReason
    from scheduler.domain.reservation import Slot


class ScheduleStatus(StrEnum):
    """Where a plan stands; at most one is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


_S = ScheduleStatus
SCHEDULE_STATUSES = StatusMachine(
    "schedule",
    MappingProxyType({_S.DRAFT: (_S.PUBLISHED, _S.SUPERSEDED), _S.PUBLISHED: (_S.SUPERSEDED,), _S.SUPERSEDED: ()}),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """What a plan plans: `[start, end)`; what starts before `frozen_until` stays as it is published."""

    start: datetime
    end: datetime
    frozen_until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class UnplacedRequest:
    """A request of the window that is not in the plan, and why."""

    request_id: str
    reasons: tuple[UnplacedReason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleDraft:
    """What planning hands over: a plan without a number."""

    run_id: str | None
    window: Window
    #: By start, then machine; slots that carry over published reservations are among them.
    slots: tuple[Slot, ...]
    unplaced: tuple[UnplacedRequest, ...] = ()
    #: What the run proved, as JSON values.
    certificate: Mapping[str, Any] = field(default_factory=dict)
    problem_sha256: str = ""
    schedule_sha256: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule(ScheduleDraft):
    """A plan with its number and status. Only the published one is a promise; a draft holds no machine."""

    #: Counts up from 1 over all plans of the park.
    version: int
    status: ScheduleStatus
    created_at: datetime
    published_at: datetime | None = None
    superseded_at: datetime | None = None
