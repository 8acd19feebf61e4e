"""Whether a plugin's tables are such that a backup, an export and a move to another engine carry them whole.

What these write down of a table is its columns, its key, its references and its indexes, in types that mean the same on
either engine. Anything else would be gone after a restore, so no plugin may rely on it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from alembic.ddl.base import AddColumn
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Float,
    Inspector,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Time,
    event,
    inspect,
)  # fmt: skip
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

from trustcrm.store.plugin_tables.guard import Own
from trustcrm.store.plugin_tables.names import version_table_of
from trustcrm.store.tables import SIDE, TABLES

LONGEST_NAME = 63
"""How long a name may be in PostgreSQL."""

_CARRIED = (Boolean, Date, DateTime, Float, Integer, JSON, LargeBinary, String, Time)
_POINTED_AT = frozenset({SIDE.name, *(table.name for table in TABLES.values())})
_LETTING_GO = ("CASCADE", "SET NULL")


class NotCarried(RuntimeError):
    """A step makes what no restore would bring back. A bug of the plugin, laid at its door."""


def not_carried(connection: Connection, own: Own) -> Iterator[str]:
    """Yield one sentence for each thing about a plugin's tables that no restore would keep, or that hinders core."""
    looked = inspect(connection)
    for table in sorted(looked.get_table_names()):
        if own.has(table) and table != version_table_of(own.plugin):
            yield from (f"the table {table} {fault}" for fault in _faults_of(looked, own, table))


@contextmanager
def types_looked_at(connection: Connection) -> Iterator[None]:
    """Refuse columns of types that are not carried while they are made: an engine that has no such type tells no more.

    So a step is refused on the engine its author tries it on, whichever that is. Raises `NotCarried`.
    """

    def look(_connection: Connection, clause: Any, *_: Any) -> None:
        for column in _columns_made(clause):
            if fault := _fault_of_type(column.type):
                raise NotCarried(f"the column {column.name} {fault}")

    event.listen(connection, "before_execute", look)
    try:
        yield
    finally:
        event.remove(connection, "before_execute", look)


def _columns_made(clause: Any) -> Iterable[Column[Any]]:
    if isinstance(clause, CreateTable):
        return clause.element.columns
    return [clause.column] if isinstance(clause, AddColumn) else []


def _faults_of(looked: Inspector, own: Own, table: str) -> Iterator[str]:
    if len(table) > LONGEST_NAME:
        yield f"has a name of more than {LONGEST_NAME} letters"
    if table.endswith("_version"):
        yield "has a name that is kept for the step at which the tables of some plugin stand; call it otherwise"
    key = looked.get_pk_constraint(table)["constrained_columns"]
    for column in looked.get_columns(table):
        counts = len(key) == 1 and column["name"] in key and "nextval" in str(column.get("default"))
        if fault := _fault_of_column(column, counts=counts):
            yield f"has the column {column['name']}, which {fault}"
    for reference in looked.get_foreign_keys(table):
        if fault := _fault_of_reference(own, reference):
            yield f"points at {reference['referred_table']}, {fault}"
    for check in looked.get_check_constraints(table):
        yield f"has the check {check['name'] or check['sqltext']}; check values in the plugin"
    yield from _faults_of_indexes(looked, table)


def _fault_of_column(column: Mapping[str, Any], *, counts: bool) -> str:
    if fault := _fault_of_type(column["type"]):
        return fault
    if column.get("computed") is not None:
        return "is computed by the database; compute it in the plugin"
    if column.get("default") is not None and not counts:
        return "has a default of the database's; give it in the plugin"
    return ""


def _fault_of_type(kind: TypeEngine[Any]) -> str:
    if isinstance(kind, Numeric) and not isinstance(kind, Float):
        return "is a decimal; keep exact numbers as text"
    if not isinstance(kind, _CARRIED) or isinstance(kind, Enum):
        return f"is of the type {kind!r}, which does not mean the same on every engine"
    if getattr(kind, "timezone", False):
        return "keeps a time zone; keep instants in UTC, in a column without one"
    return ""


def _fault_of_reference(own: Own, reference: Mapping[str, Any]) -> str:
    target, columns = reference["referred_table"], reference["referred_columns"]
    if not own.has(target) and (target not in _POINTED_AT or columns not in ([], ["id"])):
        return "where no plugin's table may point; the id of a noun's table or of side it may"
    if str(reference["options"].get("ondelete", "")).upper() not in _LETTING_GO:
        return 'and would keep a row there from going; say ondelete="CASCADE" or "SET NULL"'
    return ""


def _faults_of_indexes(looked: Inspector, table: str) -> Iterator[str]:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        indexes = looked.get_indexes(table)
    for index in indexes:
        options = index.get("dialect_options") or {}
        if any(name.endswith("_where") for name in options) or not all(index["column_names"]):
            yield f"has the index {index['name']} of some rows or of an expression; index whole columns"
    if any("expression" in str(one.message) for one in said):
        yield "has an index of an expression; index whole columns"
