"""Webhooks over HTTP: made with a key, told by POST, kept apart, and what their owners can see and do.

Over 150 lines because every path has what it promises and what it must not tell.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from scheduler.logs import configure_logs
from tests.api.parks import make_request, running_park
from tests.scheduler.builders import HandClock, make_context
from tests.scheduler.webhooks.receiver import receiving
from tests.scheduler.webhooks.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from tests.api.parks import Park
    from tests.scheduler.webhooks.receiver import Receiver

_PATH = "/v1/webhooks"
_URL = "https://erp.example.com/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on loopback."""
    with receiving() as given:
        yield given


@pytest.fixture
def working() -> Iterator[Park]:
    """A service of now that delivers, to loopback too."""
    clock = HandClock(datetime.now(UTC))
    with running_park(make_context(clock=clock), plans=True, webhook_targets="any") as park:
        yield park


def made(client: TestClient, **facts: Any) -> dict[str, Any]:
    """Make a webhook and return what is told about it."""
    answer = client.post(_PATH, json={"url": _URL} | facts)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    told: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"{_PATH}/{told['id']}"
    assert answer.headers["ETag"] == '"1"'
    return told


def soon() -> str:
    """Return a deadline two days from now."""
    return (datetime.now(UTC) + timedelta(days=2)).isoformat()


def log_of(client: TestClient, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the log of a webhook, the oldest first."""
    items: list[dict[str, Any]] = client.get(f"{_PATH}/{webhook['id']}/deliveries").json()["items"]
    return items[::-1]


def test_what_comes_is_what_the_feed_shows(working: Park, receiver: Receiver) -> None:
    """Whoever moves from asking to being told would otherwise have to learn a second form."""
    webhook = made(working.ada, url=receiver.url)
    created = working.ada.post("/v1/booking-requests", json=make_request(deadline=soon())).json()
    received = receiver.wait_for(2)
    events = working.ada.get("/v1/events?type=webhook.added&type=booking_request.queued").json()["items"]
    told = [each.verified(webhook["secret"]) for each in received]
    assert [each["data"] for each in told] == events
    assert [(each["type"], each["timestamp"]) for each in told] == [(e["type"], e["at"]) for e in events]
    assert working.ada.get(told[1]["data"]["path"]).json() == created


def test_the_log_tells_every_attempt(working: Park, receiver: Receiver) -> None:
    """Whoever mends a receiver would otherwise have to ask the park what it answered."""
    receiver.answers.append(500)
    webhook = made(working.ada, url=receiver.url)
    receiver.wait_for(1)
    (entry,) = until(lambda: [each for each in log_of(working.ada, webhook) if each["attempts"]])
    (attempt,) = entry["attempts"]
    assert (entry["id"], entry["type"], entry["status"]) == (receiver.seen[0].id, "webhook.added", "waiting")
    assert (attempt["outcome"], attempt["status"]) == ("refused", 500)
    assert attempt["error"] == "the receiver answered 500"
    assert attempt["milliseconds"] >= 0
    assert entry["next_at"] > attempt["at"]
    assert working.ada.get(f"{_PATH}/{webhook['id']}/deliveries/{entry['id']}").json() == entry
    assert working.bob.get(f"{_PATH}/{webhook['id']}/deliveries/{entry['id']}").status_code == 404


def test_a_test_a_replay_and_a_rewind_are_sent(working: Park, receiver: Receiver) -> None:
    """Each says that it was taken in, and comes under the id that it had."""
    webhook = made(working.ada, url=receiver.url)
    path = f"{_PATH}/{webhook['id']}"
    receiver.wait_for(1)
    test = working.ada.post(f"{path}:test")
    assert (test.status_code, test.json()["type"], test.json()["event"]) == (202, "webhook.test", None)
    assert receiver.wait_for(2)[1].id == test.json()["id"]
    first = receiver.seen[0].id
    again = working.ada.post(f"{path}/deliveries/{first}:replay")
    assert (again.status_code, again.json()["id"]) == (202, first)
    assert receiver.wait_for(3)[2].id == first
    before = str(int(log_of(working.ada, webhook)[0]["event"]) - 1)
    rewound = working.ada.post(f"{path}:replay", json={"cursor": before})
    assert (rewound.status_code, rewound.json()) == (202, {"cursor": before})
    assert receiver.wait_for(4)[3].id == first
    assert working.ada.post(f"{path}:replay", json={"cursor": "999999"}).json()["errors"][0]["code"] == "cursor"


def test_the_secret_is_shown_once(park: Park) -> None:
    """Not in a list, not in the webhook itself, not when it is changed; a new one is shown once as well."""
    webhook = made(park.ada)
    path = f"{_PATH}/{webhook['id']}"
    fresh = park.ada.post(f"{path}:rotate-secret")
    assert (fresh.status_code, fresh.json()["version"]) == (201, 2)
    assert fresh.headers["Cache-Control"] == "no-store"
    secrets = {webhook["secret"], fresh.json()["secret"]}
    assert len(secrets) == 2
    changed = park.ada.patch(path, json={"description": "ERP"}, headers={"If-Match": '"2"'})
    audit = park.operator.get("/v1/audit-entries?kind=webhook")
    events = park.ada.get("/v1/events")
    for answer in (park.ada.get(_PATH), park.ada.get(path), changed, audit, events, park.ada.delete(path)):
        assert answer.status_code == 200
        assert "secret" not in {name for each in [answer.json()] for name in each}
        assert not any(secret in answer.text for secret in secrets)


def test_a_patch_names_what_changes(park: Park) -> None:
    """`null` means all types, what is left out stays, and a version must be told."""
    webhook = made(park.ada, types=["reservation.moved"], description="ERP")
    path = f"{_PATH}/{webhook['id']}"
    assert park.ada.patch(path, json={"types": None}).status_code == 428
    assert park.ada.patch(path, json={"types": None}, headers={"If-Match": '"7"'}).status_code == 412
    changed = park.ada.patch(path, json={"types": None}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    told = {name: value for name, value in webhook.items() if name != "secret"}
    assert changed.json() == told | {"types": None, "version": 2}
    off = park.ada.patch(path, json={"status": "disabled"}, headers={"If-Match": '"2"'}).json()
    assert (off["status"], off["reason"], off["description"]) == ("disabled", "disabled by its owner", "ERP")
    wrong: list[dict[str, Any]] = [{"secret": "x"}, {"url": ""}, {"url": None}, {"status": "paused"}, {"types": []}]
    for body in wrong:
        assert park.ada.patch(path, json=body, headers={"If-Match": '"3"'}).status_code == 422, body


@pytest.mark.parametrize(
    ("method", "behind", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"description": "mine"}),
        ("DELETE", "", None),
        ("POST", ":rotate-secret", None),
        ("POST", ":test", None),
        ("POST", ":replay", {"cursor": "0"}),
        ("GET", "/deliveries", None),
        ("GET", "/deliveries/{delivery}", None),
        ("POST", "/deliveries/{delivery}:replay", None),
    ],
)
def test_another_tenants_webhook_answers_like_none(
    park: Park, method: str, behind: str, body: dict[str, Any] | None
) -> None:
    """Word for word, so that nobody can find out which ids there are; and nothing of it changes."""
    others = made(park.bob)
    delivery = park.bob.post(f"{_PATH}/{others['id']}:test").json()["id"]
    told = []
    for key in (others["id"], "nothing"):
        path = f"{_PATH}/{key}{behind.format(delivery=delivery)}"
        answer = park.ada.request(method, path, json=body, headers={"If-Match": '"1"'})
        assert answer.status_code == 404
        told.append(answer.json()["detail"].replace(key, "..."))
    assert told[0] == told[1]
    assert park.bob.get(f"{_PATH}/{others['id']}").headers["ETag"] == '"1"'
    (entry,) = log_of(park.bob, others)
    assert (entry["id"], entry["attempts"]) == (delivery, [])


def test_the_log_has_neither_addresses_nor_secrets(
    working: Park, receiver: Receiver, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever reads logs could sign as the service does, or call a receiver that knows its callers by their address alone."""
    configure_logs()
    try:
        receiver.answers.append(500)
        webhook = made(working.ada, url=f"{receiver.url}?token=hush")
        fresh = working.ada.post(f"{_PATH}/{webhook['id']}:rotate-secret").json()
        receiver.wait_for(1)
        until(lambda: log_of(working.ada, webhook)[0]["attempts"])
    finally:
        structlog.reset_defaults()
    log = "".join(capfd.readouterr())
    assert receiver.seen[0].id in log
    assert webhook["id"] in log
    for hidden in ("hush", f":{receiver.port}", webhook["secret"], fresh["secret"], "v1,"):
        assert hidden not in log


def test_tenants_are_kept_apart(park: Park) -> None:
    """404 for another tenant's webhook in every path, and nothing of it in one's own list or feed."""
    own, others = made(park.ada), made(park.bob)
    for client, seen in ((park.ada, [own]), (park.bob, [others]), (park.operator, [own, others])):
        assert [each["id"] for each in client.get(_PATH).json()["items"]] == [each["id"] for each in seen]
    assert park.ada.post(_PATH, json={"url": _URL, "tenant_id": "bob"}).status_code == 404
    assert others["id"] not in park.ada.get("/v1/events").text
    told = park.ada.get(f"{_PATH}/{others['id']}").json()["detail"]
    assert told == park.ada.get(f"{_PATH}/nothing").json()["detail"].replace("nothing", others["id"])


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"url": "http://127.0.0.1:8000/"}, "url_private"),
        ({"url": "http://[::1]/"}, "url_private"),
        ({"url": "https://a:b@erp.example.com/"}, "url_credentials"),
        ({"url": "ftp://erp.example.com/"}, "url"),
        ({"url": "https://erp.example.com/\r\nX: y"}, "url"),
        ({"types": ["resevation.moved"]}, "known"),
        ({"types": ["reservation"]}, "string_pattern_mismatch"),
        ({"types": []}, "too_short"),
        ({"secret": "whsec_mine"}, "extra_forbidden"),
        ({"description": "x" * 201}, "string_too_long"),
    ],
)
def test_wrong_bodies_are_refused(park: Park, facts: dict[str, Any], code: str) -> None:
    """With the place and the cure; nothing is stored."""
    answer = park.ada.post(_PATH, json={"url": _URL} | facts)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code), answer.text
    assert "a:b@" not in answer.text
    assert park.ada.get(_PATH).json()["items"] == []


def test_a_secret_that_was_lost_can_be_replaced(park: Park) -> None:
    """The answer is not kept, so the same key tells that it was done; another key rotates once more, and all of them sign."""
    webhook = made(park.ada)
    path = f"{_PATH}/{webhook['id']}:rotate-secret"
    first = park.ada.post(path, headers={"Idempotency-Key": "k"})
    again = park.ada.post(path, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["errors"][0]["code"] == "answer_not_kept"
    assert park.ada.post(path, headers={"Idempotency-Key": "l"}).status_code == 201


def test_the_operator_sees_how_many_wait(working: Park, receiver: Receiver) -> None:
    """A receiver that is down, or webhooks that the service disabled, would be found out by a complaint."""
    receiver.always = 410
    webhook = made(working.ada, url=receiver.url)
    until(lambda: working.ada.get(f"{_PATH}/{webhook['id']}").json()["status"] == "disabled")
    text = until(lambda: _figures(working, "equishare_webhook_attempts_total"))
    assert 'equishare_webhook_attempts_total{outcome="refused"} 1.0' in text
    assert 'equishare_webhooks{status="disabled"} 1.0' in text
    assert 'equishare_webhooks{status="enabled"} 0.0' in text
    assert "equishare_webhook_deliveries_waiting 1.0" in text
    assert receiver.url not in text


def _figures(park: Park, name: str) -> str:
    text = park.operator.get("/metrics").text
    return text if f"{name}{{" in text else ""


def test_a_service_that_does_not_work_in_the_background_delivers_nothing(receiver: Receiver) -> None:
    """Another process does; this one would do it twice, and could not be stopped apart."""
    clock = HandClock(datetime.now(UTC))
    ctx = make_context(clock=clock)
    with running_park(ctx, webhook_targets="any") as park:
        webhook = made(park.ada, url=receiver.url)
        assert park.ada.post(f"{_PATH}/{webhook['id']}:test").status_code == 202
        assert park.app.state.service.worker is None
    with running_park(ctx, plans=True, webhook_targets="any"):
        receiver.wait_for(2)
