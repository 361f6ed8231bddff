"""Signing in at a provider of identities: the whole dance with a real one in a process of its own, and every way in which it may be cheated.

Over 150 lines because each way has its test.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from scheduler.domain.access import Role
from scheduler.services import accounts
from tests.api.oidc_provider import CLIENT_ID, CLIENT_SECRET, FORGERIES
from tests.api.parks import Park, running_park
from tests.api.people import COOKIE, browser
from tests.scheduler.builders import OPERATOR, HandClock, make_context
from tests.scheduler.people import make_account, make_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

_AWAY = "__Host-equishare-away"
_FANG = {"email": "Fang@ada.example", "email_verified": True, "name": "王芳"}


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


@pytest.fixture(scope="module")
def process() -> Iterator[RunningProvider]:
    """Start it once; `provider` makes it honest again for each test."""
    command = [sys.executable, "-m", "tests.api.oidc_provider"]
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    running = RunningProvider(child.stdout.readline().strip())
    try:
        yield running
    finally:
        running.close()
        child.terminate()
        child.wait(60)
        child.stdout.close()


@pytest.fixture
def provider(process: RunningProvider) -> RunningProvider:
    """Return it as it is when nobody cheats."""
    process.set(rotate=True, people={"7": _FANG}, lies={}, forgery=None, is_down=False)
    return process


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


@pytest.fixture
def park(provider: RunningProvider) -> Iterator[Park]:
    """A park that knows one person, who is to sign in with her address."""
    with park_with(provider) as running:
        accounts.create_account(running.context, OPERATOR, make_terms())
        yield running


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


def test_the_whole_dance(park: Park, provider: RunningProvider) -> None:
    """From our door to the provider and back into a session, which acts as the account."""
    client = browser(park.app)
    address = sent_away(client)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
    assert asked["redirect_uri"] == "https://testserver/sign-in/oidc/callback"
    assert {"openid", "email"} <= set(asked["scope"].split())
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    answer = come_back(client, provider.visit(address))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert _AWAY not in client.cookies
    me = client.get("/v1/sessions/current").json()
    assert (me["login"], me["way"], me["role"], me["tenant_id"]) == ("fang@ada.example", "oidc", "tenant", "ada")
    assert client.get("/v1/tenants/bob").status_code == 404
    entries = park.operator.get("/v1/audit-entries", params={"kind": "session"}).json()["items"]
    assert [entry["actor"]["account_id"] for entry in entries] == [me["account_id"]]


def test_who_came_once_is_known_by_the_providers_name_for_them(park: Park, provider: RunningProvider) -> None:
    """An address that is given to somebody else after a year would otherwise open the account of the one before."""
    first = dance(park, provider)[0].get("/v1/sessions/current").json()["account_id"]
    provider.set(people={"7": _FANG | {"email": "new@ada.example"}, "8": _FANG})
    assert dance(park, provider)[0].get("/v1/sessions/current").json()["account_id"] == first
    _, answer = dance(park, provider, "8")
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
def test_whom_nobody_has_invited_is_told_so(park: Park, provider: RunningProvider, claims: dict[str, Any]) -> None:
    """Everybody whom the provider knows would otherwise be in the park; or whoever typed somebody's address there."""
    provider.set(people={"7": claims})
    client, answer = dance(park, provider)
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


def test_who_was_shut_out_does_not_come_in_by_another_door(park: Park, provider: RunningProvider) -> None:
    """Shutting an account would mean nothing where people sign in elsewhere."""
    account = dance(park, provider)[0].get("/v1/sessions/current").json()["account_id"]
    facts = {"name": "x", "role": "tenant", "active": False}
    assert park.operator.put(f"/v1/accounts/{account}", json=facts, headers={"If-Match": '"2"'}).is_success
    _, answer = dance(park, provider)
    assert answer.json()["type"] == "/problems/not-invited"


def refused(answer: httpx2.Response, client: TestClient) -> bool:
    """Return whether nobody was signed in, in the words that tell nothing."""
    told = (answer.status_code, answer.json()["type"]) == (401, "/problems/sign-in-refused")
    return told and COOKIE not in client.cookies


_LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "another"},
    "a nonce among others": {"nonce": ["another"]},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another"},
    "no audience": {"aud": []},
    "for several, asked for by another": {"aud": [CLIENT_ID, "another"], "azp": "another"},
    "for several, asked for by nobody": {"aud": [CLIENT_ID, "another"]},
    "asked for by another": {"azp": "another"},
    "another issuer": {"iss": "https://evil.example"},
    "over": {"exp": 1000},
    "without an end": {"exp": None},
    "an end that is no number": {"exp": "tomorrow"},
    "from the future": {"iat": 9999999999},
    "not yet good": {"nbf": 9999999999},
    "nobody": {"sub": ""},
    "no name": {"sub": 7},
}


@pytest.mark.parametrize("lie", sorted(_LIES))
def test_a_token_that_is_not_for_us_now_and_here_is_refused(park: Park, provider: RunningProvider, lie: str) -> None:
    """A token that another service got, or that was stolen yesterday, would open the park."""
    provider.set(lies=_LIES[lie])
    client, answer = dance(park, provider)
    assert refused(answer, client)
    provider.set(lies={})
    assert dance(park, provider)[1].status_code == 303


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_signature_that_anybody_could_make_is_refused(park: Park, provider: RunningProvider, forgery: str) -> None:
    """Whoever knows the public key could sign with it as a shared secret, or not sign at all."""
    provider.set(forgery=forgery)
    client = browser(park.app)
    address = provider.visit(sent_away(client))
    assert refused(come_back(client, address), client)


def test_a_token_that_has_just_run_out_is_refused_and_a_small_difference_of_clocks_is_not(
    park: Park, provider: RunningProvider
) -> None:
    """Its hour is what the provider vouches for; and no two clocks go alike."""
    advance(park, timedelta(seconds=3600 + 50))
    assert dance(park, provider)[1].status_code == 303
    advance(park, timedelta(seconds=30))
    client, answer = dance(park, provider)
    assert refused(answer, client)


def test_a_new_key_of_the_provider_is_asked_for_and_not_too_often(park: Park, provider: RunningProvider) -> None:
    """After it has changed its keys nobody could sign in until a restart; and whoever sends nonsense would make us ask all day."""
    assert dance(park, provider)[1].status_code == 303
    before = provider.set(rotate=True)
    advance(park, timedelta(minutes=2))
    assert dance(park, provider)[1].status_code == 303
    assert provider.set() == before + 1
    provider.set(rotate=True)
    for _ in range(3):
        client, answer = dance(park, provider)
        assert refused(answer, client)
    assert provider.set() == before + 1
    advance(park, timedelta(minutes=2))
    assert dance(park, provider)[1].status_code == 303
    assert provider.set() == before + 2


def test_an_answer_is_taken_once(park: Park, provider: RunningProvider) -> None:
    """Whoever finds it in a history or a log would come in with it."""
    client = browser(park.app)
    sent = sent_away(client)
    cookie = client.cookies[_AWAY]
    address = provider.visit(sent)
    assert come_back(client, address).status_code == 303
    thief = browser(park.app)
    for headers in ({}, {"Cookie": f"{_AWAY}={cookie}"}):
        assert refused(come_back(thief, address, **headers), thief)


def test_an_answer_belongs_to_the_browser_that_was_sent(park: Park, provider: RunningProvider) -> None:
    """Somebody could lay its own answer before another, who would work in a stranger's account."""
    victim, attacker = browser(park.app), browser(park.app)
    sent_away(victim)
    address = provider.visit(sent_away(attacker))
    assert refused(come_back(victim, address), victim)
    assert refused(come_back(browser(park.app), address), victim)


@pytest.mark.parametrize(
    "change", [{"state": "other"}, {"state": ""}, {"iss": "https://evil.example"}, {"code": "x"}, {"code": None}]
)
def test_what_comes_back_must_be_what_was_sent(park: Park, provider: RunningProvider, change: dict[str, Any]) -> None:
    """A code that was put in the place of another would sign in somebody else."""
    client = browser(park.app)
    address = provider.visit(sent_away(client))
    query = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()} | change
    query = {name: value for name, value in query.items() if value is not None}
    answer = client.get("/sign-in/oidc/callback", params=query, follow_redirects=False)
    assert refused(answer, client)


def test_a_code_without_its_verifier_is_worth_nothing(park: Park, provider: RunningProvider) -> None:
    """A code that was read on the way would be enough: with PKCE it is not."""
    client, other = browser(park.app), browser(park.app)
    code = parse_qs(urlsplit(provider.visit(sent_away(client))).query)["code"][0]
    state = parse_qs(urlsplit(sent_away(other)).query)["state"][0]
    answer = other.get("/sign-in/oidc/callback", params={"code": code, "state": state}, follow_redirects=False)
    assert refused(answer, other)


def test_who_is_away_for_too_long_begins_anew(park: Park, provider: RunningProvider) -> None:
    """A window left open over night would be a way in in the morning."""
    client = browser(park.app)
    address = provider.visit(sent_away(client))
    advance(park, timedelta(minutes=10))
    assert refused(come_back(client, address), client)


def test_a_provider_that_does_not_answer_is_told_apart(provider: RunningProvider) -> None:
    """People would believe that they are shut out; what the provider said before is good for as long as it is gone."""
    provider.set(is_down=True)
    with park_with(provider) as park:
        accounts.create_account(park.context, OPERATOR, make_terms())
        client = browser(park.app)
        answer = client.get("/sign-in/oidc", follow_redirects=False)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/provider-unavailable")
        provider.set(is_down=False)
        address = provider.visit(sent_away(client))
        provider.set(is_down=True)
        assert come_back(client, address).json()["type"] == "/problems/provider-unavailable"
        advance(park, timedelta(hours=2))
        sent_away(client)


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
    provider.set(people={"7": _FANG | claims})
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
    provider.set(people={"7": _FANG | {"groups": "staff"}})
    with park_with(provider, **_DECIDES | {"oidc_roles": "staff=operator, audit=auditor, firm=tenant"}) as park:
        before, _ = dance(park, provider)
        provider.set(people={"7": _FANG | {"groups": "audit"}})
        after, _ = dance(park, provider)
        assert after.get("/v1/sessions/current").json()["role"] == "auditor"
        assert before.get("/v1/sessions/current").status_code == 401
        for claims in ({"groups": "firm", "company": "ada"}, {}):
            provider.set(people={"7": _FANG | claims})
            assert dance(park, provider)[1].json()["type"] == "/problems/not-invited"
