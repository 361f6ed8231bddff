"""Every route, by construction: with what is over, with too narrow a key, with another tenant's ids, and what any answer says of others.

The routes are those of the OpenAPI text; a new one is walked by itself, or a test here says what it misses.

Over 150 lines because the walk is the specification of who may go where.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import SCOPES, Role, Scope
from scheduler.services import accounts, booking_requests, calendar_feeds, keys, park, sessions
from tests.api.operations import PUBLIC, Operation, operations
from tests.api.parks import Park, client_of, make_series, running_park
from tests.api.people import COOKIE, person
from tests.api.scopes import SCOPE_OF
from tests.scheduler.builders import (
    OPERATOR,
    at,
    hours,
    make_machine,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

GUARDED = [each for each in operations() if each.name not in PUBLIC]
#: What only a person may call, whatever the role: a key has neither sessions nor a password.
OF_PEOPLE = {"list_sessions", "get_current_session", "sign_out", "change_password"}
_SCOPED = {name: scope for scope, names in SCOPE_OF.items() for name in names}


def _named(operation: Operation) -> str:
    return operation.name


@pytest.fixture(scope="module")
def shared() -> Iterator[Park]:
    """One park for all calls that are refused."""
    with running_park() as running:
        yield running


@pytest.fixture(scope="module")
def over(shared: Park) -> dict[str, dict[str, str]]:
    """Return headers of an operator's credentials of every kind that are over; each opened something before."""
    ctx, clock = shared.context, shared.clock
    made = {
        name: keys.create_key(
            ctx, OPERATOR, name=name, role=Role.OPERATOR, expires_at=at(1) if name == "expired" else None
        )
        for name in ("expired", "revoked", "rotated")
    }
    people = {name: person(shared.app, ctx, f"{name}@park") for name in ("idle", "ended", "shut")}
    headers = {name: {"Authorization": f"Bearer {key.secret}"} for name, key in made.items()}
    headers |= {name: {"Cookie": f"{COOKIE}={each.client.cookies[COOKIE]}"} for name, each in people.items()}
    for each in headers.values():
        assert shared.nobody.get("/v1/park", headers=each).status_code == 200
    keys.revoke_key(ctx, OPERATOR, made["revoked"].key.id)
    keys.rotate_key(ctx, OPERATOR, made["rotated"].key.id, overlap=hours(0))
    sessions.end_session(ctx, OPERATOR, people["ended"].session_id)
    accounts.update_account(ctx, OPERATOR, people["shut"].account_id, 2, name="x", role=Role.OPERATOR, active=False)
    clock.advance(hours(3))
    return headers


@pytest.mark.parametrize("operation", GUARDED, ids=_named)
def test_what_is_over_opens_nothing(shared: Park, over: dict[str, dict[str, str]], operation: Operation) -> None:
    """A key that was rotated, a session that was ended, somebody who was shut out: each on every path."""
    told = {
        "expired": "expired", "rotated": "expired", "idle": "expired", "ended": "expired",
        "revoked": "unauthenticated", "shut": "unauthenticated",
    }  # fmt: skip
    assert set(told) == set(over)
    for name, headers in over.items():
        answer = operation.call(shared.nobody, **headers)
        assert (answer.status_code, answer.json()["type"]) == (401, f"/problems/{told[name]}"), name
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.fixture(scope="module")
def narrow(shared: Park) -> dict[tuple[Scope, bool], TestClient]:
    """Return for each scope a client with that one alone, and one with all others; both are the operator's."""
    return {
        (scope, alone): client_of(
            shared.app,
            keys.create_key(
                shared.context,
                OPERATOR,
                name="narrow",
                role=Role.OPERATOR,
                scopes=(scope,) if alone else tuple(each for each in Scope if each is not scope),
            ).secret,
        )
        for scope in Scope
        for alone in (True, False)
    }


def test_every_operation_has_its_scope() -> None:
    """A new path would otherwise open by a scope that nobody thought of."""
    assert set(_SCOPED) | OF_PEOPLE == {each.name for each in GUARDED}
    assert sum(map(len, SCOPE_OF.values())) == len(_SCOPED)
    assert set(SCOPE_OF) == set(SCOPES)


@pytest.mark.parametrize("operation", [each for each in GUARDED if each.name not in OF_PEOPLE], ids=_named)
def test_a_narrow_key_opens_what_its_scope_is_for(
    shared: Park, narrow: dict[tuple[Scope, bool], TestClient], operation: Operation
) -> None:
    """With all scopes but its own an operation is refused; with its own alone it is not, whatever else may be wrong."""
    del shared
    scope = _SCOPED[operation.name]
    without = operation.call(narrow[scope, False])
    assert (without.status_code, without.json()["type"]) == (403, "/problems/outside-scope")
    assert scope.value in without.json()["detail"]
    alone = operation.call(narrow[scope, True])
    assert alone.status_code not in {401, 500}
    assert "outside-scope" not in alone.text, alone.text


@pytest.mark.parametrize("name", sorted(OF_PEOPLE))
def test_what_is_for_people_is_not_for_keys(shared: Park, name: str) -> None:
    """A key would change the password of nobody, or see everybody's sessions."""
    operation = next(each for each in GUARDED if each.name == name)
    for client in (shared.operator, shared.ada):
        answer = operation.call(client)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    somebody = person(shared.app, shared.context, f"{name}@park").client
    assert operation.call(somebody).is_success


_MARK = "only-adas-eyes"


@dataclass(frozen=True)
class Stranger:
    """An admin of bob's, and what ada has."""

    client: TestClient
    #: By the name of a parameter of a path: the id of something of ada's.
    ids: dict[str, str]


@pytest.fixture(scope="module")
def stranger() -> Iterator[Stranger]:
    """A park in which ada has one of everything."""
    with running_park() as running:
        ctx = running.context
        park.create_machine(ctx, OPERATOR, make_machine("adas", name=_MARK, open_to=("ada",)))
        terms = make_terms(title=_MARK, external_reference=_MARK)
        request = booking_requests.create(ctx, tenant("ada"), terms)
        reservation = publish_slots(ctx, make_slot(request)).confirmed[0]
        somebody = person(running.app, ctx, f"{_MARK}@ada", Role.TENANT_ADMIN, "ada")
        webhook = somebody.client.post("/v1/webhooks", json={"url": f"https://erp.example.com/{_MARK}"}).json()["id"]
        ids = {
            "machine_id": "adas",
            "series_id": somebody.client.post("/v1/booking-series", json=make_series(title=_MARK)).json()["series_id"],
            "webhook_id": webhook,
            "delivery_id": somebody.client.post(f"/v1/webhooks/{webhook}:test", json={}).json()["id"],
            "tenant_id": "ada",
            "request_id": request.id,
            "reservation_id": reservation.id,
            "feed_id": calendar_feeds.create_feed(ctx, tenant("ada"), name=_MARK).feed.id,
            "key_id": keys.create_key(ctx, OPERATOR, name=_MARK, role=Role.TENANT, tenant_id="ada").key.id,
            "account_id": somebody.account_id,
            "session_id": somebody.session_id,
        }
        yield Stranger(person(running.app, ctx, "boss@bob", Role.TENANT_ADMIN, "bob").client, ids)


#: Parameters that name what is the park's; tenants see none of runs and plans, and the rest is everybody's.
_OF_THE_PARK = {"version", "name", "skill_id", "closure_id", "outage_id", "run_id"}


def _parameters(operation: Operation) -> set[str]:
    return {part.partition("}")[0] for part in operation.path.split("{")[1:]}


def test_every_parameter_is_known(stranger: Stranger) -> None:
    """A new kind of id would otherwise be walked with ids of nothing, which prove nothing."""
    found = {name for each in GUARDED for name in _parameters(each)}
    assert found == set(stranger.ids) | _OF_THE_PARK


@pytest.mark.parametrize("operation", [each for each in GUARDED if _parameters(each) - _OF_THE_PARK], ids=_named)
def test_another_tenants_id_is_nothing(stranger: Stranger, operation: Operation) -> None:
    """An id that is guessed would otherwise tell that it exists: told is what is told of one that does not, word for word."""
    theirs = {name: stranger.ids[name] for name in _parameters(operation)}
    answers = []
    for ids in (theirs, dict.fromkeys(theirs, "nothing")):
        answer = _with(operation, ids).call(stranger.client)
        problem = answer.json()
        problem.pop("trace_id")
        told = str(problem)
        for key in ids.values():
            told = told.replace(key, "it")
        answers.append((answer.status_code, told))
    assert answers[0][0] in {403, 404}, answers
    assert answers[0] == answers[1]


def _with(operation: Operation, ids: dict[str, str]) -> Operation:
    return replace(operation, path=operation.path.format(**ids))


@pytest.mark.parametrize("operation", [each for each in GUARDED if each.method == "GET"], ids=_named)
def test_no_answer_tells_of_another_tenant(stranger: Stranger, operation: Operation) -> None:
    """A list, a report, an event or an error would say what a single look-up hides."""
    seen = {"tenant_id": "bob", "version": "1"}
    ids = {name: seen.get(name, "nothing") for name in _parameters(operation)}
    text = _with(operation, ids).call(stranger.client).text
    assert _MARK not in text
    for key in set(stranger.ids.values()) - {"ada"}:
        assert key not in text
    assert '"ada"' not in text
