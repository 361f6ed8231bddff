"""Calendar feeds: whose reservations an address shows, and the hash of the secret in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import Words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; there were no feeds before."""
    op.create_table(
        "calendar_feeds",
        sa.Column("id", Words(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=True),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_calendar_feeds_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("digest", name="uq_calendar_feeds_digest"),
    )
    op.create_index("ix_calendar_feeds_tenant_id", "calendar_feeds", ["tenant_id"], unique=False)


def downgrade() -> None:
    """Take the table away again: every address shows nothing from then on, and people must be given new ones."""
    op.drop_table("calendar_feeds")
