"""Alembic's entry: runs the migrations on the connection that storage.migrating hands over."""

from alembic import context

import lti_npq.storage.models  # noqa: F401  # fills the metadata
from lti_npq.storage.base import Base

connection = context.config.attributes["connection"]
# SQLite changes tables by copying them; batch mode does that where a migration asks for it.
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
