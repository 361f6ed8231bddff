"""What the entries of each tenant come to, so that a night need not read all of them; and when sessions are over, to forget them."""

from __future__ import annotations

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import UtcDateTime, Words

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the first errand of a worker fills it, and until then the entries are read."""
    op.create_table(
        "carried",
        sa.Column("tenant_id", Words(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_carried_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_carried"),
    )
    op.add_column("sessions", sa.Column("expires_at", UtcDateTime(), nullable=True))
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    _fill()


def downgrade() -> None:
    """Take both away again: nothing is lost, for they say only what the entries and the sessions say."""
    op.drop_index("ix_sessions_expires_at", table_name="sessions")
    op.drop_column("sessions", "expires_at")
    op.drop_table("carried")


def _fill() -> None:
    """Write beside each session when it is over, as it says itself."""
    sessions = sa.table("sessions", sa.column("id", Words), sa.column("body", sa.Text), sa.column("expires_at", UtcDateTime))
    for key, body in op.get_bind().execute(sa.select(sessions.c.id, sessions.c.body)).all():
        ends = datetime.fromisoformat(json.loads(body)["expires_at"])
        op.execute(sessions.update().where(sessions.c.id == key).values(expires_at=ends))
