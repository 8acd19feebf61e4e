"""What condition a database is in: its size, its journal mode, and whether the engine finds it whole."""

from __future__ import annotations

from sqlalchemy import Connection, text

from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What an engine says of its database; `faults` are its words for what is wrong, none where all is whole."""

    engine: str
    version: str
    octets: int
    journal_mode: str
    faults: tuple[str, ...]


def condition_of(connection: Connection, *, thorough: bool = True) -> Condition:
    """Return the condition of the database behind a connection; `thorough`, SQLite checks every page for it."""
    if connection.dialect.name != "sqlite":
        return Condition(
            engine="PostgreSQL",
            version=str(connection.execute(text("SHOW server_version")).scalar_one()),
            octets=int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()),
            journal_mode="write-ahead",
            faults=(),
        )
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    checked = connection.exec_driver_sql("PRAGMA quick_check(20)") if thorough else ()
    found = [said for row in checked if (said := str(row[0])) != "ok"]
    return Condition(
        engine="SQLite",
        version=str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()),
        octets=int(pages) * int(size),
        journal_mode=str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()),
        faults=tuple(found),
    )
