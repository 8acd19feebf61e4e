"""The tables of the database and their columns."""

from __future__ import annotations

from sqlalchemy import Column, Table
from sqlalchemy.dialects import sqlite

from tools.reference.markdown import code, page, table, told
from trustcrm.domain.nouns import NOUNS
from trustcrm.store.tables import METADATA, TABLES

INTRODUCTION = """
One SQLite file, or one PostgreSQL database. Read from it as you like; write through `trustcrm` only, because the
journal and everything reckoned from the facts are kept right in the same transaction.

Facts stand in one table a noun. The journal stands beside them and is only ever added to. What is *reckoned* from the
facts (acts, sums, folded names, search words) could be dropped and made again; no fact lives there alone.
"""


def database_page() -> str:
    """Return the page of all tables."""
    facts = {found.name for found in TABLES.values()}
    nouns = {found.name: noun for noun, found in TABLES.items()}
    own = [found for found in METADATA.sorted_tables if found.name in facts]
    others = [found for found in METADATA.sorted_tables if found.name not in facts]
    return page(
        "Tables of the database",
        INTRODUCTION,
        "## Facts",
        *(_section(found, told(NOUNS[nouns[found.name]])) for found in own),
        "## Beside them",
        *(_section(found, found.info["about"]) for found in others),
    )


def _section(found: Table, words: str) -> str:
    rows = [
        (code(column.name), _type(column), "" if column.nullable else "yes", _points_at(column))
        for column in found.columns
    ]
    columns = table(("column", "type", "must be there", "points at"), rows)
    return f"### {found.name}\n\n{words}\n\n{columns}"


def _type(column: Column[object]) -> str:
    return column.type.compile(dialect=sqlite.dialect()).lower()


def _points_at(column: Column[object]) -> str:
    return ", ".join(
        code(key.target_fullname) for key in sorted(column.foreign_keys, key=lambda key: key.target_fullname)
    )
