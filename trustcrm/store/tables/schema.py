"""What all tables share: their metadata and the names of their constraints."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, text

METADATA = MetaData(
    naming_convention={
        "ix": "%(column_0_label)s",
        "uq": "%(table_name)s_%(column_0_name)s",
        "ck": "%(table_name)s_%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "pk": "%(table_name)s_pk",
    }
)
"""Every table of core; constraints are named so that migrations can speak of them on every engine.

What a table is for stands in its `info["about"]`; a noun's table is about its noun.
"""


def index_of_few(table: str, column: str) -> Index:
    """Return an index of the few rows of a table that have something in a column; the others cost it nothing."""
    # naming PostgreSQL here too would load its whole dialect at every start; its index is as the migration makes it
    return Index(f"{table}_{column.removesuffix('_id')}", column, sqlite_where=text(f"{column} IS NOT NULL"))
