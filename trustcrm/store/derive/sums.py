"""The materialised sums of the default trust model, kept right in the transaction of the act itself.

A few acts are settled by the difference they make to their saturation groups, many by summing the touched pairs anew
in the database. Both ways are the same sums to 1e-9, which a test holds them to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, insert, or_, select, text, update

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.decay import growth
from trustcrm.domain.readings.habits import HabitSums, SideSums, giver_part, receiver_part
from trustcrm.domain.readings.saturation import week_of
from trustcrm.domain.readings.sums import PairSums, Tally, no_sums, pair_sums
from trustcrm.store.derive.acts import SOURCES, Sources, make_acts
from trustcrm.store.tables.derived import ACT, DAY, PAIR_SUM, SIDE_SUM

FEW = 64
"""Up to how many touched rows the difference is reckoned act by act."""

_CONSTANTS = DEFAULT_CONSTANTS

Pair = tuple[int, int]
Group = tuple[int, int, str, int]


def settle_sums(connection: Connection, sources: Sources) -> None:
    """Make the acts of the noted rows anew and bring every sum they bear on up to date."""
    if sources.everything:
        _settle_all(connection, sources)
    elif 0 < sources.count() <= FEW:
        _settle_few(connection, sources)
    elif sources.count():
        _settle_many(connection, sources)


def _settle_few(connection: Connection, sources: Sources) -> None:
    ranges = list(sources.ranges())
    former = _acts_of(connection, ranges)
    _replace_acts(connection, sources, ranges)
    present = _acts_of(connection, ranges)
    _know_days(connection, {act.day for act in present})
    gone = {_key(act): act for act in former}
    come = {_key(act): act for act in present}
    groups = {_group(act) for key, act in gone.items() if come.get(key) != act}
    groups |= {_group(act) for key, act in come.items() if gone.get(key) != act}
    changes: dict[Pair, list[tuple[PairSums, PairSums]]] = defaultdict(list)
    for group in groups:
        now = {_key(act): act for act in _acts_in(connection, group)}
        before = {key: act for key, act in now.items() if key not in come} | {
            key: act for key, act in gone.items() if _group(act) == group
        }
        sums = pair_sums(list(before.values()), _CONSTANTS), pair_sums(list(now.values()), _CONSTANTS)
        changes[group[0], group[1]].append(sums)
    for pair, differences in changes.items():
        _change_pair(connection, pair, differences)


def _settle_many(connection: Connection, sources: Sources) -> None:
    connection.execute(
        text("CREATE TEMPORARY TABLE IF NOT EXISTS touched_pair (giver_id INTEGER, receiver_id INTEGER)")
    )
    connection.execute(text("DELETE FROM touched_pair"))
    ranges = list(sources.ranges())
    note = (
        "INSERT INTO touched_pair SELECT DISTINCT giver_id, receiver_id FROM act "
        "WHERE noun = :noun AND row_id BETWEEN :first AND :last"
    )
    days = (
        "SELECT DISTINCT a.day FROM act a LEFT JOIN day d ON d.day = a.day "
        "WHERE a.noun = :noun AND a.row_id BETWEEN :first AND :last AND d.day IS NULL"
    )
    for span in ranges:
        connection.execute(text(note), _span(span))
    _replace_acts(connection, sources, ranges)
    for span in ranges:
        connection.execute(text(note), _span(span))
        _know_days(connection, connection.execute(text(days).columns(day=DAY.c.day.type), _span(span)).scalars())
    _sum_pairs(connection, "SELECT giver_id, receiver_id FROM touched_pair")
    _sum_sides(connection, "SELECT giver_id FROM touched_pair UNION SELECT receiver_id FROM touched_pair")
    connection.execute(text("DELETE FROM touched_pair"))


def _settle_all(connection: Connection, sources: Sources) -> None:
    connection.execute(delete(ACT))
    home = sources.home()
    for noun in SOURCES:
        make_acts(connection, noun, home)
    _know_days(connection, connection.execute(select(ACT.c.day).distinct()).scalars())
    _sum_pairs(connection, None)
    _sum_sides(connection, None)


def _replace_acts(connection: Connection, sources: Sources, ranges: Iterable[tuple[str, int, int]]) -> None:
    home = sources.home()
    for noun, first, last in ranges:
        connection.execute(delete(ACT).where(ACT.c.noun == noun, ACT.c.row_id.between(first, last)))
        make_acts(connection, noun, home, (first, last))


def _span(span: tuple[str, int, int]) -> dict[str, Any]:
    return {"noun": span[0], "first": span[1], "last": span[2]}


def _know_days(connection: Connection, days: Iterable[date]) -> None:
    wanted = sorted(set(days))
    if not wanted:
        return
    known: set[date] = set()
    for start in range(0, len(wanted), 500):
        chosen = select(DAY.c.day).where(DAY.c.day.in_(wanted[start : start + 500]))
        known.update(connection.execute(chosen).scalars())
    missing = [day for day in wanted if day not in known]
    if missing:
        connection.execute(insert(DAY), [day_row(day) for day in missing])


def day_row(day: date) -> dict[str, Any]:
    """Return a day as it is kept: its running week and its forward-decay factors."""
    return {
        "day": day,
        "week": week_of(day),
        "trust_factor": growth(day, _CONSTANTS.half_life_days),
        "goodwill_factor": growth(day, _CONSTANTS.goodwill_half_life_days),
    }


def act_of(row: Any) -> Act:
    """Return the act a row of the act table holds; its id names the row it comes from, and its direction."""
    return Act(
        id=f"{row.noun} {row.row_id}:{row.giver_id}>{row.receiver_id}",
        giver=row.giver_id, receiver=row.receiver_id, day=row.day, kind=row.kind,
        root=row.root, intensity=row.intensity, weight=row.weight,
    )  # fmt: skip


def _acts_of(connection: Connection, ranges: Iterable[tuple[str, int, int]]) -> list[Act]:
    chosen = or_(*(and_(ACT.c.noun == noun, ACT.c.row_id.between(first, last)) for noun, first, last in ranges))
    return [act_of(row) for row in connection.execute(select(ACT).where(chosen))]


def _acts_in(connection: Connection, group: Group) -> list[Act]:
    giver, receiver, root, week = group
    monday = date.fromordinal(week * 7 + 1)
    chosen = (
        select(ACT)
        .where(ACT.c.giver_id == giver, ACT.c.receiver_id == receiver, ACT.c.root == root)
        .where(ACT.c.day.between(monday, monday + timedelta(days=6)))
    )
    return [act_of(row) for row in connection.execute(chosen)]


def _key(act: Act) -> tuple[str, int, int]:
    return act.id, act.giver, act.receiver


def _group(act: Act) -> Group:
    return act.giver, act.receiver, act.root, week_of(act.day)


_COLUMNS = tuple(column.name for column in PAIR_SUM.columns)


def sums_of(row: Any) -> PairSums:
    """Return the sums a row of the pair table holds."""
    return PairSums(
        sign=Tally(
            value=row.sign_value, weight=row.sign_weight,
            plain_value=row.sign_plain_value, plain_weight=row.sign_plain_weight,
        ),
        intensity=Tally(
            value=row.intensity_value, weight=row.intensity_weight,
            plain_value=row.intensity_plain_value, plain_weight=row.intensity_plain_weight,
        ),
        goodwill=row.goodwill, ill_will=row.ill_will, acts=row.acts, last=row.last_day,
    )  # fmt: skip


def _change_pair(connection: Connection, pair: Pair, differences: Iterable[tuple[PairSums, PairSums]]) -> None:
    mine = and_(PAIR_SUM.c.giver_id == pair[0], PAIR_SUM.c.receiver_id == pair[1])
    row = connection.execute(select(PAIR_SUM).where(mine)).one_or_none()
    former = sums_of(row) if row is not None else no_sums(_CONSTANTS)
    values = _flat(former)
    falls = False
    for before, now in differences:
        for name, more, less in zip(values, _flat(now).values(), _flat(before).values(), strict=True):
            values[name] += more - less
            falls = falls or more < less
    acts = round(values.pop("acts"))
    if acts == 0:
        connection.execute(delete(PAIR_SUM).where(mine))
        present = no_sums(_CONSTANTS)
    elif falls:
        # An act of 2020 counts 2^40 times one of 1995: its difference would take the older one's digits with it.
        _sum_pairs(connection, f"SELECT {int(pair[0])}, {int(pair[1])}")
        present = sums_of(connection.execute(select(PAIR_SUM).where(mine)).one())
    else:
        last = select(ACT.c.day).where(ACT.c.giver_id == pair[0], ACT.c.receiver_id == pair[1])
        newest = connection.execute(last.order_by(ACT.c.day.desc()).limit(1)).scalar_one()
        stored = {**values, "acts": acts, "last_day": newest}
        if row is None:
            connection.execute(insert(PAIR_SUM), {"giver_id": pair[0], "receiver_id": pair[1], **stored})
        else:
            connection.execute(update(PAIR_SUM).where(mine).values(stored))
        present = sums_of(connection.execute(select(PAIR_SUM).where(mine)).one())
    _change_side(connection, pair[0], giver_part(former), giver_part(present), former, present)
    _change_side(connection, pair[1], receiver_part(former), receiver_part(present), None, None)


def _flat(sums: PairSums) -> dict[str, float]:
    return {
        "acts": sums.acts,
        "sign_value": sums.sign.value, "sign_weight": sums.sign.weight,
        "sign_plain_value": sums.sign.plain_value, "sign_plain_weight": sums.sign.plain_weight,
        "intensity_value": sums.intensity.value, "intensity_weight": sums.intensity.weight,
        "intensity_plain_value": sums.intensity.plain_value, "intensity_plain_weight": sums.intensity.plain_weight,
        "goodwill": sums.goodwill, "ill_will": sums.ill_will,
    }  # fmt: skip


def _change_side(
    connection: Connection, side: int, former: SideSums, present: SideSums,
    given_before: PairSums | None, given_now: PairSums | None,
) -> None:  # fmt: skip
    difference = present.plus(former, -1)
    values = _flat_side(difference)
    if given_before is not None and given_now is not None:
        before, now = _flat(given_before), _flat(given_now)
        values |= {name: now[name] - before[name] for name in before if "plain" in name}
    known = connection.execute(select(SIDE_SUM.c.side_id).where(SIDE_SUM.c.side_id == side)).scalar()
    if known is None:
        blank = {column.name: 0.0 for column in SIDE_SUM.columns if column.name != "side_id"}
        connection.execute(insert(SIDE_SUM), {"side_id": side} | blank | values)
    else:
        grown = {name: SIDE_SUM.c[name] + value for name, value in values.items()}
        connection.execute(update(SIDE_SUM).where(SIDE_SUM.c.side_id == side).values(grown))


def _flat_side(sums: SideSums) -> dict[str, float]:
    return {
        f"{what}_{name}": getattr(habit, name)
        for what, habit in (("sign", sums.sign), ("intensity", sums.intensity))
        for name in ("out_num", "out_den", "in_num", "in_den")
    }


PAIR_SUMS = """
WITH sized AS (
  SELECT a.giver_id, a.receiver_id, a.root, d.week, a.day, a.intensity, a.weight,
    a.weight * d.trust_factor AS alone, a.weight * ABS(a.intensity) * d.goodwill_factor AS good
  FROM act a JOIN day d ON d.day = a.day {where}
), ranked AS (
  SELECT sized.*,
    ROW_NUMBER() OVER (PARTITION BY giver_id, receiver_id, root, week, intensity <> 0
      ORDER BY alone DESC, ABS(intensity) DESC, intensity DESC) AS sign_place,
    ROW_NUMBER() OVER (PARTITION BY giver_id, receiver_id, root, week
      ORDER BY alone DESC, ABS(intensity) DESC, intensity DESC) AS place,
    ROW_NUMBER() OVER (PARTITION BY giver_id, receiver_id, root, week, intensity <> 0
      ORDER BY good DESC, ABS(intensity) DESC, intensity DESC) AS good_place
  FROM sized
), shared AS (
  SELECT ranked.*,
    CASE WHEN intensity = 0 THEN 0 WHEN sign_place = 1 THEN alone ELSE alone * POWER(:q, sign_place - 1) END AS sign,
    CASE WHEN place = 1 THEN alone ELSE alone * POWER(:q, place - 1) END AS size,
    CASE WHEN good_place = 1 THEN good ELSE good * POWER(:q, good_place - 1) END AS good_size
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
"""Every pair's sums from the acts, in the database: `{where}` chooses acts, `:q` is the share of a repetition."""


def _sum_pairs(connection: Connection, chosen: str | None) -> None:
    where = f"WHERE (giver_id, receiver_id) IN ({chosen})" if chosen else ""
    connection.execute(text(f"DELETE FROM pair_sum {where}"))
    where = f"WHERE (a.giver_id, a.receiver_id) IN ({chosen})" if chosen else ""
    connection.execute(
        text(f"INSERT INTO pair_sum ({', '.join(_COLUMNS)}) {PAIR_SUMS.format(where=where)}"),
        {"q": _CONSTANTS.repeat_share},
    )


def _sum_sides(connection: Connection, chosen: str | None) -> None:
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


def side_sums_of(row: Mapping[str, Any] | RowMapping) -> SideSums:
    """Return the habit terms a row of the side table holds."""

    def habit(what: str) -> HabitSums:
        return HabitSums(
            out_num=row[f"{what}_out_num"], out_den=row[f"{what}_out_den"],
            in_num=row[f"{what}_in_num"], in_den=row[f"{what}_in_den"],
        )  # fmt: skip

    return SideSums(sign=habit("sign"), intensity=habit("intensity"))
