"""The log: one line for every request, and in none of them a key, a body, a query or anything of another tenant.

Over 150 lines because what must not be in a log is read as one.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from scheduler.domain.access import Role
from scheduler.errors import StorageError
from scheduler.logs import configure_logs
from scheduler.services import keys
from tests.api.operations import operations
from tests.api.parks import OPERATOR_KEY, Park, client_of, make_request, running_park
from tests.scheduler.builders import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Written into everything that a caller can write into.
MARK = "zinnober"


@pytest.fixture(params=["json", "text"])
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Write the log as the service does, and give back what was written."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logs(request.param)
    yield Lines(written)
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


class Lines:
    """What was written to standard error."""

    def __init__(self, written: io.StringIO) -> None:
        self._written = written

    def text(self) -> str:
        """Return it, and forget it."""
        told = self._written.getvalue()
        self._written.seek(0)
        self._written.truncate()
        return told

    def requests(self) -> list[dict[str, Any]]:
        """Return the lines of requests as values; only where they are JSON."""
        return [each for line in self.text().splitlines() if (each := json.loads(line))["event"] == "request"]


@pytest.mark.parametrize("lines", ["json"], indirect=True)
def test_a_request_is_a_line_with_who_what_and_how_long(lines: Lines) -> None:
    """Whoever looks for a call by its trace id, a tenant or a run would find nothing."""
    with running_park() as park:
        lines.text()
        answers = [park.ada.get("/v1/machines/cut-1"), park.nobody.get("/v1/machines"), park.nobody.get("/v1/x?a=1")]
        run = park.operator.post("/v1/schedule-runs", json={})
        watched = park.operator.get(run.headers["Location"])
    one, no_key, nowhere, asked, seen = lines.requests()
    assert {name: value for name, value in one.items() if name not in {"timestamp", "ms", "key"}} == {
        "level": "info",
        "event": "request",
        "method": "GET",
        "route": "/v1/machines/{machine_id}",
        "status": 200,
        "trace_id": answers[0].headers["X-Trace-Id"],
        "tenant": "ada",
    }
    assert one["ms"] >= 0
    assert one["key"].startswith("key_")
    assert (no_key["status"], "tenant" in no_key, "key" in no_key) == (401, False, False)
    assert (nowhere["route"], nowhere["status"]) == ("other", 404)
    assert asked["run"] == seen["run"] == run.json()["id"]
    assert (asked["trace_id"], seen["trace_id"]) == (run.headers["X-Trace-Id"], watched.headers["X-Trace-Id"])
    assert "tenant" not in asked


def test_no_call_of_any_path_gets_its_words_into_the_log(lines: Lines) -> None:
    """A key in a log is a key that is lost; a body in it is read by whoever may read logs; a path can be a forged line."""
    with running_park() as park:
        secrets = {name: keys_of(park, name) for name in ("ada", "bob")}
        clients = [park.nobody, park.operator, park.auditor, *(client_of(park.app, each) for each in secrets.values())]
        for each in operations():
            path = each.path.replace("{", MARK).replace("}", "%0aevent=forged")
            marked = {"X-Mark": MARK, "Cookie": f"a={MARK}", "User-Agent": MARK}
            for client in clients:
                each.call(client)
                client.request(each.method, f"{path}?{MARK}={MARK}", json={MARK: MARK}, headers=marked)
                client.request(each.method, path, content=f'{{"{MARK}', headers={"Authorization": f"Bearer {MARK}"})
        told = lines.text()
    assert len(told.splitlines()) >= 3 * len(clients) * len(operations())
    assert MARK not in told
    assert "forged" not in told
    assert [secret for secret in (*secrets.values(), OPERATOR_KEY) if secret in told] == []


def test_nothing_of_another_tenant_is_in_the_lines_of_ones_own_calls(lines: Lines) -> None:
    """Lines are handed to a tenant that asks about its calls."""
    with running_park() as park:
        body = make_request(title=MARK, external_reference=MARK)
        theirs = park.bob.post("/v1/booking-requests", json=body).json()["id"]
        lines.text()
        for path in (f"/v1/booking-requests/{theirs}", "/v1/tenants/bob", "/v1/tenants/bob/ledger", "/v1/reservations"):
            park.ada.get(path)
        park.ada.post("/v1/booking-requests", json=make_request(tenant_id="bob"))
        told = lines.text()
    assert len(told.splitlines()) == 5
    assert "bob" not in told
    assert theirs not in told
    assert MARK not in told


def test_a_defect_is_told_by_its_class_and_its_places(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of an error nobody foresaw repeats what a tenant sent; without its places it could not be mended."""

    def fail(_: object, __: object, request_id: str) -> None:
        try:
            raise KeyError(MARK)  # noqa: TRY301 - what an error came from is told too
        except KeyError as error:
            raise ValueError(f"cannot read {request_id} {MARK}") from error

    monkeypatch.setattr("scheduler.services.booking_requests.get", fail)
    with running_park() as park:
        assert park.ada.get(f"/v1/booking-requests/{MARK}").status_code == 500
        told = lines.text()
    (defect,) = [line for line in told.splitlines() if "defect" in line]
    assert "ValueError < KeyError" in defect
    assert "test_log_lines.py" in defect
    assert MARK not in told
    assert "level=error" in defect or '"level": "error"' in defect


def test_what_is_wrong_with_the_database_is_told_in_full(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """It speaks of this machine and of nobody, and the operator has to know it."""

    def fail(*_: object) -> None:
        raise StorageError("park.db", "the disk is full", "make room")

    monkeypatch.setattr("scheduler.services.park.list_machines", fail)
    with running_park() as park:
        assert park.ada.get("/v1/machines").status_code == 503
    assert "database park.db: the disk is full; make room" in lines.text()


def keys_of(park: Park, tenant_id: str) -> str:
    """Return a new key of a tenant."""
    return keys.create_key(park.context, OPERATOR, name="own", role=Role.TENANT, tenant_id=tenant_id).secret
