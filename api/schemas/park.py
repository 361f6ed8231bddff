"""The park as a whole over HTTP: settings, shift patterns, skills, closures, outages, the booking policy.

Over 150 lines because it is a vocabulary: everything of which a park is made, side by side.
"""

from api.schemas.values import (
    Day,
    Duration,
    Many,
    Name,
    Part,
    Schema,
    Whole,
    example,
)
from scheduler.domain import calendar, park, policy

_USUAL = policy.BookingPolicy()


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


class PolicyTerms(Schema):
    """The rules of the park for booking requests."""

    model_config = example({"notice": "PT2H", "horizon": "P90D"})

    notice: Duration = _USUAL.notice
    """Work may start this long after the request at the earliest."""
    horizon: Duration = _USUAL.horizon
    """A deadline may lie at most this far ahead."""
    shortest: Duration = _USUAL.shortest
    """Processing time of an operation on the standard machine, at least."""
    longest: Duration = _USUAL.longest
    """The same, at most."""
    most_operations: Whole = _USUAL.most_operations
    """How many operations a request may have."""
    cancel_notice: Duration = _USUAL.cancel_notice
    """A tenant may cancel until this long before the start."""
    clock_tolerance: Duration = _USUAL.clock_tolerance
    """How far the clock of a caller may be behind the park's."""

    def value(self) -> policy.BookingPolicy:
        """Return the policy; its version is given when it is stored."""
        return policy.BookingPolicy(**self.fields())


class Policy(PolicyTerms):
    """One version of the rules."""

    version: int
