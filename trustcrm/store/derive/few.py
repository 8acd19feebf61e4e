"""A few acts settled by the difference they make: to their saturation groups, to the pairs of these, to their sides.

This is what recording one thing costs beyond writing it down, so every statement here has a fixed text and goes to the
driver as it is. Nobody else writes meanwhile: what was read in this transaction may be written back as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.habits import habit_terms
from trustcrm.domain.readings.saturation import week_of
from trustcrm.domain.readings.sums import PairSums, pair_sums
from trustcrm.store.derive.acts import Sources, made_acts
from trustcrm.store.derive.kept import act_told, day_row, pair_row
from trustcrm.store.derive.summing import Pair, sum_pairs
from trustcrm.store.fixed import fetched, send
from trustcrm.store.plain import plain
from trustcrm.store.tables.derived import ACT, PAIR_SUM, SIDE_SUM

Group = tuple[int, int, str, int]
Key = tuple[str, int, int]
Acts = Mapping[Key, Act]
Terms = dict[str, float]
"""What a pair's or a side's row adds up, by column."""

_ACT_COLUMNS = ", ".join(column.name for column in ACT.columns)
_TERMS = tuple(pair_row(PairSums()))
_SIDE_TERMS = tuple(column.name for column in SIDE_SUM.columns if column.name != "side_id")

_TAKE_ACTS = f"DELETE FROM act WHERE noun = ? AND row_id BETWEEN ? AND ? RETURNING {_ACT_COLUMNS}"
_ACTS_OF_GROUP = (
    f"SELECT {_ACT_COLUMNS} FROM act WHERE giver_id = ? AND receiver_id = ? AND root = ? AND day BETWEEN ? AND ?"
)
_NEWEST_DAY = "SELECT day FROM act WHERE giver_id = ? AND receiver_id = ? ORDER BY day DESC LIMIT 1"
_ADD_DAY = "INSERT INTO day (day, week, trust_factor, goodwill_factor) VALUES (?, ?, ?, ?) ON CONFLICT (day) DO NOTHING"
_PAIR = f"SELECT {', '.join(_TERMS)} FROM pair_sum WHERE giver_id = ? AND receiver_id = ?"
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
    gone = _by_key(row for span in sources.standing_ranges() for row in fetched(connection, _TAKE_ACTS, span))
    come = _by_key(row for span in sources.ranges() for row in made_acts(connection, *span))
    know_days(connection, {act.day for act in come.values()})
    differences: dict[Pair, list[Terms]] = defaultdict(list)
    for group in _changed_groups(gone, come):
        differences[group[0], group[1]].append(_difference(connection, group, gone, come))
    sides: dict[int, Terms] = defaultdict(lambda: dict.fromkeys(_SIDE_TERMS, 0.0))
    for pair, terms in differences.items():
        former = _terms_of(connection, pair)
        _change_pair(connection, pair, former, terms)
        _note_sides(sides, pair, former, _terms_of(connection, pair))
    send(connection, _ADD_TO_SIDE, [(side, *terms.values()) for side, terms in sides.items()])


def know_days(connection: Connection, days: Iterable[date]) -> None:
    """Keep the week and the factors of days that acts fall on, where they are not kept already."""
    rows = map(day_row, sorted(days))
    send(connection, _ADD_DAY, [tuple(plain(value) for value in row.values()) for row in rows])


def _by_key(rows: Iterable[tuple[Any, ...]]) -> Acts:
    acts = map(_act, rows)
    return {(act.id, act.giver, act.receiver): act for act in acts}


def _act(row: tuple[Any, ...]) -> Act:
    noun, number, giver, receiver, day, *others = row
    return act_told(noun, number, giver, receiver, as_day(day), *others)


def as_day(value: Any) -> date:
    """Return a day as the driver gives it: an ISO 8601 text in SQLite."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _changed_groups(gone: Acts, come: Acts) -> list[Group]:
    """Return the saturation groups in which an act went, came or is another than before."""
    changed = [act for key, act in gone.items() if come.get(key) != act]
    changed += [act for key, act in come.items() if gone.get(key) != act]
    return list(dict.fromkeys(_group(act) for act in changed))


def _group(act: Act) -> Group:
    return act.giver, act.receiver, act.root, week_of(act.day)


def _difference(connection: Connection, group: Group, gone: Acts, come: Acts) -> Terms:
    giver, receiver, root, week = group
    monday = date.fromordinal(week * 7 + 1)
    bounds = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    now = _by_key(fetched(connection, _ACTS_OF_GROUP, (giver, receiver, root, *bounds)))
    before = [act for key, act in now.items() if key not in come]
    before += [act for act in gone.values() if _group(act) == group]
    present = pair_row(pair_sums(now.values(), DEFAULT_CONSTANTS))
    if not before:  # most acts are the only one of their kind between two sides in a week
        return present
    former = pair_row(pair_sums(before, DEFAULT_CONSTANTS))
    return {name: present[name] - former[name] for name in _TERMS}


def _terms_of(connection: Connection, pair: Pair) -> Terms:
    rows = fetched(connection, _PAIR, pair)
    return dict(zip(_TERMS, rows[0] if rows else (0.0,) * len(_TERMS), strict=True))


def _change_pair(connection: Connection, pair: Pair, former: Terms, differences: Iterable[Terms]) -> None:
    """Bring one pair's row up to date with what changed in its groups."""
    present = dict(former)
    falls = False
    for difference in differences:
        for name, more in difference.items():
            present[name] += more
            falls = falls or more < 0
    if round(present["acts"]) == 0:
        send(connection, _DROP_PAIR, [pair])
    elif falls:
        # An act of 2020 counts 2^40 times one of 1995: its difference would take the older one's digits with it.
        sum_pairs(connection, f"SELECT {int(pair[0])}, {int(pair[1])}")
    else:
        present["acts"] = round(present["acts"])
        newest = fetched(connection, _NEWEST_DAY, pair)[0][0]
        send(connection, _PUT_PAIR, [(*pair, newest, *present.values())])


def _note_sides(sides: Mapping[int, Terms], pair: Pair, former: Terms, present: Terms) -> None:
    """Add to both sides what a pair's change is to their habits, and to its giver the plain sums."""
    for what in ("sign", "intensity"):
        plain_terms = f"{what}_plain_value", f"{what}_plain_weight"
        before, now = ([terms[name] for name in plain_terms] for terms in (former, present))
        for name, less, more in zip(("num", "den"), habit_terms(*before), habit_terms(*now), strict=True):
            sides[pair[0]][f"{what}_out_{name}"] += more - less
            sides[pair[1]][f"{what}_in_{name}"] += more - less
        for name, less, more in zip(plain_terms, before, now, strict=True):
            sides[pair[0]][name] += more - less
