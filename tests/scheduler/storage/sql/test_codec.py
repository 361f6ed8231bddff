"""Values to JSON and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.booking import Alternative, BookingRequest, PriorityClass, RequestStatus, UnplacedReason
from scheduler.domain.plan import Schedule, UnplacedRequest
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.reservation import Reservation, ReservationStatus
from scheduler.domain.run import RunProgress, ScheduleRun
from scheduler.domain.tenant import Tenant
from scheduler.storage.sql.checks import KINDS
from scheduler.storage.sql.codec import codec_for
from scheduler.storage.sql.tables import METADATA, RESERVATION_MACHINES
from tests.scheduler.builders import make_operation, make_reservation
from tests.scheduler.storage.values import make_request, make_run, make_schedule

_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1), timezones=st.one_of(st.just(UTC), _ZONES))  # noqa: DTZ001 - bounds; the zones are drawn
_LENGTHS = st.timedeltas(timedelta(days=-400), timedelta(days=400))
_IDS = st.lists(_TEXT, max_size=3).map(tuple)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_REASONS = st.lists(st.builds(UnplacedReason, code=_TEXT, message=_TEXT, machine_ids=_IDS), max_size=2).map(tuple)
_ALTERNATIVES = st.builds(
    Alternative,
    machine_ids=_IDS,
    duration=st.none() | _LENGTHS,
    windows=st.none() | st.lists(st.tuples(_MOMENTS, _MOMENTS), max_size=2).map(tuple),
)


def _and_back(value: Any) -> Any:
    codec = codec_for(type(value))
    return codec.load(codec.dump(value))


@given(
    st.builds(
        make_request,
        title=_TEXT,
        external_reference=_TEXT,
        deadline=_MOMENTS,
        due=st.none() | _MOMENTS,
        priority=st.sampled_from(PriorityClass),
        status=st.sampled_from(RequestStatus),
        reasons=_REASONS,
        links=st.none() | st.just(()),
        operations=st.lists(
            st.builds(make_operation, alternatives=st.lists(_ALTERNATIVES, max_size=2).map(tuple), duration=_LENGTHS),
            max_size=2,
        ).map(tuple),
    )
)
def test_requests_come_back(request: BookingRequest) -> None:
    """What a tenant asked for would otherwise change by being kept."""
    found = _and_back(request)
    assert found == request
    assert found.deadline.tzinfo is UTC
    for operation in found.operations:
        for alternative in operation.alternatives:
            assert all(moment.tzinfo is UTC for window in alternative.windows or () for moment in window)


@given(
    st.builds(
        make_reservation,
        start=_MOMENTS,
        end=_MOMENTS,
        machine_ids=_IDS,
        status=st.sampled_from(ReservationStatus),
        credited_minutes=st.integers(),
        replaces=st.none() | _TEXT,
    )
)
def test_reservations_come_back(reservation: Reservation) -> None:
    """A promise would otherwise change by being kept."""
    assert _and_back(reservation) == reservation


@given(
    st.builds(
        make_schedule,
        certificate=st.dictionaries(_TEXT, _JSON, max_size=3),
        unplaced=st.lists(st.builds(UnplacedRequest, request_id=_TEXT, reasons=_REASONS), max_size=2).map(tuple),
        published_at=st.none() | _MOMENTS,
    )
)
def test_plans_come_back(schedule: Schedule) -> None:
    """What was proved of a plan would otherwise not be what is shown."""
    assert _and_back(schedule) == schedule


_FIGURES = st.floats(allow_nan=False)


@given(
    st.builds(
        make_run,
        message=_TEXT,
        progress=st.none()
        | st.builds(RunProgress, seconds=_FIGURES, gap=st.none() | _FIGURES, incumbent=st.none() | st.integers()),
    )
)
def test_runs_come_back(run: ScheduleRun) -> None:
    """A gap that is not finite yet would otherwise make the run unreadable."""
    assert _and_back(run) == run


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (
            BookingPolicy(version=3),
            ("limits", "quotas", "outstanding", "qualifications", "tariffs", "tariff_rules"),
        ),
        (Tenant(id="ada", name="Ada"), ("qualifications",)),
        (make_request(), ("override", "accepted_tariffs")),
    ],
)
def test_what_was_stored_before_there_were_such_rules_is_still_read(value: Any, fields: tuple[str, ...]) -> None:
    """A park could otherwise not be opened after the upgrade: bodies are stored whole and are never rewritten."""
    codec = codec_for(type(value))
    body = json.loads(codec.dump(value))
    for name in fields:
        del body[name]
    assert codec.load(json.dumps(body)) == value


def test_a_field_of_another_type_is_refused() -> None:
    """It would otherwise be found by whoever reads it, perhaps years later."""
    with pytest.raises(ValueError, match="title"):
        codec_for(BookingRequest).dump(make_request(title=3))


def test_every_table_with_a_body_is_known_to_the_check() -> None:
    """A new table would otherwise never be looked at."""
    assert {table.name for table, _ in KINDS} == set(METADATA.tables) - {RESERVATION_MACHINES.name}
