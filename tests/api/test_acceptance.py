"""The service as its users meet it: a process of its own on a loopback port, from an empty database to a published plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.api.parks import OPERATOR_KEY
from tests.api.serving import PATIENCE, client, new_tenant, post, served
from tests.api.streams import read_events

if TYPE_CHECKING:
    from pathlib import Path

#: What must outlive the process.
_BOOKS = (
    "/v1/machines",
    "/v1/tenants",
    "/v1/api-keys",
    "/v1/calendar-feeds",
    "/v1/booking-requests",
    "/v1/schedule-runs",
    "/v1/schedules/published",
    "/v1/reservations",
)


def test_from_an_empty_park_to_a_published_plan(tmp_path: Path) -> None:
    """The main job, through the front door, by those who do it; what is published is still there when the service comes back."""
    database = f"sqlite:///{tmp_path / 'park.db'}"
    with served(tmp_path, database) as (base, _), client(base, OPERATOR_KEY) as operator:
        post(operator, "/v1/machines", {"id": "cut-1", "name": "Cutter", "capability": "cutting"})
        with new_tenant(operator, base, "ada") as ada, new_tenant(operator, base, "bob") as bob:
            wish = {
                "external_reference": "PO-1",
                "operations": [{"capability": "cutting", "duration": "PT2H"}],
                "deadline": (datetime.now(UTC) + timedelta(days=5)).isoformat(),
            }
            asked = post(ada, "/v1/booking-requests", wish)
            too_long = wish | {"operations": [{"capability": "cutting", "duration": "PT240H"}]}
            left = post(bob, "/v1/booking-requests", too_long)
            run = post(operator, "/v1/schedule-runs", {"seconds": 5})
            with operator.stream("GET", f"/v1/schedule-runs/{run['id']}/events") as stream:
                told = list(read_events(stream.iter_lines()))
            name, ended = told[-1]
            assert (name, ended["status"], ended["message"]) == ("end", "completed", "")
            post(operator, f"/v1/schedules/{ended['schedule_version']}:publish")
            plan = operator.get("/v1/schedules/published").json()
            assert plan["certificate"]["verified"] is True
            assert [each["request_id"] for each in plan["unplaced"]] == [left["id"]]
            slots = operator.get("/v1/schedules/published/reservations").json()["items"]
            mine = ada.get("/v1/reservations").json()["items"]
            assert [s["external_reference"] for s in slots] == ["PO-1"]
            assert [(r["request_id"], r["start"], r["status"]) for r in mine] == [
                (asked["id"], slots[0]["start"], "confirmed")
            ]
            assert ada.get(f"/v1/booking-requests/{asked['id']}").json()["status"] == "scheduled"
            assert bob.get(f"/v1/booking-requests/{left['id']}").json()["status"] == "waitlisted"
            assert bob.get("/v1/reservations").json()["items"] == []
            for path in (f"/v1/reservations/{mine[0]['id']}", f"/v1/booking-requests/{asked['id']}"):
                assert bob.get(path).status_code == 404
                assert bob.get(path).headers["Content-Type"] == "application/problem+json"
            books = {path: operator.get(path).json() for path in _BOOKS}
    with served(tmp_path, database) as (base, _), client(base, OPERATOR_KEY) as operator:
        assert {path: operator.get(path).json() for path in _BOOKS} == books


def test_the_service_ends_while_somebody_watches(tmp_path: Path) -> None:
    """A stream that is open does not keep the service from stopping, nor the solve under it."""
    with served(tmp_path, "memory://") as (base, process), client(base, OPERATOR_KEY) as operator:
        post(operator, "/v1/machines", {"id": "cut-1", "name": "Cutter", "capability": "cutting"})
        ada = new_tenant(operator, base, "ada")
        deadline = (datetime.now(UTC) + timedelta(days=6)).isoformat()
        wishes = [
            {"operations": [{"capability": "cutting", "duration": f"PT{37 + 13 * n % 120}M"}], "deadline": deadline}
            for n in range(200)
        ]
        post(ada, "/v1/booking-requests:batch", {"requests": wishes})
        run = post(operator, "/v1/schedule-runs", {"seconds": 3600})
        with operator.stream("GET", f"/v1/schedule-runs/{run['id']}/events") as stream:
            name, seen = next(iter(read_events(stream.iter_lines())))
            assert name == "progress", seen
            process.terminate()
            process.wait(PATIENCE)
        ada.close()
