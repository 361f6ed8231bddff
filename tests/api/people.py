"""People who signed in, for tests over HTTP: clients with a cookie instead of a key, as a browser on a page of ours would send it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from scheduler.domain.access import Role
from tests.scheduler.people import PASSWORD, make_account

if TYPE_CHECKING:
    from fastapi import FastAPI

    from scheduler.services.context import Context

#: The cookie of a session where there is TLS.
COOKIE = "__Host-equishare"
_OF_OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Person:
    """Somebody who signed in."""

    client: TestClient
    session_id: str
    account_id: str


def browser(app: FastAPI, base_url: str = "https://testserver", **headers: str) -> TestClient:
    """Return a client that keeps cookies and says that a page of ours asks, for an application that has started."""
    return TestClient(app, base_url=base_url, raise_server_exceptions=False, headers=_OF_OURS | headers)


def person(app: FastAPI, ctx: Context, login: str, role: Role = Role.OPERATOR, tenant_id: str | None = None) -> Person:
    """Make an account, sign in by its password, and return who that is."""
    make_account(ctx, login, role=role, tenant_id=tenant_id)
    client = browser(app)
    answer = client.post("/v1/sessions", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return Person(client=client, session_id=answer.json()["id"], account_id=answer.json()["account_id"])
