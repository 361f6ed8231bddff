"""What is looked at: every list as tenants and the park's own roles ask for it, and the loading of a night."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.errors import BenchmarkError
from benchmarks.load.wire import Call, Wire
from benchmarks.volume.fill import OPEN, request_id
from scheduler.domain.plan import Window
from scheduler.planning.snapshot import take_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.volume.fill import Past
    from scheduler.services.context import Context

#: Of so many looks the one in the middle counts.
_TIMES = 15
_TENANT = "tenant-07"


def lists(past: Past) -> dict[str, tuple[str, str]]:
    """Return for each name who asks, `tenant` or `operator`, and for what."""
    lately = (past.now - timedelta(days=1)).isoformat()
    week = urlencode({"start": lately, "end": (past.now + timedelta(days=6)).isoformat()})
    middle = request_id(max(0, past.requests - OPEN) // 2)
    youngest = request_id(past.requests - 1)
    since = urlencode({"updated_since": lately})
    return {
        "requests": ("tenant", "/v1/booking-requests"),
        "requests, from the middle": ("tenant", f"/v1/booking-requests?cursor={middle}"),
        "requests by status": ("tenant", "/v1/booking-requests?status=queued"),
        "requests by two statuses": ("operator", "/v1/booking-requests?status=queued&status=fulfilled"),
        "requests changed lately": ("tenant", f"/v1/booking-requests?{since}"),
        "requests of the park changed lately": ("operator", f"/v1/booking-requests?{since}"),
        "requests by reference": ("tenant", "/v1/booking-requests?external_reference=PO-7"),
        "requests of all": ("operator", "/v1/booking-requests"),
        "a request": ("operator", f"/v1/booking-requests/{youngest}"),
        "history": ("operator", f"/v1/booking-requests/{youngest}/history"),
        "reservations": ("tenant", "/v1/reservations"),
        "reservations of the week": ("tenant", f"/v1/reservations?{week}"),
        "reservations by status": ("tenant", "/v1/reservations?status=confirmed"),
        "reservations by machine": ("operator", "/v1/reservations?machine_id=machine-07"),
        "reservations changed lately": ("tenant", f"/v1/reservations?{since}"),
        "reservations of a plan": ("operator", "/v1/reservations?schedule_version=1"),
        "calendar": ("tenant", f"/v1/machines/machine-07/calendar?{week}"),
        "events": ("tenant", "/v1/events"),
        "events, the last": ("tenant", f"/v1/events?cursor={past.changes - 100}"),
        "events by type": ("tenant", "/v1/events?type=reservation.confirmed"),
        "events that are rare": ("tenant", "/v1/events?type=booking_request.expired"),
        "events of the park": ("operator", "/v1/events"),
        "audit": ("operator", "/v1/audit-entries"),
        "audit by kind": ("operator", "/v1/audit-entries?kind=reservation"),
        "audit of a tenant": ("operator", f"/v1/audit-entries?tenant_id={_TENANT}"),
        "audit of a thing": ("operator", f"/v1/audit-entries?subject_id={youngest}"),
        "machines": ("tenant", "/v1/machines"),
        "runs": ("operator", "/v1/schedule-runs"),
    }


def time_lists(base: str, keys: Mapping[str, str], past: Past) -> dict[str, float]:
    """Return the milliseconds of each list over HTTP, one after the other."""
    return asyncio.run(_time_lists(base, keys, past))


async def _time_lists(base: str, keys: Mapping[str, str], past: Past) -> dict[str, float]:
    found = {}
    async with Wire(base, keys["tenant"]) as tenant, Wire(base, keys["operator"]) as operator:
        wires = {"tenant": tenant, "operator": operator}
        for name, (who, path) in lists(past).items():
            seconds = []
            for _ in range(_TIMES):
                began = time.perf_counter()
                answer = await wires[who].ask(Call("GET", path))
                seconds.append(time.perf_counter() - began)
                if answer.status != 200:
                    raise BenchmarkError(f"{path} was answered with {answer.status}: {answer.body[:300]!r}")
            found[name] = 1000 * statistics.median(seconds)
    return found


def time_loading(context: Context, past: Past) -> float:
    """Return the milliseconds in which all that a night needs is read, the longest of five times: a night comes upon things unread."""
    window = Window(start=past.now, end=past.now + timedelta(days=7), frozen_until=past.now)
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        with context.unit_of_work(read_only=True) as uow:
            take_snapshot(uow, window, past.now)
        seconds.append(time.perf_counter() - began)
    return 1000 * max(seconds)
