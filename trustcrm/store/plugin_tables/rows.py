"""What core does with plugins' tables, whether the plugin is there or not: it drops them where they are purged."""

from __future__ import annotations

from sqlalchemy import Connection


def drop_table(connection: Connection, name: str) -> None:
    """Drop a plugin's table, and on a server the view that veils it."""
    with_view = " CASCADE" if connection.dialect.name == "postgresql" else ""
    connection.exec_driver_sql(f"DROP TABLE {connection.dialect.identifier_preparer.quote(name)}{with_view}")
