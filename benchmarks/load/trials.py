"""The trials of load: each on a service and a park of its own, so that none is the slower for what went before."""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.errors import BenchmarkError
from benchmarks.load import park
from benchmarks.load.drive import Seen, drive
from benchmarks.load.figures import figures_of
from benchmarks.load.mix import Tenancy
from benchmarks.satnet_park.service import running_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.satnet_park.service import Service

#: Calls a second that the park must bear, and those of them that only look while a night is being solved.
RATE, RATE_WHILE_SOLVING = 300.0, 100.0
#: Requests of each tenant at the beginning, and of all tenants in the night that is solved meanwhile.
AT_FIRST, OF_A_NIGHT = 20, 1000


@contextmanager
def ready(database: str | None, requests: int) -> Iterator[tuple[Service, list[Tenancy]]]:
    """Start a service on a park in which every tenant has asked for so many things, and end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="load-") as folder, running_service(Path(folder), database) as service:
        tenancies = [Tenancy(each, Random(number)) for number, each in enumerate(park.enter(service.operator))]
        for tenancy in tenancies:
            asked = [tenancy.create() for _ in range(requests)]
            tenant = service.operator.with_key(tenancy.tenant.key)
            made = tenant.post("/v1/booking-requests:batch", {"requests": [call.body for call in asked]})
            tenancy.requests += [each["id"] for each in made.body["items"]]
        yield service, tenancies


def steady(seconds: float, database: str | None) -> dict[str, Any]:
    """Nine reads and one change of ten, `RATE` calls a second."""
    with ready(database, AT_FIRST) as (service, tenancies):
        return {"asked_per_second": RATE, **_seen(service, tenancies, seconds, rate=RATE)}


def flat_out(seconds: float, database: str | None) -> dict[str, Any]:
    """The same, each tenant as fast as it is answered."""
    with ready(database, AT_FIRST) as (service, tenancies):
        return _seen(service, tenancies, seconds)


def creation(seconds: float, database: str | None) -> dict[str, Any]:
    """Every tenant asks for machine time, as fast as it is answered; each answer is on the disk before it is given."""
    with ready(database, AT_FIRST) as (service, tenancies):
        return _seen(service, tenancies, seconds, choose=Tenancy.create)


def solving(seconds: float, database: str | None) -> dict[str, Any]:
    """`RATE_WHILE_SOLVING` reads a second while a night of a thousand requests is read, solved, judged, stored and published."""
    with ready(database, OF_A_NIGHT // park.TENANTS + 1) as (service, tenancies):
        run = service.operator.post("/v1/schedule-runs", {"seconds": seconds, "publish": True}).body["id"]
        # A little longer than the search: reading the park before it and storing the plan after it are part of the trial.
        seen = _seen(service, tenancies, seconds + 10, rate=RATE_WHILE_SOLVING, choose=Tenancy.read)
        ended = service.operator.get(f"/v1/schedule-runs/{run}")
        return {"asked_per_second": RATE_WHILE_SOLVING, "run": ended["status"], **seen}


TRIALS: dict[str, Callable[[float, str | None], dict[str, Any]]] = {
    "steady": steady,
    "flat-out": flat_out,
    "creation": creation,
    "solving": solving,
}


def _seen(
    service: Service,
    tenancies: list[Tenancy],
    seconds: float,
    *,
    rate: float | None = None,
    choose: Callable[[Tenancy], Any] | None = None,
) -> dict[str, Any]:
    before = cpu_seconds(service.process.pid)
    seen: Seen = asyncio.run(drive(service.operator.base, tenancies, seconds, rate=rate, choose=choose))
    service.check()
    if seen.failures:
        raise BenchmarkError("calls failed: " + "; ".join(seen.failures))
    after, calls = cpu_seconds(service.process.pid), len(seen.every())
    used = None if before is None or after is None else round(1000 * (after - before) / max(1, calls), 2)
    return figures_of(seen) | {"service_cpu_ms_per_call": used}


def cpu_seconds(pid: int) -> float | None:
    """Return the seconds of a processor that a process has used, without its children; None where the system does not tell.

    On a machine that others use too, it is what a figure of calls a second would be on a quiet one.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    # Behind the name of the program: user and system time are the 12th and the 13th.
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
