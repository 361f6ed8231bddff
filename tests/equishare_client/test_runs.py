"""A run is followed to its end, whatever happens to the line and the service in between."""

from __future__ import annotations

import json
from typing import Any

import pytest

from equishare_client import Client, Retries, RunFailedError, UnreadableError
from tests.equishare_client.answering import Answer, answering

BROKEN = Answer(status=0)
_AT_ONCE = Retries(attempts=2, first=0.0)


def run(version: int, status: str, **facts: Any) -> str:
    """Return a run in JSON."""
    moment = "2026-11-24T08:00:00Z"
    usual = dict.fromkeys(["window", "solver_status", "progress", "schedule_version", "started_at", "finished_at"])
    told = {"id": "run_1", "status": status, "parameters": {}, "requested_by": "k", "message": "", "version": version}
    return json.dumps(usual | told | {"created_at": moment, "updated_at": moment, "stop_requested": False} | facts)


def stream(*events: str) -> Answer:
    """Return a stream that tells these and ends."""
    return Answer(
        200, "".join(f"event: progress\ndata: {each}\n\n" for each in events), {"Content-Type": "text/event-stream"}
    )


def test_a_run_is_followed_over_a_restart() -> None:
    """A script that waits for the night would end, or hang, when the service is restarted in mid-run."""
    answers = [
        Answer(202, run(1, "queued")),
        stream(run(1, "queued"), run(2, "solving")),
        Answer(200, run(2, "solving")),
        BROKEN,
        BROKEN,
        Answer(200, run(3, "solving")),
        stream(run(4, "completed", schedule_version=7)),
    ]
    with answering(*answers) as (base, asked), Client(base, retries=_AT_ONCE) as park:
        park.schedule_runs.pause = 0.0
        started = park.schedule_runs.start()
        assert started.state.status == "queued"
        assert [each.version for each in started.follow()] == [1, 2, 3, 4]
        assert started.state.schedule_version == 7
    assert [each.path.removeprefix("/v1/schedule-runs") for each in asked] == [
        "", "/run_1/events", "/run_1", "/run_1/events", "/run_1", "/run_1", "/run_1/events",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_run_without_a_plan_is_an_error(status: str) -> None:
    """A script would publish a plan that is not there."""
    over = run(2, status, message="no machine is open")
    with (
        answering(Answer(202, run(1, "queued")), stream(over)) as (base, _),
        Client(base) as park,
        pytest.raises(RunFailedError, match=f"schedule run run_1 is {status}: no machine is open") as caught,
    ):
        park.schedule_runs.start().wait()
    assert caught.value.run.status == status


def test_a_run_that_is_stopped_keeps_its_best() -> None:
    """The answer to the stop would be taken for the end."""
    answers = [
        Answer(202, run(1, "solving")),
        Answer(202, run(2, "solving", stop_requested=True)),
        stream(run(3, "completed")),
    ]
    with answering(*answers) as (base, asked), Client(base) as park:
        started = park.schedule_runs.start()
        started.stop()
        assert started.state.stop_requested
        assert started.wait().version == 3
    assert [each.method for each in asked] == ["POST", "DELETE", "GET"]


def test_a_stream_of_something_else_is_refused() -> None:
    """A script would wait for a run that another server knows nothing of."""
    with answering(stream("[]")) as (base, _), Client(base) as park, pytest.raises(UnreadableError):
        list(park.schedule_runs.follow("run_1"))
