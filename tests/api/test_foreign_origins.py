"""With a cookie only pages of this service change things: browsers send it along with what other sites ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from tests.api.parks import Park, running_park
from tests.api.people import COOKIE, person
from tests.api.serving import client, served
from tests.scheduler.people import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2

_TENANT = {"id": "cyd", "name": "Cyd"}
_OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://name-that-a-proxy-knows.example"},
    {"Origin": "https://testserver"},
    {"Origin": "https://TestServer:443"},
]
_FOREIGN: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://testserver"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://testserver"},
    {"Origin": "https://testserver:8443"},
    {"Origin": "https://testserver.evil.example"},
    {"Origin": "https://testserver@evil.example"},
    {"Origin": "null"},
    {"Origin": "https://[broken"},
    {"Origin": ""},
    {"Referer": "https://testserver/docs"},
]


def change(park: Park, method: str, headers: dict[str, str], base: str = "https://testserver") -> httpx2.Response:
    """Change something with the cookie of an operator, as a page does that sends these headers."""
    cookie = person(
        park.app, park.context, f"op{len(park.operator.get('/v1/accounts').json()['items'])}@park"
    ).client.cookies[COOKIE]
    bare = TestClient(park.app, base_url=base, raise_server_exceptions=False)
    path = {"POST": "/v1/tenants", "PUT": "/v1/tenants/ada", "DELETE": "/v1/closures/nothing"}[method]
    body = {"POST": _TENANT, "PUT": {"name": "A"}, "DELETE": None}[method]
    return bare.request(method, path, json=body, headers={"Cookie": f"{COOKIE}={cookie}", "If-Match": '"1"'} | headers)


@pytest.mark.parametrize("headers", _OURS, ids=str)
@pytest.mark.parametrize(("method", "done"), [("POST", 201), ("PUT", 200), ("DELETE", 404)])
def test_a_page_of_ours_changes_things(park: Park, method: str, done: int, headers: dict[str, str]) -> None:
    """The console would not work, on TLS or behind a proxy."""
    assert change(park, method, headers).status_code == done


@pytest.mark.parametrize("headers", _FOREIGN, ids=str)
def test_no_other_page_does(park: Park, headers: dict[str, str]) -> None:
    """Whoever looks at another site would book, publish or make keys without knowing."""
    for method in ("POST", "PUT", "DELETE"):
        answer = change(park, method, headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-origin"), method
    assert [each["id"] for each in park.operator.get("/v1/tenants").json()["items"]] == ["ada", "bob"]
    assert park.operator.get("/v1/tenants/ada").json()["version"] == 1


def test_reading_needs_nothing_and_a_key_needs_nothing(park: Park) -> None:
    """A link from a mail would show a stranger's door; programs have no origin."""
    somebody = person(park.app, park.context, "op@park")
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert somebody.client.get("/v1/tenants", headers=foreign).status_code == 200
    assert park.operator.post("/v1/tenants", json=_TENANT, headers=foreign).status_code == 201


def test_nobody_is_signed_in_by_another_page(park: Park) -> None:
    """A page could sign its visitor in as itself, and read later what the visitor entered."""
    person(park.app, park.context, "op@park")
    body = {"login": "op@park", "password": PASSWORD}
    stranger = TestClient(park.app, base_url="https://testserver", raise_server_exceptions=False)
    for headers in _FOREIGN[1:-1]:
        answer = stranger.post("/v1/sessions", json=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/foreign-origin"), headers
        assert "Set-Cookie" not in answer.headers
        accept = {"invitation": "esi_x", "password": PASSWORD}
        assert stranger.post("/v1/invitations:accept", json=accept, headers=headers).status_code == 403
    # A program without a browser says neither, and no page can be silent.
    assert stranger.post("/v1/sessions", json=body).status_code == 200


def test_behind_a_proxy_with_another_name_the_address_is_set() -> None:
    """Browsers on plain connections send Origin alone, and it names the proxy."""
    with running_park(public_url="http://park.lan:8080/plan") as park:
        for origin, done in (("http://park.lan:8080", 201), ("http://park.lan", 403), ("https://park.lan:8080", 403)):
            assert change(park, "POST", {"Origin": origin}, "http://127.0.0.1:8000").status_code == done


def test_the_word_of_a_proxy_on_tls_is_taken_and_of_nobody_else(tmp_path: Path) -> None:
    """Behind a proxy that ends TLS the service would take its own pages for another site's."""
    for proxies, done in (("127.0.0.1", 401), ("192.0.2.1", 403)):
        with served(tmp_path, "memory://", EQUISHARE_PROXIES=proxies) as (base, _), client(base, "es_wrong") as wrong:
            told = {"X-Forwarded-Proto": "https", "Origin": base.replace("http:", "https:")}
            answer = wrong.post("/v1/sessions", json={"login": "nobody", "password": "x"}, headers=told)
            assert answer.status_code == done
