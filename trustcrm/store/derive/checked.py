"""Whether what is reckoned from the facts is right: made anew beside what stands there, and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from typing import Any

from sqlalchemy import Connection, Table, select, text
from sqlalchemy import table as named
from sqlalchemy.sql.expression import column

from trustcrm.store.derive.derivation import rebuild
from trustcrm.store.derive.kept import day_row
from trustcrm.store.series import Series
from trustcrm.store.tables.derived import (
    ACT,
    DAY,
    FOLDED_NAME,
    PAIR_SUM,
    RESTRICTED_BLOCK,
    RESTRICTED_ROW,
    SEARCH_TEXT,
    SIDE_SUM,
    STANDING,
)

_Row = Any
"""A row as a mapping by column."""

CLOSE = 1e-9
"""How far a sum may be from the one made anew, in parts of the largest term it is made of."""

_KEYS: Mapping[Table, tuple[str, ...]] = {
    ACT: ("noun", "row_id", "giver_id", "receiver_id"),
    PAIR_SUM: ("giver_id", "receiver_id"),
    SIDE_SUM: ("side_id",),
    FOLDED_NAME: ("folded", "noun", "row_id"),
    SEARCH_TEXT: ("noun", "row_id"),
    STANDING: ("noun",),
    RESTRICTED_ROW: ("noun", "row_id"),
    RESTRICTED_BLOCK: ("change_id", "position"),
}
_OWN_IDS = {SEARCH_TEXT: ("id",)}
"""Columns that are given out anew whenever a row is made."""


def wrong_reckonings(connection: Connection) -> Iterator[str]:
    """Yield one sentence for each act, sum, name, word or restriction that is not what the facts make it.

    Makes all of it anew in the database behind the connection, which must be a copy that nobody reads.
    """
    yield from _wrong_days(connection)
    for table, keys in _KEYS.items():
        ordered = f"SELECT * FROM {table.name} ORDER BY {', '.join(keys)}"
        connection.execute(text(f"CREATE TABLE former_{table.name} AS {ordered}"))
    rebuild(connection, Series(connection))
    for table, keys in _KEYS.items():
        columns = tuple(one.name for one in table.columns if one.name not in _OWN_IDS.get(table, ()))
        former = named(f"former_{table.name}", *(column(name, table.c[name].type) for name in columns))
        there = connection.execute(select(former).order_by(column("rowid")))
        right = connection.execute(select(*(table.c[name] for name in columns)).order_by(*(table.c[k] for k in keys)))
        yield from _compared(table.name, keys, iter(there.mappings()), iter(right.mappings()))


def _wrong_days(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(DAY)).mappings():
        if any(not _close(row[name], value) for name, value in day_row(row["day"]).items() if name != "day"):
            yield f"The factors of the day {row['day']} are wrong."


def _compared(name: str, keys: Sequence[str], there: Iterator[_Row], right: Iterator[_Row]) -> Iterator[str]:
    for one, other in _side_by_side(keys, there, right):
        row: Any = one if one is not None else other
        which = f"The {name.replace('_', ' ')} of {', '.join(str(row[key]) for key in keys)}"
        if one is None:
            yield f"{which} is missing."
        elif other is None:
            if name != SIDE_SUM.name or any(not _close(one[key], 0.0) for key in one if key not in keys):
                yield f"{which} should not be there."
        else:
            scales = _scales(other, least=1.0 if name == SIDE_SUM.name else 0.0)
            odd = [key for key, value in other.items() if not _close(one[key], value, scales.get(_family(key), 0.0))]
            if odd:
                yield f"{which} is wrong: {', '.join(odd)}."


def _side_by_side(
    keys: Sequence[str], there: Iterator[_Row], right: Iterator[_Row]
) -> Iterator[tuple[_Row | None, _Row | None]]:
    """Yield what stands under each key on both sides; both come ordered by their keys."""
    one, other = next(there, None), next(right, None)
    while one is not None or other is not None:
        mine = tuple(one[key] for key in keys) if one is not None else None
        theirs = tuple(other[key] for key in keys) if other is not None else None
        if mine is not None and (theirs is None or mine < theirs):
            yield one, None
            one = next(there, None)
        elif theirs is not None and (mine is None or theirs < mine):
            yield None, other
            other = next(right, None)
        else:
            yield one, other
            one, other = next(there, None), next(right, None)


def _scales(row: Mapping[str, Any], least: float) -> Mapping[str, float]:
    """Return the largest number of each family of sums in a row: terms of both signs may cancel in one of them."""
    found: dict[str, float] = {}
    for name, value in row.items():
        if isinstance(value, float):
            found[_family(name)] = max(abs(value), found.get(_family(name), least))
    return found


def _family(name: str) -> str:
    return "will" if name in ("goodwill", "ill_will") else name.rpartition("_")[0]


def _close(value: Any, right: Any, scale: float = 1.0) -> bool:
    if isinstance(right, float) and isinstance(value, (int, float)):
        return isclose(value, right, rel_tol=CLOSE, abs_tol=CLOSE * scale)
    return bool(value == right)
