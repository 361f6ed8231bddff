"""Signing in over HTTP: what the cookie is, what guessing leads to, and that a person may what a key of the role may.

Over 150 lines because each promise of the door has its test.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from scheduler.domain.access import Role
from tests.api.parks import Park, make_request, running_park
from tests.api.people import COOKIE, browser, person
from tests.scheduler.builders import hours
from tests.scheduler.people import PASSWORD, make_account

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2

_LOGIN = "fang@ada.example"


def sign_in(client: TestClient, login: str = _LOGIN, password: str = PASSWORD) -> httpx2.Response:
    """Try to sign in."""
    return client.post("/v1/sessions", json={"login": login, "password": password})


def test_the_first_operator_comes_in(park: Park) -> None:
    """From an invitation to a session, with nothing but HTTP; the invitation and the password are in no answer again."""
    made = park.operator.post("/v1/accounts", json={"login": "Boss@park", "name": "Boss", "role": "operator"})
    assert made.status_code == 201
    invitation = made.json()["invitation"]
    client = browser(park.app)
    accept = {"invitation": invitation, "password": PASSWORD}
    assert client.post("/v1/invitations:accept", json=accept).status_code == 204
    again = client.post("/v1/invitations:accept", json=accept)
    assert (again.status_code, again.json()["type"]) == (401, "/problems/sign-in-refused")
    told = sign_in(client, "boss@PARK")
    assert (told.status_code, told.json()["role"], told.json()["login"]) == (200, "operator", "boss@park")
    me = client.get("/v1/sessions/current").json()
    assert (me["id"], me["current"], me["way"]) == (told.json()["id"], True, "password")
    account = park.operator.get(f"/v1/accounts/{made.json()['id']}")
    assert (account.json()["has_password"], account.json()["invitation_until"]) == (True, None)
    assert account.headers["ETag"] == '"2"'
    for answer in (told, account, park.operator.get("/v1/accounts"), park.operator.get("/v1/audit-entries")):
        for secret in (invitation, PASSWORD, "argon2"):
            assert secret not in answer.text


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_hosts(park: Park) -> None:
    """A script, a neighbour's host or a plain connection would otherwise carry the session away."""
    make_account(park.context)
    given = sign_in(browser(park.app)).headers["Set-Cookie"]
    name, _, rest = given.partition("=")
    facts = {part.strip().lower() for part in rest.split(";")[1:]}
    assert (name, facts) == (COOKIE, {"httponly", "secure", "samesite=lax", "path=/", f"max-age={12 * 3600}"})


def test_an_installation_without_tls_says_so() -> None:
    """In a workshop without TLS nobody could sign in, or every installation would send its cookies in the clear."""
    with running_park(cookies="plain", session_hours=1) as park:
        make_account(park.context)
        client = browser(park.app, "http://testserver")
        given = sign_in(client).headers["Set-Cookie"].lower()
        assert given.startswith("equishare=")
        assert "secure" not in given
        assert "httponly" in given
        assert client.get("/v1/sessions/current").status_code == 200


def test_a_person_may_what_a_key_of_the_role_may(park: Park) -> None:
    """Rules would hold for programs and not for people, or the other way round."""
    client = person(park.app, park.context, "clerk@ada", Role.TENANT, "ada").client
    made = client.post("/v1/booking-requests", json=make_request(), headers={"Idempotency-Key": "k"})
    assert made.status_code == 201, made.text
    assert client.post("/v1/booking-requests", json=make_request(tenant_id="bob")).status_code == 404
    assert client.post("/v1/booking-requests", json=make_request(deadline="2026-11-20T00:00:00Z")).status_code == 422
    assert client.get("/v1/tenants/bob").status_code == 404
    assert client.post("/v1/tenants", json={"id": "x", "name": "x"}).status_code == 403
    entry = park.operator.get("/v1/audit-entries", params={"kind": "booking_request"}).json()["items"][0]
    me = client.get("/v1/sessions/current").json()
    assert entry["actor"] == {
        "role": "tenant", "tenant_id": "ada", "key_id": me["id"], "account_id": me["account_id"],
    }  # fmt: skip
    again = park.ada.post("/v1/booking-requests", json=make_request(), headers={"Idempotency-Key": "k"})
    assert again.json()["id"] != made.json()["id"]


def test_a_session_that_is_over_says_so(park: Park) -> None:
    """A page would show a stranger's door, where signing in again is all that is needed."""
    for end in (lambda who: who.client.delete("/v1/sessions/current"), lambda _: park.clock.advance(hours(3))):
        somebody = person(park.app, park.context, f"{end.__code__.co_firstlineno}{id(end)}@park")
        cookie = {"Cookie": f"{COOKIE}={somebody.client.cookies[COOKIE]}"}
        assert park.nobody.get("/v1/sessions/current", headers=cookie).status_code == 200
        end(somebody)
        answer = park.nobody.get("/v1/sessions/current", headers=cookie)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/expired")
        assert answer.json()["errors"][0]["cure"] == "sign in again"
        assert park.nobody.get("/docs", headers=cookie).status_code == 200


def test_signing_out_takes_the_cookie(park: Park) -> None:
    """The next person at the machine would send it along."""
    client = person(park.app, park.context, "op@park").client
    answer = client.delete("/v1/sessions/current")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert COOKIE not in client.cookies
    assert client.get("/v1/sessions/current").json()["type"] == "/problems/unauthenticated"


def test_a_key_goes_before_a_cookie(park: Park) -> None:
    """A program that runs in a browser would act as somebody else than it says."""
    client = person(park.app, park.context, "op@park").client
    key = park.ada.headers["Authorization"]
    assert client.get("/v1/tenants", headers={"Authorization": key}).json()["items"][0]["id"] == "ada"
    assert len(client.get("/v1/tenants", headers={"Authorization": key}).json()["items"]) == 1
    assert client.get("/v1/tenants", headers={"Authorization": "Bearer es_wrong"}).status_code == 401
    # A proxy before us may ask for a password of its own.
    assert len(client.get("/v1/tenants", headers={"Authorization": "Basic YTpi"}).json()["items"]) == 2


_FAILED = ["fang@ada.example", "nobody@ada"]


@pytest.mark.parametrize("login", _FAILED)
def test_guessing_is_stopped_and_told_alike_whether_there_is_an_account_or_not(login: str) -> None:
    """A password would be found by trying, or the limit would tell whose account it protects."""
    with running_park(sign_in_rate="3/hour") as park:
        make_account(park.context)
        client = browser(park.app)
        told = [sign_in(client, login, "wrong") for _ in range(4)]
        assert [each.status_code for each in told] == [401, 401, 401, 429]
        facts = {(each.json()["type"], each.json()["detail"]) for each in told[:3]}
        assert facts == {("/problems/sign-in-refused", told[0].json()["detail"])}
        assert (told[3].headers["Retry-After"], told[3].json()["type"]) == ("3600", "/problems/too-many-requests")
        # Nor does the right one get in meanwhile: the limit would tell which it is.
        assert sign_in(client, login).status_code == 429
        assert sign_in(client, "Somebody@else").status_code == 401
        park.clock.advance(timedelta(hours=1))
        assert sign_in(client).status_code == 200


def test_who_comes_in_is_not_counted() -> None:
    """A company that signs in every morning from one address would be locked out by noon."""
    with running_park(sign_in_rate="1/hour", sign_in_address_rate="1/hour") as park:
        make_account(park.context)
        assert [sign_in(browser(park.app)).status_code for _ in range(3)] == [200] * 3


def test_one_address_does_not_try_all_logins() -> None:
    """One password would be tried on a thousand accounts."""
    with running_park(sign_in_address_rate="2/hour") as park:
        client = browser(park.app)
        assert [sign_in(client, f"somebody{number}@ada").status_code for number in range(3)] == [401, 401, 429]
        elsewhere = TestClient(park.app, base_url="https://testserver", client=("203.0.113.9", 1))
        assert sign_in(elsewhere, "somebody9@ada").status_code == 401


def test_failures_are_counted_together_by_all_processes(tmp_path: Path) -> None:
    """With every process somebody could try as often again."""
    shared: dict[str, Any] = {"sign_in_rate": "3/hour", "rates_file": str(tmp_path / "counts")}
    with running_park(**shared) as one, running_park(one.context, **shared) as other:
        clients = [browser(each.app) for each in (one, other)]
        assert [sign_in(clients[number % 2]).status_code for number in range(5)] == [401] * 3 + [429] * 2
        counts = (tmp_path / "counts").read_bytes() + (tmp_path / "counts-wal").read_bytes()
        assert _LOGIN.encode() not in counts


def test_signing_in_is_counted_as_a_call_too() -> None:
    """Each try costs 64 MiB: the limit of an address must hold before the work is done."""
    with running_park(address_rate="2/minute") as park:
        client = browser(park.app)
        assert [sign_in(client).status_code for _ in range(3)] == [401, 401, 429]


def test_a_wrong_old_password_is_counted() -> None:
    """Whoever finds an open browser could try passwords until one fits."""
    with running_park(sign_in_rate="2/hour") as park:
        client = person(park.app, park.context, "op@park").client
        body = {"old_password": "wrong", "new_password": PASSWORD * 2}
        tries = [client.post("/v1/sessions/current:change-password", json=body) for _ in range(3)]
        assert [each.status_code for each in tries] == [401, 401, 429]


def test_failures_that_cannot_be_counted_shut_nobody_out(park: Park) -> None:
    """A full disk would end all business, where only the counting has to wait."""
    make_account(park.context)
    park.app.state.service.rates.close()
    assert [sign_in(browser(park.app), password=word).status_code for word in ("wrong", PASSWORD)] == [401, 200]


def test_another_companys_people_are_told_to_nobody(park: Park) -> None:
    """An admin could read who works elsewhere."""
    admin = person(park.app, park.context, "boss@ada", Role.TENANT_ADMIN, "ada")
    theirs = person(park.app, park.context, "x@bob", Role.TENANT_ADMIN, "bob")
    assert [each["login"] for each in admin.client.get("/v1/accounts").json()["items"]] == ["boss@ada"]
    facts = {"name": "x", "role": "tenant", "active": False}
    for answer in (
        admin.client.get(f"/v1/accounts/{theirs.account_id}"),
        admin.client.get(f"/v1/accounts/{theirs.account_id}/sessions"),
        admin.client.post(f"/v1/accounts/{theirs.account_id}:invite"),
        admin.client.put(f"/v1/accounts/{theirs.account_id}", json=facts, headers={"If-Match": '"2"'}),
        admin.client.delete(f"/v1/sessions/{theirs.session_id}"),
    ):
        assert answer.status_code == 404
        assert "x@bob" not in answer.text
    assert theirs.client.get("/v1/sessions/current").status_code == 200
    entries = admin.client.get("/v1/audit-entries").text
    assert theirs.account_id not in entries
    assert theirs.session_id not in entries
