"""What readings rest on: the sums as they stand now, the same sums as of an earlier day, and the acts themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Date, bindparam, func, or_, select, text

from trustcrm.domain.act import Act, SideProfile
from trustcrm.domain.readings.breach import breaches_among
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.decay import as_of
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import SideSums, Totals
from trustcrm.domain.readings.sums import PairSums, Tally, no_sums
from trustcrm.store.derive.kept import act_of, side_sums_of
from trustcrm.store.fixed import fetched_in_portions
from trustcrm.store.queries.anew import sums_over
from trustcrm.store.queries.past import (
    FAR_BACK,
    FAR_BACK_FOR_FEW,
    Pair,
    newest_act,
    pairs_lessened,
    sides_lessened,
)
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import ACT, PAIR_SUM, SIDE_SUM, between
from trustcrm.store.turning import turned, turns_of
from trustcrm.values import dataclass

NO_SUMS = no_sums(DEFAULT_CONSTANTS)
NO_SIDE = SideSums()
_AT_ONCE = 500
"""So many rows are held beside what is made of them: who reads all day holds little."""


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


def evidence_as_of(
    connection: Connection, day: date, about: int | None = None, sides: Collection[int] | None = None
) -> Evidence:
    """Return the sums as of `day`; with `about`, of the pairs that side is in, all that its readings need.

    `sides` may say which few are read, `about` one of them; those of others are not for use then.
    """
    return next(evidence_over(connection, [day], about, sides))


def evidence_over(
    connection: Connection, days: Iterable[date], about: int | None = None, sides: Collection[int] | None = None
) -> Iterator[Evidence]:
    """Yield the sums as of each of these days, the earliest first, as `evidence_as_of` returns them.

    Where no act is later than a day, the kept sums are read; from them is taken what later acts added where some are;
    and where one of the days lies far back, all of them are gone through the acts for together. Raises `InvalidValue`
    for a day too far back to be read as of.
    """
    asked, newest = sorted(set(days)), newest_act(connection)
    for day in asked[:1]:
        as_of(day, DEFAULT_CONSTANTS.half_life_days)  # refuses what lies too far back for any reading
    past = [day for day in asked if newest is not None and day < newest]
    if past and newest is not None and newest - past[0] > (FAR_BACK if sides is None else FAR_BACK_FOR_FEW):
        for then in sums_over(connection, past, about, sides):
            yield Evidence(
                then.day, DEFAULT_CONSTANTS, then.pairs, then.sides, then.totals, _grave(connection, then.day)
            )
        asked = asked[len(past) :]
    present = _present(connection, about, newest) if asked else None
    for day in asked:
        assert present is not None
        yield _as_of(connection, present, day, about)


def _as_of(connection: Connection, present: Evidence, day: date, about: int | None) -> Evidence:
    """Return the present sums as they stood on a day that is not far back."""
    found = replace(present, day=day, grave=_grave(connection, day))
    if present.totals.last is None or present.totals.last <= day:
        return found
    sides, totals = sides_lessened(connection, present.sides, present.totals, day)
    return replace(found, pairs=pairs_lessened(connection, present.pairs, day, about), sides=sides, totals=totals)


def _present(connection: Connection, about: int | None, newest: date | None) -> Evidence:
    """Return the sums as they are kept, of no day yet."""
    pairs = {(row[0], row[1]): _sums_of(*row[2:]) for row in _pair_rows(connection, about)}
    sides: dict[int, SideSums] = {}
    whole = [0.0] * 4
    for rows in fetched_in_portions(connection, f"SELECT {_SIDE_COLUMNS} FROM side_sum", count=_AT_ONCE):
        sides |= {row[0]: side_sums_of(*row[1:9]) for row in rows}
        whole = [sum(values, before) for before, *values in zip(whole, *(row[9:] for row in rows), strict=True)]
    totals = Totals(
        sign=Tally(plain_value=whole[0], plain_weight=whole[1]),
        intensity=Tally(plain_value=whole[2], plain_weight=whole[3]),
        last=newest,
    )
    return Evidence(newest or date.min, DEFAULT_CONSTANTS, pairs, sides, totals, {})


def _pair_rows(connection: Connection, about: int | None) -> Iterator[list[Any]]:
    columns = tuple(PAIR_SUM.c.keys())
    statement = f"SELECT {', '.join(columns)} FROM pair_sum"
    values: tuple[int, ...] = ()
    if about is not None:  # each way by its own index
        statement += f" WHERE giver_id = ? UNION ALL {statement} WHERE receiver_id = ? AND giver_id <> receiver_id"
        values = about, about
    turns = turns_of(PAIR_SUM, columns, connection.dialect)
    for rows in fetched_in_portions(connection, statement, values, _AT_ONCE):
        yield from (turned(row, turns) for row in rows)


def _sums_of(acts: int, last: date, *sums: float) -> PairSums:
    """Return the sums of a pair from the columns of its row, in their order."""
    sign, sign_weight, sign_plain, sign_plain_weight, size, weight, plain, plain_weight, goodwill, ill_will = sums
    return PairSums(
        sign=Tally(value=sign, weight=sign_weight, plain_value=sign_plain, plain_weight=sign_plain_weight),
        intensity=Tally(value=size, weight=weight, plain_value=plain, plain_weight=plain_weight),
        goodwill=goodwill, ill_will=ill_will, acts=acts, last=last,
    )  # fmt: skip


_SIDE_COLUMNS = ", ".join(SIDE_SUM.c.keys())


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
        .where(ACT.c.one_id == min(one, other), ACT.c.other_id == max(one, other), ACT.c.day <= until)
        .order_by(ACT.c.day, ACT.c.noun, ACT.c.row_id)
    )
    return [act_of(row) for row in connection.execute(chosen)]


def acts_since(connection: Connection, side: int, root: str, first: date, last: date) -> dict[Pair, list[Act]]:
    """Return the acts by and towards a side from one day to another, of one CAMEO root, by giver and receiver."""
    mine = or_(ACT.c.giver_id == side, ACT.c.receiver_id == side)
    chosen = select(ACT).where(ACT.c.day.between(first, last), ACT.c.root == root, mine)
    found: dict[Pair, list[Act]] = {}
    for row in connection.execute(chosen):
        found.setdefault((row.giver_id, row.receiver_id), []).append(act_of(row))
    return found


def every_act(connection: Connection, until: date) -> Iterable[Act]:
    """Yield every act of the office up to a day, oldest first: what a trust model of a plugin's folds."""
    chosen = select(ACT).where(ACT.c.day <= until).order_by(ACT.c.day, ACT.c.noun, ACT.c.row_id)
    for row in connection.execute(chosen):
        yield act_of(row)


def side_profiles(connection: Connection) -> list[SideProfile]:
    """Return what is known of every side apart from acts; an organisation without a country has its city's."""
    city, body = TABLES["city"], TABLES["organisation"]
    cities = connection.execute(select(city.c.id, city.c.country).order_by(city.c.id))
    told = [SideProfile(side=row.id, country=row.country or "", sort="city") for row in cities]
    country = func.coalesce(body.c.country, city.c.country).label("country")
    joined = body.outerjoin(city, city.c.id == body.c.city_id)
    bodies = connection.execute(select(body.c.id, body.c.kind, country).select_from(joined).order_by(body.c.id))
    return told + [SideProfile(side=row.id, country=row.country or "", sort=row.kind) for row in bodies]


_LAST_CONTACT = text(
    """
SELECT t.id AS tie_id, (
  SELECT a.day FROM act a JOIN contact c ON c.interaction_id = a.row_id
  WHERE a.one_id = {} AND a.other_id = {} AND a.day <= :day AND a.noun = 'interaction'
  ORDER BY a.day DESC LIMIT 1
) AS last_on
FROM tie t WHERE t.id IN :ties
""".format(*between("t.one_id", "t.other_id"))
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
