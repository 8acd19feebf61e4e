"""Summing pairs and sides anew in the database, from their acts and from their pairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from sqlalchemy import Connection, delete, func, select, text

from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.store.derive.in_order import sum_pairs_in_order
from trustcrm.store.inserting import placeholders
from trustcrm.store.tables.derived import ACT, PAIR_SUM, between

ACTS_AT_ONCE = 100_000
"""How many acts are summed by one statement: what it sorts is kept in memory, about 20 MB for so many."""


_COLUMNS = tuple(column.name for column in PAIR_SUM.columns)

Pair = tuple[int, int]

PAIR_SUMS = """
WITH sized AS (
  SELECT a.giver_id, a.receiver_id, a.root, d.week, a.day, a.intensity, a.weight,
    a.weight * d.trust_factor AS alone, a.weight * ABS(a.intensity) * d.goodwill_factor AS good
  FROM act a JOIN day d ON d.day = a.day {where}
), counted AS (
  SELECT giver_id, receiver_id, root, week, COUNT(*) AS acts, MAX(day) AS day,
    MAX(intensity) AS intensity, MAX(weight) AS weight, MAX(alone) AS alone, MAX(good) AS good
  FROM sized GROUP BY giver_id, receiver_id, root, week
), ranked AS (
  SELECT sized.*,
    ROW_NUMBER() OVER (PARTITION BY giver_id, receiver_id, root, week, intensity <> 0
      ORDER BY alone DESC, ABS(intensity) DESC, intensity DESC) AS sign_place,
    ROW_NUMBER() OVER (PARTITION BY giver_id, receiver_id, root, week, intensity <> 0
      ORDER BY good DESC, ABS(intensity) DESC, intensity DESC) AS good_place
  FROM sized WHERE (giver_id, receiver_id, root, week) IN
    (SELECT giver_id, receiver_id, root, week FROM counted WHERE acts > 1)
), shared AS (
  SELECT giver_id, receiver_id, day, intensity, weight, alone AS size, good AS good_size,
    CASE WHEN intensity = 0 THEN 0 ELSE alone END AS sign
  FROM counted WHERE acts = 1
  UNION ALL
  SELECT giver_id, receiver_id, day, intensity, weight,
    alone,
    CASE WHEN good_place = 1 THEN good ELSE good * POWER(:q, good_place - 1) END,
    CASE WHEN intensity = 0 THEN 0 WHEN sign_place = 1 THEN alone ELSE alone * POWER(:q, sign_place - 1) END
  FROM ranked
)
SELECT giver_id, receiver_id, COUNT(*) AS acts, MAX(day) AS last_day,
  SUM(CASE WHEN intensity > 0 THEN sign ELSE 0.0 END) AS sign_value, SUM(sign) AS sign_weight,
  SUM(CASE WHEN intensity > 0 THEN weight ELSE 0.0 END) AS sign_plain_value,
  SUM(CASE WHEN intensity <> 0 THEN weight ELSE 0.0 END) AS sign_plain_weight,
  SUM(size * intensity) AS intensity_value, SUM(size) AS intensity_weight,
  SUM(weight * intensity) AS intensity_plain_value, SUM(weight) AS intensity_plain_weight,
  SUM(CASE WHEN intensity > 0 THEN good_size ELSE 0.0 END) AS goodwill,
  SUM(CASE WHEN intensity < 0 THEN good_size ELSE 0.0 END) AS ill_will
FROM shared GROUP BY giver_id, receiver_id
"""
"""Every pair's sums from the acts, in the database: `{where}` chooses acts, `:q` is the share of a repetition.

Only acts that share their pair, root and week with another are ranked; hardly any do, and ranking all costs twice.
"""


def sum_pairs(connection: Connection, chosen: str) -> None:
    """Sum the pairs anew that the SELECT `chosen` gives as giver_id and receiver_id."""
    where = f"WHERE (giver_id, receiver_id) IN ({chosen})"
    connection.execute(text(f"DELETE FROM pair_sum {where}"))
    found = f"SELECT {', '.join(between())}, giver_id FROM ({chosen}) AS chosen"
    where = f"WHERE (a.one_id, a.other_id, a.giver_id) IN ({found})"
    connection.execute(
        text(f"INSERT INTO pair_sum ({', '.join(_COLUMNS)}) {PAIR_SUMS.format(where=where)}"),
        {"q": DEFAULT_CONSTANTS.repeat_share},
    )


def sum_sides(connection: Connection, chosen: str | None) -> None:
    """Sum the sides that the SELECT `chosen` names anew, or all, from the sums of their pairs."""
    where = f"WHERE side_id IN ({chosen})" if chosen else ""
    connection.execute(text(f"DELETE FROM side_sum {where}"))
    connection.execute(text(_side_statement(chosen)))


def _side_statement(chosen: str | None) -> str:
    terms = {
        f"{what}_{way}_{part}": f"{what}_plain_{source} / ({what}_plain_weight + 1.0)"
        for what in ("sign", "intensity")
        for way in ("out", "in")
        for part, source in (("num", "value"), ("den", "weight"))
    }
    plain = [f"{what}_plain_{part}" for what in ("sign", "intensity") for part in ("value", "weight")]

    def half(end: str, way: str) -> str:
        columns = {name: formula if f"_{way}_" in name else "0.0" for name, formula in terms.items()}
        columns |= {name: name if way == "out" else "0.0" for name in plain}
        listed = ", ".join(f"{formula} AS {name}" for name, formula in columns.items())
        where = f" WHERE {end} IN ({chosen})" if chosen else ""
        return f"SELECT {end} AS side_id, {listed} FROM pair_sum{where}"

    names = [*terms, *plain]
    sums = ", ".join(f"SUM({name})" for name in names)
    return (
        f"INSERT INTO side_sum (side_id, {', '.join(names)}) SELECT side_id, {sums} FROM "
        f"({half('giver_id', 'out')} UNION ALL {half('receiver_id', 'in')}) AS halves GROUP BY side_id"
    )


def sum_everything(connection: Connection) -> None:
    """Sum all pairs and all sides anew from the acts: over arrays where numpy is there, else in the database."""
    if find_spec("numpy") is None:
        sum_everything_there(connection)
    else:
        # numpy takes a tenth of a second to import, and only this needs it
        from trustcrm.store.derive.all_sums import write_all_sums

        write_all_sums(connection)


def sum_everything_there(connection: Connection) -> None:
    """Sum all pairs and all sides anew by the database's own statements."""
    if connection.dialect.name == "sqlite":
        sum_pairs_in_order(connection)
        sum_sides(connection, None)
        return
    make_touched(connection)
    connection.execute(delete(PAIR_SUM))
    chosen = select(ACT.c.giver_id, ACT.c.receiver_id, func.count()).group_by(ACT.c.giver_id, ACT.c.receiver_id)
    sum_in_portions(connection, [(row[0], row[1], row[2]) for row in connection.execute(chosen)])
    sum_sides(connection, None)


def make_touched(connection: Connection) -> None:
    """Make the empty table of the pairs that a change touches; it is the connection's own and temporary."""
    connection.execute(
        text("CREATE TEMPORARY TABLE IF NOT EXISTS touched_pair (giver_id INTEGER, receiver_id INTEGER)")
    )
    connection.execute(text("DELETE FROM touched_pair"))


def sum_in_portions(connection: Connection, pairs: Iterable[tuple[int, int, int]]) -> None:
    """Sum pairs anew, given with the number of their acts, so many at a time that sorting them fits in memory."""
    portion: list[Pair] = []
    acts = 0
    for giver, receiver, count in pairs:
        if portion and acts + count > ACTS_AT_ONCE:
            _sum_portion(connection, portion)
            portion, acts = [], 0
        portion.append((giver, receiver))
        acts += count
    if portion:
        _sum_portion(connection, portion)


def _sum_portion(connection: Connection, pairs: Sequence[Pair]) -> None:
    note_pairs(connection, pairs)
    sum_pairs(connection, "SELECT giver_id, receiver_id FROM touched_pair")


def note_pairs(connection: Connection, pairs: Sequence[Pair]) -> None:
    """Note these pairs as touched, and none beside them."""
    connection.execute(text("DELETE FROM touched_pair"))
    if pairs:
        places = placeholders(connection.dialect, 2)
        connection.exec_driver_sql(f"INSERT INTO touched_pair (giver_id, receiver_id) VALUES ({places})", list(pairs))
