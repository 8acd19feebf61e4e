"""What a reader who is not cleared sees: views in place of the tables, so that no question can forget to ask.

Every query of the program runs unchanged over a veiled connection and finds no restricted row. Readings stay the same
for everybody: sums are not veiled, and an act of a restricted row keeps its day and its figures and loses its kind. In
SQLite the views are the connection's own (TEMP); in PostgreSQL they stand in a schema, which readers alone are granted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from trustcrm.domain.act import HIDDEN_KIND
from trustcrm.store.derive.restricted import CONCERNED, RESTRICTED
from trustcrm.store.plugin_tables.hiding import hiding_views, pointing, pointing_in_sqlite
from trustcrm.store.plugin_tables.names import PREFIX
from trustcrm.store.tables import BATCH_ITEM, JOURNALLED
from trustcrm.store.tables.derived import ACT, SEARCH_TEXT
from trustcrm.store.tables.journal import BLOCK, CHANGE, ITEM, ORIGIN

SCHEMA = "veiled"
"""The schema of PostgreSQL in which the views stand."""

VEILED = "trustcrm_veiled"
"""The execution option by which a query may know that its connection is veiled."""


def veiled_tables() -> tuple[str, ...]:
    """Return the names of the tables that stand behind a veil."""
    return tuple(name for name, _ in _views("", cast_json=""))


def _views(kept: str, *, cast_json: str) -> Iterator[tuple[str, str]]:
    """Yield each view's name and its statement over the tables of the schema `kept` (with its dot)."""

    def is_restricted(noun: str, row: str) -> str:
        return f"EXISTS (SELECT 1 FROM {kept}restricted_row r WHERE r.noun = {noun} AND r.row_id = {row})"

    for noun in CONCERNED:
        if noun != BATCH_ITEM:
            table, quoted = JOURNALLED[noun].name, f"'{noun}'"
            yield table, f"SELECT t.* FROM {kept}{table} t WHERE NOT {is_restricted(quoted, 't.id')}"
    for found in (SEARCH_TEXT, ORIGIN):
        hidden = is_restricted("t.noun", "t.row_id")
        yield found.name, f"SELECT t.* FROM {kept}{found.name} t WHERE NOT {hidden}"
    hidden = is_restricted("t.noun", "t.row_id")
    yield ACT.name, _masked(kept, ACT.name, {"kind": (hidden, f"'{HIDDEN_KIND}'")}, [c.name for c in ACT.columns])
    of_change = f"EXISTS (SELECT 1 FROM {kept}restricted_block b WHERE b.change_id = t.id)"
    summary = f"t.reverses_id IS NOT NULL OR {of_change}"
    told = f"CASE WHEN t.reverses_id IS NULL THEN '{RESTRICTED}' ELSE 'of change ' || t.reverses_id END"
    masks = {"summary": (summary, told), "salt": (of_change, "NULL")}
    yield CHANGE.name, _masked(kept, CHANGE.name, masks, [column.name for column in CHANGE.columns])
    of_block = (
        f"EXISTS (SELECT 1 FROM {kept}restricted_block b WHERE b.change_id = t.change_id AND b.position = t.position)"
    )
    yield BLOCK.name, _masked(kept, BLOCK.name, {"payload": (of_block, "NULL")}, [c.name for c in BLOCK.columns])
    hidden = is_restricted(f"'{BATCH_ITEM}'", "t.id")
    masks = {
        "reason": (hidden, f"'{RESTRICTED}'"), "candidates": (hidden, f"'[]'{cast_json}"),
        "raw": (hidden, f"'{{}}'{cast_json}"), "draft": (hidden, f"'{{}}'{cast_json}"),
        "settled": (hidden, f"'[]'{cast_json}"),
    }  # fmt: skip
    yield ITEM.name, _masked(kept, ITEM.name, masks, [column.name for column in ITEM.columns])


def _masked(kept: str, table: str, masks: dict[str, tuple[str, str]], columns: list[str]) -> str:
    told = (
        f'CASE WHEN {masks[name][0]} THEN {masks[name][1]} ELSE t."{name}" END AS "{name}"'
        if name in masks
        else f't."{name}"'
        for name in columns
    )
    return f"SELECT {', '.join(told)} FROM {kept}{table} t"


def veil_sqlite(connection: sqlite3.Connection) -> None:
    """Lay the veil over one connection to SQLite, for as long as it lives."""
    for name, statement in _views("main.", cast_json=""):
        connection.execute(f'CREATE TEMP VIEW "{name}" AS {statement}')
    for name, statement in hiding_views(pointing_in_sqlite(connection), "main.", "temp."):
        connection.execute(f'CREATE TEMP VIEW "{name}" AS {statement}')


def veil_postgresql(connection: Any) -> None:
    """Let one connection to PostgreSQL find the views before the tables, for as long as it lives."""
    was, connection.autocommit = connection.autocommit, True
    connection.execute(f"SELECT set_config('search_path', '{SCHEMA}, ' || current_setting('search_path'), false)")
    connection.autocommit = was


def lay_in_postgresql(connection: Connection) -> None:
    """Make PostgreSQL's views over the tables as they stand; whoever was granted them before keeps them."""
    kept = connection.execute(text("SELECT quote_ident(current_schema())")).scalar_one() + "."
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    for name, statement in _views(kept, cast_json="::json"):
        connection.execute(text(f'CREATE OR REPLACE VIEW {SCHEMA}."{name}" AS {statement}'))
    of_one = living_statement(kept, "TRUE", us="$1", them="$2", since="$3", day="$4")
    of_all = living_statement(kept, "TRUE", us="$1", since="$2", day="$3")
    for taken, told, living in (("bigint, bigint", "", of_one), ("bigint", ", them bigint", of_all)):
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {SCHEMA}.living_contacts({taken}, date, date) RETURNS TABLE "
            f"(person bigint, name varchar, contacts bigint, last_on date, interaction bigint{told}) "
            f"LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $body$ {living} $body$"
        )
    lift_from_plugins(connection)
    for name, statement in hiding_views(pointing(connection), kept, f"{SCHEMA}."):
        connection.execute(text(f'CREATE VIEW {SCHEMA}."{name}" AS {statement}'))


def lift_from_plugins(connection: Connection) -> None:
    """Drop PostgreSQL's views over plugins' tables, which could not be changed beneath them."""
    for name in veiled_of_plugins(connection):
        connection.execute(text(f'DROP VIEW IF EXISTS {SCHEMA}."{name}" CASCADE'))


def veiled_of_plugins(connection: Connection) -> list[str]:
    """Return the names of the plugins' tables that stand behind a veil in PostgreSQL."""
    named = "SELECT viewname FROM pg_views WHERE schemaname = :veiled ORDER BY viewname"
    found = connection.execute(text(named), {"veiled": SCHEMA}).scalars()
    return [name for name in found if name.startswith(PREFIX)]


def living_statement(kept: str, veiled: str, *, us: str, since: str, day: str, them: str = "") -> str:
    """Return what asks for the living people of `them`, or of every side, with two-way contact from one day to another.

    Whoever was met in restricted meetings alone counts without a name where `veiled` is TRUE. Of one side its seats are
    looked through; of all sides what took place with us in those days is, which is far less than all seats.
    """
    told = {"kept": kept, "veiled": veiled, "us": us, "them": them, "since": since, "day": day}
    met, side = (_MET_OF_ONE, "") if them else (_MET_OF_ALL, "them")
    return met.format(**told) + _LIVING.format(told=f", {side}" if side else "", parted=f"{side}, " if side else "")


_MET_OF_ONE = """
WITH seat AS (
  SELECT t.id, t.interaction_id, t.person_id FROM {kept}participant t
  WHERE t.side_id = {them} AND t.person_id IS NOT NULL AND NOT t.withdrawn
  UNION ALL
  SELECT t.id, t.interaction_id, t.person_id FROM {kept}person p JOIN {kept}participant t ON t.person_id = p.id
  WHERE p.side_id = {them} AND +t.side_id IS NULL AND NOT t.withdrawn
), met AS (
  SELECT p.id AS person, p.name, i."on", i.id AS interaction, EXISTS (
    SELECT 1 FROM {kept}restricted_row r WHERE r.noun = 'participant' AND r.row_id = seat.id) AND {veiled} AS hidden
  FROM seat JOIN {kept}interaction i ON i.id = seat.interaction_id JOIN {kept}person p ON p.id = seat.person_id
  WHERE NOT i.withdrawn AND i.direction = 'mutual' AND i."on" BETWEEN {since} AND {day}
    AND NOT p.withdrawn AND (p.died_on IS NULL OR p.died_on > {day})
    AND (i.giver_id = {us} OR i.receiver_id = {us} OR EXISTS (
      SELECT 1 FROM {kept}participant o WHERE o.interaction_id = i.id AND +o.side_id = {us} AND NOT o.withdrawn))
)"""

_MET_OF_ALL = """
WITH talk AS (
  SELECT i.id, i."on" FROM {kept}interaction i
  WHERE i.giver_id = {us} AND i."on" BETWEEN {since} AND {day} AND NOT i.withdrawn AND i.direction = 'mutual'
  UNION
  SELECT i.id, i."on" FROM {kept}side s CROSS JOIN {kept}interaction i
  WHERE i.giver_id = s.id AND i.receiver_id = {us}
    AND i."on" BETWEEN {since} AND {day} AND NOT i.withdrawn AND i.direction = 'mutual'
  UNION
  SELECT i.id, i."on" FROM {kept}participant o JOIN {kept}interaction i ON i.id = o.interaction_id
  WHERE o.side_id = {us} AND NOT o.withdrawn
    AND i."on" BETWEEN {since} AND {day} AND NOT i.withdrawn AND i.direction = 'mutual'
), met AS (
  SELECT p.id AS person, p.name, talk."on", talk.id AS interaction, COALESCE(t.side_id, p.side_id) AS them, EXISTS (
    SELECT 1 FROM {kept}restricted_row r WHERE r.noun = 'participant' AND r.row_id = t.id) AND {veiled} AS hidden
  FROM talk JOIN {kept}participant t ON t.interaction_id = talk.id JOIN {kept}person p ON p.id = t.person_id
  WHERE NOT t.withdrawn AND NOT p.withdrawn AND (p.died_on IS NULL OR p.died_on > {day})
    AND COALESCE(t.side_id, p.side_id) <> {us}
)"""

_LIVING = """
SELECT CASE WHEN MIN(CASE WHEN hidden THEN 1 ELSE 0 END) = 0 THEN person END AS person,
  CASE WHEN MIN(CASE WHEN hidden THEN 1 ELSE 0 END) = 0 THEN name ELSE 'restricted' END AS name,
  COUNT(*) AS contacts, MAX("on") AS last_on, MAX(CASE WHEN NOT hidden THEN interaction END) AS interaction{told}
FROM met GROUP BY {parted}met.person, met.name ORDER BY {parted}last_on DESC, met.person
"""
"""The living people of a side with two-way contact; who was met in restricted meetings alone counts without a name.

A plus keeps a column from its index: few sat at one table, while a side, our own most of all, sat at very many.
"""


def is_veiled(connection: Connection) -> bool:
    """Return whether a connection is veiled."""
    return bool(connection.get_execution_options().get(VEILED))
