"""Webhooks, how far each is in the events, and the log of its deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import Words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; there were no webhooks before."""
    op.create_table(
        "webhooks",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_webhooks_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_index("ix_webhooks_tenant_id", "webhooks", ["tenant_id"], unique=False)
    op.create_table(
        "webhook_progress",
        sa.Column("id", Words(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["webhooks.id"], name="fk_webhook_progress_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_progress"),
    )
    op.create_index("ix_webhook_progress_due_at", "webhook_progress", ["due_at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", Words(), nullable=False),
        sa.Column("webhook_id", Words(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", Words(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_deliveries_webhook_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_webhook_id_id", "deliveries", ["webhook_id", "id"], unique=False)
    op.create_index("ix_deliveries_webhook_id_status", "deliveries", ["webhook_id", "status"], unique=False)
    op.create_index("ix_deliveries_status_created_at", "deliveries", ["status", "created_at"], unique=False)
    op.create_index("uq_deliveries_event", "deliveries", ["webhook_id", "number"], unique=True)


def downgrade() -> None:
    """Take the tables away again: nobody is told anything from then on, and secrets and log are lost. Make a copy before."""
    op.drop_table("deliveries")
    op.drop_table("webhook_progress")
    op.drop_table("webhooks")
