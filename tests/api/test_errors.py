"""Every error is a problem: the foreseen, the framework's own, and the ones nobody foresaw.

Over 150 lines because every kind of error has its case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.catalogue import KINDS, OF_ERROR
from scheduler import errors
from tests.api.parks import OPERATOR_KEY, Park, make_request, make_settings

if TYPE_CHECKING:
    import httpx2

_JSON = {"Content-Type": "application/json"}


def assert_problem(answer: httpx2.Response, code: str) -> None:
    """Hold an answer against what every problem has."""
    kind = KINDS[code]
    assert answer.status_code == kind.status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == f"/problems/{code}"
    assert told["title"] == kind.title
    assert told["status"] == kind.status
    assert told["detail"]
    assert re.fullmatch(r"[0-9a-f]{32}", told["trace_id"])
    assert answer.headers["X-Trace-Id"] == told["trace_id"]
    for fault in told["errors"]:
        assert set(fault) == {"pointer", "code", "message", "cure"}


def test_unknown_paths_and_methods(park: Park) -> None:
    """The framework's own 404 and 405 are problems too, and a 405 says what there is."""
    unknown = park.operator.get("/v1/nothing")
    assert_problem(unknown, "unknown-path")
    assert "/docs shows all there are" in unknown.json()["detail"]
    refused = park.operator.patch("/v1/machines")
    assert_problem(refused, "method-not-allowed")
    assert refused.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize("text", ["{", "", "[1,", '{"a": NaN', "\x00", '"\\ud800"'])
def test_bad_json(park: Park, text: str) -> None:
    """What is no JSON, or no object, is told as such."""
    answer = park.ada.post("/v1/booking-requests", content=text, headers=_JSON)
    assert_problem(answer, "invalid" if answer.status_code == 422 else "malformed-json")


def test_bytes_that_are_no_text(park: Park) -> None:
    """GB18030 where UTF-8 is due is a 400, not a defect."""
    answer = park.ada.post("/v1/booking-requests", content='{"title": "托架"}'.encode("gb18030"), headers=_JSON)
    assert_problem(answer, "malformed-json")


def test_a_body_that_is_not_sent_as_json(park: Park) -> None:
    """415 with the header that is missing."""
    assert_problem(park.ada.post("/v1/booking-requests", content=b"{}"), "not-json")


def test_a_body_that_is_too_large(park: Park) -> None:
    """413 before anything is read whole."""
    answer = park.ada.post("/v1/booking-requests", content=b" " * (17 * 1024 * 1024), headers=_JSON)
    assert_problem(answer, "too-large")


def test_lone_surrogates_do_not_break_the_answer(park: Park) -> None:
    """A key or value that no UTF-8 can write is refused, and the refusal can be written."""
    body = '{"operations": [], "deadline": "x", "title": "\\ud800", "\\udfff": 1}'
    assert_problem(park.ada.post("/v1/booking-requests", content=body, headers=_JSON), "invalid")


def test_a_query_where_none_is_taken(park: Park) -> None:
    """Somebody would take the whole list for the page, or for what the filter let through."""
    refused = park.operator.get("/v1/machines?limit=1&site=W1")
    assert_problem(refused, "invalid")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/limit", "/site"]


def test_what_a_body_should_be_is_told_in_words_of_json(park: Park) -> None:
    """Whoever writes in another language would be asked for a tuple or a dictionary."""
    for body, told in (([], "should be an object"), (make_request(operations={}), "should be a list")):
        (fault,) = park.ada.post("/v1/booking-requests", json=body).json()["errors"]
        assert fault["message"] == told


def test_every_fault_is_told_at_once(park: Park) -> None:
    """A caller mends everything in one round; pointers are escaped as RFC 6901 wants."""
    answer = park.ada.post("/v1/booking-requests", json={"a/b~c": 1, "operations": [{"duration": 5}]})
    assert_problem(answer, "invalid")
    assert {each["pointer"] for each in answer.json()["errors"]} == {
        "/a~1b~0c",
        "/operations/0/duration",
        "/deadline",
    }


def test_changes_want_a_version(park: Park) -> None:
    """428 without If-Match, 422 with what is no ETag, 412 with an old one."""
    body = {"name": "Ada"}
    assert_problem(park.operator.put("/v1/tenants/ada", json=body), "precondition-required")
    wrong = park.operator.put("/v1/tenants/ada", json=body, headers={"If-Match": "1"})
    assert_problem(wrong, "invalid")
    assert_problem(park.operator.put("/v1/tenants/ada", json=body, headers={"If-Match": '"9"'}), "stale-version")


def test_conflicts(park: Park) -> None:
    """Ids and references that are taken."""
    assert_problem(park.operator.post("/v1/tenants", json={"id": "ada", "name": "Ada"}), "already-exists")
    wish = make_request(external_reference="PO-1")
    park.ada.post("/v1/booking-requests", json=wish)
    assert_problem(park.ada.post("/v1/booking-requests", json=wish), "already-exists")


def test_a_defect_is_a_problem_without_its_inside(capfd: pytest.CaptureFixture[str]) -> None:
    """500 with a trace id that the log has too; nothing of the traceback reaches the caller."""
    app = create_app(make_settings(), plans=False)

    @app.get("/v1/defect")
    def defect() -> None:
        raise ZeroDivisionError("secret inside")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/v1/defect")
    assert_problem(answer, "internal")
    assert "secret" not in answer.text
    log = capfd.readouterr()
    assert answer.json()["trace_id"] in log.out + log.err


def test_every_kind_has_a_page(park: Park) -> None:
    """`type` is an address that exists; another one is a 404."""
    listed = park.nobody.get("/problems").text
    for code, kind in KINDS.items():
        page = park.nobody.get(kind.type)
        assert page.status_code == 200
        assert kind.title in page.text
        assert f"problems/{code}" in listed
    assert_problem(park.nobody.get("/problems/unheard-of"), "not-found")


def test_every_error_of_the_scheduler_has_its_kind() -> None:
    """A new error without a place in the table would come out as a defect."""
    ours = {
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.SchedulerError)
    }
    assert set(OF_ERROR) == ours - {errors.SchedulerError}


def test_a_database_that_fails_is_told_without_its_whereabouts(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    """503, and the path or address of the database stays in the log."""

    def fail(*_: object) -> None:
        raise errors.StorageError("/srv/secret/park.db", "is full", "make room")

    monkeypatch.setattr("scheduler.services.park.list_machines", fail)
    answer = park.ada.get("/v1/machines")
    assert_problem(answer, "unavailable")
    assert "secret" not in answer.text


def test_ready_only_while_the_database_answers() -> None:
    """A probe that says yes whatever happens is worth nothing."""
    app = create_app(make_settings(), plans=True)
    with TestClient(app, headers={"Authorization": f"Bearer {OPERATOR_KEY}"}) as client:
        assert client.get("/readyz").json() == {"status": "ok"}
        app.state.service.worker.stop()
        assert_problem(client.get("/readyz"), "unavailable")
        assert client.get("/healthz").status_code == 200
