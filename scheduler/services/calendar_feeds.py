"""Calendar feeds: made, listed, revoked, and read by whoever has the address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.calendar_feed import MOST_FEEDS, TOKEN_PREFIX, CalendarFeed, usual_detail
from scheduler.domain.secret import digest_of, matches, new_secret, shown_parts
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.access import keep_apart, narrowed, require
from scheduler.services.calendar_feed_reading import feed_at

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.calendar_feed import FeedDetail
    from scheduler.domain.calendar_feed_events import Feed
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "calendar feed"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewFeed:
    """A feed on the day of its birth, the only time its token is seen."""

    feed: CalendarFeed
    token: str

    def __repr__(self) -> str:
        """Leave the token out of logs."""
        return f"NewFeed(feed={self.feed!r}, token=...)"


def create_feed(
    ctx: Context,
    actor: Actor,
    *,
    name: str = "",
    tenant_id: str | None = None,
    machine_id: str | None = None,
    detail: FeedDetail | None = None,
) -> NewFeed:
    """Make a feed; a tenant's is always about its own reservations.

    Parameters
    ----------
    name
        What the calendar is called; empty: as the tenant, machine or park is.
    tenant_id
        None: the caller's own, and for the park's own roles everybody's.
    machine_id
        None: all machines.
    detail
        None: `usual_detail`.

    Raises
    ------
    NotFoundError
        When there is no such tenant or machine, or it is not the caller's to see.
    ConflictError
        `feeds` when there are too many.
    ForbiddenError
    """
    require(actor, Action.MANAGE_FEEDS)
    tenant_id = narrowed(actor, tenant_id)
    token = new_secret(TOKEN_PREFIX)
    prefix, last_four = shown_parts(token, TOKEN_PREFIX)
    feed = CalendarFeed(
        id=ctx.ids("cf"),
        name=name,
        tenant_id=tenant_id,
        machine_id=machine_id,
        detail=usual_detail(tenant_id) if detail is None else detail,
        digest=digest_of(token),
        prefix=prefix,
        last_four=last_four,
        created_at=ctx.clock(),
    )
    with ctx.unit_of_work() as uow:
        _check(uow, actor, feed)
        uow.calendar_feeds.add(feed)
        uow.commit()
    return NewFeed(feed=feed, token=token)


def list_feeds(ctx: Context, actor: Actor) -> tuple[CalendarFeed, ...]:
    """Return the feeds, revoked ones too, by id; to a tenant its own."""
    require(actor, Action.MANAGE_FEEDS)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.calendar_feeds.list(actor.tenant_id)


def revoke_feed(ctx: Context, actor: Actor, feed_id: str) -> CalendarFeed:
    """Let an address show nothing from now on; once revoked it stays so. NotFoundError, ForbiddenError."""
    require(actor, Action.MANAGE_FEEDS)
    with ctx.unit_of_work() as uow:
        feed = uow.calendar_feeds.get(feed_id)
        keep_apart(actor, feed.tenant_id, _KIND, feed_id)
        if feed.revoked_at is None:
            feed = replace(feed, revoked_at=ctx.clock())
            uow.calendar_feeds.update(feed)
            uow.commit()
    return feed


def read_feed(ctx: Context, token: str) -> Feed:
    """Return what an address shows now.

    Raises
    ------
    NotFoundError
        When the token is nobody's, or was revoked; which of the two is not told, nor is the token.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        feed = uow.calendar_feeds.by_digest(digest_of(token))
        if feed is None or not matches(feed, token):
            raise NotFoundError(_KIND, "of this address")
        return feed_at(uow, feed, ctx.clock())


def _check(uow: UnitOfWork, actor: Actor, feed: CalendarFeed) -> None:
    """Refuse a feed about what is not there or not the caller's to see, and one too many."""
    if feed.tenant_id is not None:
        uow.tenants.get(feed.tenant_id)
    if feed.machine_id is not None:
        machine = uow.machines.get(feed.machine_id)
        if actor.tenant_id is not None and not (machine.active and machine.is_open_to(actor.tenant_id)):
            raise NotFoundError("machine", feed.machine_id)
    alive = [f for f in uow.calendar_feeds.list(feed.tenant_id) if f.revoked_at is None]
    if sum(f.tenant_id == feed.tenant_id for f in alive) >= MOST_FEEDS:
        raise ConflictError("feeds", f"there are {MOST_FEEDS} calendar feeds already", "revoke one that nobody reads")
