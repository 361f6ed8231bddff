"""`ETag`, `If-Match` and `If-None-Match`: no change of somebody else is lost, and what has not changed is not sent again.

Over 150 lines because the two walks over all operations share their lists of reasons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.deeds import DEEDS, called
from tests.api.operations import operations
from tests.api.parks import ANY, NEW, make_request
from tests.scheduler.states import all_changes, state_of

if TYPE_CHECKING:
    from tests.api.parks import Park

#: What changes something and is not told which state it is meant for, and why that does no harm.
_WITHOUT = {
    **dict.fromkeys(
        ("remove_closure", "remove_outage"), "never changed once made: it is there as it was, or not at all"
    ),
    **dict.fromkeys(("revoke_api_key", "revoke_calendar_feed"), "nobody may be kept from revoking a secret"),
    **dict.fromkeys(("sign_out", "end_session"), "nobody may be kept from ending a session"),
    "create_session": "a session more",
    **dict.fromkeys(
        ("accept_invitation", "change_password"), "the secret that it needs is the state that it is meant for"
    ),
    "remove_webhook": "nobody may be kept from stopping what is sent out",
    "stop_schedule_run": "a run that is on changes with every second",
    **dict.fromkeys(("adjust_ledger", "refund_charge", "grant_entitlement"), "adds a line, changes none"),
    **dict.fromkeys(("validate_booking_request", "validate_series"), "stores nothing"),
    "withdraw_series": "takes back many things, each as it is; the answer says which",
}
#: Steps that may be taken without: they start from one status only, and the table of statuses refuses them from any other.
_STEPS = {
    "check_in_reservation",
    "begin_reservation",
    "check_out_reservation",
    "mark_no_show",
    # A number always means the same plan; `draft`, which does not, is tested below.
    "publish_schedule",
}
_CHANGING = {each.name: each for each in operations() if each.method != "GET"}
_TAKES = sorted(name for name, each in _CHANGING.items() if "If-Match" in each.headers)
#: GETs below a collection, and of what there is one of, that are told anew every time, and why.
_NOT_ONE_THING = {
    **dict.fromkeys(("get_machine_calendar", "get_machine_status", "list_allowances"), "changes with the clock"),
    **dict.fromkeys(("get_booking_request_history", "get_reservation_history"), "a list"),
    **dict.fromkeys(("list_entitlements", "get_ledger", "list_schedule_reservations"), "a list"),
    "compare_schedules": "made of two plans",
    "watch_schedule_run": "a stream",
    "list_account_sessions": "a list",
    "get_current_session": "changes with every call",
    **dict.fromkeys(("list_deliveries", "get_delivery"), "grows with every try"),
    "get_certificate": "part of its plan, and shown there",
}


def test_every_change_of_something_asks_for_its_state_or_says_why_not() -> None:
    """A new path without it would let the slower of two people undo what the other did."""
    creating = {name for name, each in _CHANGING.items() if each.method == "POST" and each.creates}
    batches = {"create_booking_requests"}
    assert set(_CHANGING) - set(_TAKES) == (creating | batches | set(_WITHOUT))
    required = {name for name in _TAKES if "428" in _CHANGING[name].statuses}
    assert set(_TAKES) - required == _STEPS - {"publish_schedule"}
    assert all("412" in _CHANGING[name].statuses for name in _TAKES)


@pytest.mark.parametrize("name", sorted(set(_TAKES) - _STEPS))
def test_without_a_state_nothing_is_changed(park: Park, name: str) -> None:
    """428, with what to send; a script that forgot it would otherwise overwrite in silence."""
    method, path, body = DEEDS[name](park)
    before, noted = state_of(park.context.storage), len(all_changes(park.context.storage))
    answer = park.operator.request(method, path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (428, "/problems/precondition-required")
    assert answer.json()["errors"][0]["pointer"] == "/If-Match"
    assert (state_of(park.context.storage), len(all_changes(park.context.storage))) == (before, noted)


@pytest.mark.parametrize("name", _TAKES)
def test_with_a_stale_state_nothing_is_changed(park: Park, name: str) -> None:
    """412 and not a byte of the park's state differs: whoever was quicker keeps what was done."""
    method, path, body = DEEDS[name](park)
    before, noted = state_of(park.context.storage), len(all_changes(park.context.storage))
    answer = park.operator.request(method, path, json=body, headers={"If-Match": '"999"'})
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/stale-version"), answer.text
    assert (state_of(park.context.storage), len(all_changes(park.context.storage))) == (before, noted)


@pytest.mark.parametrize("name", sorted(_STEPS))
def test_a_step_from_one_status_needs_none(park: Park, name: str) -> None:
    """A terminal at a machine knows an id and nothing else."""
    assert called(park, name, {}).is_success


@pytest.mark.parametrize("name", _TAKES)
def test_an_etag_that_is_none_of_ours_is_told(park: Park, name: str) -> None:
    """A weak one, several, or no quotes: 422 rather than a guess."""
    method, path, body = DEEDS[name](park)
    for told in ("3", 'W/"1"', '"1", "2"', ""):
        answer = park.operator.request(method, path, json=body, headers={"If-Match": told})
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == "/If-Match"


def test_everything_that_is_one_thing_has_an_etag() -> None:
    """Whoever wants to change it needs one, and whoever asks every minute would be sent the same again and again."""
    single = {each.name for each in operations() if each.method == "GET" and "If-None-Match" in each.headers}
    below = {e.name for e in operations() if e.method == "GET" and "{" in e.path and e.path.startswith("/v1")}
    assert single == (below - set(_NOT_ONE_THING)) | {"get_park", "get_current_policy"}
    assert all("304" in each.statuses for each in operations() if each.name in single)


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("/v1/park", None),
        ("/v1/machines/cut-1", None),
        ("/v1/tenants/ada", None),
        ("/v1/policies/current", None),
        ("/v1/skills/inspector", "create_skill"),
        ("/v1/shift-patterns/days", "put_shift_pattern"),
        ("/v1/changeover-tables/gas", "put_changeover_table"),
        ("", "add_closure"),
        ("", "add_outage"),
        ("", "create_booking_request"),
        ("", "request_schedule_run"),
    ],
)
def test_what_the_caller_has_is_not_sent_again(park: Park, path: str, make: str | None) -> None:
    """304 without a body and with the same ETag; after that which was made, what stands in `Location` can be looked up."""
    made = None if make is None else called(park, make, NEW)
    where = path or (made.headers["Location"] if made is not None else "")
    first = park.operator.get(where)
    assert first.status_code == 200, first.text
    tag = first.headers["ETag"]
    if made is not None and "ETag" in made.headers:
        assert made.headers["ETag"] == tag
    for held in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = park.operator.get(where, headers={"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert park.operator.get(where, headers={"If-None-Match": '"x"'}).json() == first.json()


def test_two_people_who_change_the_park_do_not_undo_each_other(park: Park) -> None:
    """Both read, both write: the second is told, and what the first wrote is there."""
    read = park.operator.get("/v1/park")
    mine, yours = ({**read.json(), "name": name} for name in ("甲", "乙"))
    held = {"If-Match": read.headers["ETag"]}
    done = park.operator.put("/v1/park", json=mine, headers=held)
    assert done.status_code == 200
    assert park.operator.put("/v1/park", json=yours, headers=held).status_code == 412
    assert park.operator.get("/v1/park").json()["name"] == "甲"
    assert done.headers["ETag"] == park.operator.get("/v1/park").headers["ETag"] != read.headers["ETag"]


def test_a_name_is_taken_once(park: Park) -> None:
    """`If-None-Match: *` makes and never replaces; `If-Match: *` replaces and never makes."""
    path, body = "/v1/changeover-tables/gas", {"families": ["n2"], "minutes": [[0]]}
    assert park.operator.put(path, json=body, headers=ANY).status_code == 412
    assert park.operator.put(path, json=body).status_code == 428
    assert park.operator.put(path, json=body, headers={"If-None-Match": '"1"'}).status_code == 422
    assert park.operator.put(path, json=body, headers=NEW).status_code == 200
    assert park.operator.put(path, json=body, headers=NEW).status_code == 412
    assert park.operator.put(path, json=body, headers=ANY).status_code == 200


def test_the_youngest_draft_is_published_as_it_was_seen(park: Park) -> None:
    """Between looking and publishing a night may have made another one."""
    assert called(park, "create_booking_request", {}).is_success
    DEEDS["publish_schedule"](park)
    seen = park.operator.get("/v1/schedules/draft").headers["ETag"]
    assert seen == '"1-draft"'
    DEEDS["publish_schedule"](park)
    path = "/v1/schedules/draft:publish"
    assert park.operator.post(path).status_code == 428
    assert park.operator.post(path, headers={"If-Match": seen}).status_code == 412
    assert park.operator.get("/v1/schedules/published").status_code == 404
    now = park.operator.get("/v1/schedules/draft").headers["ETag"]
    assert park.operator.post(path, headers={"If-Match": now}).json()["schedule"]["version"] == 2
    assert park.operator.get("/v1/schedules/2").headers["ETag"] == '"2-published"'


def test_a_tenant_withdraws_what_it_saw(park: Park) -> None:
    """Withdrawn as queued, it may be scheduled by now, and the time would be lost without anybody having meant it."""
    made = park.ada.post("/v1/booking-requests", json=make_request())
    path, held = made.headers["Location"], {"If-Match": made.headers["ETag"]}
    assert park.ada.post(f"{path}:withdraw", headers=held).status_code == 200
    assert park.ada.post(f"{path}:withdraw", headers=held).status_code == 412
