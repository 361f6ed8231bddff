"""Series over HTTP: a request that repeats, and what became of each occurrence."""

from api.schemas.booking_requests import BookingRequest, NewBookingRequest
from api.schemas.problems import Fault
from api.schemas.values import Day, Duration, Many, Moment, Name, Schema, Whole, Word, example
from scheduler.domain.recurrence import Recurrence
from scheduler.domain.refusal import Refusal
from scheduler.domain.rrule import every, read_rrule
from scheduler.domain.series import OnConflict
from scheduler.errors import RefusedError
from scheduler.services.series import Asked

_EXAMPLE = {
    "request": {
        "external_reference": "INSPECTION",
        "title": "weekly inspection",
        "operations": [{"capability": "inspection", "duration": "PT2H"}],
        "earliest_start": "2026-11-24T08:00:00+08:00",
        "deadline": "2026-11-24T18:00:00+08:00",
    },
    "repeat": {"rrule": "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8"},
    "on_conflict": "skip",
}


class Repeat(Schema):
    """When it repeats: exactly one of `rrule`, and `every` with `count`."""

    rrule: Name | None = None
    """A rule of RFC 5545: FREQ=DAILY, WEEKLY or MONTHLY, INTERVAL, COUNT or UNTIL, BYDAY, BYMONTHDAY."""
    every: Duration | None = None
    """After so many whole days, such as `P7D`."""
    count: Whole | None = None
    """How many times in all."""

    def value(self) -> Recurrence:
        """Return the rule; RefusedError where it is none."""
        if self.rrule is not None and self.every is None and self.count is None:
            return read_rrule(self.rrule)
        if self.rrule is None and self.every is not None and self.count is not None:
            return every(self.every, self.count)
        told, cure = "is neither a rule nor a length with a count", "give rrule alone, or every with count"
        raise RefusedError((Refusal(rule="repeat", pointer="/repeat", message=told, cure=cure),))


class NewSeries(Schema):
    """A request that repeats; the first occurrence is the request itself, the others are moved by whole days on the park's clocks."""

    model_config = example(_EXAMPLE)

    request: NewBookingRequest
    """The first occurrence; with `earliest_start`."""
    repeat: Repeat
    on_conflict: Word[OnConflict] = OnConflict.FAIL
    """`fail`: all of them or none. `skip`: those that may come in."""

    def asked(self, own_tenant: str | None) -> Asked:
        """Return what is asked for; RefusedError for a rule that is none."""
        return Asked(
            terms=self.request.value(own_tenant), repeat=self.repeat.value(), override=self.request.overriding()
        )


class Occurrence(Schema):
    """What became of one occurrence, or would."""

    index: int
    """Which of them, from 0."""
    earliest_start: Moment
    deadline: Moment
    request: BookingRequest | None
    """What was taken in; null: it was not."""
    errors: Many[Fault]
    """Why not; pointers are into the request."""


class Series(Schema):
    """A series that was taken in."""

    series_id: str
    accepted: int
    refused: int
    items: Many[Occurrence]


class SeriesVerdict(Schema):
    """What the rules of the park say to each occurrence of a series that was not stored."""

    valid: bool
    """Whether all of them would come in."""
    items: Many[Occurrence]


class SeriesWithdrawal(Schema):
    """From when on a series is taken back."""

    model_config = example({"from_day": "2026-12-01"})

    from_day: Day | None = None
    """The first day, in the park's zone, whose occurrences are withdrawn, by their earliest start; null: all that are open."""


class WithdrawnOccurrence(Schema):
    """What became of one request of a series that was taken back."""

    request: BookingRequest
    errors: Many[Fault]
    """Why it stays; empty: it is withdrawn."""


class WithdrawnSeries(Schema):
    """What became of a series that was taken back."""

    withdrawn: int
    kept: int
    items: Many[WithdrawnOccurrence]
    """Those that were open and begin from that day on."""
