"""People: their accounts and sessions, when keys and sessions were last used, and who is away at their provider of identities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.storage.sql.columns import UtcDateTime, Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; keys stay as they are: with all that their roles may, and without an end."""
    op.create_table(
        "accounts",
        sa.Column("id", Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", Words(), nullable=True),
        sa.Column("login", Words(), nullable=False),
        sa.Column("invitation_digest", Words(), nullable=True),
        sa.Column("issuer", Words(), nullable=True),
        sa.Column("subject", Words(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_accounts_tenant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("login", name="uq_accounts_login"),
        sa.UniqueConstraint("invitation_digest", name="uq_accounts_invitation_digest"),
        sa.UniqueConstraint("issuer", "subject", name="uq_accounts_issuer_subject"),
    )
    op.create_index("ix_accounts_tenant_id", "accounts", ["tenant_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", Words(), nullable=False),
        sa.Column("account_id", Words(), nullable=False),
        sa.Column("digest", Words(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)
    for name in ("last_uses", "pending_sign_ins"):
        op.create_table(
            name,
            sa.Column("id", Words(), nullable=False),
            sa.Column("at", UtcDateTime(), nullable=False),
            sa.Column("body", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        )
    op.create_index("ix_pending_sign_ins_at", "pending_sign_ins", ["at"], unique=False)


def downgrade() -> None:
    """Take the tables away again: nobody can sign in. The older program gives a narrowed key all of its role, and no key an end."""
    for name in ("pending_sign_ins", "last_uses", "sessions", "accounts"):
        op.drop_table(name)
