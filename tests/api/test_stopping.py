"""How the service ends: it says so first, calls in flight are answered, a solve keeps its best, and nobody can hold it up."""

from __future__ import annotations

import signal
import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scheduler.assembly import open_context
from scheduler.domain.run import RunStatus
from scheduler.services import runs
from tests.api.parks import OPERATOR_KEY, make_settings
from tests.api.serving import PATIENCE, client, killed_service, new_tenant, post, served
from tests.api.streams import read_events
from tests.scheduler.builders import OPERATOR

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2

_WISH = b'{"id": "cut-2", "name": "Cutter", "capability": "cutting"}'


def half_a_call(base: str) -> socket.socket:
    """Open a connection and send a call but for its last byte."""
    host, port = urlsplit(base).netloc.split(":")
    connection = socket.create_connection((host, int(port)), PATIENCE)
    head = (
        f"POST /v1/machines HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {OPERATOR_KEY}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(_WISH)}\r\n\r\n"
    )
    connection.sendall(head.encode() + _WISH[:-1])
    return connection


def until_not_ready(operator: httpx2.Client) -> None:
    """Ask for readiness until it is denied."""
    while operator.get("/readyz").status_code == 200:
        pass


def begin_a_long_solve(base: str, operator: httpx2.Client) -> str:
    """Ask for a solve of an hour, wait until it has something to keep, and return the id of its run."""
    post(operator, "/v1/machines", {"id": "cut-1", "name": "Cutter", "capability": "cutting"})
    deadline = (datetime.now(UTC) + timedelta(days=6)).isoformat()
    wishes = [
        {"operations": [{"capability": "cutting", "duration": f"PT{37 + 13 * n % 120}M"}], "deadline": deadline}
        for n in range(200)
    ]
    with new_tenant(operator, base, "ada") as ada:
        post(ada, "/v1/booking-requests:batch", {"requests": wishes})
    run_id: str = post(operator, "/v1/schedule-runs", {"seconds": 3600})["id"]
    with operator.stream("GET", f"/v1/schedule-runs/{run_id}/events") as stream:
        for _, seen in read_events(stream.iter_lines()):
            if seen["progress"] is not None and seen["progress"]["incumbent"]:
                return run_id
    raise AssertionError("the solve ended")


def test_on_a_signal_the_service_says_so_finishes_its_calls_and_keeps_the_best_of_a_solve(tmp_path: Path) -> None:
    """A restart would cost calls that were being made, an hour of solving, and those that a balancer still sends."""
    database = f"sqlite:///{tmp_path / 'park.db'}"
    with (
        served(tmp_path, database, EQUISHARE_STOP_NOTICE="5", EQUISHARE_STOP_SECONDS="60") as (base, process),
        client(base, OPERATOR_KEY) as operator,
    ):
        run_id = begin_a_long_solve(base, operator)
        with half_a_call(base) as connection:
            process.send_signal(signal.SIGTERM)
            until_not_ready(operator)
            assert operator.get("/readyz").json()["detail"] == "the service is about to end"
            assert operator.get("/healthz").status_code == operator.get("/v1/machines").status_code == 200
            connection.sendall(_WISH[-1:])
            assert connection.recv(64).startswith(b"HTTP/1.1 201 ")
        process.wait(PATIENCE)
    context = open_context(make_settings(database_url=database))
    run = runs.get(context, OPERATOR, run_id)
    assert (run.status, run.schedule_version) == (RunStatus.COMPLETED, 1), run.message
    with context.unit_of_work(read_only=True) as uow:
        assert [machine.id for machine in uow.machines.list()] == ["cut-1", "cut-2"]
        assert uow.schedules.get(1).slots


def test_nobody_can_keep_the_service_from_ending(tmp_path: Path) -> None:
    """One client that never finishes its call would keep the service up until it is killed, and with it a solve that would be lost."""
    with served(tmp_path, "memory://", EQUISHARE_STOP_NOTICE="0", EQUISHARE_STOP_SECONDS="1") as (base, process):
        with half_a_call(base) as connection, client(base, OPERATOR_KEY) as operator:
            assert operator.get("/readyz").status_code == 200
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
            assert not connection.recv(64).startswith(b"HTTP/1.1 2")
        assert process.returncode == -signal.SIGTERM


def test_a_service_that_is_killed_takes_its_run_up_again_after_the_restart(tmp_path: Path) -> None:
    """In the morning there would be no plan, because of a machine that was switched off and on at night."""
    database, quick = f"sqlite:///{tmp_path / 'park.db'}", {"EQUISHARE_HEARTBEAT_SECONDS": "0.25"}
    with killed_service(tmp_path, database, **quick) as (base, process), client(base, OPERATOR_KEY) as operator:
        run_id = begin_a_long_solve(base, operator)
        process.kill()
        process.wait(PATIENCE)
    with served(tmp_path, database, **quick) as (base, _), client(base, OPERATOR_KEY) as operator:
        with operator.stream("GET", f"/v1/schedule-runs/{run_id}/events") as stream:
            for _, seen in read_events(stream.iter_lines()):
                if "attempt 1" in seen["message"] and seen["progress"] is not None and seen["progress"]["incumbent"]:
                    break
        assert operator.delete(f"/v1/schedule-runs/{run_id}").status_code == 202
        with operator.stream("GET", f"/v1/schedule-runs/{run_id}/events") as stream:
            *_, (_, ended) = read_events(stream.iter_lines())
    assert (ended["status"], ended["schedule_version"]) == ("completed", 1)
    assert ended["message"].startswith("attempt 1: its worker gave no sign of life any more")
