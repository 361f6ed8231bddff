"""The one call that makes a park of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.parkfiles.park import ParkContent, to_park
from scheduler.parkfiles.read import read_park
from scheduler.parkfiles.values import Context

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo


def load_park_folder(path: Path, zone: ZoneInfo, *, first_day: date, with_requests: bool = True) -> ParkContent:
    """Read a folder of CSV files or one `.xlsx` workbook into the values of the domain.

    Parameters
    ----------
    zone
        The park's; times without offset are meant in it.
    first_day
        The local date that `D+0` stands for: the first day of the planning window.
    with_requests
        False: the park alone; its booking requests are not read.

    Raises
    ------
    ParkFileError
        With every fault of the files at once.
    """
    skip = () if with_requests else ("requests",)
    return to_park(read_park(path, Context(zone=zone, first_day=first_day), skip), zone)
