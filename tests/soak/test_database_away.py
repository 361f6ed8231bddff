"""The server of PostgreSQL is away for a while, as when its machine is started anew: the service says so, and needs no help afterwards."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.soak.rows import is_long, tell
from scheduler.assembly import open_context
from scheduler.services import load
from scheduler.storage.sql import check
from tests.api.parks import OPERATOR_KEY, make_settings
from tests.api.serving import PATIENCE, client
from tests.scheduler import postgres
from tests.scheduler.builders import OPERATOR, make_park
from tests.soak.child import Child
from tests.soak.invariants import broken

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2

_SECONDS = 20.0 if is_long() else 1.0
_TIMES = 3 if is_long() else 1


def test_a_database_that_is_away_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """Every restart of the database would otherwise need one of the service, or cost what was booked just before."""
    with postgres.server() as server:
        postgres.execute(
            server.url("postgres").render_as_string(), "CREATE DATABASE park ENCODING 'UTF8' TEMPLATE template0"
        )
        database = server.url("park").render_as_string()
        context = open_context(make_settings(database_url=database))
        load.load_park(context, OPERATOR, make_park())
        acknowledged, refused = [], 0
        with Child(tmp_path, database) as child, client(child.base, OPERATOR_KEY) as operator:
            for number in range(_TIMES):
                acknowledged += [_ask(operator, f"before-{number}-{each}").json()["id"] for each in range(10)]
                server.stop()
                until = time.monotonic() + _SECONDS
                while time.monotonic() < until:
                    _is_told(_ask(operator, f"away-{number}"))
                    refused += 1
                assert operator.get("/readyz").status_code == 503
                assert operator.get("/healthz").status_code == 200
                server.start()
                acknowledged.append(_when_it_is_back(operator, f"away-{number}"))
                assert operator.get("/readyz").status_code == 200
        wrong, damage = broken(context, acknowledged), check(database)
        figures = {"times": _TIMES, "away_seconds": _SECONDS, "refused": refused, "acknowledged": len(acknowledged)}
        tell("database away", **figures, wrong=len(wrong))
        assert (wrong, damage) == ([], ())


def _ask(operator: httpx2.Client, key: str) -> httpx2.Response:
    deadline = (datetime.now(UTC) + timedelta(days=4)).isoformat()
    wish = {"tenant_id": "ada", "operations": [{"capability": "cutting", "duration": "PT1H"}], "deadline": deadline}
    return operator.post("/v1/booking-requests", json=wish, headers={"Idempotency-Key": key})


def _is_told(answer: httpx2.Response) -> None:
    """The caller learns that it is the service's fault and that trying again helps, and nothing of the address."""
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable"), answer.text
    assert "postgresql" not in answer.text


def _when_it_is_back(operator: httpx2.Client, key: str) -> str:
    """Send a call again and again with its key, as a client is to, and return the id of what it made."""
    give_up = time.monotonic() + PATIENCE
    while not (answer := _ask(operator, key)).is_success:
        _is_told(answer)
        assert time.monotonic() < give_up
    made: str = answer.json()["id"]
    return made
