"""How Alembic meets the database: always over the connection it is handed, in the transaction that is already open."""

from __future__ import annotations

from alembic import context

from trustcrm.store.revisions import VERSION_TABLE
from trustcrm.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    version_table=context.config.attributes.get("version_table", VERSION_TABLE),
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
