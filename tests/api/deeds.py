"""Every operation that changes something, done so that it succeeds; `test_traces` holds the list against the OpenAPI text.

Over 150 lines because there is one line or two for each of forty operations, and they share a small story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Role
from scheduler.domain.reservation import ReservationStatus
from scheduler.services import reservations, schedules
from tests.api.operations import operations
from tests.api.parks import make_request, make_series
from tests.api.people import person
from tests.scheduler.builders import OPERATOR, at, make_draft, make_slot, publish_slots
from tests.scheduler.people import PASSWORD, make_account

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from scheduler.domain.booking import BookingRequest
    from tests.api.parks import Park

#: From a park to how an operation is called: method, path, body; the park is made ready for it first.
Deed = tuple[str, str, dict[str, Any] | None]
#: For what makes something new under a name; whatever else asks for a state is told that any will do.
_NEW, _ANY = {"If-None-Match": "*"}, {"If-Match": "*"}


def _example(name: str) -> dict[str, Any]:
    """Return the example of the documentation for the body of an operation."""
    body = next(operation.body for operation in operations() if operation.name == name)
    assert body is not None
    return body


def _asked(park: Park) -> BookingRequest:
    answer = park.ada.post("/v1/booking-requests", json=make_request())
    with park.context.unit_of_work(read_only=True) as uow:
        return uow.booking_requests.get(answer.json()["id"])


def _reserved(park: Park, *steps: ReservationStatus) -> str:
    """Return the id of a reservation of ada's that went through these statuses."""
    (reservation,) = publish_slots(park.context, make_slot(_asked(park), hour=3)).confirmed
    for step in steps:
        reservations._became(park.context, OPERATOR, (reservation.id, None), step)
    return reservation.id


def _on(action: str, *steps: ReservationStatus) -> Callable[[Park], Deed]:
    return lambda park: ("POST", f"/v1/reservations/{_reserved(park, *steps)}:{action}", None)


def _made(park: Park, path: str, body: dict[str, Any]) -> str:
    answer = park.operator.post(path, json=body)
    assert answer.is_success, answer.text
    return str(answer.json()["id"])


def _changed(path: str, name: str, **facts: Any) -> Callable[[Park], Deed]:
    """Return a PUT of the example of an operation with other facts."""
    return lambda _: ("PUT", path, _example(name) | facts)


def _skill(park: Park) -> Deed:
    made = _made(park, "/v1/skills", _skill_body())
    return (
        "PUT",
        f"/v1/skills/{made}",
        {key: value for key, value in _skill_body().items() if key != "id"} | {"name": "检验"},
    )


def _skill_body() -> dict[str, Any]:
    return {"id": "inspector", "name": "inspector", "shifts": [{"shift_pattern": "24/7", "people": 2}]}


def _refund(park: Park) -> Deed:
    key = _reserved(park, ReservationStatus.CHECKED_IN, ReservationStatus.IN_PROGRESS, ReservationStatus.COMPLETED)
    return "POST", "/v1/tenants/ada/ledger:refund", {"reservation_id": key, "note": "机床停机", "minutes": 5}


def _draft(park: Park) -> Deed:
    version = schedules.store_draft(park.context, make_draft(make_slot(_asked(park)))).version
    return "POST", f"/v1/schedules/{version}:publish", None


def _written(park: Park) -> Deed:
    draft = park.ada.post("/v1/booking-requests:draft", json=make_request())
    return "POST", f"{draft.headers['Location']}:submit", None


def _series(park: Park) -> Deed:
    answer = park.ada.post("/v1/booking-series", json=make_series())
    return "POST", f"/v1/booking-series/{answer.json()['series_id']}:withdraw", {"from_day": "2026-11-25"}


_WEBHOOK = {"url": "https://erp.example.com/hook", "tenant_id": "ada"}


def _webhook(park: Park) -> str:
    return f"/v1/webhooks/{_made(park, '/v1/webhooks', _WEBHOOK)}"


def _on_webhook(method: str, behind: str = "", body: dict[str, Any] | None = None) -> Callable[[Park], Deed]:
    return lambda park: (method, f"{_webhook(park)}{behind}", body)


def _delivery(park: Park) -> Deed:
    path = _webhook(park)
    return "POST", f"{path}/deliveries/{_made(park, f'{path}:test', {})}:replay", None


_OUTAGE = {"machine_id": "cut-1", "start": at(1).isoformat(), "end": at(2).isoformat(), "reason": "主轴"}
_CLOSURE = {"start": at(1).isoformat(), "end": at(2).isoformat(), "reason": "停电"}
_NEW_KEY = {"name": "ERP", "role": "tenant", "tenant_id": "ada"}
_PERSON = {"login": "fang@ada.example", "name": "王芳", "role": "tenant", "tenant_id": "ada"}
_CHECKED_IN, _IN_PROGRESS = ReservationStatus.CHECKED_IN, ReservationStatus.IN_PROGRESS
_MACHINE = {"name": "切割", "capability": "cutting"}


def _accepted(park: Park) -> Deed:
    made = park.operator.post("/v1/accounts", json={"login": "op@park", "name": "op", "role": "operator"})
    return "POST", "/v1/invitations:accept", {"invitation": made.json()["invitation"], "password": PASSWORD}


def _signing_in(park: Park) -> Deed:
    make_account(park.context, "op@park", role=Role.OPERATOR, tenant_id=None)
    return "POST", "/v1/sessions", {"login": "op@park", "password": PASSWORD}


#: What is done by a person who signed in.
OF_PEOPLE = frozenset({"sign_out", "change_password"})
#: By operation.
DEEDS: dict[str, Callable[[Park], Deed]] = {
    "create_machine": lambda _: ("POST", "/v1/machines", _MACHINE | {"id": "cut-9"}),
    "replace_machine": lambda _: ("PUT", "/v1/machines/cut-1", _MACHINE | {"speed_percent": 80}),
    "put_changeover_table": lambda _: (
        "PUT", "/v1/changeover-tables/gas", {"families": ["n2", "o2"], "minutes": [[0, 5], [5, 0]]},
    ),
    "replace_park": _changed("/v1/park", "replace_park"),
    "add_policy": lambda _: ("POST", "/v1/policies", _example("add_policy")),
    "put_shift_pattern": _changed("/v1/shift-patterns/days", "put_shift_pattern"),
    "create_skill": lambda _: ("POST", "/v1/skills", _skill_body()),
    "replace_skill": _skill,
    "add_closure": lambda _: ("POST", "/v1/closures", _CLOSURE),
    "remove_closure": lambda park: ("DELETE", f"/v1/closures/{_made(park, '/v1/closures', _CLOSURE)}", None),
    "add_outage": lambda _: ("POST", "/v1/outages", _OUTAGE),
    "remove_outage": lambda park: ("DELETE", f"/v1/outages/{_made(park, '/v1/outages', _OUTAGE)}", None),
    "create_tenant": lambda _: ("POST", "/v1/tenants", {"id": "cyd", "name": "Cyd"}),
    "replace_tenant": lambda _: ("PUT", "/v1/tenants/ada", {"name": "Ada & Co"}),
    "grant_entitlement": lambda _: (
        "POST", "/v1/tenants/ada/entitlements", {"share": 3, "start": at(0).isoformat(), "note": "合同"},
    ),
    "adjust_ledger": lambda _: ("POST", "/v1/tenants/ada/ledger", {"minutes": -30, "note": "多记"}),
    "refund_charge": _refund,
    "create_booking_request": lambda _: ("POST", "/v1/booking-requests", make_request(tenant_id="ada")),
    "create_booking_requests": lambda _: (
        "POST", "/v1/booking-requests:batch", {"requests": [make_request(tenant_id="ada"), make_request(tenant_id="bob")]},
    ),
    "create_draft": lambda _: ("POST", "/v1/booking-requests:draft", make_request(tenant_id="ada")),
    "submit_booking_request": _written,
    "replace_booking_request": lambda park: (
        "PUT", f"/v1/booking-requests/{_asked(park).id}", make_request(title="改"),
    ),
    "create_series": lambda _: ("POST", "/v1/booking-series", make_series(tenant_id="ada")),
    "withdraw_series": _series,
    "withdraw_booking_request": lambda park: ("POST", f"/v1/booking-requests/{_asked(park).id}:withdraw", None),
    "request_schedule_run": lambda _: ("POST", "/v1/schedule-runs", {"seconds": 1}),
    "stop_schedule_run": lambda park: (
        "DELETE", f"/v1/schedule-runs/{_made(park, '/v1/schedule-runs', {'seconds': 1})}", None,
    ),
    "publish_schedule": _draft,
    "cancel_reservation": _on("cancel"),
    "check_in_reservation": _on("check-in"),
    "begin_reservation": _on("begin", _CHECKED_IN),
    "check_out_reservation": _on("check-out", _CHECKED_IN, _IN_PROGRESS),
    "mark_no_show": _on("no-show"),
    "release_reservation": _on("release", _CHECKED_IN),
    "displace_reservation": _on("displace"),
    "create_api_key": lambda _: ("POST", "/v1/api-keys", _NEW_KEY),
    "rotate_api_key": lambda park: ("POST", f"/v1/api-keys/{_made(park, '/v1/api-keys', _NEW_KEY)}:rotate", None),
    "revoke_api_key": lambda park: ("DELETE", f"/v1/api-keys/{_made(park, '/v1/api-keys', _NEW_KEY)}", None),
    "create_account": lambda _: ("POST", "/v1/accounts", _PERSON),
    "replace_account": lambda park: (
        "PUT", f"/v1/accounts/{_made(park, '/v1/accounts', _PERSON)}", {"name": "芳", "role": "tenant-admin"},
    ),
    "invite_account": lambda park: ("POST", f"/v1/accounts/{_made(park, '/v1/accounts', _PERSON)}:invite", None),
    "accept_invitation": _accepted,
    "create_session": _signing_in,
    "sign_out": lambda _: ("DELETE", "/v1/sessions/current", None),
    "end_session": lambda park: ("DELETE", f"/v1/sessions/{person(park.app, park.context, 'them@park').session_id}", None),
    "change_password": lambda _: (
        "POST", "/v1/sessions/current:change-password", {"old_password": PASSWORD, "new_password": PASSWORD * 2},
    ),
    "create_calendar_feed": lambda _: ("POST", "/v1/calendar-feeds", {"tenant_id": "ada"}),
    "revoke_calendar_feed": lambda park: ("DELETE", f"/v1/calendar-feeds/{_made(park, '/v1/calendar-feeds', {})}", None),
    "create_webhook": lambda _: ("POST", "/v1/webhooks", _WEBHOOK),
    "change_webhook": _on_webhook("PATCH", body={"types": ["reservation.moved"]}),
    "remove_webhook": _on_webhook("DELETE"),
    "rotate_webhook_secret": _on_webhook("POST", ":rotate-secret"),
    "test_webhook": _on_webhook("POST", ":test"),
    "replay_webhook": _on_webhook("POST", ":replay", {"cursor": "0"}),
    "replay_delivery": _delivery,
}  # fmt: skip
#: Of those, the ones that are written into the log of deliveries alone: what is told about changes is no change.
LOGGED = frozenset({"test_webhook", "replay_webhook", "replay_delivery"})


def prepared(park: Park, name: str) -> Callable[..., httpx2.Response]:
    """Make a park ready for an operation, and return what carries it out as the operator, with more headers if given."""
    method, path, body = DEEDS[name](park)
    client = person(park.app, park.context, "me@park").client if name in OF_PEOPLE else park.operator
    headers = _NEW if name in {"put_changeover_table", "put_shift_pattern"} else _ANY
    return lambda **more: client.request(method, path, json=body, headers=headers | more)


def called(park: Park, name: str, headers: dict[str, str]) -> httpx2.Response:
    """Make a park ready for an operation, and carry it out as the operator with these headers only."""
    method, path, body = DEEDS[name](park)
    return park.operator.request(method, path, json=body, headers=headers)
