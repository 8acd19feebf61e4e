"""What core does with plugins' tables, whether the plugin is there or not: drop them, and look for people in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    and_,
    delete,
    inspect,
    literal_column,
    select,
    update,
)

from trustcrm.store.plugin_tables.names import owner_of

_AT_ONCE = 2000
_FOLD = re.compile(r"\r?\n[ \t]")
"""Where a vCard or an iCalendar object breaks a line in the middle of a word."""

Change = Callable[[Any], Any]
"""Returns what should stand in place of a text, or of anything JSON holds."""


def drop_table(connection: Connection, name: str) -> None:
    """Drop a plugin's table, and on a server the view that veils it."""
    with_view = " CASCADE" if connection.dialect.name == "postgresql" else ""
    connection.exec_driver_sql(f"DROP TABLE {connection.dialect.identifier_preparer.quote(name)}{with_view}")


def names_of_tables(connection: Connection) -> list[str]:
    """Return every table of any plugin, by name."""
    return [name for name in sorted(inspect(connection).get_table_names()) if owner_of(name, ()) is not None]


def rewrite_rows(connection: Connection, change: Change) -> int:
    """Rewrite the words in plugins' tables; a row that they name, by its key or uniquely, is taken out.

    Return how many rows differed.
    """
    count = 0
    for name in names_of_tables(connection):
        table, naming = _table(connection, name), _naming(connection, name)
        for place, values in list(_changed(connection, table, change)):
            if naming & values.keys():
                connection.execute(delete(table).where(place))
            else:
                connection.execute(update(table).where(place).values(values))
            count += 1
    return count


def rows_with(connection: Connection, wanted: Callable[[str], bool]) -> list[tuple[str, str, str]]:
    """Return (plugin, column, text) of all words in plugins' tables that are wanted."""
    found = []
    for name in names_of_tables(connection):
        for column, value in _words(connection, _table(connection, name)):
            text = _text(value)
            if wanted(text) or wanted(_FOLD.sub("", text)):
                found.append((str(owner_of(name, ())), f"{name}.{column}", text))
    return found


def _table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection, resolve_fks=False)


def _naming(connection: Connection, name: str) -> set[str]:
    """Return the columns that name a row: of its key, or of an index in which no two are alike."""
    looked = inspect(connection)
    told = [index["column_names"] for index in looked.get_indexes(name) if index["unique"]]
    told += [list(one["column_names"]) for one in looked.get_unique_constraints(name)]
    return {*looked.get_pk_constraint(name)["constrained_columns"], *(str(one) for names in told for one in names)}


def _columns(table: Table) -> list[Any]:
    return [column for column in table.columns if isinstance(column.type, (String, JSON, LargeBinary))]


def _words(connection: Connection, table: Table) -> Iterator[tuple[str, Any]]:
    columns = _columns(table)
    if columns:
        for row in connection.execute(select(*columns), execution_options={"yield_per": _AT_ONCE}).mappings():
            yield from ((name, value) for name, value in row.items() if value is not None)


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _changed(
    connection: Connection, table: Table, change: Change
) -> Iterator[tuple[ColumnElement[bool], Mapping[str, Any]]]:
    """Yield where each row stands whose words change, with its new values."""
    columns = _columns(table)
    if not columns:
        return
    place: ColumnElement[Any] = literal_column("ctid::text" if connection.dialect.name == "postgresql" else "rowid")
    keys: list[ColumnElement[Any]] = [*table.primary_key.columns] or [place]
    chosen = select(*keys, *columns).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(chosen):
        told = zip(columns, row[len(keys) :], strict=True)
        values = {one.name: new for one, old in told if (new := _without(old, change)) != old}
        if values:
            same = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
            yield and_(*same), values


def _without(value: Any, change: Change) -> Any:
    if isinstance(value, bytes):
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            return value
        return str(_without(text, change)).encode()
    changed = change(value)
    if isinstance(value, str) and changed == value:
        unfolded = _FOLD.sub("", value)
        return value if change(unfolded) == unfolded else change(unfolded)
    return changed
