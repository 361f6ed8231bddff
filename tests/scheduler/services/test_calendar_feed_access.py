"""Whose calendar feeds are, what each may tell, and when an address is closed.

Over 150 lines because every way to learn of another tenant has its case.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import Role
from scheduler.domain.calendar_feed import MOST_FEEDS, FeedDetail
from scheduler.errors import ConflictError, ForbiddenError, NotFoundError
from scheduler.services import calendar_feeds, reservations
from tests.scheduler.builders import (
    AUDITOR,
    NOW,
    OPERATOR,
    HandClock,
    at,
    hours,
    make_context,
    make_machine,
    make_park,
    make_slot,
    publish_slots,
    tenant,
)
from tests.scheduler.services.calendar_feed_helpers import ADA, BOB, events, place, token, wish, words

if TYPE_CHECKING:
    from scheduler.services.context import Context


def test_a_tenant_reads_nothing_of_another(ctx: Context) -> None:
    """Neither with a feed of its own, nor by asking for one of another tenant or of a machine that it may not see."""
    publish_slots(ctx, make_slot(wish(ctx, "bob", title="geheim")), make_slot(wish(ctx), 3))
    feed = calendar_feeds.read_feed(ctx, token(ctx))
    assert len(feed.events) == 1
    assert "bob" not in words(feed).lower()
    assert "geheim" not in words(feed)
    with pytest.raises(NotFoundError, match="tenant"):
        calendar_feeds.create_feed(ctx, ADA, tenant_id="bob")
    assert calendar_feeds.create_feed(ctx, tenant("ada", Role.TENANT_ADMIN)).feed.tenant_id == "ada"


def test_a_machine_that_is_not_open_to_a_tenant_does_not_exist_for_it() -> None:
    """A tenant could otherwise try names until one answers."""
    park = make_park()
    closed = make_machine("closed", open_to=("bob",))
    ctx = make_context(park=type(park)(machines=(*park.machines, closed), tenants=park.tenants))
    for machine_id in ("closed", "nowhere"):
        with pytest.raises(NotFoundError, match="machine"):
            calendar_feeds.create_feed(ctx, ADA, machine_id=machine_id)
    assert calendar_feeds.create_feed(ctx, BOB, machine_id="closed").feed.machine_id == "closed"


def test_a_feed_of_the_park_tells_only_what_is_taken(ctx: Context, clock: HandClock) -> None:
    """Its address would otherwise tell everybody everything: no name, no number, no status, no cancellation, no id."""
    ada, bob = wish(ctx, title="geheim", external_reference="PO-7"), wish(ctx, "bob")
    made = publish_slots(
        ctx, make_slot(ada, external_reference="PO-7"), make_slot(bob, 3, machine_ids=("cut-1", "bend-1"))
    ).confirmed
    secret, of_one = token(ctx, OPERATOR), token(ctx, OPERATOR, machine_id="bend-1")
    clock.advance(hours(0.5))
    reservations.check_in(ctx, OPERATOR, made[0].id)
    feed = calendar_feeds.read_feed(ctx, secret)
    assert [(e.start, e.summary) for e in feed.events] == [
        (at(1), "占用 Busy · cut-1"),
        (at(3), "占用 Busy · cut-1 + bend-1"),
    ]
    assert [e.summary for e in events(ctx, of_one)] == ["占用 Busy · bend-1"]
    assert all(re.fullmatch(r"[0-9a-f]{40}@equishare", e.uid) for e in feed.events)
    # The hexadecimal digits of a name may spell a word.
    told = words(replace(feed, events=tuple(replace(e, uid="") for e in feed.events)))
    for private in ("ada", "Ada", "bob", "Bob", "geheim", "PO-7", "br_", "rs_", "签到"):
        assert private not in told
    assert {e.changed_at for e in feed.events} == {NOW}
    reservations.cancel(ctx, OPERATOR, made[1].id)
    assert len(events(ctx, secret)) == 1


def test_the_names_of_a_busy_feed_are_stable_and_its_own(ctx: Context) -> None:
    """Two busy feeds laid side by side would otherwise show whose work is whose by its name."""
    request = wish(ctx)
    place(ctx, request, 2)
    one, other = token(ctx, OPERATOR), token(ctx, OPERATOR)
    before = events(ctx, one)[0]
    assert before.uid != events(ctx, other)[0].uid
    place(ctx, request, 5)
    (after,) = events(ctx, one)
    assert (after.uid, after.start) == (before.uid, at(5))
    assert after.sequence > before.sequence


def test_the_operator_may_see_everything_and_says_so(ctx: Context) -> None:
    """For its own calendar: with the tenants' names, and only where `full` was asked for."""
    place(ctx, wish(ctx, title="托架"), 2)
    (event,) = events(ctx, token(ctx, OPERATOR, detail=FeedDetail.FULL))
    assert event.summary == "cut-1 · 托架 · Ada"
    (of_ada,) = events(ctx, token(ctx, OPERATOR, tenant_id="ada"))
    assert of_ada.summary == "cut-1 · 托架"
    (own_busy,) = events(ctx, token(ctx, detail=FeedDetail.BUSY))
    assert own_busy.summary == "占用 Busy · cut-1"


def test_a_revoked_feed_shows_nothing(ctx: Context) -> None:
    """An address that got about could otherwise not be closed; what is told is the same as for one that never was."""
    made = calendar_feeds.create_feed(ctx, ADA)
    assert made.token not in repr(made)
    with pytest.raises(NotFoundError) as unknown:
        calendar_feeds.read_feed(ctx, "esf_wrong")
    first = calendar_feeds.revoke_feed(ctx, ADA, made.feed.id)
    assert calendar_feeds.revoke_feed(ctx, ADA, made.feed.id) == first
    with pytest.raises(NotFoundError) as revoked:
        calendar_feeds.read_feed(ctx, made.token)
    assert str(revoked.value) == str(unknown.value)
    assert calendar_feeds.list_feeds(ctx, ADA) == (first,)


def test_feeds_are_their_tenants(ctx: Context) -> None:
    """Another tenant could otherwise see or close them; an auditor changes nothing."""
    own, park = calendar_feeds.create_feed(ctx, ADA).feed, calendar_feeds.create_feed(ctx, OPERATOR).feed
    assert calendar_feeds.list_feeds(ctx, BOB) == ()
    assert calendar_feeds.list_feeds(ctx, OPERATOR) == (own, park)
    for feed in (own, park):
        with pytest.raises(NotFoundError):
            calendar_feeds.revoke_feed(ctx, BOB, feed.id)
    with pytest.raises(ForbiddenError):
        calendar_feeds.create_feed(ctx, AUDITOR)


def test_there_are_not_endlessly_many(ctx: Context) -> None:
    """A script that makes one every day would otherwise fill the database; revoked ones and others' do not count."""
    made = [calendar_feeds.create_feed(ctx, ADA).feed for _ in range(MOST_FEEDS)]
    with pytest.raises(ConflictError, match="50 calendar feeds"):
        calendar_feeds.create_feed(ctx, ADA)
    calendar_feeds.create_feed(ctx, BOB)
    calendar_feeds.create_feed(ctx, OPERATOR)
    calendar_feeds.revoke_feed(ctx, ADA, made[0].id)
    calendar_feeds.create_feed(ctx, ADA)
