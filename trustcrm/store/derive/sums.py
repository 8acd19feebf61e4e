"""The materialised sums of the default trust model, kept right in the transaction of the act itself.

A few acts are settled by the difference they make to their saturation groups, many by summing the touched pairs anew
in the database. Both ways are the same sums to 1e-9, which a test holds them to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, or_, select, text, update

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.decay import growth
from trustcrm.domain.readings.habits import HabitSums, SideSums, giver_part, receiver_part
from trustcrm.domain.readings.saturation import week_of
from trustcrm.domain.readings.sums import PairSums, Tally, no_sums, pair_sums
from trustcrm.store.derive.acts import Sources, make_acts
from trustcrm.store.derive.summing import Pair, make_touched, note_pairs, sum_in_portions, sum_pairs, sum_sides
from trustcrm.store.tables.derived import ACT, DAY, PAIR_SUM, SIDE_SUM

FEW = 64
"""Up to how many touched rows the difference is reckoned act by act."""

_CONSTANTS = DEFAULT_CONSTANTS

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
    make_touched(connection)
    ranges = list(sources.ranges())
    _note_pairs_of(connection, ranges)
    _replace_acts(connection, sources, ranges)
    _note_pairs_of(connection, ranges)
    days = (
        "SELECT DISTINCT a.day FROM act a LEFT JOIN day d ON d.day = a.day "
        "WHERE a.noun = :noun AND a.row_id BETWEEN :first AND :last AND d.day IS NULL"
    )
    for span in ranges:
        _know_days(connection, connection.execute(text(days).columns(day=DAY.c.day.type), _span(span)).scalars())
    pairs = connection.execute(text(_NOTED_PAIRS)).all()
    sum_in_portions(connection, [(row.giver_id, row.receiver_id, row.acts) for row in pairs])
    note_pairs(connection, [(row.giver_id, row.receiver_id) for row in pairs])
    sum_sides(connection, "SELECT giver_id FROM touched_pair UNION SELECT receiver_id FROM touched_pair")


def _settle_all(connection: Connection, sources: Sources) -> None:
    make_touched(connection)
    connection.execute(delete(ACT))
    home = sources.home()
    for noun, first, last in sources.every_range():
        make_acts(connection, noun, home, (first, last))
    _know_days(connection, connection.execute(select(ACT.c.day).distinct()).scalars())
    connection.execute(delete(PAIR_SUM))
    chosen = select(ACT.c.giver_id, ACT.c.receiver_id, func.count()).group_by(ACT.c.giver_id, ACT.c.receiver_id)
    sum_in_portions(connection, [tuple(row) for row in connection.execute(chosen)])
    sum_sides(connection, None)


def _note_pairs_of(connection: Connection, ranges: Iterable[tuple[str, int, int]]) -> None:
    chosen = (
        "INSERT INTO touched_pair SELECT DISTINCT giver_id, receiver_id FROM act "
        "WHERE noun = :noun AND row_id BETWEEN :first AND :last"
    )
    for span in ranges:
        connection.execute(text(chosen), _span(span))


_NOTED_PAIRS = """
SELECT t.giver_id, t.receiver_id, COUNT(a.day) AS acts FROM (SELECT DISTINCT giver_id, receiver_id FROM touched_pair) t
LEFT JOIN act a ON a.giver_id = t.giver_id AND a.receiver_id = t.receiver_id GROUP BY t.giver_id, t.receiver_id
"""


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
    known = set(connection.execute(select(DAY.c.day).where(DAY.c.day.between(wanted[0], wanted[-1]))).scalars())
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
        sum_pairs(connection, f"SELECT {int(pair[0])}, {int(pair[1])}")
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


def side_sums_of(row: Mapping[str, Any] | RowMapping) -> SideSums:
    """Return the habit terms a row of the side table holds."""

    def habit(what: str) -> HabitSums:
        return HabitSums(
            out_num=row[f"{what}_out_num"], out_den=row[f"{what}_out_den"],
            in_num=row[f"{what}_in_num"], in_den=row[f"{what}_in_den"],
        )  # fmt: skip

    return SideSums(sign=habit("sign"), intensity=habit("intensity"))
