"""Charges given back through their service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.ledger import EntryKind, balance
from scheduler.errors import ConflictError, NotFoundError, RefusedError
from scheduler.services import booking_requests, ledger, refunds, reservations
from tests.scheduler.builders import OPERATOR, make_context, make_slot, make_terms, publish_slots, tenant

if TYPE_CHECKING:
    from scheduler.domain.ledger import LedgerEntry
    from scheduler.services.context import Context


@pytest.fixture
def ctx() -> Context:
    """Return a park in which nobody came for an hour of ada's, and another hour is still to come."""
    ctx = make_context()
    requests = [booking_requests.create(ctx, tenant(), make_terms()) for _ in range(2)]
    first, _ = publish_slots(ctx, *(make_slot(request, hour) for hour, request in enumerate(requests, 1))).confirmed
    reservations.no_show(ctx, OPERATOR, first.id)
    return ctx


def ids(ctx: Context) -> tuple[str, str]:
    """Return the charged reservation and the one to come."""
    with ctx.unit_of_work(read_only=True) as uow:
        charged = uow.ledger.list()[0].reservation_id
        (live,) = uow.reservations.live()
    assert charged is not None
    return charged, live.id


def refund(ctx: Context, **facts: Any) -> LedgerEntry:
    """Give the charge back, or as is said."""
    usual = {"tenant_id": "ada", "reservation_id": ids(ctx)[0], "note": "the chiller failed"}
    return refunds.refund(ctx, OPERATOR, **usual | facts)


def test_a_charge_is_given_back_in_parts_and_no_further(ctx: Context) -> None:
    """Twenty of sixty, then the rest of forty; then nothing is left. The book adds up, and the tenant reads why."""
    part, rest = refund(ctx, minutes=20), refund(ctx)
    assert [(e.kind, e.minutes, e.note) for e in (part, rest)] == [
        (EntryKind.REFUND, -20, "the chiller failed"),
        (EntryKind.REFUND, -40, "the chiller failed"),
    ]
    entries = ledger.entries(ctx, tenant(), "ada")
    assert (balance(entries), ledger.balance_of(ctx, tenant(), "ada"), len(entries)) == (0, 0, 3)
    with pytest.raises(ConflictError, match="nothing is left"):
        refund(ctx)


@pytest.mark.parametrize("minutes", [0, -1, 61, 10**30])
def test_no_more_than_was_charged(ctx: Context, minutes: int) -> None:
    """A refund would become a gift, or a charge by the back door; the answer says what is left."""
    with pytest.raises(RefusedError, match="give 1 to 60"):
        refund(ctx, minutes=minutes)
    assert ledger.balance_of(ctx, tenant(), "ada") == 60


def test_what_was_not_charged_is_not_given_back(ctx: Context) -> None:
    """A tenant would get a refund for what is still to come, and be charged later all the same."""
    with pytest.raises(ConflictError, match="was not charged"):
        refund(ctx, reservation_id=ids(ctx)[1])


def test_a_refund_has_a_reason_and_belongs_to_its_tenant(ctx: Context) -> None:
    """Another tenant's charge would be given to this one; nobody would know why."""
    with pytest.raises(RefusedError, match="say why"):
        refund(ctx, note="  ")
    for facts in ({"tenant_id": "bob"}, {"tenant_id": "nobody"}, {"reservation_id": "nothing"}):
        with pytest.raises(NotFoundError):
            refund(ctx, **facts)
    assert len(ledger.entries(ctx, OPERATOR, "ada")) == 1
