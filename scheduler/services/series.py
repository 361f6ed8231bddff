"""Series: a request that repeats, taken in with a result for each occurrence, and taken back from a day on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.access import Action
from scheduler.domain.booking import OPEN_REQUESTS, BookingRequest, RequestStatus
from scheduler.domain.pages import HIGHEST_LIMIT, RequestFilter
from scheduler.domain.series import OnConflict, occurrences
from scheduler.errors import ConflictError, NotFoundError, RefusedError
from scheduler.services.access import may_ask, narrowed, require
from scheduler.services.booking_requests import outcome_of, overriding, refusals_of, take_in, weigh
from scheduler.services.changes import cancel_all, change_request
from scheduler.services.surroundings import pass_or_refuse, surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.override import OverrideTerms
    from scheduler.domain.recurrence import Recurrence
    from scheduler.domain.refusal import Refusal
    from scheduler.services.booking_requests import Outcome
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request that repeats."""

    terms: RequestTerms
    repeat: Recurrence
    override: OverrideTerms | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One request of a series, and what became of it."""

    terms: RequestTerms
    outcome: Outcome

    @property
    def start(self) -> datetime:
        """When it may begin; every occurrence of a series says so."""
        assert self.terms.earliest_start is not None
        return self.terms.earliest_start


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """A series that was taken in."""

    id: str
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """One request of a series that was to be withdrawn; `hindrance` says why it could not be."""

    request: BookingRequest
    hindrance: ConflictError | RefusedError | None = None


def create(ctx: Context, actor: Actor, asked: Asked, on_conflict: OnConflict = OnConflict.FAIL) -> Series:
    """Take a series in: each occurrence is judged as a request of its own, and counts before the next is.

    Raises
    ------
    RefusedError
        When the series itself is not in order, or an occurrence is refused and `on_conflict` is `fail`: nothing was stored then.
    NotFoundError, ForbiddenError
        As in `booking_requests.create`.
    """
    may_ask(actor, asked.terms.tenant_id, asked.override)
    with ctx.unit_of_work() as uow:
        series_id, around = ctx.ids("se"), surroundings(uow, ctx.clock(), [asked.terms.tenant_id])
        override = overriding(asked.override, actor.key_id)
        all_of_it = tuple(
            Occurrence(terms=terms, outcome=outcome_of(partial(take_in, ctx, uow, terms, around, override, series_id)))
            for terms in occurrences(asked.terms, asked.repeat, around.zone)
        )
        if on_conflict is OnConflict.FAIL:
            pass_or_refuse(tuple(_refusals(all_of_it, around.zone)))
        uow.commit()
    return Series(id=series_id, occurrences=all_of_it)


def validate(ctx: Context, actor: Actor, asked: Asked) -> tuple[Occurrence, ...]:
    """Return what `create` would make of each occurrence, and store nothing; errors as those of `create` for the series itself."""
    may_ask(actor, asked.terms.tenant_id, asked.override)
    with ctx.unit_of_work(read_only=True) as uow:
        around = surroundings(uow, ctx.clock(), [asked.terms.tenant_id])
        override = overriding(asked.override, actor.key_id)
        return tuple(
            Occurrence(terms=terms, outcome=outcome_of(partial(weigh, ctx, uow, terms, around, override)))
            for terms in occurrences(asked.terms, asked.repeat, around.zone)
        )


def withdraw(ctx: Context, actor: Actor, series_id: str, from_day: date | None = None) -> tuple[Withdrawal, ...]:
    """Take back the open requests of a series whose earliest start lies on `from_day` of the park or later; None: all that are open.

    Those that cannot be taken back, since work has begun or the notice is too short, stay and are told. NotFoundError for a series that there is not, or of another
    tenant; ForbiddenError.
    """
    require(actor, Action.BOOK)
    with ctx.unit_of_work() as uow:
        found, zone, now = _of_series(uow, actor, series_id), ZoneInfo(uow.settings.get().zone), ctx.clock()
        meant = [r for r in found if from_day is None or r.not_before.astimezone(zone).date() >= from_day]
        done = tuple(_withdrawn(uow, request, now) for request in meant if request.status in OPEN_REQUESTS)
        uow.commit()
    return done


def _of_series(uow: UnitOfWork, actor: Actor, series_id: str) -> Sequence[BookingRequest]:
    where = RequestFilter(series_id=series_id, tenant_id=narrowed(actor, None), limit=HIGHEST_LIMIT)
    found = uow.booking_requests.page(where).items
    if not found:
        raise NotFoundError("series", series_id)
    return found


def _withdrawn(uow: UnitOfWork, request: BookingRequest, now: datetime) -> Withdrawal:
    try:
        cancel_all(uow, request.id, now)
    except (ConflictError, RefusedError) as error:
        return Withdrawal(request=request, hindrance=error)
    return Withdrawal(request=change_request(uow, request, RequestStatus.WITHDRAWN, now))


def _refusals(all_of_it: Sequence[Occurrence], zone: ZoneInfo) -> Iterator[Refusal]:
    """Yield what stands against each occurrence, with its number and day."""
    for number, occurrence in enumerate(all_of_it, 1):
        day = occurrence.start.astimezone(zone).date().isoformat()
        for refusal in refusals_of(occurrence.outcome):
            told = f"occurrence {number} on {day}: {refusal.message}"
            yield replace(refusal, pointer=f"/request{refusal.pointer}", message=told)
