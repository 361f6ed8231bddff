"""`Idempotency-Key`: a request that is sent again, because its answer was lost, is not carried out again.

Over 150 lines because a key has one promise, and each way to break it has its test.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from scheduler.domain.access import Role
from scheduler.domain.answer import answer_id
from scheduler.domain.booking import RequestStatus
from scheduler.services import keys
from scheduler.storage.memory import MemoryStorage
from scheduler.storage.sql import SqlStorage
from tests.api.deeds import prepared
from tests.api.operations import operations
from tests.api.parks import Park, client_of, make_request, make_settings, running_park
from tests.scheduler.builders import OPERATOR, HandClock, at, hours, make_context
from tests.scheduler.states import all_changes, state_of

if TYPE_CHECKING:
    import httpx2

    from scheduler.storage.unit_of_work import UnitOfWork

_KEY = {"Idempotency-Key": "9f4f0bd2-6f4b-4a0c-9a55-1f2f3a4b5c6d"}
#: POSTs that take no key, and why sending them again does no harm.
WITHOUT = {
    **dict.fromkeys(("validate_booking_request", "validate_series"), "stores nothing"),
    **dict.fromkeys(
        ("create_session", "accept_invitation", "change_password"),
        "holds a password, of which no quick hash may be kept",
    ),
}
#: Every other POST.
CHANGING = sorted(each.name for each in operations() if each.method == "POST" and each.name not in WITHOUT)
#: Of those, the ones whose answer holds a secret.
_SECRET = {
    *("create_api_key", "rotate_api_key", "create_calendar_feed", "create_account", "invite_account"),
    *("create_webhook", "rotate_webhook_secret"),
}


def _told(answer: httpx2.Response) -> tuple[object, ...]:
    headers = {name: answer.headers.get(name) for name in ("Location", "ETag", "Content-Type", "Cache-Control")}
    return answer.status_code, answer.content, headers


def _post(park: Park, tenant: str = "ada", key: str = "k", **facts: str) -> httpx2.Response:
    client = {"ada": park.ada, "bob": park.bob, "operator": park.operator}[tenant]
    return client.post("/v1/booking-requests", json=make_request(**facts), headers={"Idempotency-Key": key})


def test_every_post_that_changes_something_takes_a_key() -> None:
    """Whoever retries would otherwise have to know which ones do."""
    takes = {each.name for each in operations() if "Idempotency-Key" in each.headers}
    assert takes == set(CHANGING) >= {"create_booking_request", "request_schedule_run", "cancel_reservation"}


@pytest.mark.parametrize("name", sorted(set(CHANGING) - _SECRET))
def test_the_same_key_gets_the_same_answer_and_nothing_is_done_twice(park: Park, name: str) -> None:
    """A client whose line broke would otherwise book twice, never know what it has, or be told 409 or 412 for what it did itself."""
    call = prepared(park, name)
    first = call(**_KEY)
    assert first.is_success, first.text
    before, noted = state_of(park.context.storage), all_changes(park.context.storage)
    again = call(**_KEY)
    assert _told(again) == _told(first)
    assert (state_of(park.context.storage), all_changes(park.context.storage)) == (before, noted)


@pytest.mark.parametrize("name", sorted(set(CHANGING) - _SECRET))
def test_with_and_without_a_key_the_answer_is_the_same(name: str) -> None:
    """A key must change nothing but what happens the second time."""
    told = []
    for headers in ({}, _KEY):
        with running_park() as park:
            told.append(_told(prepared(park, name)(**headers)))
    assert told[0] == told[1]


def test_a_change_that_is_sent_again_is_answered_before_it_is_held_against_the_version(park: Park) -> None:
    """The version is another one because of the first try; 412 would tell its sender that somebody else was quicker."""
    made = _post(park)
    headers = _KEY | {"If-Match": made.headers["ETag"]}
    first, again = (park.ada.post(f"{made.headers['Location']}:withdraw", headers=headers) for _ in range(2))
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert _told(again) == _told(first)
    assert (
        park.ada.post(
            f"{made.headers['Location']}:withdraw", headers=headers | {"Idempotency-Key": "other"}
        ).status_code
        == 412
    )


def test_a_batch_with_a_result_for_each_is_answered_again_in_the_same_words(park: Park) -> None:
    """Half of it was taken in; sent again, the other half would otherwise be refused in other words, or the first taken twice."""
    requests = [make_request(tenant_id="ada"), make_request(tenant_id="ada", deadline=at(-9).isoformat())]
    first, again = (
        park.ada.post("/v1/booking-requests:batch", json={"requests": requests, "atomic": False}, headers=_KEY)
        for _ in range(2)
    )
    assert (first.status_code, first.json()["accepted"], first.json()["refused"]) == (200, 1, 1)
    assert _told(again) == _told(first)
    assert len(park.ada.get("/v1/booking-requests").json()["items"]) == 1


def test_a_secret_is_not_kept_for_the_second_time(park: Park) -> None:
    """The database would otherwise hold keys in plain text; and a second key would be made that nobody knows of."""
    call = prepared(park, "create_api_key")
    first = call(**_KEY)
    assert first.headers["Cache-Control"] == "no-store"
    again = call(**_KEY)
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "answer_not_kept")
    assert first.json()["secret"] not in again.text
    with park.context.unit_of_work(read_only=True) as uow:
        kept = uow.answers.find(answer_id(OPERATOR, _KEY["Idempotency-Key"]))
    assert kept is not None
    assert first.json()["secret"] not in repr(kept)
    assert len(park.operator.get("/v1/api-keys").json()["items"]) == 5


def test_the_same_key_for_another_request_is_refused(park: Park) -> None:
    """Another body, another path: the answer of the first would be a lie."""
    assert _post(park).status_code == 201
    for answer in (
        _post(park, title="another"),
        park.ada.post(
            "/v1/booking-requests:batch", json={"requests": [make_request()]}, headers={"Idempotency-Key": "k"}
        ),
    ):
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/key-reused")
        assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"
    assert len(park.ada.get("/v1/booking-requests").json()["items"]) == 1


def test_a_refused_request_may_be_tried_again_with_the_same_key(park: Park) -> None:
    """A client would otherwise be told for a day that there is no such machine, after the operator has added it."""
    body = {"operations": [{"alternatives": [{"machine_ids": ["cut-9"]}], "duration": "PT1H"}]}
    assert _post(park, **body).status_code == 422  # type: ignore[arg-type]  # any JSON goes
    assert park.operator.post("/v1/machines", json={"id": "cut-9", "name": "cut-9", "capability": "cutting"}).is_success
    assert _post(park, **body).status_code == 201  # type: ignore[arg-type]  # as above
    assert _post(park, key="k2", title="x" * 900).status_code == 422
    assert _post(park, key="k2").status_code == 201


def test_keys_belong_to_a_tenant_and_a_role(park: Park) -> None:
    """A tenant could otherwise read another's answer by guessing a key; and a clerk that of the company's admin."""
    secrets = [
        keys.create_key(park.context, OPERATOR, name="x", role=role, tenant_id="ada").secret
        for role in (Role.TENANT_ADMIN, Role.TENANT)
    ]
    admin, clerk = (client_of(park.app, secret) for secret in secrets)
    made = {_post(park, who).json()["id"] for who in ("ada", "bob")}
    assert len(made) == 2
    for client, is_new in ((admin, True), (clerk, False)):
        answer = client.post("/v1/booking-requests", json=make_request(), headers={"Idempotency-Key": "k"})
        assert (answer.json()["id"] not in made) is is_new


def test_after_a_day_a_key_is_new(park: Park) -> None:
    """Answers would otherwise be kept for ever; a day is what clients may count on."""
    first = _post(park).json()["id"]
    park.clock.advance(hours(23.9))
    assert _post(park).json()["id"] == first
    park.clock.advance(hours(0.2))
    assert _post(park).json()["id"] != first


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"two words", "schlüssel".encode("latin-1")])
def test_a_key_has_a_form(park: Park, key: bytes) -> None:
    """A key that a proxy changes on the way, or that no column can hold, would be no key."""
    answer = park.ada.post("/v1/booking-requests", json=make_request(), headers={b"Idempotency-Key": key})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].lower() == "/idempotency-key"


class _Held:
    """A storage in memory whose writers wait at the door until they are let in."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self.waits, self.may_go = threading.Event(), threading.Event()
        self.may_go.set()

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        if not read_only and not self.may_go.is_set():
            self.waits.set()
            assert self.may_go.wait(60)
        return self._storage.unit_of_work(read_only=read_only)


def test_while_the_first_is_not_over_the_second_is_told_to_wait() -> None:
    """Two that come at once would otherwise both be carried out, or one hang for as long as the other."""
    held, answers = _Held(), []
    with running_park(make_context(held.unit_of_work, clock=HandClock())) as park:
        # That the key is used is noted with its first call.
        assert park.ada.get("/v1/machines").status_code == 200
        held.may_go.clear()
        first = threading.Thread(target=lambda: answers.append(_post(park)))
        first.start()
        assert held.waits.wait(60)
        second = _post(park)
        held.may_go.set()
        first.join()
        assert (second.status_code, second.json()["type"]) == (409, "/problems/still-running")
        assert answers[0].status_code == 201
        assert _told(_post(park)) == _told(answers[0])
        assert len(park.ada.get("/v1/booking-requests").json()["items"]) == 1


def test_two_processes_with_one_key_make_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one process knows of requests in progress the other does not: the database holds them apart."""
    storage = SqlStorage(f"sqlite:///{tmp_path_factory.mktemp('park') / 'park.db'}")
    ctx = make_context(storage.unit_of_work)
    secret = keys.create_key(ctx, OPERATOR, name="ada", role=Role.TENANT, tenant_id="ada").secret
    apps = [create_app(make_settings(), context=ctx, plans=False) for _ in range(2)]
    answers: list[httpx2.Response] = []
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
    with TestClient(apps[0]) as one, TestClient(apps[1]) as other:
        # The framework puts an application's paths together with its first request, and not in two threads at once.
        assert [client.get("/healthz").status_code for client in (one, other)] == [200, 200]

        def post(client: TestClient) -> None:
            answers.append(client.post("/v1/booking-requests", json=make_request(), headers=headers))

        threads = [threading.Thread(target=post, args=(client,)) for client in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert _told(answers[0]) == _told(answers[1])
    with storage.unit_of_work(read_only=True) as uow:
        assert len(uow.booking_requests.with_status([RequestStatus.QUEUED])) == 1
    storage.close()
