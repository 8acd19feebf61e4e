"""The materialised sums of the default trust model, kept right in the transaction of the act itself.

A few acts are settled by the difference they make to their saturation groups, many by summing the touched pairs anew
in the database. Both ways are the same sums to 1e-9, which a test holds them to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, text

from trustcrm.store.derive.acts import Sources, make_acts
from trustcrm.store.derive.few import know_days, settle_few
from trustcrm.store.derive.summing import (
    make_touched,
    note_pairs,
    sum_everything,
    sum_everything_there,
    sum_in_portions,
    sum_sides,
)
from trustcrm.store.fixed import as_day, fetched
from trustcrm.store.late_indexes import is_most, put_off
from trustcrm.store.tables.derived import ACT, between

FEW = 64
"""Up to how many touched rows the difference is reckoned act by act."""


def settle_sums(connection: Connection, sources: Sources) -> None:
    """Make the acts of the noted rows anew and bring every sum they bear on up to date."""
    count = sources.count()
    if sources.everything:
        _settle_all(connection, sources)
    elif 0 < count <= FEW:
        settle_few(connection, sources)
    elif is_most(connection, ACT.name, count, "row_id"):
        _settle_most(connection, sources)
    elif count:
        _settle_many(connection, sources)


def _settle_many(connection: Connection, sources: Sources) -> None:
    make_touched(connection)
    ranges = list(sources.ranges())
    _note_pairs_of(connection, ranges)
    _replace_acts(connection, ranges)
    _note_pairs_of(connection, ranges)
    for span in ranges:
        know_days(connection, [as_day(row[0]) for row in fetched(connection, _UNKNOWN_DAYS, span)])
    pairs = connection.execute(text(_NOTED_PAIRS)).all()
    sum_in_portions(connection, [(row.giver_id, row.receiver_id, row.acts) for row in pairs])
    note_pairs(connection, [(row.giver_id, row.receiver_id) for row in pairs])
    sum_sides(connection, "SELECT giver_id FROM touched_pair UNION SELECT receiver_id FROM touched_pair")


def _settle_most(connection: Connection, sources: Sources) -> None:
    """Sum everything: to find out which pairs are touched would take as long, and memory stays as it is."""
    with put_off(connection, ACT.name, sources.count(), "row_id"):
        _replace_acts(connection, sources.ranges())
    _know_days_of_acts(connection)
    sum_everything_there(connection)


def _settle_all(connection: Connection, sources: Sources) -> None:
    connection.execute(delete(ACT))
    ranges = list(sources.every_range())
    with put_off(connection, ACT.name, sum(last - first + 1 for _, first, last in ranges), "row_id"):
        for span in ranges:
            make_acts(connection, *span)
    _know_days_of_acts(connection)
    sum_everything(connection)


def _know_days_of_acts(connection: Connection) -> None:
    know_days(connection, [as_day(row[0]) for row in fetched(connection, "SELECT DISTINCT day FROM act")])


def _note_pairs_of(connection: Connection, ranges: Iterable[tuple[str, int, int]]) -> None:
    chosen = (
        "INSERT INTO touched_pair SELECT DISTINCT giver_id, receiver_id FROM act "
        "WHERE noun = :noun AND row_id BETWEEN :first AND :last"
    )
    for span in ranges:
        connection.execute(text(chosen), _span(span))


_UNKNOWN_DAYS = (
    "SELECT DISTINCT a.day FROM act a LEFT JOIN day d ON d.day = a.day "
    "WHERE a.noun = ? AND a.row_id BETWEEN ? AND ? AND d.day IS NULL"
)

_NOTED_PAIRS = """
SELECT t.giver_id, t.receiver_id, COUNT(a.day) AS acts FROM (SELECT DISTINCT giver_id, receiver_id FROM touched_pair) t
LEFT JOIN act a ON a.one_id = {} AND a.other_id = {} AND a.giver_id = t.giver_id GROUP BY t.giver_id, t.receiver_id
""".format(*between("t.giver_id", "t.receiver_id"))


def _replace_acts(connection: Connection, ranges: Iterable[tuple[str, int, int]]) -> None:
    for noun, first, last in ranges:
        connection.execute(delete(ACT).where(ACT.c.noun == noun, ACT.c.row_id.between(first, last)))
        make_acts(connection, noun, first, last)


def _span(span: tuple[str, int, int]) -> dict[str, Any]:
    return {"noun": span[0], "first": span[1], "last": span[2]}
