"""No entry of the ledger is replaced, and what was given back of a charge is found by its reservation.

`INSERT OR REPLACE` takes the old row away without asking the triggers that refuse to delete one; the new trigger comes before it.
PostgreSQL knows no such way round: there a row that takes the place of another is an UPDATE, which revision 0001 refuses.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEEP = """
CREATE TRIGGER ledger_INSERT BEFORE INSERT ON ledger
BEGIN
    SELECT RAISE(ABORT, 'entries of the ledger are never replaced') WHERE EXISTS (
        SELECT 1 FROM ledger AS other
        WHERE other.id = NEW.id OR other.rowid = NEW.rowid
            OR (other.reservation_id = NEW.reservation_id AND other.kind = 'charge' AND NEW.kind = 'charge')
    );
END
"""


def upgrade() -> None:
    """Add the index and the trigger; no row changes."""
    op.create_index("ix_ledger_reservation_id", "ledger", ["reservation_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_KEEP)


def downgrade() -> None:
    """Take both away again; no row changes, so the older program finds its tables as it left them."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER ledger_INSERT")
    op.drop_index("ix_ledger_reservation_id", "ledger")
