"""Booking requests over HTTP.

Over 150 lines because a request and its parts are one document, read from top to bottom by whoever writes one.
"""

from typing import Annotated

from pydantic import Field

from api.schemas.lists import PageQuery
from api.schemas.overrides import Override, OverrideTerms
from api.schemas.periods import Period
from api.schemas.problems import Fault
from api.schemas.values import Duration, Given, Key, Many, Moment, Name, Part, Schema, Whole, Word, example
from scheduler.domain import booking as domain
from scheduler.domain.booking import PriorityClass, RequestStatus
from scheduler.domain.override import OverrideTerms as OverrideValue
from scheduler.domain.pages import RequestFilter
from scheduler.domain.tariff import Tariff

#: How many requests one batch may bring.
MOST_IN_A_BATCH = 1000
_EXAMPLE = {
    "external_reference": "PO-4711",
    "title": "40 brackets",
    "operations": [
        {"name": "cut", "capability": "laser-cutting", "family": "steel", "duration": "PT45M"},
        {
            "name": "bend",
            "alternatives": [{"machine_ids": ["bend-1"]}],
            "quantity": 40,
            "time_per_piece": "PT2M",
        },
    ],
    "earliest_start": "2026-11-24T08:00:00+08:00",
    "deadline": "2026-11-27T18:00:00+08:00",
    "priority": "normal",
}


class Alternative(Part):
    """One way to do an operation: on all of these machines together."""

    machine_ids: Many[Key]
    duration: Duration | None = None
    """Processing time on exactly these machines; null: the operation's, at the speed of the slowest of them."""
    min_duration: Duration | None = None
    """Least processing time on these machines, with `duration`."""
    windows: Many[Period] | None = None
    """The processing must lie in one of these; null: any time."""

    def value(self) -> domain.Alternative:
        """Return the alternative."""
        return domain.Alternative(**self.fields())


class Splittable(Part):
    """Leave to do an operation in up to `max_parts` parts of at least `min_part` each, no two at once."""

    min_part: Duration
    max_parts: Whole

    def value(self) -> domain.Splittable:
        """Return the leave."""
        return domain.Splittable(**self.fields())


class SkillDemand(Part):
    """People of a skill, needed as long as the machine is occupied."""

    skill_id: Key
    people: Whole = 1

    def value(self) -> domain.SkillDemand:
        """Return the demand."""
        return domain.SkillDemand(**self.fields())


class Operation(Part):
    """One step: exactly one of `capability` and `alternatives`, exactly one of `duration` and `quantity`."""

    name: Name = ""
    capability: Name | None = None
    """Any machine that offers it, is open to the tenant and can process the family."""
    alternatives: Many[Alternative] = ()
    family: Name | None = None
    """Material family; null: needs no changeover."""
    duration: Duration | None = None
    """Processing time on the standard machine."""
    quantity: Whole | None = None
    """Pieces, each taking `time_per_piece` on the standard machine."""
    time_per_piece: Duration | None = None
    min_duration: Duration | None = None
    """Flexible: at least this much processing, in standard time; null: all of it."""
    splittable: Splittable | None = None
    setup: Duration | None = None
    """Before the processing; null: the machine's."""
    teardown: Duration | None = None
    """After the processing; null: the machine's."""
    skills: Many[SkillDemand] = ()

    def value(self) -> domain.Operation:
        """Return the operation."""
        return domain.Operation(**self.fields())


class Link(Part):
    """Operation `before` ends `min_lag` to `max_lag` ahead of the start of operation `after`; both count from 0."""

    before: Whole
    after: Whole
    min_lag: Duration = domain.Link(before=0, after=1).min_lag
    max_lag: Duration | None = None
    """Null: no limit."""

    def value(self) -> domain.Link:
        """Return the link."""
        return domain.Link(**self.fields())


class _Wish(Schema):
    """What may be said about a request whoever asks."""

    external_reference: Name = ""
    """The tenant's own number for it; unique among its open requests where not empty."""
    title: Name = ""
    operations: Many[Operation]
    links: Many[Link] | None = None
    """Null: each operation after the one before it."""
    earliest_start: Moment | None = None
    """No machine is occupied for it before; null: as soon as possible."""
    due: Moment | None = None
    """When it should be done; null: any time before the deadline."""
    deadline: Moment
    """When every machine must be free of it again."""
    priority: Word[PriorityClass] = PriorityClass.NORMAL
    accepted_tariffs: Many[Word[Tariff]] = ()
    """Tariffs in whose hours it may run where the policy wants that said."""


class BookingRequestTerms(_Wish):
    """What a tenant wants instead."""

    model_config = example(_EXAMPLE)

    def value(self, tenant_id: str) -> domain.RequestTerms:
        """Return the terms, for the tenant of the request."""
        return domain.RequestTerms(**self.fields() | {"tenant_id": tenant_id})


class NewDraft(_Wish):
    """What a tenant may want, kept until it is handed in."""

    model_config = example(_EXAMPLE)

    tenant_id: Key | None = None
    """Null: the tenant of the key."""

    def value(self, own_tenant: str | None) -> domain.RequestTerms:
        """Return the terms, for the caller's own tenant where none is named."""
        return domain.RequestTerms(**self.fields() | {"tenant_id": self.tenant_id or own_tenant or ""})


class NewBookingRequest(_Wish):
    """What a tenant wants."""

    model_config = example(_EXAMPLE)

    tenant_id: Key | None = None
    """Null: the tenant of the key."""
    override: OverrideTerms | None = None
    """For the operator only: rules of the park that shall not count for it, and why."""

    def value(self, own_tenant: str | None) -> domain.RequestTerms:
        """Return the terms, for the caller's own tenant where none is named; the rules refuse a request without any."""
        asked = {name: value for name, value in self.fields().items() if name != "override"}
        return domain.RequestTerms(**asked | {"tenant_id": self.tenant_id or own_tenant or ""})

    def overriding(self) -> OverrideValue | None:
        """Return the override, if there is any."""
        return None if self.override is None else self.override.value()


class BookingRequestBatch(Schema):
    """Several requests, taken in all or none, or each for itself."""

    model_config = example({"requests": [_EXAMPLE]})

    requests: Annotated[Many[NewBookingRequest], Field(min_length=1, max_length=MOST_IN_A_BATCH)]
    atomic: bool = True
    """True: all of them or none. False: each for itself, with a result for each."""


class UnplacedReason(Schema):
    """Why a request found no room in the last plan."""

    code: str
    message: str
    machine_ids: Many[str]


class BookingRequest(_Wish, Given):
    """A request that the park has taken in."""

    tenant_id: str
    status: Word[RequestStatus]
    policy_version: int
    """Version of the booking policy that let it pass."""
    created_at: Moment
    updated_at: Moment
    reasons: Many[UnplacedReason]
    """Why it is waitlisted."""
    override: Override | None
    """Rules of the park that it broke and that the operator set aside, and why; null: it broke none."""
    series_id: str | None
    """What it shares with the other occurrences of its series; null: it stands alone."""
    version: int
    """Counts the changes, from 1; also the ETag."""


class Verdict(Schema):
    """What the rules of the park say to a request that was not stored."""

    valid: bool
    errors: Many[Fault]


class BatchResult(Schema):
    """What became of one request of a batch."""

    index: int
    """Which of them, from 0."""
    request: BookingRequest | None
    """What was taken in; null: it was not."""
    type: str | None
    """The kind of problem, as in the answer to a single request; null: none."""
    errors: Many[Fault]
    """Why it was not taken in; pointers are into the request itself."""


class BatchOutcome(Schema):
    """What became of each request of a batch that was not all or nothing."""

    accepted: int
    refused: int
    items: Many[BatchResult]
    """In the order of the batch."""


class RequestQuery(PageQuery):
    """Which booking requests; they come by age."""

    tenant_id: Key | None = None
    status: list[RequestStatus] | None = None
    """One or several: `status=queued&status=waitlisted`."""
    external_reference: Name | None = None
    series_id: Key | None = None
    """Occurrences of this series."""
    updated_since: Moment | None = None
    """Changed at this moment or later."""

    def filter(self) -> RequestFilter:
        """Return the filter of the domain."""
        return RequestFilter(
            tenant_id=self.tenant_id,
            statuses=None if self.status is None else tuple(self.status),
            external_reference=self.external_reference,
            series_id=self.series_id,
            updated_since=self.updated_since,
            limit=self.limit,
            after=self.cursor,
        )
