"""Where plugins keep small things of their own: a key/value store a plugin."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from trustcrm.store.tables.schema import METADATA

PLUGIN_VALUE = Table(
    "plugin_value",
    METADATA,
    Column("plugin", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
    info={"about": "One value of one plugin, as JSON text."},
)
