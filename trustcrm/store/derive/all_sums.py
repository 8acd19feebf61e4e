"""All sums of an office made over arrays and written down: what takes the place of the database's own summing."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete

from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.store.derive.arrays import ActArrays, sum_pairs_of, sum_sides_of
from trustcrm.store.fixed import fetched_in_portions
from trustcrm.store.inserting import insert_rows
from trustcrm.store.tables.derived import PAIR_SUM, SIDE_SUM

_ACTS = "SELECT giver_id, receiver_id, day, root, intensity, weight FROM act"
_KINDS = (np.int64, np.int64, np.int64, np.int64, np.float64, np.float64)


def acts_in_arrays(connection: Connection) -> ActArrays:
    """Return every act of the office, read a portion at a time: 48 bytes an act are kept."""
    days: dict[Any, int] = {}
    roots: dict[str, int] = {}
    portions = [tuple(np.zeros(0, kind) for kind in _KINDS)]
    for rows in fetched_in_portions(connection, _ACTS):
        giver, receiver, day, root, intensity, weight = zip(*rows, strict=True)
        for one in set(day).difference(days):
            days[one] = (date.fromisoformat(one) if isinstance(one, str) else one).toordinal()
        for name in sorted(set(root).difference(roots)):
            roots[name] = len(roots)
        columns: tuple[Any, ...] = (
            giver, receiver, [days[one] for one in day], [roots[name] for name in root], intensity, weight,
        )  # fmt: skip
        portions.append(tuple(np.array(column, kind) for column, kind in zip(columns, _KINDS, strict=True)))
    whole = [np.concatenate(column) for column in zip(*portions, strict=True)]
    return ActArrays(
        giver=whole[0], receiver=whole[1], day=whole[2], root=whole[3], intensity=whole[4], weight=whole[5]
    )


def write_all_sums(connection: Connection) -> None:
    """Write the sums of every pair and of every side in place of those that stand."""
    pairs = sum_pairs_of(acts_in_arrays(connection), DEFAULT_CONSTANTS)
    sides = sum_sides_of(pairs)
    connection.execute(delete(PAIR_SUM))
    connection.execute(delete(SIDE_SUM))
    # both ways between two sides beside each other, as they change together
    order = np.lexsort((np.maximum(pairs.giver, pairs.receiver), np.minimum(pairs.giver, pairs.receiver)))
    whole = {"giver_id": pairs.giver, "receiver_id": pairs.receiver, "acts": pairs.acts, "last_day": pairs.last}
    columns = {name: values[order].tolist() for name, values in (whole | dict(pairs.sums)).items()}
    columns["last_day"] = [date.fromordinal(day).isoformat() for day in columns["last_day"]]
    insert_rows(connection, PAIR_SUM, tuple(columns), list(zip(*columns.values(), strict=True)))
    columns = {"side_id": sides.side.tolist()} | {name: values.tolist() for name, values in sides.sums.items()}
    insert_rows(connection, SIDE_SUM, tuple(columns), list(zip(*columns.values(), strict=True)))
