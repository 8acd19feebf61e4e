"""A few acts settled by the difference they make: to their saturation groups, to the pairs of these, to their sides.

This is what recording one thing costs beyond writing it down, so every statement here has a fixed text, all of them go
to the driver over one cursor, and acts stay the rows they are wherever they are alone in their group. Nobody else
writes meanwhile: what was read in this transaction may be written back as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from operator import add, sub
from typing import Any

from sqlalchemy import Connection

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.decay import growth
from trustcrm.domain.readings.habits import habit_terms
from trustcrm.domain.readings.saturation import week_of
from trustcrm.domain.readings.sums import PairSums, pair_sums
from trustcrm.store.derive.acts import ACT_COLUMNS, Sources, made_acts
from trustcrm.store.derive.kept import act_told, day_row, pair_row
from trustcrm.store.derive.summing import Pair, sum_pairs
from trustcrm.store.fixed import Ask, Row, as_day, asking, send
from trustcrm.store.plain import plain
from trustcrm.store.tables.derived import PAIR_SUM, SIDE_SUM

Group = tuple[int, int, str, int]
"""Giver, receiver, root and week."""

Acts = Mapping[tuple[Any, ...], Row]
"""Rows of the table of acts, by source, its row, giver and receiver."""

Terms = list[float]
"""What a pair's or a side's row adds up, in the order of its columns."""

_PAIR, _DAY, _ROOT = slice(2, 4), 4, 6
"""Where an act's pair, its day and its root stand in its row."""

_TERMS = tuple(pair_row(PairSums()))
_SIDE_TERMS = tuple(column.name for column in SIDE_SUM.columns if column.name != "side_id")
_ACTS = _TERMS.index("acts")
_PLAIN = tuple(
    (_TERMS.index(f"{what}_plain_value"), _TERMS.index(f"{what}_plain_weight")) for what in ("sign", "intensity")
)
_OUT, _IN = (
    [_SIDE_TERMS.index(f"{what}_{way}_{part}") for what in ("sign", "intensity") for part in ("num", "den")]
    for way in ("out", "in")
)
_GIVEN = [_SIDE_TERMS.index(_TERMS[place]) for places in _PLAIN for place in places]
"""Where a pair's plain sums stand in its row, and where a side's habits and plain sums stand in its own."""

_NOTHING: Terms = [0.0] * len(_TERMS)

_TAKE_ACTS = f"DELETE FROM act WHERE noun = ? AND row_id BETWEEN ? AND ? RETURNING {ACT_COLUMNS}"
_OF_PAIR = "one_id = ? AND other_id = ? AND giver_id = ?"
_ACTS_OF_GROUP = f"SELECT {ACT_COLUMNS} FROM act WHERE {_OF_PAIR} AND root = ? AND day BETWEEN ? AND ?"
_NEWEST_DAY = f"SELECT day FROM act WHERE {_OF_PAIR} ORDER BY day DESC LIMIT 1"
_ADD_DAY = "INSERT INTO day (day, week, trust_factor, goodwill_factor) VALUES (?, ?, ?, ?) ON CONFLICT (day) DO NOTHING"
_IS_DAY = "SELECT 1 FROM day WHERE day = ?"
_FIND_PAIR = f"SELECT last_day, {', '.join(_TERMS)} FROM pair_sum WHERE giver_id = ? AND receiver_id = ?"
_DROP_PAIR = "DELETE FROM pair_sum WHERE giver_id = ? AND receiver_id = ?"
_PUT_PAIR = (
    f"INSERT INTO pair_sum (giver_id, receiver_id, last_day, {', '.join(_TERMS)}) "
    f"VALUES ({', '.join('?' * len(PAIR_SUM.columns))}) ON CONFLICT (giver_id, receiver_id) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in ("last_day", *_TERMS))
)
_ADD_TO_SIDE = (
    f"INSERT INTO side_sum (side_id, {', '.join(_SIDE_TERMS)}) VALUES ({', '.join('?' * len(SIDE_SUM.columns))}) "
    "ON CONFLICT (side_id) DO UPDATE SET "
    + ", ".join(f"{name} = side_sum.{name} + excluded.{name}" for name in _SIDE_TERMS)
)


def settle_few(connection: Connection, sources: Sources) -> None:
    """Make the acts of the noted rows anew, and add to every sum they bear on the difference that this makes."""
    with asking(connection) as ask:
        gone = _by_key(row for span in sources.standing_ranges() for row in ask(_TAKE_ACTS, span))
        come = _by_key(row for span in sources.ranges() for row in made_acts(ask, *span))
        weeks = _Weeks()
        for day in {row[_DAY] for row in come.values()}:
            if not ask(_IS_DAY, (day,)):
                know_days(connection, [as_day(day)])
        left = {row[_PAIR] for row in gone.values()}
        groups = _changed_groups(gone, come, weeks)
        sides: dict[int, Terms] = defaultdict(lambda: [0.0] * len(_SIDE_TERMS))
        written: list[tuple[Any, ...]] = []
        for pair in dict.fromkeys([group[:2] for group in groups]):
            last, former = _kept(ask, pair)
            present, falls = former, False
            for group in groups:
                if group[:2] == pair:
                    alone = pair not in left and (last is None or weeks[last] < group[3])
                    now = come.values() if alone else _acts_of(ask, group)
                    difference = _difference(group, now, gone, come, weeks)
                    present = list(map(add, present, difference))
                    falls = falls or min(difference) < 0
            present[_ACTS] = round(present[_ACTS])
            if not present[_ACTS]:
                ask.each(_DROP_PAIR, [pair])
                present = _NOTHING
            elif falls:
                # An act of 2020 counts 2^40 times one of 1995: its difference would take the older one's digits along.
                sum_pairs(connection, f"SELECT {int(pair[0])} AS giver_id, {int(pair[1])} AS receiver_id")
                present = _kept(ask, pair)[1]
            else:
                newest = _newest_day(ask, pair, None if pair in left else last, come)
                written.append((*pair, newest, *present))
            _note_sides(sides, pair, former, present)
        ask.each(_PUT_PAIR, written)
        ask.each(_ADD_TO_SIDE, [(side, *terms) for side, terms in sides.items()])


def know_days(connection: Connection, days: Iterable[date]) -> None:
    """Keep the week and the factors of days that acts fall on, where they are not kept already."""
    rows = map(day_row, sorted(days))
    send(connection, _ADD_DAY, [tuple(plain(value) for value in row.values()) for row in rows])


class _Weeks(dict[Any, int]):
    """The running week of a day, by the day as the driver gives it."""

    def __missing__(self, day: Any) -> int:
        self[day] = week = week_of(as_day(day))
        return week


def _by_key(rows: Iterable[Row]) -> Acts:
    return {row[:4]: row for row in rows}


def _changed_groups(gone: Acts, come: Acts, weeks: _Weeks) -> list[Group]:
    """Return the saturation groups in which an act went, came or is another than before."""
    changed = [row for key, row in gone.items() if come.get(key) != row]
    changed += [row for key, row in come.items() if gone.get(key) != row]
    return list(dict.fromkeys([_group(row, weeks) for row in changed]))


def _group(row: Row, weeks: _Weeks) -> Group:
    return row[2], row[3], row[_ROOT], weeks[row[_DAY]]


def _acts_of(ask: Ask, group: Group) -> list[Row]:
    """Return the acts that now stand in a group."""
    giver, receiver, root, week = group
    monday = date.fromordinal(week * 7 + 1)
    bounds = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    return ask(_ACTS_OF_GROUP, (*_between(giver, receiver), root, *bounds))


def _between(giver: int, receiver: int) -> tuple[int, int, int]:
    """Return what an ordered pair's acts are found by: the lower of its sides, the higher, and which of them gave."""
    return min(giver, receiver), max(giver, receiver), giver


def _difference(group: Group, standing: Iterable[Row], gone: Acts, come: Acts, weeks: _Weeks) -> Terms:
    """Return what a group adds to its pair's sums beyond what it did; all its acts are among those `standing`."""
    now = [row for row in standing if _group(row, weeks) == group]
    before = [row for row in now if row[:4] not in come]
    before += [row for row in gone.values() if _group(row, weeks) == group]
    present = _summed(now)
    # most acts are the only one of their kind between two sides in a week
    return list(map(sub, present, _summed(before))) if before else present


def _summed(rows: Collection[Row]) -> Terms:
    if len(rows) == 1:
        return _alone(*rows)
    acts = [_act(*row) for row in rows]
    return list(pair_row(pair_sums(acts, DEFAULT_CONSTANTS)).values())


def _act(noun: str, row: int, giver: int, receiver: int, day: Any, *others: Any) -> Act:
    return act_told(noun, row, giver, receiver, as_day(day), *others)


def _alone(row: Row) -> Terms:
    """Return the sums over one act, as `pair_sums` gives them, without what these are made of."""
    *_, intensity, weight = row
    day = as_day(row[_DAY])
    kind, unkind = intensity > 0, intensity < 0
    size = weight * growth(day, DEFAULT_CONSTANTS.half_life_days)
    will = weight * abs(intensity) * growth(day, DEFAULT_CONSTANTS.goodwill_half_life_days)
    signed = kind or unkind
    return [
        1, size * kind, size * signed, weight * kind, weight * signed,
        size * intensity, size, weight * intensity, weight, will * kind, will * unkind,
    ]  # fmt: skip


def _kept(ask: Ask, pair: Pair) -> tuple[Any, Terms]:
    """Return the newest day of a pair, None where it has no acts yet, and its sums."""
    for last, *terms in ask(_FIND_PAIR, pair):
        return last, terms
    return None, _NOTHING


def _newest_day(ask: Ask, pair: Pair, last: Any, come: Acts) -> Any:
    """Return the day of a pair's newest act; `last` is what it was, None where that is not known any more."""
    if last is None:
        return ask(_NEWEST_DAY, _between(*pair))[0][0]
    return max([last, *[row[_DAY] for row in come.values() if row[_PAIR] == pair]])


def _note_sides(sides: Mapping[int, Terms], pair: Pair, former: Terms, present: Terms) -> None:
    """Add to both sides what a pair's change is to their habits, and to its giver the plain sums."""
    habits: Terms = []
    plainly: Terms = []
    for value, weight in _PLAIN:
        before = habit_terms(former[value], former[weight])
        now = habit_terms(present[value], present[weight])
        habits += (now[0] - before[0], now[1] - before[1])
        plainly += (present[value] - former[value], present[weight] - former[weight])
    for side, places, changes in ((pair[0], _OUT, habits), (pair[1], _IN, habits), (pair[0], _GIVEN, plainly)):
        terms = sides[side]
        for place, change in zip(places, changes, strict=True):
            terms[place] += change
