"""Who may call what: every operation is called without a key, with a wrong one, and with each role.

Over 150 lines because what each role may call is written out beside the walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import Role
from scheduler.services import keys
from tests.api.operations import PUBLIC, Operation, operations
from tests.api.parks import Park, client_of, running_park
from tests.api.people import person
from tests.scheduler.builders import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What only people may call.
OF_PEOPLE = {"list_sessions", "get_current_session", "sign_out", "change_password"}
FEEDS = {"list_calendar_feeds", "create_calendar_feed", "revoke_calendar_feed"}
WEBHOOKS = {
    "list_webhooks",
    "create_webhook",
    "get_webhook",
    "change_webhook",
    "remove_webhook",
    "rotate_webhook_secret",
    "test_webhook",
    "replay_webhook",
    "list_deliveries",
    "get_delivery",
    "replay_delivery",
}
#: What a tenant may call, and an auditor; everything else is the operator's.
TENANT = {
    "list_machines",
    "get_machine",
    "get_machine_calendar",
    "get_machine_status",
    "list_changeover_tables",
    "get_changeover_table",
    "get_park",
    "list_policies",
    "get_current_policy",
    "get_policy",
    "list_shift_patterns",
    "get_shift_pattern",
    "list_skills",
    "get_skill",
    "list_closures",
    "get_closure",
    "list_outages",
    "get_outage",
    "list_tenants",
    "get_tenant",
    "list_entitlements",
    "list_allowances",
    "get_ledger",
    "create_booking_request",
    "replace_booking_request",
    "create_draft",
    "submit_booking_request",
    "list_booking_requests",
    "get_booking_request",
    "withdraw_booking_request",
    "validate_booking_request",
    "create_booking_requests",
    "create_series",
    "validate_series",
    "withdraw_series",
    "get_fairness_report",
    "get_utilization_report",
    "list_charges",
    "list_fairness_policies",
    "list_reservations",
    "get_reservation",
    "cancel_reservation",
    *FEEDS,
    *WEBHOOKS,
    "list_events",
    "get_booking_request_history",
    "get_reservation_history",
}
BOOKS = {
    "create_booking_request",
    "replace_booking_request",
    "create_draft",
    "submit_booking_request",
    "withdraw_booking_request",
    "validate_booking_request",
    "create_booking_requests",
    "create_series",
    "validate_series",
    "withdraw_series",
    "cancel_reservation",
}
AUDITOR = (TENANT - BOOKS - FEEDS - WEBHOOKS) | {
    "list_schedule_runs",
    "get_schedule_run",
    "watch_schedule_run",
    "get_certificate",
    "get_schedule",
    "list_schedule_reservations",
    "compare_schedules",
    "list_audit_entries",
    "get_metrics",
}
GUARDED = [each for each in operations() if each.name not in PUBLIC]


@pytest.fixture(scope="module")
def shared() -> Iterator[Park]:
    """One park for all calls: none of them changes anything that another reads."""
    with running_park() as running:
        yield running


def _named(operation: Operation) -> str:
    return operation.name


@pytest.mark.parametrize("operation", GUARDED, ids=_named)
def test_without_a_key_nothing_is_told(shared: Park, operation: Operation) -> None:
    """A path without its guard would answer here."""
    for headers in ({}, {"Authorization": "Bearer es_wrong"}, {"Authorization": "Basic YTpi"}):
        answer = operation.call(shared.nobody, **headers)
        assert answer.status_code == 401
        assert answer.json()["type"] == "/problems/unauthenticated"
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("role", ["tenant", "auditor"])
@pytest.mark.parametrize("operation", GUARDED, ids=_named)
def test_a_role_may_do_what_it_is_for(shared: Park, operation: Operation, role: str) -> None:
    """403 for everything outside the role, and for nothing inside it."""
    allowed = operation.name in {"tenant": TENANT, "auditor": AUDITOR}[role]
    answer = operation.call(shared.of(role))
    assert (answer.status_code == 403) is not allowed, answer.text
    if not allowed:
        assert answer.json()["type"] == "/problems/forbidden"


@pytest.mark.parametrize("operation", GUARDED, ids=_named)
def test_the_examples_of_the_documentation_are_in_order(park: Park, operation: Operation) -> None:
    """Whoever copies an example gets no 422 for its form; a rule may be broken, since the park is another."""
    client = person(park.app, park.context, "op@park").client if operation.name in OF_PEOPLE else park.operator
    answer = operation.call(client)
    assert answer.status_code not in {400, 401, 403, 405, 415, 428, 500}, answer.text
    assert answer.status_code != 422 or answer.json()["type"] == "/problems/refused"


def test_a_revoked_key_opens_nothing(park: Park) -> None:
    """From the moment of its revocation; and it stays in the list."""
    made = park.operator.post("/v1/api-keys", json={"name": "ERP", "role": "tenant", "tenant_id": "ada"})
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    key = made.json()
    client = client_of(park.app, key["secret"])
    assert client.get("/v1/tenants/ada").status_code == 200
    revoked = park.operator.delete(f"/v1/api-keys/{key['id']}").json()
    assert revoked["revoked_at"] is not None
    assert client.get("/v1/tenants/ada").status_code == 401
    listed = {each["id"]: each for each in park.operator.get("/v1/api-keys").json()["items"]}
    assert listed[key["id"]] == revoked


def test_a_secret_is_shown_once(park: Park) -> None:
    """Neither the list nor the key's own record has it, nor its hash."""
    secret = park.operator.post("/v1/api-keys", json={"name": "audit", "role": "auditor"}).json()["secret"]
    listed = park.operator.get("/v1/api-keys")
    assert secret not in listed.text
    assert all("digest" not in each and "secret" not in each for each in listed.json()["items"])


def test_a_tenant_admin_makes_keys_of_its_tenant_only(park: Park) -> None:
    """Neither for another tenant nor for a role of the park."""
    secret = keys.create_key(park.context, OPERATOR, name="boss", role=Role.TENANT_ADMIN, tenant_id="ada").secret
    admin = client_of(park.app, secret)
    assert admin.post("/v1/api-keys", json={"name": "mine", "role": "tenant"}).json()["tenant_id"] == "ada"
    assert admin.post("/v1/api-keys", json={"name": "x", "role": "tenant", "tenant_id": "bob"}).status_code == 404
    assert admin.post("/v1/api-keys", json={"name": "x", "role": "operator"}).status_code == 403


def test_health_and_documentation_need_no_key(shared: Park) -> None:
    """Probes, people who read and people who met an error have no key."""
    for path in ("/healthz", "/readyz", "/docs", "/openapi.json", "/problems", "/docs/swagger-ui-bundle.js"):
        assert shared.nobody.get(path).status_code == 200, path
