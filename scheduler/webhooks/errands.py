"""Webhooks as errands of the service: deliver, and forget what is old."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.errands import Errand
from scheduler.services.forgetting import forget_deliveries

if TYPE_CHECKING:
    from scheduler.services.context import Context
    from scheduler.webhooks.deliverer import Deliverer

#: The names of the errands.
DELIVER, FORGET = "webhooks", "old deliveries"
#: What other processes change is found so late at most, and what waits is tried so late.
_EVERY = timedelta(seconds=5)
_FORGET_EVERY = timedelta(hours=6)


def webhook_errands(context: Context, deliverer: Deliverer) -> tuple[Errand, ...]:
    """Return the errands of webhooks; the first is to be woken when something happened."""
    return (
        Errand(DELIVER, _EVERY, deliverer.deliver),
        Errand(FORGET, _FORGET_EVERY, lambda: forget_deliveries(context)),
    )
