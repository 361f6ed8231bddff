"""Durable work: which attempt at a run is the one that counts, which night it is the plan of, and who is at work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import Words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NIGHT = sa.text("night IS NOT NULL")


def upgrade() -> None:
    """Add columns and tables; of runs from before neither attempts nor nights are known, and none are made up."""
    op.add_column("runs", sa.Column("attempt", sa.Integer(), server_default="0", nullable=False))
    op.add_column("runs", sa.Column("night", sa.Date(), nullable=True))
    op.create_index(
        "uq_runs_night", "runs", ["night"], unique=True, sqlite_where=_NIGHT, postgresql_where=_NIGHT
    )
    for name, key in (("workers", "id"), ("errands", "name")):
        op.create_table(
            name,
            sa.Column(key, Words(), nullable=False),
            sa.Column("body", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
        )


def downgrade() -> None:
    """Take them away again: the older program fails at its start what it finds half done, and passes over what it does not know."""
    op.drop_table("errands")
    op.drop_table("workers")
    op.drop_index("uq_runs_night", "runs")
    op.drop_column("runs", "night")
    op.drop_column("runs", "attempt")
