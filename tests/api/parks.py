"""A service in this process on the small park of `tests.scheduler.builders`, with a key for everybody.

with running_park() as park:
    park.ada.post("/v1/booking-requests", json=make_request())
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from api.app import create_app
from scheduler.domain.access import Role
from scheduler.services import keys
from scheduler.settings import Settings
from tests.scheduler.builders import OPERATOR, HandClock, at, make_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from scheduler.services.context import Context

#: For a change of a thing in whichever state it is.
ANY = {"If-Match": "*"}
#: For a thing that is new under its name.
NEW = {"If-None-Match": "*"}
#: Long enough, and nobody's.
OPERATOR_KEY = "es_the-operator-of-the-tests"


@dataclass(frozen=True)
class Park:
    """A running service and those who talk to it; `ada` and `bob` are tenants."""

    app: FastAPI
    context: Context
    clock: HandClock
    nobody: TestClient
    operator: TestClient
    auditor: TestClient
    ada: TestClient
    bob: TestClient

    def of(self, role: str) -> TestClient:
        """Return the client of a role."""
        return {"operator": self.operator, "auditor": self.auditor, "tenant": self.ada}[role]


def make_settings(**facts: Any) -> Settings:
    """Return settings that keep nothing and read no environment."""
    usual = {"database_url": "memory://", "operator_key": OPERATOR_KEY, "nightly_at": None}
    return Settings(**usual | {"key_rate": None, "address_rate": None} | facts)


@contextmanager
def running_park(context: Context | None = None, *, plans: bool = False, **settings: Any) -> Iterator[Park]:
    """Start the service, by default without the worker, and end it afterwards."""
    clock = HandClock()
    ctx = context or make_context(clock=clock)
    app = create_app(make_settings(**settings), context=ctx, plans=plans)
    secrets = {
        "auditor": keys.create_key(ctx, OPERATOR, name="auditor", role=Role.AUDITOR).secret,
        **{
            name: keys.create_key(ctx, OPERATOR, name=name, role=Role.TENANT, tenant_id=name).secret
            for name in ("ada", "bob")
        },
    }
    with TestClient(app, raise_server_exceptions=False) as nobody:
        clients = {name: client_of(app, secret) for name, secret in (secrets | {"operator": OPERATOR_KEY}).items()}
        yield Park(app=app, context=ctx, clock=clock, nobody=nobody, **clients)


def client_of(app: FastAPI, secret: str) -> TestClient:
    """Return a client with a key, for an application that has started."""
    return TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {secret}"})


def make_request(**facts: Any) -> dict[str, Any]:
    """Return the body of a request for an hour of cutting within two days."""
    usual = {
        "operations": [{"capability": "cutting", "duration": "PT1H"}],
        "deadline": at(48).isoformat(),
    }
    return usual | facts


def make_series(repeat: dict[str, Any] | None = None, on_conflict: str = "fail", **facts: Any) -> dict[str, Any]:
    """Return the body of a series of three days, each of an hour of cutting within ten hours."""
    request = make_request(earliest_start=at(1).isoformat(), deadline=at(11).isoformat()) | facts
    return {"request": request, "repeat": repeat or {"every": "P1D", "count": 3}, "on_conflict": on_conflict}
