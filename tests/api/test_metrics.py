"""Figures for a monitoring system: right, of nobody in particular, and for those only who may see how the service runs.

Over 150 lines because there is a test or two for each group of figures, and one way to read them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as classic

from scheduler.assembly import storage_sizes
from scheduler.services import runs, workers
from tests.api.operations import operations
from tests.api.parks import Park, make_request, make_settings, running_park
from tests.api.streams import read_events
from tests.scheduler.services.signs import sign

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from starlette.testclient import TestClient


def figures(who: TestClient) -> dict[tuple[str, ...], float]:
    """Return every figure by its name and the values of its labels, in the order of their names."""
    text = who.get("/metrics").text
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in classic(text)
        for sample in family.samples
    }


def test_who_may_not_see_plans_sees_no_figures(park: Park) -> None:
    """A tenant would watch the others' work, and the whole world through a proxy that passes everything on."""
    assert park.nobody.get("/metrics").status_code == 401
    assert park.ada.get("/metrics").status_code == 403
    assert park.auditor.get("/metrics").status_code == park.operator.get("/metrics").status_code == 200


def test_requests_are_counted_by_route_method_and_class_of_status(park: Park) -> None:
    """A tenant's id in a label would be told to whoever collects, and every id that is tried would cost memory for ever."""
    for path in ("/v1/machines/cut-1", "/v1/machines/cut-2", "/v1/machines/nothing", "/v1/nothing", "/v2/../secret"):
        park.ada.get(path)
    park.ada.request("BREW", "/v1/machines")
    seen = figures(park.operator)
    counted = {key[1:]: number for key, number in seen.items() if key[0] == "equishare_http_requests_total"}
    assert counted == {
        ("GET", "/v1/machines/{machine_id}", "2xx"): 2.0,
        ("GET", "/v1/machines/{machine_id}", "4xx"): 1.0,
        ("GET", "other", "4xx"): 2.0,
        ("other", "/v1/machines", "4xx"): 1.0,
    }
    assert seen["equishare_http_request_duration_seconds_count", "GET", "/v1/machines/{machine_id}"] == 3.0


def test_routes_are_named_as_in_the_documentation(park: Park) -> None:
    """Figures of a path would be looked for in vain; a new one would be counted among the others."""
    for each in operations():
        each.call(park.nobody)
    seen = {key[2] for key in figures(park.operator) if key[0] == "equishare_http_requests_total"}
    assert {each.path for each in operations()} <= seen


def test_a_defect_is_counted_as_an_answer(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    """The errors that matter most would be missing from the figures."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("scheduler.services.park.list_machines", fail)
    assert park.ada.get("/v1/machines").status_code == 500
    assert figures(park.operator)["equishare_http_requests_total", "GET", "/v1/machines", "5xx"] == 1.0


def test_two_applications_count_apart(park: Park) -> None:
    """Figures that live in a module would be those of all applications of the process together."""
    park.ada.get("/v1/machines")
    with running_park() as other:
        assert ("equishare_http_requests_total", "GET", "/v1/machines", "2xx") not in figures(other.operator)


def test_a_park_without_a_plan_has_no_figures_of_one(park: Park) -> None:
    """0 where nothing is known would ring an alarm, or keep one from ringing."""
    seen = figures(park.operator)
    assert {key[0] for key in seen if "plan" in key[0] or "last_run" in key[0]} == set()
    assert seen["equishare_runs", "queued"] == 0.0


def test_the_queue_and_what_became_of_runs(park: Park) -> None:
    """Whoever is on call would not see that nothing is planned any more."""
    waiting, left = (park.operator.post("/v1/schedule-runs", json={}).json()["id"] for _ in range(2))
    claim = runs.start(park.context, left).claim
    assert figures(park.operator)["equishare_runs", "building"] == 1.0
    runs.fail(park.context, claim, "given up")
    seen = figures(park.operator)
    assert {key[1]: number for key, number in seen.items() if key[0] == "equishare_runs"} == {
        "queued": 1.0,
        "building": 0.0,
        "solving": 0.0,
        "completed": 0.0,
        "failed": 1.0,
        "cancelled": 0.0,
    }
    status = {key[1]: number for key, number in seen.items() if key[0] == "equishare_last_run_status"}
    assert status == {"completed": 0.0, "failed": 1.0, "cancelled": 0.0}
    assert seen["equishare_last_run_duration_seconds",] == 0.0
    assert park.operator.delete(f"/v1/schedule-runs/{waiting}").status_code == 202


def test_who_is_at_work_and_whose_work_was_taken_over(park: Park) -> None:
    """Whoever is on call would not see that nobody plans, or that workers die of what they do."""
    assert figures(park.operator)["equishare_workers",] == 0.0
    workers.beat(park.context, sign("wk_a"))
    run_id = park.operator.post("/v1/schedule-runs", json={}).json()["id"]
    runs.start(park.context, run_id, "wk_a")
    seen = figures(park.operator)
    assert (seen["equishare_workers",], seen["equishare_runs_taken_over_total",]) == (1.0, 0.0)
    workers.give_up(park.context, {"wk_a": 1})
    runs.start(park.context, run_id, "wk_b")
    workers.beat(park.context, sign("wk_b"))
    assert figures(park.operator)["equishare_runs_taken_over_total",] == 1.0
    park.clock.advance(timedelta(seconds=30))
    assert figures(park.operator)["equishare_workers",] == 0.0


def test_the_plan_is_told_with_its_gap_and_how_fair_it_is() -> None:
    """A plan that is bad, unfair or old would look like any other from outside."""
    with running_park(plans=True) as park:
        park.ada.post("/v1/booking-requests", json=make_request())
        window = {"start": "2026-11-23T08:30:00Z", "end": "2026-11-25T08:30:00Z", "seconds": 2, "publish": True}
        path = park.operator.post("/v1/schedule-runs", json=window).headers["Location"]
        told = list(read_events(park.operator.get(f"{path}/events").text.splitlines()))
        assert told[-1][1]["status"] == "completed", told
        seen = figures(park.operator)
    assert seen["equishare_plan_gap", "utilization"] == 0.0
    assert (seen["equishare_plan_requests_placed",], seen["equishare_plan_requests_unplaced",]) == (1.0, 0.0)
    assert seen["equishare_plan_lowest_service_level",] == 1.0
    assert seen["equishare_published_plan_age_seconds",] == 0.0
    assert seen["equishare_published_plan_version",] == 1.0


def test_the_younger_form_is_given_to_who_asks(park: Park) -> None:
    """A collector that asks for OpenMetrics would refuse what it gets."""
    answer = park.operator.get("/metrics", headers={"Accept": "application/openmetrics-text;version=1.0.0"})
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    families = open_metrics(answer.text)  # type: ignore[no-untyped-call]  # this part of the library has no types
    assert "equishare_runs" in {family.name for family in families}
    assert park.operator.get("/metrics").headers["Content-Type"].startswith("text/plain")


def test_a_database_tells_its_size_where_it_is_a_file(tmp_path: Path) -> None:
    """A disk would fill up unseen; a size of 0 would be told where there is no file."""
    assert storage_sizes(make_settings()) == {}
    (tmp_path / "park.db").write_bytes(b"x" * 10)
    settings = make_settings(database_url=f"sqlite:///{tmp_path / 'park.db'}")
    assert storage_sizes(settings) == {"database": 10}
    (tmp_path / "park.db-wal").write_bytes(b"x" * 3)
    assert storage_sizes(settings) == {"database": 10, "log": 3}
