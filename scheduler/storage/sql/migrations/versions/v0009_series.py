"""Series: which requests are occurrences of one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import Words

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

#: What a request is kept as says it too, so a database that went back and comes again finds it there.
_FILL = "UPDATE booking_requests SET series_id = json_extract(body, '$.series_id')"
_FILL_POSTGRESQL = "UPDATE booking_requests SET series_id = CAST(body AS json) ->> 'series_id'"


def upgrade() -> None:
    """Add the column; what was asked before stands alone."""
    op.add_column("booking_requests", sa.Column("series_id", Words(), nullable=True))
    op.create_index("ix_booking_requests_series_id", "booking_requests", ["series_id"], unique=False)
    op.execute(_FILL_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _FILL)


def downgrade() -> None:
    """Take the column away again: the requests stay, and an older program does not know what they have in common."""
    op.drop_index("ix_booking_requests_series_id", table_name="booking_requests")
    op.drop_column("booking_requests", "series_id")
