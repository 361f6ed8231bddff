"""What the entries of each tenant come to, so that a night need not read all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import Words

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


def downgrade() -> None:
    """Take the table away again: nothing is lost, for it says only what the entries say."""
    op.drop_table("carried")
