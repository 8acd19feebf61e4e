"""Whether an office is whole, asked past the services: chain, references, indexes, and what follows from the facts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from trustcrm.store.derive.derivation import rebuild
from trustcrm.store.engine import Database
from trustcrm.store.journal import broken_links
from trustcrm.store.references import missing_targets
from trustcrm.store.replay import strayed_rows
from trustcrm.store.series import Series
from trustcrm.store.tables import TABLES

EXACT = {"act": "*", "folded_name": "*", "search_text": "noun, row_id, words"}
"""What is made anew octet for octet, by table."""
SUMS = {"pair_sum": 2, "side_sum": 1}
"""What is made anew to 1e-9, with the number of key columns: sums in another order differ in their last digits."""


class _Looked(Exception):
    """Ends the look, so that nothing of it is kept."""


def ails(database: Database) -> list[str]:
    """Return one sentence for everything that is not whole; the database is left as it was."""
    found: list[str] = []
    try:
        with database.writing() as connection:
            found += broken_links(connection)
            for noun in TABLES:
                found += strayed_rows(connection, noun)
            found += _dangling(connection)
            if connection.dialect.name == "sqlite":
                found += _sqlite_ails(connection)
            before = _derived(connection)
            rebuild(connection, Series(connection))
            found += _differences(before, _derived(connection))
            raise _Looked
    except _Looked:
        pass
    return found


def _sqlite_ails(connection: Connection) -> Iterator[str]:
    for (said,) in connection.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield f"integrity: {said}"
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"reference: {tuple(row)}"
    connection.execute(text("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"))


def _dangling(connection: Connection) -> Iterator[str]:
    for noun, table in TABLES.items():
        for row in connection.execute(table.select()).mappings():
            for missing in missing_targets(connection, noun, dict(row)).values():
                yield f"{noun} {row['id']} points at {missing}, which is gone"


def _derived(connection: Connection) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: sorted((tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {name}"))), key=repr)
        for name, columns in EXACT.items()
    }
    for name, keys in SUMS.items():
        rows = [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))]
        found[name] = {row[:keys]: row[keys:] for row in rows}
    return found


def _differences(before: dict[str, Any], anew: dict[str, Any]) -> Iterator[str]:
    for name in EXACT:
        if before[name] != anew[name]:
            odd = (
                [row for row in before[name] if row not in anew[name]],
                [r for r in anew[name] if r not in before[name]],
            )
            yield f"{name} is not as if made anew: {odd[0][:3]} against {odd[1][:3]}"
    for name in SUMS:
        for key in before[name].keys() | anew[name].keys():
            mine, wanted = before[name].get(key, ()), anew[name].get(key, ())
            if not _alike(mine, wanted):
                yield f"{name} {key} is not as if made anew: {mine} against {wanted}"


def _alike(mine: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    """Sums that cancelled out may leave a row of zeros where making them anew leaves none."""
    width = max(len(mine), len(wanted))
    one, other = mine or (0.0,) * width, wanted or (0.0,) * width
    size = max((abs(value) for value in (*one, *other) if isinstance(value, float)), default=0.0)
    return all(
        a == b or (isinstance(a, float) and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * (size + 1)))
        for a, b in zip(one, other, strict=True)
    )
