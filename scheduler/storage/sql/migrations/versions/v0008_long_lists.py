"""Indexes by which a page of a long list is found without passing the rest of it."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OLD = (
    ("ix_booking_requests_status", "booking_requests", ["status"]),
    ("ix_booking_requests_tenant_id_external_reference", "booking_requests", ["tenant_id", "external_reference"]),
    ("ix_booking_requests_updated_at", "booking_requests", ["updated_at"]),
    ("ix_reservations_status_start", "reservations", ["status", "start"]),
    ("ix_reservations_tenant_id_start", "reservations", ["tenant_id", "start"]),
    ("ix_reservations_updated_at", "reservations", ["updated_at"]),
    ("ix_ledger_tenant_id", "ledger", ["tenant_id"]),
    ("ix_reservation_machines_machine_id_start", "reservation_machines", ["machine_id", "start"]),
)
_NEW = (
    ("ix_booking_requests_reference", "booking_requests", ["external_reference", "tenant_id"]),
    ("ix_booking_requests_tenant", "booking_requests", ["tenant_id", "id"]),
    ("ix_booking_requests_tenant_status", "booking_requests", ["tenant_id", "status", "id"]),
    ("ix_booking_requests_status", "booking_requests", ["status", "id"]),
    ("ix_booking_requests_tenant_updated", "booking_requests", ["tenant_id", "updated_at", "id", "status"]),
    ("ix_booking_requests_updated", "booking_requests", ["updated_at", "id", "status"]),
    ("ix_reservations_tenant", "reservations", ["tenant_id", "start", "id"]),
    ("ix_reservations_tenant_status", "reservations", ["tenant_id", "status", "start", "id"]),
    ("ix_reservations_status", "reservations", ["status", "start", "id"]),
    ("ix_reservations_plan", "reservations", ["schedule_version", "start", "id"]),
    ("ix_reservations_tenant_end", "reservations", ["tenant_id", "end", "start", "id", "status"]),
    ("ix_reservations_end", "reservations", ["end", "start", "id", "status"]),
    ("ix_reservations_tenant_updated", "reservations", ["tenant_id", "updated_at", "start", "id", "status"]),
    ("ix_reservations_updated", "reservations", ["updated_at", "start", "id", "status"]),
    ("ix_ledger_tenant", "ledger", ["tenant_id", "id", "minutes"]),
    ("ix_reservation_machines_machine", "reservation_machines", ["machine_id", "start", "reservation_id"]),
)


def upgrade() -> None:
    """Put the new indexes in the place of the old; no row is touched."""
    _exchange(_OLD, _NEW)


def downgrade() -> None:
    """Put the old ones back: lists get slower as the park gets older."""
    _exchange(_NEW, _OLD)


def _exchange(away: tuple[tuple[str, str, list[str]], ...], there: tuple[tuple[str, str, list[str]], ...]) -> None:
    for name, table, _ in away:
        op.drop_index(name, table_name=table)
    for name, table, columns in there:
        op.create_index(name, table, columns, unique=False)
