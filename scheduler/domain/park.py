"""What is said once for the whole park: name, zone, holidays, distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from scheduler.domain.calendar import DayOverride


@dataclass(frozen=True, kw_only=True, slots=True)
class Travel:
    """Time to bring a piece from one site to another; given for each direction."""

    from_site: str
    to_site: str
    duration: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkSettings:
    """The park as a whole."""

    name: str = ""
    name_en: str = ""
    #: IANA name of the zone that clocks on its walls show.
    zone: str = "Asia/Shanghai"
    #: Country whose public holidays count; None: none.
    holiday_region: str | None = "CN"
    day_overrides: tuple[DayOverride, ...] = ()
    #: Pairs that are not listed take no time.
    travel: tuple[Travel, ...] = ()
