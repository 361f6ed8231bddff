"""What commands that work on a park have in common: settings, storage, the park's zone, files as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.errors import RefusedError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from scheduler.services.context import Context
    from scheduler.services.load import LoadReport
    from scheduler.settings import Settings


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPark:
    """A park that a command works on."""

    settings: Settings
    context: Context

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone of the park's clocks."""
        with self.context.unit_of_work(read_only=True) as uow:
            return ZoneInfo(uow.settings.get().zone)


def open_park(config: Path | None) -> OpenPark:
    """Return the park of the settings in force."""
    from scheduler.assembly import open_context
    from scheduler.settings import load_settings

    settings = load_settings(config).settings
    return OpenPark(settings=settings, context=open_context(settings))


def load_files(park: OpenPark, path: Path, first_day: date | None, *, with_requests: bool = True) -> LoadReport:
    """Load park files; `first_day` is what `D+0` means in them, tomorrow where none is given.

    Raises
    ------
    ParkFileError
        With every fault and every refusal, each at its file, row and column; nothing was stored.
    """
    from scheduler.domain.access import system_actor
    from scheduler.parkfiles.errors import ParkFileError
    from scheduler.parkfiles.load import load_park_folder
    from scheduler.parkfiles.origins import to_faults
    from scheduler.services.load import load_park

    zone = ZoneInfo(park.settings.zone)
    first = first_day or park.context.clock().astimezone(zone).date() + timedelta(days=1)
    content = load_park_folder(path, zone, first_day=first, with_requests=with_requests)
    try:
        return load_park(park.context, system_actor(), content)
    except RefusedError as error:
        raise ParkFileError(to_faults(error.refusals, content.rows, zone)) from None
