"""The first tables, and what guards machines and ledger, each database in its own way.

Over 150 lines because a revision is one step: all of its tables are made together or none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: SQLite. Two live rows of one machine must not overlap, half-open; the row itself does not count when it is changed.
_GUARD = """
CREATE TRIGGER reservation_machines_{event} BEFORE {event} ON reservation_machines WHEN NEW.live
BEGIN
    SELECT RAISE(ABORT, 'overlap') WHERE EXISTS (
        SELECT 1 FROM reservation_machines AS other
        WHERE other.live AND other.machine_id = NEW.machine_id AND other.reservation_id <> NEW.reservation_id
            AND other.start < NEW."end" AND NEW.start < other."end"
    );
END
"""
_KEEP = """
CREATE TRIGGER ledger_{event} BEFORE {event} ON ledger
BEGIN
    SELECT RAISE(ABORT, 'entries of the ledger are never changed');
END
"""


#: PostgreSQL says the same by a constraint; the extension lets it compare machines and times at once.
_EXTENSION = "CREATE EXTENSION IF NOT EXISTS btree_gist"
_EXCLUSION = """
ALTER TABLE reservation_machines ADD CONSTRAINT ex_reservation_machines_overlap
EXCLUDE USING gist (machine_id WITH =, tstzrange(start, "end", '[)') WITH &&) WHERE (live)
"""
_REFUSAL = """
CREATE OR REPLACE FUNCTION ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries of the ledger are never changed' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_KEEP_ROWS = """
CREATE TRIGGER ledger_is_kept BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_is_kept()
"""
_KEEP_TABLE = """
CREATE TRIGGER ledger_is_not_emptied BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_kept()
"""


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "changeover_tables",
        sa.Column("name", Words(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_changeover_tables"),
    )
    op.create_table(
        "closures",
        sa.Column("id", Words(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_closures"),
    )
    op.create_table(
        "machines",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_machines"),
    )
    op.create_table(
        "policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_policies"),
    )
    op.create_table(
        "runs",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_status", "runs", ["status"], unique=False)
    op.create_table(
        "schedules",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_schedules"),
    )
    op.create_index("ix_schedules_status", "schedules", ["status"], unique=False)
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_settings_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_settings"),
    )
    op.create_table(
        "shift_patterns",
        sa.Column("name", Words(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_shift_patterns"),
    )
    op.create_table(
        "skills",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_skills"),
    )
    op.create_table(
        "tenants",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", Words(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=True),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_keys_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
    op.create_table(
        "booking_requests",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=False),
        sa.Column("external_reference", Words(), nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_booking_requests_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_booking_requests"),
    )
    op.create_index("ix_booking_requests_status", "booking_requests", ["status"], unique=False)
    op.create_index(
        "ix_booking_requests_tenant_id_external_reference",
        "booking_requests",
        ["tenant_id", "external_reference"],
        unique=False,
    )
    op.create_index("ix_booking_requests_updated_at", "booking_requests", ["updated_at"], unique=False)
    op.create_table(
        "entitlements",
        sa.Column("id", Words(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_entitlements_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entitlements"),
    )
    op.create_table(
        "outages",
        sa.Column("id", Words(), nullable=False),
        sa.Column("machine_id", Words(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_outages_machine_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
    )
    op.create_table(
        "reservations",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("request_id", Words(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=False),
        sa.Column("status", Words(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schedule_version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint('start < "end"', name=op.f("ck_reservations_forward")),
        sa.ForeignKeyConstraint(["request_id"], ["booking_requests.id"], name="fk_reservations_request_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_reservations_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
    )
    op.create_index("ix_reservations_request_id", "reservations", ["request_id"], unique=False)
    op.create_index("ix_reservations_start_id", "reservations", ["start", "id"], unique=False)
    op.create_index("ix_reservations_status_start", "reservations", ["status", "start"], unique=False)
    op.create_index("ix_reservations_tenant_id_start", "reservations", ["tenant_id", "start"], unique=False)
    op.create_index("ix_reservations_updated_at", "reservations", ["updated_at"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("id", Words(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=False),
        sa.Column("kind", Words(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("reservation_id", Words(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name="fk_ledger_reservation_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_ledger_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
    )
    op.create_index("ix_ledger_tenant_id", "ledger", ["tenant_id"], unique=False)
    op.create_index(
        "uq_ledger_charge", "ledger", ["reservation_id"], unique=True, sqlite_where=sa.text("kind = 'charge'"),
        postgresql_where=sa.text("kind = 'charge'"),
    )
    op.create_table(
        "reservation_machines",
        sa.Column("reservation_id", Words(), nullable=False),
        sa.Column("machine_id", Words(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint('start < "end"', name=op.f("ck_reservation_machines_forward")),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_reservation_machines_machine_id"),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservations.id"], name="fk_reservation_machines_reservation_id"),
        sa.PrimaryKeyConstraint("reservation_id", "machine_id", name="pk_reservation_machines"),
    )
    op.create_index(
        "ix_reservation_machines_held",
        "reservation_machines",
        ["machine_id", "start", "end"],
        unique=False,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )
    op.create_index(
        "ix_reservation_machines_machine_id_start", "reservation_machines", ["machine_id", "start"], unique=False
    )

    if op.get_bind().dialect.name == "postgresql":
        for statement in (_EXTENSION, _EXCLUSION, _REFUSAL, _KEEP_ROWS, _KEEP_TABLE):
            op.execute(statement)
        return
    for event in ("INSERT", "UPDATE"):
        op.execute(_GUARD.format(event=event))
    for event in ("UPDATE", "DELETE"):
        op.execute(_KEEP.format(event=event))


def downgrade() -> None:
    """Refuse: an older program would not know what to do with newer data; a copy from before the upgrade is the way back."""
    raise NotImplementedError("put back a copy from before the upgrade with `equishare db restore`")
