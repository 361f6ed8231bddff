"""What browsers and caches are told: with every answer, whatever it is an answer to."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest
import structlog
from starlette.testclient import TestClient

from api.app import create_app
from tests.api.operations import operations
from tests.api.parks import Park, make_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PAGES = ("/docs", "/problems", "/problems/refused")


def answers(park: Park) -> Iterator[Response]:
    """Yield an answer of every kind: every operation with and without rights, pages, files, what is not there, what is too large."""
    for each in operations():
        yield each.call(park.nobody)
        yield each.call(park.ada)
        yield each.call(park.operator)
    for path in (*_PAGES, "/", "/openapi.json", "/docs/swagger-ui.css", "/docs/nothing", "/v1/nothing", "/v1"):
        yield park.nobody.get(path, follow_redirects=False)
    yield park.ada.delete("/v1/machines")
    yield park.ada.post("/v1/booking-requests", content=b"", headers={"Content-Length": str(2**30)})


def test_every_answer_is_guarded(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer without them is the one that is framed, sniffed or leaks its address."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken, structlog.testing.capture_logs():
        broken.setattr("scheduler.services.park.list_machines", fail)
        seen = [park.ada.get("/v1/machines")]
    seen += answers(park)
    assert {200, 201, 307, 401, 403, 404, 405, 413, 500} <= {each.status_code for each in seen}
    for answer in seen:
        assert {name: answer.headers.get(name) for name in _ALWAYS} == _ALWAYS, answer.url
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_nothing_of_the_park_is_kept_by_anybody_on_the_way(park: Park) -> None:
    """A cache would show one tenant's reservations to the next who asks, or say that the service is ready when it is not."""
    for answer in answers(park):
        path = answer.url.path
        if path.startswith(("/v1", "/healthz", "/readyz", "/metrics")):
            assert answer.headers["Cache-Control"] == "no-store", path
    assert "no-store" not in park.nobody.get("/docs/swagger-ui.css").headers.get("Cache-Control", "")


def test_a_version_is_told_although_nothing_is_kept(park: Park) -> None:
    """Whoever changes a thing needs its ETag; `no-store` forbids copies, not versions."""
    answer = park.operator.get("/v1/tenants/ada")
    assert (answer.headers["ETag"], answer.headers["Cache-Control"]) == ('"1"', "no-store")
    changed = park.operator.put("/v1/tenants/ada", json={"name": "A"}, headers={"If-Match": answer.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_has_nothing_that_its_own_policy_forbids(park: Park, path: str) -> None:
    """A browser would show it without its style, or not at all."""
    page = park.nobody.get(path)
    policy = page.headers["Content-Security-Policy"]
    assert not re.search(r"<[^>]+\s(style|on\w+)=", page.text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page.text)
    for style in re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in policy
    kinds = {"script": "script-src 'self'", "link": "style-src 'self'"}
    for tag, address in re.findall(r'<(script|link)[^>]*\s(?:src|href)="([^"]+)"', page.text):
        assert kinds[tag] in policy
        assert park.nobody.get(address).status_code == 200


def test_tls_only_is_said_by_tls_only() -> None:
    """Said over a plain connection it means nothing; said where there is no TLS it shuts people out for as long."""
    for seconds, base, told in ((9, "https://park", "max-age=9"), (9, "http://park", None), (0, "https://park", None)):
        app = create_app(make_settings(hsts_seconds=seconds), plans=False)
        with TestClient(app, base_url=base) as client:
            assert client.get("/healthz").headers.get("Strict-Transport-Security") == told
