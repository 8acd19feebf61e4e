"""What is held: the standing holds, and all that each of them covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

from sqlalchemy import Connection, and_, or_, select

from trustcrm.domain.nouns import Hold
from trustcrm.store.queries.rows import records
from trustcrm.store.references import referring
from trustcrm.store.tables import TABLES
from trustcrm.values import dataclass

Thing = tuple[str, int]
"""A row by its noun and id."""

_WHOLES = {"participant": "interaction", "seat": "engagement"}
_BETWEEN = ("interaction", "contribution", "signal")


@dataclass(frozen=True)
class HeldBy:
    """A hold that stands, by its number."""

    id: int
    hold: Hold


class Holds:
    """The holds that stand on a day; whether a row is held is asked of it."""

    def __init__(self, connection: Connection, today: date) -> None:
        self._covered: dict[Thing, HeldBy] = {}
        for kept in records(connection, "hold"):
            hold = cast(Hold, kept.record)
            if hold.stands(today):
                for thing in covered_by(connection, hold.about_noun, hold.about_row):
                    self._covered.setdefault(thing, HeldBy(kept.id, hold))

    def on(self, noun: str, row: int) -> HeldBy | None:
        """Return the hold that covers a row, None where none does."""
        return self._covered.get((noun, row))


def covered_by(connection: Connection, noun: str, row: int) -> set[Thing]:
    """Return everything a hold on a row covers: the row, and whatever refers to it or to what refers to it.

    Of a person also what they took part in; of a tie all that went on between its two sides.
    """
    found: set[Thing] = {(noun, row)}
    ahead: dict[str, set[int]] = {noun: {row}}
    while ahead:
        reached: set[Thing] = set()
        for one, ids in ahead.items():
            for some in _portions(sorted(ids)):
                reached.update((other, number) for _, other, number in referring(connection, one, some))
                reached.update(_also(connection, one, some))
        new = reached - found
        found |= new
        ahead = {}
        for one, number in new:
            ahead.setdefault(one, set()).add(number)
    return found


def _also(connection: Connection, noun: str, ids: list[int]) -> Iterable[Thing]:
    if noun == "person":
        for part, whole in _WHOLES.items():
            table = TABLES[part]
            chosen = select(table.c[f"{whole}_id"]).where(table.c.person_id.in_(ids))
            yield from ((whole, number) for number in connection.execute(chosen).scalars())
    if noun == "tie":
        tie = TABLES["tie"]
        for one, other in connection.execute(select(tie.c.one_id, tie.c.other_id).where(tie.c.id.in_(ids))).all():
            for between in _BETWEEN:
                table = TABLES[between]
                forth = and_(table.c.giver_id == one, table.c.receiver_id == other)
                back = and_(table.c.giver_id == other, table.c.receiver_id == one)
                chosen = select(table.c.id).where(or_(forth, back))
                yield from ((between, number) for number in connection.execute(chosen).scalars())


def _portions(ids: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
