"""What changed, never changed itself; and the answers that are kept for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE TRIGGER changes_{event} BEFORE {event} ON changes
BEGIN
    SELECT RAISE(ABORT, 'changes are never changed');
END
"""
#: `INSERT OR REPLACE` takes the old row away without asking the trigger that refuses to delete one.
_KEEP = """
CREATE TRIGGER changes_INSERT BEFORE INSERT ON changes
BEGIN
    SELECT RAISE(ABORT, 'changes are never replaced') WHERE EXISTS (SELECT 1 FROM changes AS other WHERE other.number = NEW.number);
END
"""
_REFUSE_POSTGRESQL = """
CREATE OR REPLACE FUNCTION changes_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'changes are never changed' USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
_KEEP_POSTGRESQL = (
    "CREATE TRIGGER changes_are_kept BEFORE UPDATE OR DELETE ON changes FOR EACH ROW EXECUTE FUNCTION changes_are_kept()",
    "CREATE TRIGGER changes_are_not_emptied BEFORE TRUNCATE ON changes FOR EACH STATEMENT EXECUTE FUNCTION changes_are_kept()",
)
_INDEXES = (
    ("at", "number"),
    ("kind", "at", "number"),
    ("tenant_id", "at", "number"),
    ("tenant_id", "kind", "at", "number"),
    ("subject_id", "at", "number"),
    ("request_id", "number"),
    ("feed", "number"),
    ("feed", "type", "number"),
    ("type", "number"),
)


def upgrade() -> None:
    """Add the tables; what changed before is not known and is not made up."""
    op.create_table(
        "changes",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("feed", sa.String(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
    )
    for columns in _INDEXES:
        op.create_index(f"ix_changes_{'_'.join(columns)}", "changes", list(columns), unique=False)
    op.create_table(
        "answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_at", "answers", ["at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in (_REFUSE_POSTGRESQL, *_KEEP_POSTGRESQL):
            op.execute(statement)
    else:
        for event in ("UPDATE", "DELETE"):
            op.execute(_REFUSE.format(event=event))
        op.execute(_KEEP)


def downgrade() -> None:
    """Take both away again: the older program knows of neither, and what they say is lost. Make a copy before."""
    op.drop_table("answers")
    op.drop_table("changes")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS changes_are_kept()")
