"""`python -m benchmarks satnet-park`: a SatNet week through the front door of a running service."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.instances import data_folder
from benchmarks.satnet.command import print_verdict
from benchmarks.satnet.data import PROBLEMS, read_week
from benchmarks.satnet.solution import write_solution
from benchmarks.satnet.verdict import judge_file
from benchmarks.satnet_park import night, readback
from benchmarks.satnet_park.bodies import Shift
from benchmarks.satnet_park.service import running_service

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from typing import Any

    from benchmarks.satnet.data import Week


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 0 only if the referee does not object to what was published."""
    folder = data_folder(options.data, "satnet", PROBLEMS)
    week = read_week(folder, options.week)
    shift = Shift.beyond(week, datetime.now(UTC))
    published = through_the_front_door(week, shift, options.seconds, options.database)
    write_solution(readback.tracks_of(published, week, shift), options.out)
    figures, objections = judge_file(folder, options.week, options.out)
    print_verdict(options.week, figures, objections, options.out)
    return 1 if objections else 0


def through_the_front_door(
    week: Week, shift: Shift, seconds: float, database: str | None = None
) -> list[Mapping[str, Any]]:
    """Plan a week with a service of its own, started for it and ended after it; returns the published reservations."""
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {words}", flush=True)

    with (
        tempfile.TemporaryDirectory(prefix="satnet-park-") as folder,
        running_service(Path(folder), database) as service,
    ):
        say(f"the service is ready at {service.operator.base}")
        tenants = night.enter_park(service.operator, week, shift)
        say(f"{len(week.antennas)} antennas are machines, {len(tenants)} missions are tenants")
        say(f"{night.ask(tenants, week, shift)} booking requests are taken in")
        done = night.plan(service, week, shift, seconds)
        say(f"run {done['id']} is {done['status']}, {done['solver_status']}: schedule {done['schedule_version']}")
        published = night.publish(service.operator, done["schedule_version"])
        night.compare(tenants, published)
        say(f"{len(published)} reservations are published, and each tenant sees its own")
        return published
