"""Signing in at a provider of identities: the whole dance with a real one in a process of its own, and who may come in by it.

Over 150 lines because who may come in, by what a provider says, is one table with its reasons.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from scheduler.domain.access import Role
from scheduler.services import accounts
from tests.api.elsewhere import AWAY, FANG, advance, come_back, dance, park_with, sent_away
from tests.api.oidc_state import CLIENT_ID
from tests.api.parks import Park, running_park
from tests.api.people import COOKIE, browser
from tests.scheduler.builders import OPERATOR
from tests.scheduler.people import make_account, make_terms

if TYPE_CHECKING:
    from tests.api.elsewhere import RunningProvider


def test_the_whole_dance(known: Park, provider: RunningProvider) -> None:
    """From our door to the provider and back into a session, which acts as the account."""
    client = browser(known.app)
    address = sent_away(client)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
    assert asked["redirect_uri"] == "https://testserver/sign-in/oidc/callback"
    assert {"openid", "email"} <= set(asked["scope"].split())
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    answer = come_back(client, provider.visit(address))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert AWAY not in client.cookies
    me = client.get("/v1/sessions/current").json()
    assert (me["login"], me["way"], me["role"], me["tenant_id"]) == ("fang@ada.example", "oidc", "tenant", "ada")
    assert client.get("/v1/tenants/bob").status_code == 404
    entries = known.operator.get("/v1/audit-entries", params={"kind": "session"}).json()["items"]
    assert [entry["actor"]["account_id"] for entry in entries] == [me["account_id"]]


def test_who_came_once_is_known_by_the_providers_name_for_them(known: Park, provider: RunningProvider) -> None:
    """An address that is given to somebody else after a year would otherwise open the account of the one before."""
    first = dance(known, provider)[0].get("/v1/sessions/current").json()["account_id"]
    provider.set(people={"7": FANG | {"email": "new@ada.example"}, "8": FANG})
    assert dance(known, provider)[0].get("/v1/sessions/current").json()["account_id"] == first
    _, answer = dance(known, provider, "8")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-invited")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@ada.example", "email_verified": True},
        {"email": "fang@ada.example", "email_verified": False},
        {"email": "fang@ada.example"},
        {"email": "fang@ada.example", "email_verified": "true"},
        {},
    ],
    ids=str,
)
def test_whom_nobody_has_invited_is_told_so(known: Park, provider: RunningProvider, claims: dict[str, Any]) -> None:
    """Everybody whom the provider knows would otherwise be in the park; or whoever typed somebody's address there."""
    provider.set(people={"7": claims})
    client, answer = dance(known, provider)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-invited")
    assert COOKIE not in client.cookies
    page = come_back(client, provider.visit(sent_away(client)), Accept="text/html,*/*;q=0.8")
    assert (page.status_code, page.headers["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert "no account" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_an_account_with_a_password_is_not_taken_over(provider: RunningProvider) -> None:
    """Whoever gets an address at the provider would get the account of whoever had it first here."""
    with park_with(provider) as park:
        make_account(park.context)
        _, answer = dance(park, provider)
        assert answer.json()["type"] == "/problems/not-invited"


def test_who_was_shut_out_does_not_come_in_by_another_door(known: Park, provider: RunningProvider) -> None:
    """Shutting an account would mean nothing where people sign in elsewhere."""
    account = dance(known, provider)[0].get("/v1/sessions/current").json()["account_id"]
    facts = {"name": "x", "role": "tenant", "active": False}
    assert known.operator.put(f"/v1/accounts/{account}", json=facts, headers={"If-Match": '"2"'}).is_success
    _, answer = dance(known, provider)
    assert answer.json()["type"] == "/problems/not-invited"


def test_a_provider_that_does_not_answer_is_told_apart(provider: RunningProvider) -> None:
    """People would believe that they are shut out; what the provider said before is good for as long as it is gone."""
    provider.set(is_down=True)
    with park_with(provider) as park:
        accounts.create_account(park.context, OPERATOR, make_terms())
        client = browser(park.app)
        answer = client.get("/sign-in/oidc", follow_redirects=False)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/provider-unavailable")
        provider.set(is_down=False)
        # Nobody waits for it again before five seconds are over: each who does so takes a thread.
        assert client.get("/sign-in/oidc", follow_redirects=False).status_code == 503
        advance(park, timedelta(seconds=5))
        address = provider.visit(sent_away(client))
        provider.set(is_down=True)
        assert come_back(client, address).json()["type"] == "/problems/provider-unavailable"
        advance(park, timedelta(hours=2))
        sent_away(client)


def test_only_so_many_wait_for_the_provider(known: Park) -> None:
    """A provider that is slow would take one thread after the other, until nobody is served any more."""
    places = known.app.state.service.oidc
    with ExitStack() as held:
        for _ in range(8):
            held.enter_context(places.place())
        answer = browser(known.app).get("/sign-in/oidc", follow_redirects=False)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert browser(known.app).get("/sign-in/oidc", follow_redirects=False).status_code == 303


def test_another_provider_at_the_address_is_refused(provider: RunningProvider) -> None:
    """Whoever answers there could be anybody: what it says of itself must be what the installation knows."""
    with park_with(provider, oidc_issuer=provider.issuer + "/") as park:
        answer = browser(park.app).get("/sign-in/oidc", follow_redirects=False)
        assert answer.json()["type"] == "/problems/provider-unavailable"


def test_an_installation_without_a_provider_says_so() -> None:
    """A link that leads nowhere would look like a defect."""
    with running_park() as park:
        for path in ("/sign-in/oidc", "/sign-in/oidc/callback"):
            assert browser(park.app).get(path).json()["type"] == "/problems/unknown-path"


_DECIDES = {"oidc_role_claim": "groups", "oidc_roles": "staff=operator, firm=tenant", "oidc_tenant_claim": "company"}


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"groups": ["firm", "other"], "company": "ada"}, "tenant"),
        ({"groups": "staff", "company": "ada"}, "operator"),
        ({"groups": ["firm", "staff"], "company": "ada"}, "operator"),
        ({"groups": ["firm"], "company": "nowhere"}, None),
        ({"groups": ["firm"]}, None),
        ({"groups": ["other"]}, None),
        ({"company": "ada"}, None),
        ({"groups": {"staff": 1}}, None),
    ],
    ids=str,
)
def test_the_provider_may_say_what_people_are(
    provider: RunningProvider, claims: dict[str, Any], role: str | None
) -> None:
    """Two hundred people would have to be entered by hand, and taken out; whom it gives no role has none."""
    provider.set(people={"7": FANG | claims})
    with park_with(provider, **_DECIDES) as park:
        client, answer = dance(park, provider)
        if role is None:
            assert answer.json()["type"] == "/problems/not-invited"
            return
        me = client.get("/v1/sessions/current").json()
        assert (me["role"], me["login"], me["name"]) == (role, "fang@ada.example", "王芳")
        assert me["tenant_id"] == ("ada" if role == Role.TENANT else None)
        assert dance(park, provider)[0].get("/v1/sessions/current").json()["account_id"] == me["account_id"]


def test_what_the_provider_says_today_holds(provider: RunningProvider) -> None:
    """Whoever changes the office would keep the keys of the old one; nobody moves from one company to another in one account."""
    provider.set(people={"7": FANG | {"groups": "staff"}})
    with park_with(provider, **_DECIDES | {"oidc_roles": "staff=operator, audit=auditor, firm=tenant"}) as park:
        before, _ = dance(park, provider)
        provider.set(people={"7": FANG | {"groups": "audit"}})
        after, _ = dance(park, provider)
        assert after.get("/v1/sessions/current").json()["role"] == "auditor"
        assert before.get("/v1/sessions/current").status_code == 401
        for claims in ({"groups": "firm", "company": "ada"}, {}):
            provider.set(people={"7": FANG | claims})
            assert dance(park, provider)[1].json()["type"] == "/problems/not-invited"
