"""The booking policy over HTTP: the rules of the park as data.

Over 150 lines because a policy and its tables are one document, read from top to bottom by whoever writes one.
"""

from typing import Annotated, TypeVar

from pydantic import Field

from api.schemas.values import Duration, Key, LocalTime, Many, Moment, Name, Part, Schema, Whole, Word, example
from scheduler.domain import policy as domain
from scheduler.domain import tariff as tariffs
from scheduler.domain.booking import PriorityClass
from scheduler.domain.policy import QuotaPeriod
from scheduler.domain.tariff import Tariff

_USUAL = domain.BookingPolicy()
T = TypeVar("T")
#: More rows than a park has tenants and capabilities to fill them; and more tariffs than a week has hours to be told apart.
_MOST_ROWS, _MOST_HOURS = 2000, 168
Rows = Annotated[Many[T], Field(max_length=_MOST_ROWS)]
#: 1 is Monday.
Weekday = Annotated[int, Field(ge=1, le=7)]


class CapabilityLimits(Part):
    """Figures that hold for work of one capability in place of the policy's own; null: the policy's own."""

    capability: Name
    notice: Duration | None = None
    horizon: Duration | None = None
    shortest: Duration | None = None
    longest: Duration | None = None

    def value(self) -> domain.CapabilityLimits:
        """Return the limits."""
        return domain.CapabilityLimits(**self.fields())


class Allowance(Part):
    """How much standard time a tenant may have, all of its people together."""

    capability: Name | None = None
    """What it is about; null: all machines together."""
    tenant_id: Key | None = None
    """Whose it is; null: every tenant's that has none of its own for the same."""
    allowed: Duration
    """Nought: none at all."""
    per_share: bool = False
    """True: `allowed` is for each point of the tenant's share."""

    def value(self) -> domain.Allowance:
        """Return the allowance."""
        return domain.Allowance(**self.fields())


class Quota(Allowance):
    """An allowance for each day, week or month by the calendar of the park."""

    period: Word[QuotaPeriod]

    def value(self) -> domain.Quota:
        """Return the quota."""
        return domain.Quota(**self.fields())


class Span(Schema):
    """A day, week or month by the calendar of the park: `[start, end)`."""

    start: Moment
    end: Moment
    name: str
    """For people, such as `week 2026-W49`."""


class HoursLeft(Schema):
    """What a tenant has left of an allowance now."""

    capability: str | None
    """Null: all machines together."""
    period: Word[QuotaPeriod] | None
    """Null: outstanding hours, whenever they are for."""
    span: Span | None
    """The day, week or month that is told; null for outstanding hours."""
    allowed: Duration
    taken: Duration
    left: Duration
    """What may still be asked for."""


class QualificationNeed(Part):
    """Work of a capability is for tenants that hold a qualification until the deadline."""

    capability: Name
    qualification: Name
    issued_by: Name = ""
    """Who gives and renews it, for people."""

    def value(self) -> domain.QualificationNeed:
        """Return the need."""
        return domain.QualificationNeed(**self.fields())


class TariffHours(Part):
    """Some hours of some days of the week, by the clock on the wall; public holidays change nothing."""

    tariff: Word[Tariff]
    weekdays: Annotated[Many[Weekday], Field(min_length=1, max_length=7)]
    """1 is Monday, 7 Sunday: the days on which the hours begin."""
    start: LocalTime
    end: LocalTime
    """Not after `start`: on the next day; 00:00 to 00:00 is all day."""
    percent: Whole = 100
    """What such an hour is worth against a normal one, for whoever writes the bills; the ledger does not charge by it."""

    def value(self) -> tariffs.TariffHours:
        """Return the row."""
        return tariffs.TariffHours(**self.fields())


class TariffRule(Part):
    """Work of some kind is not done in the hours of a tariff."""

    tariff: Word[Tariff]
    capability: Name | None = None
    """Null: any."""
    priorities: Many[Word[PriorityClass]] | None = None
    """Null: any."""
    opt_in: bool = False
    """True: unless the request names the tariff among its `accepted_tariffs`."""

    def value(self) -> tariffs.TariffRule:
        """Return the rule."""
        return tariffs.TariffRule(**self.fields())


class PolicyTerms(Schema):
    """The rules of the park for booking requests."""

    model_config = example(
        {
            "notice": "PT2H",
            "horizon": "P90D",
            "limits": [{"capability": "cutting", "longest": "PT12H"}],
            "quotas": [{"capability": "cutting", "period": "week", "allowed": "PT10H", "per_share": True}],
            "outstanding": [{"allowed": "PT40H"}],
            "qualifications": [
                {"capability": "bending", "qualification": "press-brake", "issued_by": "safety office, ext. 114"}
            ],
            "tariffs": [
                {"tariff": "peak", "weekdays": [1, 2, 3, 4, 5], "start": "08:00", "end": "11:00", "percent": 150},
                {"tariff": "off_peak", "weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "23:00", "end": "07:00"},
            ],
            "tariff_rules": [{"tariff": "peak", "capability": "cutting", "opt_in": True}],
        }
    )

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
    limits: Rows[CapabilityLimits] = ()
    """Where notice, horizon, shortest and longest differ by capability."""
    quotas: Rows[Quota] = ()
    """Hours by day, week or month; a tenant's own takes the place of everybody's for the same capability and period."""
    outstanding: Rows[Allowance] = ()
    """Hours that a tenant may have open at once: asked for and not carried out yet."""
    qualifications: Rows[QualificationNeed] = ()
    tariffs: Annotated[Many[TariffHours], Field(max_length=_MOST_HOURS)] = ()
    """Which hours are peak and off-peak; what no row names is normal."""
    tariff_rules: Annotated[Many[TariffRule], Field(max_length=_MOST_HOURS)] = ()
    """Which work keeps out of which of these hours."""

    def value(self) -> domain.BookingPolicy:
        """Return the policy; its version is given when it is stored."""
        return domain.BookingPolicy(**self.fields())


class Policy(PolicyTerms):
    """One version of the rules."""

    version: int
