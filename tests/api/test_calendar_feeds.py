"""Calendar feeds over HTTP: made with a key, read by whoever has the address, and by nobody else.

Over 150 lines because every way that an address could leak or be forged has its case.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from icalendar import Calendar

from api.catalogue import KINDS
from api.discretion import DiscreetLog, discreet
from scheduler.logs import configure_logs
from scheduler.services import booking_requests
from tests.scheduler.builders import make_slot, make_terms, publish_slots, tenant

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.api.parks import Park

_FEEDS = "/v1/calendar-feeds"


def made(client: TestClient, **body: Any) -> dict[str, Any]:
    """Make a feed and return what is told about it."""
    answer = client.post(_FEEDS, json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    told: dict[str, Any] = answer.json()
    return told


def reserve(park: Park, tenant_id: str = "ada", hour: float = 1, title: str = "托架") -> None:
    """Publish a plan with one slot."""
    request = booking_requests.create(park.context, tenant(tenant_id), make_terms(tenant_id=tenant_id, title=title))
    publish_slots(park.context, make_slot(request, hour))


def test_a_phone_reads_a_calendar(park: Park) -> None:
    """With nothing but the address; a proxy or a browser keeps no copy."""
    reserve(park)
    feed = made(park.ada)
    assert feed["path"] == f"/calendar-feeds/{feed['token']}.ics"
    answer = park.nobody.get(feed["path"])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "cut-1 · 托架"


def test_what_has_not_changed_is_not_sent_again(park: Park) -> None:
    """A thousand phones would otherwise fetch the same calendar every half hour."""
    reserve(park)
    path = made(park.ada)["path"]
    tag = park.nobody.get(path).headers["ETag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = park.nobody.get(path, headers={"If-None-Match": held})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    assert park.nobody.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    reserve(park, hour=5)
    changed = park.nobody.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_the_token_is_shown_once(park: Park) -> None:
    """Neither the list nor the answer to a revocation has it, nor its hash; people tell feeds apart by its ends."""
    feed = made(park.ada, name="车间")
    revoked = park.ada.delete(f"{_FEEDS}/{feed['id']}")
    for answer in (park.ada.get(_FEEDS), revoked):
        assert feed["token"] not in answer.text
        assert "digest" not in answer.text
    (listed,) = park.ada.get(_FEEDS).json()["items"]
    assert listed == revoked.json()
    assert (listed["prefix"], listed["last_four"]) == (feed["token"][:8], feed["token"][-4:])
    assert listed["revoked_at"] is not None


def test_revoked_and_forged_addresses_are_not_there(park: Park) -> None:
    """Both answer alike, keep nothing in a cache, and the answer does not repeat the address."""
    feed = made(park.ada)
    park.ada.delete(f"{_FEEDS}/{feed['id']}")
    token = feed["token"]
    answers = [
        park.nobody.get(f"/calendar-feeds/{each}.ics")
        for each in (token, token[:-1], "esf_" + "A" * 43, "es_x", "车间", "%00")
    ]
    for answer in answers:
        assert answer.status_code == 404
        assert answer.json()["type"] == KINDS["not-found"].type
        assert answer.headers["Cache-Control"] == "no-store"
        assert token[4:-1] not in answer.text
    assert len({answer.json()["detail"] for answer in answers}) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/calendar-feeds/..%2f..%2fetc%2fpasswd.ics",
        "/calendar-feeds/%2e%2e/{}.ics",
        "/calendar-feeds/{}",
        "/calendar-feeds/{}.ICS",
        "/calendar-feeds/.ics",
        "/calendar-feeds/{}%0d%0aX-Injected:1.ics",
        "/v1/calendar-feeds/{}",
        "/v1/{}",
    ],
)
def test_a_token_out_of_its_place_opens_and_tells_nothing(park: Park, path: str) -> None:
    """It would otherwise stand in an answer that somebody pastes into a mail."""
    token = made(park.ada)["token"]
    answer = park.ada.get(path.format(token))
    assert answer.status_code in {404, 405}
    assert token not in answer.text
    assert "x-injected" not in answer.headers
    assert token not in park.ada.delete(path.format(token)).text


def test_a_key_is_no_token_and_a_token_no_key(park: Park) -> None:
    """One that leaked would otherwise open the other's doors."""
    token = made(park.ada)["token"]
    assert park.nobody.get(_FEEDS, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    key = park.operator.post("/v1/api-keys", json={"name": "x", "role": "auditor"}).json()["secret"]
    assert park.nobody.get(f"/calendar-feeds/{key}.ics").status_code == 404


def test_tenants_are_kept_apart(park: Park) -> None:
    """404 for another tenant's feed or for one about another tenant; nothing of it in one's own."""
    reserve(park, "bob", title="geheim")
    own, others = made(park.ada), made(park.bob)
    assert park.ada.delete(f"{_FEEDS}/{others['id']}").status_code == 404
    assert park.ada.post(_FEEDS, json={"tenant_id": "bob"}).status_code == 404
    assert [each["id"] for each in park.ada.get(_FEEDS).json()["items"]] == [own["id"]]
    text = park.nobody.get(own["path"]).text
    assert "VEVENT" not in text
    assert "geheim" not in text
    assert "geheim" in park.nobody.get(others["path"]).text
    whole = made(park.operator)
    assert (whole["detail"], whole["tenant_id"]) == ("busy", None)
    seen = park.nobody.get(whole["path"]).text
    assert "VEVENT" in seen
    assert "geheim" not in seen


def test_text_of_a_tenant_stays_text(park: Park) -> None:
    """A title with line breaks could otherwise ring an alarm on every phone, and a name add a header."""
    reserve(park, title="a\r\nEND:VEVENT\r\nBEGIN:VALARM; x, y \\")
    answer = park.nobody.get(made(park.ada, name="x\r\nX-Injected: 1")["path"])
    assert "x-injected" not in answer.headers
    assert "\r\nBEGIN:VALARM" not in answer.text
    calendar = Calendar.from_ical(answer.content)
    assert [each.name for each in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    assert calendar["X-WR-CALNAME"] == "x X-Injected: 1"
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == "cut-1 · a END:VEVENT BEGIN:VALARM; x, y \\"


def test_wrong_bodies_are_refused(park: Park) -> None:
    """A word that is not known would otherwise be taken for the usual."""
    for body in ({"detail": "all"}, {"name": "x" * 201}, {"machine": "cut-1"}, {"tenant_id": ""}):
        assert park.operator.post(_FEEDS, json=body).status_code == 422
    assert park.operator.post(_FEEDS, json={"machine_id": "nowhere"}).status_code == 404


def test_no_token_reaches_the_log(
    park: Park, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not when a feed is read, not when it is not there, and not when reading fails."""
    configure_logs()
    feed = made(park.ada)
    park.nobody.get(feed["path"])

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("scheduler.services.calendar_feeds.feed_at", fail)
    try:
        answer = park.nobody.get(feed["path"])
    finally:
        structlog.reset_defaults()
    assert answer.status_code == 500
    log = "".join(capfd.readouterr())
    assert answer.json()["trace_id"] in log
    assert feed["token"] not in log + answer.text


def test_the_log_of_the_server_is_discreet(park: Park) -> None:
    """Uvicorn writes the path of each request as its third argument; whoever reads logs would read calendars."""
    token = made(park.ada)["token"]
    seen: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    log, listening = logging.getLogger("uvicorn.access"), Listening()
    log.addHandler(listening)
    level = log.level
    log.setLevel(logging.INFO)
    try:
        log.info('%s - "%s %s HTTP/%s" %d', "::1", "GET", f"/park/calendar-feeds/{token}.ics?x=1", "1.1", 200)
        log.info('%s - "%s %s HTTP/%s" %d', "::1", "GET", "/v1/calendar-feeds/cf_1", "1.1", 200)
    finally:
        log.removeHandler(listening)
        log.setLevel(level)
    assert seen == [
        '::1 - "GET /park/calendar-feeds/... HTTP/1.1" 200',
        '::1 - "GET /v1/calendar-feeds/cf_1 HTTP/1.1" 200',
    ]
    assert sum(isinstance(each, DiscreetLog) for each in log.filters) == 1


def test_only_what_is_secret_is_hidden() -> None:
    """A page about feeds or the id of one would otherwise be made unreadable."""
    assert discreet("/v1/calendar-feeds/cf_1") == "/v1/calendar-feeds/cf_1"
    assert discreet("no token esf_ here") == "no token esf_ here"
    assert discreet("a esf_abcdefgh-_ b") == "a esf_... b"
    assert discreet("/calendar-feeds/half.ics then") == "/calendar-feeds/... then"
