"""The sums as they stood on an earlier day: the kept ones less whatever later acts added to them.

A trend looks a quarter back, so few acts are later and nearly all of the kept sums stay as they are. An act of now
counts 2^k times one of k half-lives ago, so a difference may lose the older one's digits; where it would, the acts up
to that day are summed anew, as all are where the day lies far back (`anew`). All ways are the same sums to 1e-9, by
test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Date, TextClause, bindparam, func, select, text

from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.habits import HabitSums, SideSums, Totals
from trustcrm.domain.readings.sums import PairSums, Tally
from trustcrm.store.derive.kept import sums_of
from trustcrm.store.derive.summing import PAIR_SUMS
from trustcrm.store.tables.derived import ACT, PAIR_SUM, between

Pair = tuple[int, int]

FAR_BACK = timedelta(days=3 * DEFAULT_CONSTANTS.half_life_days)
"""How long before the latest act a day may lie for the sums as of it to be differences."""

FAR_BACK_FOR_FEW = timedelta(days=DEFAULT_CONSTANTS.half_life_days)
"""The same where only a few sides are asked for, whose acts are soon added up."""

LEAST_LEFT = 2.0**-10
"""What part of a kept sum must be left of it for the difference to keep its digits: 1e-13 of it are lost at most."""

_GROWING = ("sign_weight", "intensity_weight", "goodwill", "ill_will")
_SUMMED = ("acts", *(name for name in PAIR_SUM.c.keys() if PAIR_SUM.c[name].type.python_type is float))  # noqa: SIM118
_AT_ONCE = 100


def newest_act(connection: Connection, until: date | None = None) -> date | None:
    """Return the day of the latest act of all, or of those up to a day."""
    chosen = select(func.max(ACT.c.day))
    return connection.execute(chosen if until is None else chosen.where(ACT.c.day <= until)).scalar()


def summed_pairs(connection: Connection, where: str, asked: Mapping[str, date]) -> Iterator[tuple[Pair, PairSums]]:
    """Yield the sums of every pair over those of its acts `a` that a condition chooses."""
    yield from ((pair, sums_of(row)) for pair, row in _summed(connection, where, asked))


def pairs_lessened(
    connection: Connection, kept: Mapping[Pair, PairSums], day: date, about: int | None
) -> dict[Pair, PairSums]:
    """Return `kept`, the present sums of all pairs or of those that side `about` is in, without the acts after `day`.

    Acts of a kind share their weight within a week, so the week of `day` is summed with and without what follows it.
    """
    monday = day - timedelta(days=day.weekday())
    mine = "1 = 1" if about is None else f"({{0}}.giver_id = {int(about)} OR {{0}}.receiver_id = {int(about)})"
    where, asked = f"a.day >= :monday AND {mine.format('a')}", {"monday": monday}
    lower, higher = between("p.giver_id", "p.receiver_id")
    asked_lasts = _LASTS.format(mine=mine.format("p"), lower=lower, higher=higher)
    lasts = connection.execute(_with_days(asked_lasts, ("day",)).columns(last_day=Date()), {"day": day})
    last = {(row.giver_id, row.receiver_id): row.last_day for row in lasts}
    before = dict(_summed(connection, f"{where} AND a.day <= :day", asked | {"day": day}))
    sums, lost = dict(kept), []
    for pair, full in _summed(connection, where, asked):
        early = before.get(pair)
        if early is not None and early.acts == full.acts:
            continue
        left = _difference(_flat(kept[pair]), full, early)
        if left is None:
            lost.append(pair)
        elif left["acts"] == 0:
            del sums[pair]
        else:
            sums[pair] = sums_of(SimpleNamespace(**left, last_day=last[pair]))
    sums |= _anew(connection, lost, day)
    return sums


_LASTS = """
SELECT p.giver_id, p.receiver_id, (
  SELECT MAX(a.day) FROM act a
  WHERE a.one_id = {lower} AND a.other_id = {higher} AND a.giver_id = p.giver_id AND a.day <= :day
) AS last_day
FROM pair_sum p WHERE p.last_day > :day AND {mine}
"""
"""The latest day up to one, of each pair that acted after it."""


def _difference(kept: dict[str, Any], full: Any, early: Any | None) -> dict[str, Any] | None:
    """Return what is left of a pair's sums, None where too little is left of one of them to be a difference."""
    left = {name: kept[name] - getattr(full, name) + (getattr(early, name) if early else 0) for name in _SUMMED}
    if left["acts"] and any(left[name] < LEAST_LEFT * kept[name] for name in _GROWING):
        return None
    return left


def _flat(sums: PairSums) -> dict[str, Any]:
    flat = {"acts": sums.acts, "goodwill": sums.goodwill, "ill_will": sums.ill_will}
    for what, tally in (("sign", sums.sign), ("intensity", sums.intensity)):
        for name in ("value", "weight", "plain_value", "plain_weight"):
            flat[f"{what}_{name}"] = getattr(tally, name)
    return flat


def _anew(connection: Connection, pairs: Iterable[Pair], day: date) -> Iterator[tuple[Pair, PairSums]]:
    wanted = iter(pairs)
    while some := list(islice(wanted, _AT_ONCE)):
        listed = " OR ".join(_acts_of(giver, receiver) for giver, receiver in some)
        where = f"({listed}) AND a.day <= :day"
        yield from summed_pairs(connection, where, {"day": day})


def _acts_of(giver: int, receiver: int) -> str:
    one, other = sorted((giver, receiver))
    return f"(a.one_id = {int(one)} AND a.other_id = {int(other)} AND a.giver_id = {int(giver)})"


def _summed(connection: Connection, where: str, asked: Mapping[str, date]) -> Iterator[tuple[Pair, Any]]:
    statement = _with_days(PAIR_SUMS.format(where=f"WHERE {where}"), asked).columns(last_day=Date())
    for row in connection.execute(statement, {"q": DEFAULT_CONSTANTS.repeat_share, **asked}):
        yield (row.giver_id, row.receiver_id), row


def _with_days(statement: str, names: Iterable[str]) -> TextClause:
    return text(statement).bindparams(*(bindparam(name, type_=Date()) for name in names))


_TERMS = ("sign_num", "sign_den", "intensity_num", "intensity_den")
_PLAIN = ("sign_value", "sign_weight", "intensity_value", "intensity_weight")


def _terms() -> Iterator[str]:
    """Yield what each pair's habit terms lose: r/(W+1) and W/(W+1) with the later acts, less the same without."""
    for what in ("sign", "intensity"):
        weight = f"p.{what}_plain_weight"
        for name, over in (("num", "value"), ("den", "weight")):
            now, then = f"p.{what}_plain_{over}", f"(p.{what}_plain_{over} - l.{what}_{over})"
            yield f"{now} / ({weight} + 1.0) - {then} / ({weight} - l.{what}_weight + 1.0) AS {what}_{name}"


_LATER = f"""
WITH late AS MATERIALIZED (
  SELECT +giver_id AS giver_id, +receiver_id AS receiver_id,
    SUM(CASE WHEN intensity > 0 THEN weight ELSE 0.0 END) AS sign_value,
    SUM(CASE WHEN intensity <> 0 THEN weight ELSE 0.0 END) AS sign_weight,
    SUM(weight * intensity) AS intensity_value, SUM(weight) AS intensity_weight
  FROM act WHERE day > :day GROUP BY 1, 2
), lost AS MATERIALIZED (
  SELECT p.giver_id, p.receiver_id, {", ".join(f"l.{name}" for name in _PLAIN)}, {", ".join(_terms())}
  FROM late l JOIN pair_sum p ON p.giver_id = l.giver_id AND p.receiver_id = l.receiver_id
)
SELECT 'out' AS way, giver_id AS side_id, {", ".join(f"SUM({name}) AS {name}" for name in (*_TERMS, *_PLAIN))}
FROM lost GROUP BY giver_id
UNION ALL
SELECT 'in', receiver_id, {", ".join(f"SUM({name})" for name in (*_TERMS, *_PLAIN))} FROM lost GROUP BY receiver_id
"""
"""The plus keeps SQLite from reading every act in the order of pairs: the later ones are few, and have an index."""


def sides_lessened(
    connection: Connection, sides: Mapping[int, SideSums], totals: Totals, day: date
) -> tuple[dict[int, SideSums], Totals]:
    """Return the present habit sums of `sides` and the totals of all without the acts after `day`.

    Habits and totals do not decay, so these differences keep their digits.
    """
    rows: Sequence[Any] = connection.execute(_with_days(_LATER, ("day",)), {"day": day}).all()
    found = dict(sides)
    for row in rows:
        if row.side_id in found:
            found[row.side_id] = found[row.side_id].plus(_habits(row), -1)
    given = [row for row in rows if row.way == "out"]
    return found, Totals(
        sign=_less(totals.sign, sum(row.sign_value for row in given), sum(row.sign_weight for row in given)),
        intensity=_less(
            totals.intensity, sum(row.intensity_value for row in given), sum(row.intensity_weight for row in given)
        ),
        last=newest_act(connection, day),
    )


def _habits(row: Any) -> SideSums:
    def habit(num: float, den: float) -> HabitSums:
        return HabitSums(out_num=num, out_den=den) if row.way == "out" else HabitSums(in_num=num, in_den=den)

    return SideSums(sign=habit(row.sign_num, row.sign_den), intensity=habit(row.intensity_num, row.intensity_den))


def _less(total: Tally, value: float, weight: float) -> Tally:
    return Tally(plain_value=total.plain_value - value, plain_weight=total.plain_weight - weight)
