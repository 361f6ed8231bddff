"""Runs over HTTP: asked for, watched to the end, stopped; here the worker runs, and solves small things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.run import RunProgress
from scheduler.services import runs
from tests.api.parks import Park, make_request, running_park
from tests.api.streams import read_events

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2


@pytest.fixture
def working() -> Iterator[Park]:
    """A park whose worker plans."""
    with running_park(plans=True) as running:
        yield running


def events_of(answer: httpx2.Response) -> list[tuple[str, Any]]:
    """Return the events of a stream that has ended: name and data."""
    return list(read_events(answer.text.splitlines()))


def test_a_run_is_watched_to_its_end(working: Park) -> None:
    """202 with Location; the stream ends with the run as it ended, and a plan is there."""
    request = working.ada.post("/v1/booking-requests", json=make_request()).json()
    asked = working.operator.post("/v1/schedule-runs", json={"start": "2026-11-23T08:30:00Z", "seconds": 2})
    assert asked.status_code == 422, "start without end"
    window = {"start": "2026-11-23T08:30:00Z", "end": "2026-11-25T08:30:00Z"}
    asked = working.operator.post("/v1/schedule-runs", json=window | {"seconds": 2})
    assert asked.status_code == 202
    path = asked.headers["Location"]
    told = events_of(working.operator.get(f"{path}/events"))
    names = [name for name, _ in told]
    assert names == ["progress"] * (len(names) - 1) + ["end"]
    run = told[-1][1]
    assert (run["status"], run["solver_status"]) == ("completed", "optimal"), run["message"]
    assert working.operator.get(path).json() == run
    plan = working.operator.get(f"/v1/schedules/{run['schedule_version']}").json()
    assert (plan["run_id"], plan["summary"]["requests_placed"]) == (run["id"], 1)
    proved = working.operator.get(f"{path}/certificate").json()
    assert proved["certificate"] == plan["certificate"]
    assert (proved["certificate"]["verified"], proved["certificate"]["policy"]["version"]) == (True, "1")
    assert plan["schedule_sha256"] == proved["certificate"]["schedule_sha256"]
    slots = working.operator.get("/v1/schedules/draft/reservations").json()["items"]
    assert [slot["request_id"] for slot in slots] == [request["id"]]


def test_progress_has_value_bound_and_gap(park: Park) -> None:
    """Every change of the record is an event, in order, until the run is over."""
    run_id = park.operator.post("/v1/schedule-runs", json={}).json()["id"]
    claim = runs.start(park.context, run_id).claim
    figures = RunProgress(
        seconds=1.5, tier="utilization", incumbent=90, bound=100, gap=0.1, message="improve: 3 placed"
    )
    runs.report_progress(park.context, claim, figures)
    with park.operator.stream("GET", f"/v1/schedule-runs/{run_id}/events") as answer:
        runs.fail(park.context, claim, "given up")
        answer.read()
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert events_of(answer)[-1][0] == "end"
    seen = events_of(answer)[0][1]["progress"]
    assert seen == {
        "seconds": 1.5,
        "tier": "utilization",
        "incumbent": 90,
        "bound": 100,
        "gap": 0.1,
        "message": "improve: 3 placed",
    }


def test_a_run_that_is_not_there_is_told_before_the_stream(park: Park) -> None:
    """A 404 as a problem, not a stream that breaks off."""
    answer = park.operator.get("/v1/schedule-runs/run_nothing/events")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_queued_run_is_cancelled_a_running_one_asked_to_stop(park: Park) -> None:
    """DELETE means: end it, and keep what there is; a run that is over cannot be stopped."""
    first, second = (park.operator.post("/v1/schedule-runs", json={}).headers["Location"] for _ in range(2))
    assert park.operator.delete(first).json()["status"] == "cancelled"
    assert park.operator.delete(first).status_code == 409
    runs.start(park.context, second.rpartition("/")[2])
    stopped = park.operator.delete(second)
    assert stopped.status_code == 202
    assert (stopped.json()["status"], stopped.json()["stop_requested"]) == ("building", True)
    assert park.operator.get(f"{second}/certificate").status_code == 404
    listed = park.operator.get("/v1/schedule-runs?limit=1").json()
    assert [f"/v1/schedule-runs/{each['id']}" for each in listed["items"]] == [second]
    rest = park.operator.get(f"/v1/schedule-runs?limit=1&cursor={listed['next']}").json()
    assert ([f"/v1/schedule-runs/{each['id']}" for each in rest["items"]], rest["next"]) == ([first], None)


@pytest.mark.parametrize(
    "wish",
    [
        {"seconds": -1},
        {"seconds": "10"},
        {"epsilon": 2},
        {"tick_minutes": 0},
        {"seed": -1},
        {"day": "2026-02-30"},
        {"day": "tomorrow"},
        {"start": "2026-11-24T00:00:00", "end": "2026-11-25T00:00:00Z"},
        {"start": "2026-11-25T00:00:00Z", "end": "2026-11-24T00:00:00Z"},
        {"start": "2026-11-25T00:00:00Z", "end": "2126-11-24T00:00:00Z"},
        {"solver": "best"},
    ],
)
def test_wishes_that_no_run_can_have(park: Park, wish: dict[str, object]) -> None:
    """422 at once instead of a run that fails in the night."""
    answer = park.operator.post("/v1/schedule-runs", json=wish)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["cure"]
    assert park.operator.get("/v1/schedule-runs").json()["items"] == []
