"""Which scope opens which operation: the specification that the walk of the routes holds the service against."""

from __future__ import annotations

from scheduler.domain.access import Scope

#: The scope of each operation; those of people have none.
SCOPE_OF: dict[Scope, set[str]] = {
    Scope.PARK_READ: {
        *("get_outage", "get_closure", "get_changeover_table", "get_shift_pattern", "get_machine_status", "get_skill"),
        *(
            "list_machines",
            "get_machine",
            "get_machine_calendar",
            "list_changeover_tables",
            "get_park",
            "list_policies",
        ),
        *("get_current_policy", "get_policy", "list_shift_patterns", "list_skills", "list_closures", "list_outages"),
        *("list_tenants", "get_tenant", "list_fairness_policies", "list_allowances"),
    },
    Scope.PARK_WRITE: {
        *(
            "create_machine",
            "replace_machine",
            "put_changeover_table",
            "replace_park",
            "add_policy",
            "put_shift_pattern",
        ),
        *("create_skill", "replace_skill", "add_closure", "remove_closure", "add_outage", "remove_outage"),
        *("create_tenant", "replace_tenant", "grant_entitlement"),
    },
    Scope.KEYS_WRITE: {"list_api_keys", "create_api_key", "rotate_api_key", "revoke_api_key"},
    Scope.ACCOUNTS_WRITE: {
        *("list_accounts", "create_account", "get_account", "replace_account", "invite_account"),
        *("list_account_sessions", "end_session"),
    },
    Scope.FEEDS_WRITE: {"list_calendar_feeds", "create_calendar_feed", "revoke_calendar_feed"},
    Scope.WEBHOOKS_WRITE: {
        *(
            "list_webhooks",
            "create_webhook",
            "get_webhook",
            "change_webhook",
            "remove_webhook",
            "rotate_webhook_secret",
        ),
        *("test_webhook", "replay_webhook", "list_deliveries", "get_delivery", "replay_delivery"),
    },
    Scope.BOOKINGS_READ: {
        *("list_booking_requests", "get_booking_request", "list_reservations", "get_reservation"),
        *("get_booking_request_history", "get_reservation_history"),
    },
    Scope.BOOKINGS_WRITE: {
        *(
            "submit_booking_request",
            "replace_booking_request",
            "create_series",
            "validate_series",
            "create_draft",
            "withdraw_series",
        ),
        *("create_booking_request", "create_booking_requests", "validate_booking_request"),
        *("withdraw_booking_request", "cancel_reservation"),
    },
    Scope.PLANS_READ: {
        *("compare_schedules",),
        *("list_schedule_runs", "get_schedule_run", "watch_schedule_run", "get_certificate", "get_schedule"),
        "list_schedule_reservations",
    },
    Scope.PLANS_WRITE: {"request_schedule_run", "stop_schedule_run", "publish_schedule"},
    Scope.RESERVATIONS_WRITE: {
        *("check_in_reservation", "begin_reservation", "check_out_reservation", "mark_no_show"),
        *("release_reservation", "displace_reservation"),
    },
    Scope.LEDGER_READ: {*("list_charges",), "get_ledger", "list_entitlements"},
    Scope.LEDGER_WRITE: {"adjust_ledger", "refund_charge"},
    Scope.REPORTS_READ: {*("get_utilization_report",), "get_fairness_report"},
    Scope.EVENTS_READ: {"list_events"},
    Scope.AUDIT_READ: {"list_audit_entries"},
    Scope.OPERATION_READ: {"get_metrics"},
    # Asked for beside `bookings:write`, for a request that breaks rules with a reason.
    Scope.BOOKINGS_OVERRIDE: set(),
}
