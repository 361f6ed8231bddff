"""Models between Python and JSON, across versions of the service."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from equishare_client.codec import UNSET, Unset, narrowed, read, seen, tagged, write
from equishare_client.models import (
    Alternative,
    Link,
    Machine,
    MachineTerms,
    NewBookingRequest,
    Operation,
    Period,
    Qualification,
    TenantTerms,
)

WISH = NewBookingRequest(
    operations=(
        Operation(
            alternatives=(Alternative(machine_ids=("bend-1", "bend-2")),),
            quantity=40,
            time_per_piece=timedelta(minutes=2),
        ),
    ),
    links=(Link(before=0, after=1, max_lag=timedelta(hours=8)),),
    deadline=datetime(2026, 12, 1, 18, tzinfo=UTC),
)
SENT = {
    "operations": [{"alternatives": [{"machine_ids": ["bend-1", "bend-2"]}], "quantity": 40, "time_per_piece": "PT2M"}],
    "links": [{"before": 0, "after": 1, "max_lag": "PT8H"}],
    "deadline": "2026-12-01T18:00:00+00:00",
}


def test_a_model_is_sent_without_what_is_at_its_default() -> None:
    """An older service would refuse a key that it does not know, though nothing is meant by it."""
    assert write(WISH) == SENT
    assert read(NewBookingRequest, SENT) == WISH


def test_dates_stay_dates() -> None:
    """The last day of a qualification would become a moment."""
    terms = TenantTerms(name="琥珀", qualifications=(Qualification(name="laser-class-4", until=date(2027, 6, 30)),))
    sent = {"name": "琥珀", "qualifications": [{"name": "laser-class-4", "until": "2027-06-30"}]}
    assert write(terms) == sent
    assert read(TenantTerms, sent) == terms


def test_what_a_newer_service_adds_is_left_out() -> None:
    """A script of last year would end with the first answer of this year's service."""
    period = {"start": "2026-12-01T08:00:00Z", "end": "2026-12-01T09:00:00Z", "colour": "blue"}
    assert read(Period, period).end == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert write(read(NewBookingRequest, SENT | {"priority": "someday"})) == SENT | {"priority": "someday"}


def test_null_and_lists_of_anything_are_read() -> None:
    """Figures of a run would be lost, or a null become a text."""
    figures = read(tuple[float | int | str, ...], [1, 2.5, "three"])
    assert figures == (1, 2.5, "three")
    assert read(Operation, {"duration": None}).duration is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ([], "/ is list, not dict"),
        ({"deadline": "2026-12-01T18:00:00Z"}, "missing 1 required keyword-only argument: 'operations'"),
        ({"operations": {}, "deadline": "2026-12-01T18:00:00Z"}, "/operations is dict, not list"),
        ({"operations": [5], "deadline": "2026-12-01T18:00:00Z"}, "/operations/0 is int, not dict"),
        ({"operations": [], "deadline": 5}, "/deadline is int, not str"),
        ({"operations": [], "deadline": "soon"}, "Invalid isoformat string: 'soon'"),
    ],
)
def test_what_is_something_else_is_told_with_its_place(answer: object, told: str) -> None:
    """A script would go on with half an answer."""
    with pytest.raises(ValueError, match=told):
        read(NewBookingRequest, answer)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A body of a PATCH, as they are generated."""

    url: str | Unset = UNSET
    types: tuple[str, ...] | Unset | None = UNSET


def test_a_change_says_what_it_says_and_no_more() -> None:
    """What is left alone would be set to its default, or a null not be said."""
    assert write(Change()) == {}
    assert write(Change(types=None)) == {"types": None}
    assert write(Change(url="", types=("run.completed",))) == {"url": "", "types": ["run.completed"]}
    assert read(Change, {"types": ["run.completed"]}) == Change(types=("run.completed",))
    assert repr(Change()) == "Change(url=UNSET, types=UNSET)"


def test_the_etag_goes_with_the_thing_and_into_no_body() -> None:
    """A change would be meant for another state, or be refused for a key that is none."""
    machine = tagged(Machine(id="cut-1", name="Cutter", capability="cutting", version=7), '"abc"')
    assert seen(replace(machine, name="Cutter 1")) == '"abc"'
    assert write(machine) == {"id": "cut-1", "name": "Cutter", "capability": "cutting", "version": 7}
    assert machine == replace(machine, etag=None)
    assert seen(replace(machine, etag=None)) == '"7"'
    assert tagged(WISH, '"abc"') == WISH
    with pytest.raises(ValueError, match="which NewBookingRequest this is; read it by itself"):
        seen(WISH)


def test_a_thing_is_narrowed_to_what_can_be_changed() -> None:
    """A change would be refused because the id stands in the body."""
    machine = Machine(id="cut-1", name="Cutter", capability="cutting", cost_weight=3, version=7)
    assert narrowed(MachineTerms, machine) == MachineTerms(name="Cutter", capability="cutting", cost_weight=3)
