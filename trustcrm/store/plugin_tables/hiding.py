"""What the veil hides of plugins' tables: a row that points at a restricted one, or that belongs to such a row.

A plugin's table is looked at as it stands, whether the plugin is installed or not. It points by a reference, or by the
two columns `about_noun` and `about_row`, as core's own notes and tags do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, inspect

from trustcrm.store.derive.restricted import CONCERNED
from trustcrm.store.plugin_tables.names import PREFIX
from trustcrm.store.tables import JOURNALLED
from trustcrm.store.tables.plugin import PLUGIN_VALUE
from trustcrm.values import dataclass

ABOUT = ("about_noun", "about_row")
"""The columns of a table whose rows are each about a row of any noun."""

CONCERNED_TABLES: Mapping[str, str] = {JOURNALLED[noun].name: noun for noun in CONCERNED}
"""The nouns of which a row can be restricted, by the names of their tables."""


@dataclass(frozen=True, kw_only=True)
class Pointing:
    """Where a plugin's table points: columns, a table, its columns; `about` where rows are about any noun's."""

    table: str
    references: Sequence[tuple[Sequence[str], str, Sequence[str]]]
    about: bool


def pointing_in_sqlite(connection: sqlite3.Connection) -> list[Pointing]:
    """Return where the plugins' tables of a SQLite database point."""
    named = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    return [_in_sqlite(connection, name) for (name,) in named.fetchall() if _is_of_a_plugin(name)]


def _in_sqlite(connection: sqlite3.Connection, table: str) -> Pointing:
    quoted = '"{}"'.format(table.replace('"', '""'))
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({quoted})")]
    found: dict[int, list[tuple[str, str, str]]] = {}
    for number, _, target, column, pointed, *_ in connection.execute(f"PRAGMA main.foreign_key_list({quoted})"):
        found.setdefault(number, []).append((column, target, pointed or "id"))
    references = [([one[0] for one in parts], parts[0][1], [one[2] for one in parts]) for parts in found.values()]
    return Pointing(table=table, references=references, about=set(ABOUT) <= set(columns))


def pointing(connection: Connection) -> list[Pointing]:
    """Return where the plugins' tables of a database point."""
    looked = inspect(connection)
    return [
        Pointing(
            table=table,
            references=[
                (one["constrained_columns"], one["referred_table"], one["referred_columns"])
                for one in looked.get_foreign_keys(table)
            ],
            about=set(ABOUT) <= {one["name"] for one in looked.get_columns(table)},
        )
        for table in sorted(looked.get_table_names())
        if _is_of_a_plugin(table)
    ]


def _is_of_a_plugin(table: str) -> bool:
    return table.startswith(PREFIX) and table != PLUGIN_VALUE.name


def hiding_views(found: Iterable[Pointing], kept: str, laid: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the statement of a view over each table of which a row can be hidden, in their order.

    `kept` is the schema of the tables and `laid` that of the views, each with its dot.
    """
    waiting, seen = list(found), set[str]()
    while waiting:
        ready = [one for one in waiting if not _others(one) & ({each.table for each in waiting} - {one.table})]
        for one in ready or waiting[:1]:
            waiting.remove(one)
            if conditions := list(_conditions(one, kept, laid, seen)):
                seen.add(one.table)
                yield one.table, f'SELECT t.* FROM {kept}"{one.table}" t WHERE {" AND ".join(conditions)}'


def _others(one: Pointing) -> set[str]:
    return {target for _, target, _ in one.references}


def _conditions(one: Pointing, kept: str, laid: str, veiled: Collection[str]) -> Iterator[str]:
    if one.about:
        yield _is_open(kept, f"r.noun = t.{ABOUT[0]}", f"t.{ABOUT[1]}")
    for columns, target, targets in one.references:
        if target in CONCERNED_TABLES:
            yield _is_open(kept, f"r.noun = '{CONCERNED_TABLES[target]}'", f't."{columns[0]}"')
        elif target in veiled:
            same = " AND ".join(f'p."{there}" = t."{here}"' for here, there in zip(columns, targets, strict=True))
            unset = " OR ".join(f't."{here}" IS NULL' for here in columns)
            yield f'({unset} OR EXISTS (SELECT 1 FROM {laid}"{target}" p WHERE {same}))'


def _is_open(kept: str, noun: str, row: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM {kept}restricted_row r WHERE {noun} AND r.row_id = {row})"
