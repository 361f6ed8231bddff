"""The service of a story: the whole application on a file, started again as often as it dies, and called by whoever has a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from api.app import create_app
from scheduler.domain.ids import random_ids
from scheduler.services.context import Context
from scheduler.storage.sql import SqlStorage
from tests.api.parks import make_settings
from tests.soak.mortal import MortalStorage

if TYPE_CHECKING:
    import httpx2

    from tests.scheduler.builders import HandClock

#: Nothing moves in so many hours from now.
FROZEN = 2


class Served:
    """What a story is told through."""

    _url: str
    _clock: HandClock
    #: Secret of each key, by who holds it.
    _keys: dict[str, str]

    def _begin_again(self) -> None:
        """End the service, and start another one on what it left behind."""
        self._stop()
        self._open()
        self._start()

    def _open(self) -> None:
        self._kept = SqlStorage(self._url)
        self._storage = MortalStorage(self._kept.unit_of_work)
        self._context = Context(storage=self._storage, clock=self._clock, ids=random_ids(self._clock))

    def _start(self) -> None:
        settings = make_settings(engine="inline", tick_minutes=15, frozen_hours=FROZEN)
        app = create_app(settings, context=self._context, plans=True)
        self._http = TestClient(app, raise_server_exceptions=False)
        self._http.__enter__()

    def _stop(self) -> None:
        self._http.__exit__(None, None, None)
        self._kept.close()

    def _call(
        self,
        who: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        key: str | None = None,
        **headers: str,
    ) -> httpx2.Response:
        """Send a call; whatever the service says to it, it is no defect, and an error is told as one."""
        answer = self._http.request(method, path, json=body, headers=self._headers(who, key) | headers)
        assert answer.status_code < 500, answer.text
        assert answer.is_success or answer.headers["Content-Type"] == "application/problem+json"
        return answer

    def _headers(self, who: str, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._keys[who]}", "If-Match": "*"} | (
            {} if key is None else {"Idempotency-Key": key}
        )
