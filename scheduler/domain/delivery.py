"""Deliveries: an event on its way to a webhook, tried until it is taken or given up; and how far each webhook is.

The events themselves are what waits: a webhook has a cursor into them, and a delivery is written down when its turn comes.

Over 150 lines because when it is tried again is one rule, from its figures to what an attempt does to a delivery.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: After the first attempt that failed, the second, and so on; all of it takes three to four days, by the jitter.
DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=number) for number in (2, 5, 10, 14, 20, 24)),
)
#: A receiver that asks for more time (`Retry-After`) gets so much at most, or it could keep its events waiting for ever.
LONGEST = DELAYS[-1]
#: A delay is made longer by up to this part of it, so that what failed together does not come back together.
JITTER = 0.2
#: A delivery that failed less often than this holds back the events behind it; after that they pass it.
HOLDS = 3
#: No further event is begun while so many deliveries of a webhook wait.
MOST_WAITING = 20
#: A webhook that took nothing for so long, though it was tried, is disabled.
FAILING = timedelta(days=5)
#: How long what became of a delivery is told.
KEPT = timedelta(days=30)
#: How many attempts of a delivery are kept, the youngest.
MOST_ATTEMPTS = 30
#: The type of a delivery that somebody asked for to see whether it comes.
TEST = "webhook.test"


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    #: To be tried, now or later.
    WAITING = "waiting"
    #: The receiver took it.
    DELIVERED = "delivered"
    #: Given up; it can be asked for again.
    FAILED = "failed"


class Outcome(StrEnum):
    """How an attempt ended."""

    #: A status of 200 to 299.
    DELIVERED = "delivered"
    #: Another status.
    REFUSED = "refused"
    #: The address is none that may be called.
    BLOCKED = "blocked"
    #: No connection, or it broke.
    UNREACHABLE = "unreachable"
    #: No whole answer in time.
    TIMEOUT = "timeout"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One try."""

    #: When it began.
    at: datetime
    outcome: Outcome
    #: The status of HTTP; None: there was no answer.
    status: int | None = None
    milliseconds: int
    #: What went wrong, for people; empty where nothing did.
    error: str = ""
    #: The receiver asks not to be called before; None: it did not say.
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One event for one webhook; the id is the `webhook-id` of every attempt."""

    id: str
    webhook_id: str
    #: The number of the event; None: a test.
    number: int | None
    type: str
    status: DeliveryStatus = DeliveryStatus.WAITING
    #: The oldest first.
    attempts: tuple[Attempt, ...] = ()
    #: How often it was tried since it was last asked for.
    tries: int = 0
    #: When it is to be tried; None: never again by itself.
    next_at: datetime | None
    #: Whether somebody asked for it: such a one holds nothing back.
    asked: bool = False
    created_at: datetime

    @property
    def holds(self) -> bool:
        """Whether the events behind it wait for it."""
        return self.status is DeliveryStatus.WAITING and not self.asked and self.tries < HOLDS


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookProgress:
    """How far a webhook is, apart from the webhook itself: it changes with every event, and nobody decides it."""

    #: That of the webhook.
    id: str
    #: The number of the last event that became a delivery.
    cursor: int
    #: When to look whether there is something to do; None: when an event comes.
    due_at: datetime | None = None
    #: What the worker that delivers to it has to show, so that one that is late changes nothing; None: nobody delivers.
    lease: str | None = None
    #: From this moment another may take its place.
    lease_until: datetime | None = None
    #: The first failure since something was last taken.
    failing_since: datetime | None = None


def is_leased(progress: WebhookProgress, now: datetime, length: timedelta) -> bool:
    """Return whether somebody is at it; a lease that would last longer than one can is of a clock that was wrong."""
    return progress.lease_until is not None and now < progress.lease_until <= now + length


def is_ready(delivery: Delivery, now: datetime) -> bool:
    """Return whether one that waits is to be tried; one that was not tried yet always is, also when the clock was set back."""
    return delivery.tries == 0 or (delivery.next_at is not None and delivery.next_at <= now)


def tried(delivery: Delivery, attempt: Attempt, chance: float) -> Delivery:
    """Return a delivery after an attempt: done, to be tried again, or given up; `chance` in [0, 1) draws the jitter."""
    tries = delivery.tries + 1
    next_at: datetime | None = None
    if attempt.outcome is Outcome.DELIVERED:
        status = DeliveryStatus.DELIVERED
    elif delivery.number is None or tries > len(DELAYS):
        status = DeliveryStatus.FAILED
    else:
        status, next_at = DeliveryStatus.WAITING, _again_at(attempt, DELAYS[tries - 1] * (1 + JITTER * chance))
    attempts = (*delivery.attempts, attempt)[-MOST_ATTEMPTS:]
    return replace(delivery, status=status, attempts=attempts, tries=tries, next_at=next_at)


def _again_at(attempt: Attempt, delay: timedelta) -> datetime:
    """Return when to try again: after our own delay or when the receiver asks for it, whichever is later, but never for longer than `LONGEST`."""
    own = attempt.at + delay
    return own if attempt.not_before is None else max(own, min(attempt.not_before, attempt.at + LONGEST))


def asked_again(delivery: Delivery, now: datetime, *, asked: bool = True) -> Delivery:
    """Return a delivery that is to be tried anew, from the beginning of the schedule, under the same id."""
    return replace(delivery, status=DeliveryStatus.WAITING, tries=0, next_at=now, asked=asked)
