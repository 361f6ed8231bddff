"""Series over HTTP: a request that repeats, with a result for each occurrence, and taken back from a day on.

Over 150 lines because the dry run of series and of requests is proved in one walk beside the cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.services import reservations
from tests.api.parks import make_request, make_series, running_park
from tests.scheduler.builders import OPERATOR, at, make_slot, publish_slots

if TYPE_CHECKING:
    from tests.api.parks import Park

_PATH = "/v1/booking-series"


def _listed(park: Park, series_id: str, **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = park.ada.get("/v1/booking-requests", params={"series_id": series_id} | query).json()[
        "items"
    ]
    return items


def test_each_occurrence_is_a_request_of_its_own(park: Park) -> None:
    """Listed by what they have in common, a day apart, with numbered references; others are not among them."""
    park.ada.post("/v1/booking-requests", json=make_request())
    answer = park.ada.post(_PATH, json=make_series(external_reference="PO"))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["accepted"], made["refused"]) == (3, 0)
    found = _listed(park, made["series_id"])
    assert [each["request"] for each in made["items"]] == found
    assert [each["external_reference"] for each in found] == ["PO/1", "PO/2", "PO/3"]
    assert [each["earliest_start"][:13] for each in found] == ["2026-11-23T09", "2026-11-24T09", "2026-11-25T09"]
    assert {each["series_id"] for each in found} == {made["series_id"]}
    assert len(park.ada.get("/v1/booking-requests").json()["items"]) == 4


def test_by_the_rule_of_a_calendar(park: Park) -> None:
    """2026-11-23 is a Monday."""
    body = make_series({"rrule": "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3"})
    items = park.ada.post(_PATH, json=body).json()["items"]
    assert [each["earliest_start"][:10] for each in items] == ["2026-11-23", "2026-11-26", "2026-11-30"]


def test_all_or_none_tells_which(park: Park) -> None:
    """The rule lets nobody ask further ahead than half a year: the last of these lies beyond."""
    body = make_series({"every": "P90D", "count": 3})
    refused = park.ada.post(_PATH, json=body)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/refused")
    (fault,) = refused.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/request/deadline", "horizon")
    assert fault["message"].startswith("occurrence 3 on 2027-05-22: ")
    assert park.ada.get("/v1/booking-requests").json()["items"] == []


def test_skip_takes_the_others_in(park: Park) -> None:
    """With a result for each, and 200: not everything was created."""
    answer = park.ada.post(_PATH, json=make_series({"every": "P90D", "count": 3}, on_conflict="skip"))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["accepted"], told["refused"]) == (2, 1)
    assert told["items"][2]["request"] is None
    assert told["items"][2]["errors"][0]["pointer"] == "/deadline"
    assert len(_listed(park, told["series_id"])) == 2


def test_each_counts_before_the_next(park: Park) -> None:
    """Two hours a week: the third of a week is one too many, the first of the next is not."""
    quota = {"quotas": [{"allowed": "PT2H", "period": "week"}]}
    assert park.operator.post("/v1/policies", json=quota).is_success
    body = make_series({"rrule": "FREQ=DAILY;BYDAY=MO,TU,WE;COUNT=4"}, on_conflict="skip")
    items = park.ada.post(_PATH, json=body).json()["items"]
    assert [each["request"] is not None for each in items] == [True, True, False, True]
    assert items[2]["errors"][0]["code"] == "quota"


def test_a_reference_that_is_taken_is_told(park: Park) -> None:
    """By the occurrence that has it."""
    park.ada.post("/v1/booking-requests", json=make_request(external_reference="PO/2"))
    items = park.ada.post(_PATH, json=make_series(None, "skip", external_reference="PO")).json()["items"]
    assert [[fault["code"] for fault in each["errors"]] for each in items] == [[], ["already_exists"], []]


def test_what_is_no_series_is_told_by_place(park: Park) -> None:
    """Neither rule nor length, both, a rule that is none, no beginning."""
    for repeat in ({}, {"every": "P1D"}, {"count": 2}, {"rrule": "FREQ=DAILY;COUNT=2", "count": 2}):
        answer = park.ada.post(_PATH, json=make_series() | {"repeat": repeat})
        assert answer.json()["errors"][0]["pointer"] == "/repeat", answer.text
    wrong = park.ada.post(_PATH, json=make_series({"rrule": "FREQ=HOURLY;COUNT=2"}))
    assert wrong.json()["errors"][0]["pointer"] == "/repeat/rrule"
    endless = park.ada.post(_PATH, json=make_series(earliest_start=None))
    assert endless.json()["errors"][0]["pointer"] == "/request/earliest_start"


def test_a_series_is_taken_back_from_a_day_on(park: Park) -> None:
    """What lies before stays; what has begun stays and is told; sent again, nothing is left to take back."""
    made = park.ada.post(_PATH, json=make_series({"every": "P1D", "count": 4})).json()
    path = f"{_PATH}/{made['series_id']}:withdraw"
    with park.context.unit_of_work(read_only=True) as uow:
        third = uow.booking_requests.get(made["items"][2]["request"]["id"])
    (held,) = publish_slots(park.context, make_slot(third, hour=50)).confirmed
    reservations.check_in(park.context, OPERATOR, held.id)
    told = park.ada.post(path, json={"from_day": "2026-11-24"}).json()
    assert (told["withdrawn"], told["kept"]) == (2, 1)
    assert [fault["code"] for item in told["items"] for fault in item["errors"]] == ["already_begun"]
    statuses = [each["status"] for each in _listed(park, made["series_id"])]
    assert statuses == ["queued", "withdrawn", "scheduled", "withdrawn"]
    assert park.ada.post(path).json()["withdrawn"] == 1
    assert park.ada.post(path).json()["withdrawn"] == 0


def test_another_tenants_series_does_not_exist(park: Park) -> None:
    """404 as for one that there is not; and its requests are in no list of theirs."""
    made = park.ada.post(_PATH, json=make_series()).json()["series_id"]
    for series_id in (made, "se_nothing"):
        assert park.bob.post(f"{_PATH}/{series_id}:withdraw").status_code == 404
        assert park.bob.get("/v1/booking-requests", params={"series_id": series_id}).json()["items"] == []
    assert park.bob.post(_PATH, json=make_series(tenant_id="ada")).status_code == 404


_LENGTHS = st.sampled_from(["PT30M", "PT1H", "PT20H", "P15D", "PT0M"])
_STARTS = st.sampled_from([-30, -1, 0, 1, 30, 24 * 170])
_REFERENCES = st.sampled_from(["", "PO", "PO/1", "PO/2"])
_MACHINES = st.sampled_from(
    [{"capability": "cutting"}, {"capability": "baking"}, {"alternatives": [{"machine_ids": ["cut-1"]}]}]
)
_REPEATS = st.sampled_from(
    [{"every": "P1D", "count": 3}, {"every": "P14D", "count": 4}, {"rrule": "FREQ=DAILY;BYDAY=MO,TU;COUNT=5"}]
)
_POLICY = {"notice": "PT1H", "horizon": "P30D", "quotas": [{"allowed": "PT2H", "period": "week"}]}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(length=_LENGTHS, start=_STARTS, reference=_REFERENCES, operation=_MACHINES, repeat=_REPEATS)
def test_a_dry_run_has_the_verdict_of_the_real_one(
    length: str, start: float, reference: str, operation: dict[str, Any], repeat: dict[str, Any]
) -> None:
    """For a request and for a series, whatever is wrong with it: whoever tries first would otherwise be surprised."""
    facts: dict[str, Any] = {"operations": [operation | {"duration": length}], "external_reference": reference}
    facts |= {"earliest_start": at(start).isoformat(), "deadline": at(start + 30).isoformat()}
    with running_park() as park:
        assert park.operator.post("/v1/policies", json=_POLICY).is_success
        park.ada.post(
            "/v1/booking-requests", json=make_request(external_reference="PO/2", earliest_start=at(2).isoformat())
        )
        dry = park.ada.post("/v1/booking-requests:validate", json=make_request(**facts)).json()
        series_dry = park.ada.post(f"{_PATH}:validate", json=make_series(repeat, **facts))
        real = park.ada.post("/v1/booking-requests", json=make_request(**facts))
        assert dry["valid"] is real.is_success
        if not real.is_success and real.status_code == 422:
            assert dry["errors"] == real.json()["errors"]
    with running_park() as park:
        assert park.operator.post("/v1/policies", json=_POLICY).is_success
        park.ada.post(
            "/v1/booking-requests", json=make_request(external_reference="PO/2", earliest_start=at(2).isoformat())
        )
        series_real = park.ada.post(_PATH, json=make_series(repeat, "skip", **facts))
        assert series_dry.status_code == series_real.status_code
        if series_real.is_success:
            told = [(each["index"], each["earliest_start"], each["errors"]) for each in series_real.json()["items"]]
            assert [
                (each["index"], each["earliest_start"], each["errors"]) for each in series_dry.json()["items"]
            ] == told
            assert series_dry.json()["valid"] is (series_real.json()["refused"] == 0)
        all_or_none = park.ada.post(
            _PATH, json=make_series(repeat, **facts | {"external_reference": reference and "X"})
        )
        assert all_or_none.status_code in {201, 422}


def test_a_dry_run_stores_nothing(park: Park) -> None:
    """And neither counts nor keeps a reference."""
    body = make_series(external_reference="PO")
    for _ in range(2):
        told = park.ada.post(f"{_PATH}:validate", json=body).json()
        assert told["valid"] is True
        assert [each["request"] for each in told["items"]] == [None] * 3
    assert park.ada.get("/v1/booking-requests").json()["items"] == []
    assert park.ada.post(_PATH, json=body).status_code == 201
