"""Signing in at a provider of identities, step by step, for the tests of it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx2

from tests.api.oidc_state import CLIENT_ID, CLIENT_SECRET
from tests.api.parks import Park, running_park
from tests.api.people import COOKIE, browser
from tests.scheduler.builders import HandClock, make_context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from starlette.testclient import TestClient

AWAY = "__Host-equishare-away"
FANG = {"email": "Fang@ada.example", "email_verified": True, "name": "王芳"}


class RunningProvider:
    """The provider, as people and tests see it."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._client = httpx2.Client()

    def set(self, **facts: Any) -> int:
        """Let it know or do something, and return how often its keys were asked for."""
        asked: int = self._client.post(f"{self.issuer}/control", json=facts).json()["asked"]
        return asked

    def visit(self, address: str, subject: str = "7") -> str:
        """Go where a browser was sent, say who one is, and return where one is sent back to."""
        form = self._client.get(address)
        assert "<form" in form.text, form.text
        answer = self._client.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])

    def close(self) -> None:
        """Leave."""
        self._client.close()


@contextmanager
def park_with(provider: RunningProvider, **settings: Any) -> Iterator[Park]:
    """Start a service whose people sign in at the provider; its clock goes with the provider's."""
    clock = HandClock(datetime.now(UTC))
    usual = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "public_url": "https://testserver",
    }
    with running_park(make_context(clock=clock), **usual | settings) as park:
        yield park


def advance(park: Park, by: timedelta) -> None:
    """Let the service's time go on."""
    clock = park.context.clock
    assert isinstance(clock, HandClock)
    clock.advance(by)


def sent_away(client: TestClient) -> str:
    """Begin to sign in, and return where the browser is sent to."""
    answer = client.get("/sign-in/oidc", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def come_back(client: TestClient, address: str, **headers: str) -> httpx2.Response:
    """Follow the provider's answer, as a browser does that comes from another site."""
    path = address.removeprefix("https://testserver")
    assert path.startswith("/sign-in/oidc/callback?")
    return client.get(path, follow_redirects=False, headers={"Sec-Fetch-Site": "cross-site"} | headers)


def dance(park: Park, provider: RunningProvider, subject: str = "7") -> tuple[TestClient, httpx2.Response]:
    """Sign in, and return the browser and the last answer."""
    client = browser(park.app)
    return client, come_back(client, provider.visit(sent_away(client), subject))


def refused(answer: httpx2.Response, client: TestClient) -> bool:
    """Return whether nobody was signed in, in the words that tell nothing."""
    told = (answer.status_code, answer.json()["type"]) == (401, "/problems/sign-in-refused")
    return told and COOKIE not in client.cookies
