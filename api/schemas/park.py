"""The park as a whole over HTTP: its settings."""

from api.schemas.values import (
    Day,
    Duration,
    Many,
    Name,
    Part,
    example,
)
from scheduler.domain import calendar, park


class DayOverride(Part):
    """What the park says about one date, over the head of the public calendar."""

    day: Day
    is_open: bool
    """True: the date is worked; false: no shift starts on it."""

    def value(self) -> calendar.DayOverride:
        """Return the override."""
        return calendar.DayOverride(**self.fields())


class Travel(Part):
    """Time to bring a piece from one site to another, in this direction."""

    from_site: Name
    to_site: Name
    duration: Duration

    def value(self) -> park.Travel:
        """Return the travel time."""
        return park.Travel(**self.fields())


class ParkSettings(Part):
    """What is said once for the whole park."""

    model_config = example({"name": "齐鲁园", "zone": "Asia/Shanghai", "holiday_region": "CN"})

    name: Name = ""
    name_en: Name = ""
    zone: Name = "Asia/Shanghai"
    """IANA name of the zone that the clocks on its walls show."""
    holiday_region: Name | None = "CN"
    """Country whose public holidays count; null: none."""
    day_overrides: Many[DayOverride] = ()
    travel: Many[Travel] = ()
    """Pairs that are not listed take no time."""

    def value(self) -> park.ParkSettings:
        """Return the settings."""
        return park.ParkSettings(**self.fields())
