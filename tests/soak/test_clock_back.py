"""The clock of the machine is set back an hour in the middle of everything; it is the program's port for the time that is turned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.soak.rows import tell
from scheduler.domain.ids import random_ids
from scheduler.storage.memory import MemoryStorage
from scheduler.storage.sql import SqlStorage
from tests.api.parks import Park, make_request, running_park
from tests.scheduler.builders import HandClock, at, make_context
from tests.soak.invariants import broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.storage.unit_of_work import UnitOfWorkFactory

_HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UnitOfWorkFactory]:
    """Every storage: ids and times are its order."""
    if request.param == "memory":
        yield MemoryStorage().unit_of_work
    elif request.param == "sqlite":
        kept = SqlStorage(f"sqlite:///{tmp_path / 'park.db'}")
        yield kept.unit_of_work
        kept.close()
    else:
        with request.getfixturevalue("postgres").database() as url:
            kept = SqlStorage(url)
            yield kept.unit_of_work
            kept.close()


def test_an_hour_that_comes_twice_costs_nothing(storage: UnitOfWorkFactory) -> None:
    """A follower would miss what happened in the second hour, a key be forgotten and its request booked twice, or everybody be shut out."""
    clock = HandClock()
    context = make_context(storage, clock, random_ids(clock))
    with running_park(context, key_rate="1000/minute", address_rate="1000/minute") as park:
        before = [_ask(park, f"before-{number}") for number in range(5)]
        seen, cursor = _follow(park, "0")
        clock.advance(-_HOUR)
        after = [_ask(park, f"after-{number}") for number in range(5)]
        again = [_ask(park, f"before-{number}") for number in range(5)]
        assert again == before
        asked = [each["id"] for each in (*before, *after)]
        assert sorted(_listed(park, "/v1/booking-requests?limit=3")) == sorted(asked)
        entries = _listed(park, "/v1/audit-entries?limit=4", "number")
        assert sorted(entries) == list(range(1, len(entries) + 1))
        more, _ = _follow(park, cursor)
        assert not set(seen) & set(more)
        assert {each["id"] for each in after} <= {event["subject_id"] for event in more.values()}
        withdrawn = park.operator.post(f"/v1/booking-requests/{asked[0]}:withdraw", headers={"If-Match": "*"})
        assert withdrawn.status_code == 200, withdrawn.text
        late = park.operator.post(
            "/v1/booking-requests", json=make_request(tenant_id="ada", deadline=at(-2).isoformat())
        )
        assert (late.status_code, late.json()["type"]) == (422, "/problems/refused")
        wrong = broken(context, asked)
    tell("clock set back an hour", acknowledged=len(asked), wrong=len(wrong))
    assert wrong == []


def _ask(park: Park, key: str) -> Any:
    answer = park.operator.post(
        "/v1/booking-requests", json=make_request(tenant_id="ada"), headers={"Idempotency-Key": key}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def _listed(park: Park, path: str, key: str = "id") -> list[Any]:
    """Return the keys of a whole list, page by page."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = park.operator.get(f"{path}{cursor}").json()
        found += [item[key] for item in page["items"]]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def _follow(park: Park, cursor: str) -> tuple[dict[str, Any], str]:
    """Return the events after a cursor, by id, and where the next begin."""
    found = park.operator.get(f"/v1/events?cursor={cursor}&limit=1000").json()
    return {event["id"]: event for event in found["items"]}, found["next"]
