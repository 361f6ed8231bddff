"""What a receiver asks for by `Retry-After`, and what is made of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.delivery import Outcome
from scheduler.webhooks.retry_after import retry_at
from tests.scheduler.webhooks.tasks import send

if TYPE_CHECKING:
    from scheduler.services.context import Context
    from tests.scheduler.webhooks.receiver import Receiver

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("120", NOW + timedelta(minutes=2)),
        (" 0 ", NOW),
        ("00120", NOW + timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 09:30:00 GMT", NOW + timedelta(minutes=90)),
        ("Monday, 23-Nov-26 09:30:00 GMT", NOW + timedelta(minutes=90)),
        ("Mon Nov 23 09:30:00 2026", NOW + timedelta(minutes=90)),
        ("Sun, 22 Nov 2026 09:30:00 GMT", NOW - timedelta(hours=22.5)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢٠", None),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
    ],
)
def test_seconds_and_dates_are_read(told: str, found: datetime | None) -> None:
    """A receiver that says when it will be back would be called while it is not, or what it says break the delivery."""
    assert retry_at(503, told, NOW) == retry_at(429, told, NOW) == found


def test_with_another_status_it_means_nothing() -> None:
    """By RFC 9110 a redirect may have it too, and it says nothing of when to call again."""
    assert [retry_at(status, "120", NOW) for status in (200, 301, 404, 500, 502)] == [None] * 5


@given(st.text(max_size=30) | st.integers(0).map(str))
def test_whatever_it_says_it_is_read_or_not(told: str) -> None:
    """An attempt that ends in an error of ours is begun again and again."""
    found = retry_at(503, told, NOW)
    assert found is None or found.tzinfo is UTC


def test_an_attempt_tells_when_its_receiver_wants_to_be_called(ctx: Context, receiver: Receiver) -> None:
    """It would be called while it is known to be away. The time counts from its answer."""
    receiver.headers = {"RETRY-after": "600"}
    receiver.always = 503
    attempt = send(ctx, receiver.url)
    answered = attempt.at + timedelta(milliseconds=attempt.milliseconds)
    assert (attempt.outcome, attempt.not_before) == (Outcome.REFUSED, answered + timedelta(minutes=10))
    receiver.always = 500
    assert send(ctx, receiver.url).not_before is None
