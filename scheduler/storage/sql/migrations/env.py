"""Runs the migrations on the connection, and in the transaction, that `upgrade` hands over; Alembic looks for this module by its name."""

from __future__ import annotations

from alembic import context

from scheduler.storage.sql.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
