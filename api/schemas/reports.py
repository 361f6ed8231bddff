"""Reports on fairness and utilization, charges, and fairness policies, over HTTP.

Over 150 lines because what the figures mean is said beside each.
"""

from typing import Annotated

from pydantic import Field

from api.schemas.lists import PageQuery, Query
from api.schemas.values import Day, Duration, Key, Many, Moment, Schema, Word
from scheduler.domain.ledger import EntryKind
from scheduler.domain.pages import EntryFilter
from scheduler.planning.fairness.figures import Source


class FairnessQuery(Query):
    """Which period; none: the published plan, the last 30 nights and the year."""

    start: Annotated[Moment | None, Field(alias="from")] = None
    """Start of the period; with `to`."""
    end: Annotated[Moment | None, Field(alias="to")] = None
    """Its end, not in it any more, at most 366 days later."""


class CountedReason(Schema):
    """Why requests found no room."""

    code: str
    """As in the glossary."""
    requests: int


class TenantFairness(Schema):
    """One tenant in a period, in standard minutes, weighted by the machine's cost."""

    tenant_id: str
    name: str
    share: int
    demand: int
    target: int
    granted: int
    service_level: int
    """Parts per 10 000 of the target."""
    poured: int | None
    """The target before it was rounded to what whole requests can give; null: it was not."""
    balance: int
    """What the park owed it when the period began; negative: it had had more than its share."""
    solo: int | None
    """The most that it could be given if nobody else asked; null: not known."""
    guaranteed: int
    """What its share alone would give it; at most that, where `solo` is null."""
    gains_by_sharing: bool | None
    """Whether it got at least that; null: not known, for `solo` is not."""
    reasons: Many[CountedReason]
    """Why requests of it found no room; the most frequent first."""
    words: str
    """What the figures say."""
    words_zh: str
    """The same in Chinese."""


class ParkFairness(Schema):
    """All tenants together; null: not known, or not told to a tenant because too few tenants take part."""

    tenants: int
    demand: int | None
    target: int | None
    granted: int | None
    capacity: int
    """Standard minutes that the machines could carry out."""
    lowest: int | None
    """The least service level, in parts per 10 000."""
    jain: float | None
    """1: all levels are equal."""
    lowest_bound: int | None
    """No plan has a higher lowest level, proved."""
    price: float | None
    """The part of the utilization that fairness cost."""
    price_bound: float | None
    """The most that it can have cost, proved."""
    leximin_factor: float | None
    """The levels, sorted, are within this factor of the best that there can be."""
    envy: int | None
    """How often a tenant would rather have what another one got."""


class FairnessReport(Schema):
    """What was fair in `[start, end)`."""

    start: Moment
    end: Moment
    source: Word[Source]
    """`plan`: as the run of a plan reckoned; `books`: from requests, reservations and ledger."""
    schedule_version: int | None
    """The plan; null: of the books."""
    policy_version: int | None
    """Of the fairness policy, see `/fairness-policies`; null: a plan from before there were versions."""
    park: ParkFairness
    tenants: Many[TenantFairness]
    """By id; a tenant sees itself."""


class FairnessReports(Schema):
    """Fairness reports, and how their figures are reckoned."""

    items: Many[FairnessReport]
    next: str | None = None
    formulas: dict[str, str]
    """By the name of the figure."""


class UtilizationQuery(Query):
    """Which period."""

    start: Annotated[Moment, Field(alias="from")]
    """Start of the period."""
    end: Annotated[Moment, Field(alias="to")]
    """Its end, not in it any more, at most 366 days later."""


class GroupUtilization(Schema):
    """The machines of one capability, in minutes within the period."""

    capability: str
    machines: int
    open: int
    """Shifts less closures and outages."""
    occupied: int
    """Setup and teardown included."""
    processing: int
    utilization: float
    """The occupied part of the open time; work outside of it counts too."""


class TenantUtilization(Schema):
    """What a tenant asked for and got, in standard minutes, weighted by the machine's cost."""

    tenant_id: str
    name: str
    share: int
    requests: int
    """Those that could have run in the period."""
    served: int
    """Of those, the ones that have all their reservations or are done."""
    asked: int
    granted: int
    level: float
    """Granted over asked, at most 1; 1 where nothing was asked."""
    charged: int
    """What the ledger booked in the period."""
    balance: int
    """What the ledger adds up to now."""


class UtilizationReport(Schema):
    """How full the machines were in `[start, end)`, and what each tenant asked and got."""

    start: Moment
    end: Moment
    groups: Many[GroupUtilization]
    """By capability."""
    tenants: Many[TenantUtilization]
    """By id; a tenant sees itself."""


class ChargeQuery(PageQuery):
    """Which lines of the ledger; they come by age."""

    tenant_id: Key | None = None
    since: Annotated[Moment | None, Field(alias="from")] = None
    """Recorded within `[from, to)`."""
    until: Annotated[Moment | None, Field(alias="to")] = None

    def filter(self) -> EntryFilter:
        """Return the filter of the domain."""
        return EntryFilter(
            tenant_id=self.tenant_id, since=self.since, until=self.until, limit=self.limit, after=self.cursor
        )


class Charge(Schema):
    """A line of the ledger, with the reservation that it is about; what the tenant has had is positive."""

    id: str
    tenant_id: str
    kind: Word[EntryKind]
    minutes: int
    """Standard minutes, weighted by the machine's cost."""
    recorded_at: Moment
    note: str
    reservation_id: str | None
    request_id: str | None
    external_reference: str | None
    """The tenant's own number for the request."""
    machine_ids: Many[str]
    start: Moment | None
    """Of the reservation, setup included."""
    end: Moment | None


class FairnessPolicy(Schema):
    """One version of what is fair."""

    version: int
    since: Day
    reason: str
    """Why it was made."""
    name: str
    """Of the solver's policy."""
    epsilon: float
    """Price of fairness: the part of the best utilization that may be spent on it."""
    half_life: Duration
    """After this long an entry of the ledger counts half."""
    cap: float
    """The most that may be owed, as a part of the tenant's own share of all that was charged."""
    priority_budget: bool
    """What a tenant calls urgent weighs against its own other requests alone; false: against those of everybody."""
    whole_targets: bool
    """Targets of a night are rounded to what whole requests can give; false: they are in ticks, whether a request fits below them or not."""
