"""What readings rest on: the sums as they stand now, the same sums as of an earlier day, and the acts themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Date, bindparam, func, or_, select, text

from trustcrm.domain.act import Act
from trustcrm.domain.readings.breach import breaches_among
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import SideSums, Totals, giver_part, receiver_part
from trustcrm.domain.readings.sums import PairSums, Tally, no_sums
from trustcrm.store.derive.sums import PAIR_SUMS, act_of, side_sums_of, sums_of
from trustcrm.store.tables.derived import ACT, PAIR_SUM, SIDE_SUM

Pair = tuple[int, int]


@dataclass(frozen=True)
class Evidence:
    """The sums of all pairs as of one day, ready to answer for any of them."""

    day: date
    constants: BetaHabitConstants
    pairs: dict[Pair, PairSums]
    sides: dict[int, SideSums]
    totals: Totals
    grave: dict[Pair, list[Act]]

    def of(self, giver: int, receiver: int) -> PairEvidence:
        """Return what a reading of giver → receiver rests on."""
        nothing = no_sums(self.constants)
        return PairEvidence(
            giver=giver,
            receiver=receiver,
            there=self.pairs.get((giver, receiver), nothing),
            back=self.pairs.get((receiver, giver), nothing),
            giver_side=self.sides.get(giver, SideSums()),
            receiver_side=self.sides.get(receiver, SideSums()),
            totals=self.totals,
            breaches=breaches_among(self.grave.get((giver, receiver), ()), self.day, self.constants),
        )


def newest_act(connection: Connection) -> date | None:
    """Return the day of the latest act of all."""
    return connection.execute(select(func.max(PAIR_SUM.c.last_day))).scalar()


def evidence_as_of(connection: Connection, day: date, about: int | None = None) -> Evidence:
    """Return the sums as of `day`; with `about`, of the pairs that side is in, all that its readings need.

    Reads the kept sums where no act is later than `day`, and sums the acts up to that day anew where one is.
    """
    newest = newest_act(connection)
    if newest is None or newest <= day:
        return _present(connection, day, about)
    return _past(connection, day)


def _present(connection: Connection, day: date, about: int | None) -> Evidence:
    chosen = select(PAIR_SUM)
    if about is not None:
        chosen = chosen.where(or_(PAIR_SUM.c.giver_id == about, PAIR_SUM.c.receiver_id == about))
    pairs = {(row.giver_id, row.receiver_id): sums_of(row) for row in connection.execute(chosen)}
    wanted = select(SIDE_SUM)
    sides = {row["side_id"]: side_sums_of(row) for row in connection.execute(wanted).mappings()}
    sums = [
        func.sum(SIDE_SUM.c[f"{what}_plain_{part}"]) for what in ("sign", "intensity") for part in ("value", "weight")
    ]
    whole = [value or 0.0 for value in connection.execute(select(*sums)).one()]
    totals = Totals(
        sign=Tally(plain_value=whole[0], plain_weight=whole[1]),
        intensity=Tally(plain_value=whole[2], plain_weight=whole[3]),
        last=newest_act(connection),
    )
    return Evidence(day, DEFAULT_CONSTANTS, pairs, sides, totals, _grave(connection, day))


def _past(connection: Connection, day: date) -> Evidence:
    statement = text(PAIR_SUMS.format(where="WHERE a.day <= :day")).bindparams(bindparam("day", type_=Date()))
    rows = connection.execute(
        statement.columns(last_day=Date()), {"q": DEFAULT_CONSTANTS.repeat_share, "day": day}
    ).all()
    return _of_sums({(row.giver_id, row.receiver_id): sums_of(row) for row in rows}, day, _grave(connection, day))


def _of_sums(pairs: dict[Pair, PairSums], day: date, grave: dict[Pair, list[Act]]) -> Evidence:
    sides: dict[int, SideSums] = {}
    totals = Totals()
    nothing = PairSums()
    for (giver, receiver), sums in pairs.items():
        sides[giver] = sides.get(giver, SideSums()).plus(giver_part(sums))
        sides[receiver] = sides.get(receiver, SideSums()).plus(receiver_part(sums))
        totals = totals.replacing(nothing, sums)
    return Evidence(day, DEFAULT_CONSTANTS, pairs, sides, totals, grave)


def _grave(connection: Connection, day: date) -> dict[Pair, list[Act]]:
    constants = DEFAULT_CONSTANTS
    oldest = day - timedelta(days=int(constants.breach_half_lives * constants.half_life_days))
    chosen = select(ACT).where(ACT.c.intensity <= constants.grave_intensity, ACT.c.day.between(oldest, day))
    found: dict[Pair, list[Act]] = {}
    for row in connection.execute(chosen):
        found.setdefault((row.giver_id, row.receiver_id), []).append(act_of(row))
    return found


def acts_between(connection: Connection, one: int, other: int, until: date) -> list[Act]:
    """Return every act of two sides towards each other up to a day, oldest first."""
    chosen = (
        select(ACT)
        .where(
            or_(
                (ACT.c.giver_id == one) & (ACT.c.receiver_id == other),
                (ACT.c.giver_id == other) & (ACT.c.receiver_id == one),
            )
        )
        .where(ACT.c.day <= until)
        .order_by(ACT.c.day, ACT.c.noun, ACT.c.row_id)
    )
    return [act_of(row) for row in connection.execute(chosen)]


def every_act(connection: Connection, until: date) -> Iterable[Act]:
    """Yield every act of the office up to a day, oldest first: what a trust model of a plugin's folds."""
    chosen = select(ACT).where(ACT.c.day <= until).order_by(ACT.c.day, ACT.c.noun, ACT.c.row_id)
    for row in connection.execute(chosen):
        yield act_of(row)


_LAST_CONTACT = text(
    """
SELECT t.id AS tie_id, MAX(i."on") AS last_on FROM tie t JOIN interaction i
  ON (i.giver_id = t.one_id AND i.receiver_id = t.other_id) OR (i.giver_id = t.other_id AND i.receiver_id = t.one_id)
WHERE i.direction = 'mutual' AND NOT i.withdrawn AND i."on" <= :day AND t.id IN :ties GROUP BY t.id
"""
).bindparams(bindparam("ties", expanding=True), bindparam("day", type_=Date()))

_LAST_SEAT = text(
    """
SELECT t.id AS tie_id, MAX(i."on") AS last_on FROM tie t
JOIN participant p ON p.side_id IN (t.one_id, t.other_id) AND NOT p.withdrawn
JOIN interaction i ON i.id = p.interaction_id AND i.giver_id IN (t.one_id, t.other_id) AND i.giver_id <> p.side_id
WHERE i.direction = 'mutual' AND NOT i.withdrawn AND i."on" <= :day AND t.id IN :ties GROUP BY t.id
"""
).bindparams(bindparam("ties", expanding=True), bindparam("day", type_=Date()))


def last_contacts(connection: Connection, ties: Sequence[int], day: date) -> dict[int, date]:
    """Return the day of the last two-way contact of each tie that had one by `day`."""
    found: dict[int, date] = {}
    for start in range(0, len(ties), 500):
        asked: dict[str, Any] = {"ties": list(ties[start : start + 500]), "day": day}
        for statement in (_LAST_CONTACT, _LAST_SEAT):
            for row in connection.execute(statement.columns(last_on=Date()), asked):
                found[row.tie_id] = max(row.last_on, found.get(row.tie_id, row.last_on))
    return found
