"""Every way in which signing in at a provider of identities may be cheated: tokens, keys, answers, browsers, time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.elsewhere import AWAY, advance, come_back, dance, refused, sent_away
from tests.api.oidc_forgeries import FORGERIES
from tests.api.oidc_state import CLIENT_ID
from tests.api.people import browser

if TYPE_CHECKING:
    from tests.api.elsewhere import RunningProvider
    from tests.api.parks import Park

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
    "a name without end": {"sub": "7" * 256},
}


@pytest.mark.parametrize("lie", sorted(_LIES))
def test_a_token_that_is_not_for_us_now_and_here_is_refused(known: Park, provider: RunningProvider, lie: str) -> None:
    """A token that another service got, or that was stolen yesterday, would open the known."""
    provider.set(lies=_LIES[lie])
    client, answer = dance(known, provider)
    assert refused(answer, client)
    provider.set(lies={})
    assert dance(known, provider)[1].status_code == 303


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_signature_that_anybody_could_make_is_refused(known: Park, provider: RunningProvider, forgery: str) -> None:
    """Whoever knows the public key could sign with it as a shared secret, or not sign at all."""
    provider.set(forgery=forgery)
    client = browser(known.app)
    address = provider.visit(sent_away(client))
    assert refused(come_back(client, address), client)


def test_a_token_that_has_just_run_out_is_refused_and_a_small_difference_of_clocks_is_not(
    known: Park, provider: RunningProvider
) -> None:
    """Its hour is what the provider vouches for; and no two clocks go alike."""
    advance(known, timedelta(seconds=3600 + 50))
    assert dance(known, provider)[1].status_code == 303
    advance(known, timedelta(seconds=30))
    client, answer = dance(known, provider)
    assert refused(answer, client)


def test_a_new_key_of_the_provider_is_asked_for_and_not_too_often(known: Park, provider: RunningProvider) -> None:
    """After it has changed its keys nobody could sign in until a restart; and whoever sends nonsense would make us ask all day."""
    assert dance(known, provider)[1].status_code == 303
    before = provider.set(rotate=True)
    advance(known, timedelta(minutes=2))
    assert dance(known, provider)[1].status_code == 303
    assert provider.set() == before + 1
    provider.set(rotate=True)
    for _ in range(3):
        client, answer = dance(known, provider)
        assert refused(answer, client)
    assert provider.set() == before + 1
    advance(known, timedelta(minutes=2))
    assert dance(known, provider)[1].status_code == 303
    assert provider.set() == before + 2


def test_an_answer_is_taken_once(known: Park, provider: RunningProvider) -> None:
    """Whoever finds it in a history or a log would come in with it."""
    client = browser(known.app)
    sent = sent_away(client)
    cookie = client.cookies[AWAY]
    address = provider.visit(sent)
    assert come_back(client, address).status_code == 303
    thief = browser(known.app)
    for headers in ({}, {"Cookie": f"{AWAY}={cookie}"}):
        assert refused(come_back(thief, address, **headers), thief)


def test_an_answer_belongs_to_the_browser_that_was_sent(known: Park, provider: RunningProvider) -> None:
    """Somebody could lay its own answer before another, who would work in a stranger's account."""
    victim, attacker = browser(known.app), browser(known.app)
    sent_away(victim)
    address = provider.visit(sent_away(attacker))
    assert refused(come_back(victim, address), victim)
    assert refused(come_back(browser(known.app), address), victim)


@pytest.mark.parametrize(
    "change", [{"state": "other"}, {"state": ""}, {"iss": "https://evil.example"}, {"code": "x"}, {"code": None}]
)
def test_what_comes_back_must_be_what_was_sent(known: Park, provider: RunningProvider, change: dict[str, Any]) -> None:
    """A code that was put in the place of another would sign in somebody else."""
    client = browser(known.app)
    address = provider.visit(sent_away(client))
    query = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()} | change
    query = {name: value for name, value in query.items() if value is not None}
    answer = client.get("/sign-in/oidc/callback", params=query, follow_redirects=False)
    assert refused(answer, client)


def test_a_code_without_its_verifier_is_worth_nothing(known: Park, provider: RunningProvider) -> None:
    """A code that was read on the way would be enough: with PKCE it is not."""
    client, other = browser(known.app), browser(known.app)
    code = parse_qs(urlsplit(provider.visit(sent_away(client))).query)["code"][0]
    state = parse_qs(urlsplit(sent_away(other)).query)["state"][0]
    answer = other.get("/sign-in/oidc/callback", params={"code": code, "state": state}, follow_redirects=False)
    assert refused(answer, other)


def test_who_is_away_for_too_long_begins_anew(known: Park, provider: RunningProvider) -> None:
    """A window left open over night would be a way in in the morning."""
    client = browser(known.app)
    address = provider.visit(sent_away(client))
    advance(known, timedelta(minutes=10))
    assert refused(come_back(client, address), client)
