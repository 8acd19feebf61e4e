"""What readings rest on: the sums as they stand now, the same sums as of an earlier day, and the acts themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Date, Select, bindparam, func, or_, select, text, union

from trustcrm.domain.act import Act
from trustcrm.domain.readings.breach import breaches_among
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import SideSums, Totals, giver_part, receiver_part
from trustcrm.domain.readings.sums import PairSums, Tally, no_sums
from trustcrm.store.derive.kept import act_of, side_sums_of, sums_of
from trustcrm.store.queries.past import FAR_BACK, Pair, newest_act, pairs_anew, pairs_lessened, sides_lessened
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import ACT, PAIR_SUM, SIDE_SUM
from trustcrm.values import dataclass

NO_SUMS = no_sums(DEFAULT_CONSTANTS)
NO_SIDE = SideSums()


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
        return PairEvidence(
            giver=giver,
            receiver=receiver,
            there=self.pairs.get((giver, receiver), NO_SUMS),
            back=self.pairs.get((receiver, giver), NO_SUMS),
            giver_side=self.sides.get(giver, NO_SIDE),
            receiver_side=self.sides.get(receiver, NO_SIDE),
            totals=self.totals,
            breaches=breaches_among(self.grave.get((giver, receiver), ()), self.day, self.constants),
        )


def evidence_as_of(connection: Connection, day: date, about: int | None = None) -> Evidence:
    """Return the sums as of `day`; with `about`, of the pairs that side is in, all that its readings need.

    Reads the kept sums where no act is later than `day`, and takes from them what later acts added where some are.
    """
    newest = newest_act(connection)
    if newest is not None and newest - day > FAR_BACK:
        return _of_sums(pairs_anew(connection, day), day, _grave(connection, day))
    present = _present(connection, day, about, newest)
    if newest is None or newest <= day:
        return present
    sides, totals = sides_lessened(connection, present.sides, present.totals, day)
    return replace(present, pairs=pairs_lessened(connection, present.pairs, day, about), sides=sides, totals=totals)


def _present(connection: Connection, day: date, about: int | None, newest: date | None) -> Evidence:
    chosen: Select[Any] | CompoundSelect[Any] = select(PAIR_SUM)
    if about is not None:  # each way by its own index
        chosen = union(*(select(PAIR_SUM).where(end == about) for end in (PAIR_SUM.c.giver_id, PAIR_SUM.c.receiver_id)))
    pairs = {(row.giver_id, row.receiver_id): sums_of(row) for row in connection.execute(chosen)}
    rows = connection.execute(select(SIDE_SUM)).mappings()
    sides = {row["side_id"]: side_sums_of(row) for row in rows}
    sums = [
        func.sum(SIDE_SUM.c[f"{what}_plain_{part}"]) for what in ("sign", "intensity") for part in ("value", "weight")
    ]
    whole = [value or 0.0 for value in connection.execute(select(*sums)).one()]
    totals = Totals(
        sign=Tally(plain_value=whole[0], plain_weight=whole[1]),
        intensity=Tally(plain_value=whole[2], plain_weight=whole[3]),
        last=newest,
    )
    return Evidence(day, DEFAULT_CONSTANTS, pairs, sides, totals, _grave(connection, day))


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
    chosen = (
        select(ACT)
        .where(ACT.c.intensity < 0, ACT.c.intensity <= constants.grave_intensity)  # the first names the index
        .where(ACT.c.day.between(oldest, day))
    )
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
SELECT t.id AS tie_id, (
  SELECT a.day FROM act a JOIN contact c ON c.interaction_id = a.row_id
  WHERE a.giver_id = t.one_id AND a.receiver_id = t.other_id AND a.day <= :day AND a.noun = 'interaction'
  ORDER BY a.day DESC LIMIT 1
) AS last_on
FROM tie t WHERE t.id IN :ties
"""
).bindparams(bindparam("ties", expanding=True), bindparam("day", type_=Date()))
"""The newest act of one side towards the other that was a two-way contact, convenings both took part in included."""

_LAST_CONTACT_OF_ANY_KIND = text(
    """
SELECT t.id AS tie_id, MAX(c."on") AS last_on FROM tie t
JOIN (
  SELECT giver_id, receiver_id AS side_id, "on" FROM contact
  UNION ALL SELECT giver_id, side_id, "on" FROM seated_contact
) c ON c.giver_id IN (t.one_id, t.other_id) AND c.side_id IN (t.one_id, t.other_id) AND c.giver_id <> c.side_id
WHERE c."on" <= :day AND t.id IN :ties GROUP BY t.id
"""
).bindparams(bindparam("ties", expanding=True), bindparam("day", type_=Date()))
"""The same from the interactions themselves: those of a kind that the office has withdrawn are no acts."""


def last_contacts(connection: Connection, ties: Sequence[int], day: date) -> dict[int, date]:
    """Return the day of the last two-way contact of each tie that had one by `day`."""
    kind = TABLES["kind"]
    withdrawn = select(kind.c.id).where(kind.c.family == "interaction", kind.c.withdrawn).limit(1)
    every_kind_acts = connection.execute(withdrawn).scalar() is None
    statement = (_LAST_CONTACT if every_kind_acts else _LAST_CONTACT_OF_ANY_KIND).columns(last_on=Date())
    found: dict[int, date] = {}
    for start in range(0, len(ties), 500):
        asked: dict[str, Any] = {"ties": list(ties[start : start + 500]), "day": day}
        rows = connection.execute(statement, asked)
        found.update((row.tie_id, row.last_on) for row in rows if row.last_on is not None)
    return found
