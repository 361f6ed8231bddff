"""Which requests of a park could be done at all: an example that never fits would count as asked for night after night."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from scheduler.domain.access import system_actor
from scheduler.domain.plan import Window
from scheduler.planning.snapshot import take_snapshot
from scheduler.planning.translate import to_problem
from scheduler.services.context import Context
from scheduler.services.load import load_park
from scheduler.storage.memory import MemoryStorage
from solver.places import places_of

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.booking import RequestTerms
    from scheduler.services.load import ParkLoad

_TWO_WEEKS = timedelta(days=14)


def possible(
    park: ParkLoad, requests: tuple[RequestTerms, ...], now: datetime, tick_minutes: int
) -> list[RequestTerms]:
    """Return the requests each operation of which would have a place in the empty park, in the two weeks from `now`."""
    numbers = count()
    ctx = Context(
        storage=MemoryStorage().unit_of_work, clock=lambda: now, ids=lambda prefix: f"{prefix}_{next(numbers):06}"
    )
    load_park(ctx, system_actor(), replace(park, requests=requests))
    window = Window(start=now, end=now + _TWO_WEEKS, frozen_until=now)
    with ctx.unit_of_work(read_only=True) as uow:
        translation = to_problem(take_snapshot(uow, window, now), window, tick_minutes)
    fits = {
        (request.tenant_id, request.external_reference)
        for request, tasks in zip(translation.requests, places_of(translation.problem), strict=True)
        if all(tasks)
    }
    return [terms for terms in requests if (terms.tenant_id, terms.external_reference) in fits]
